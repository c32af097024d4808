using BenchmarkDotNet.Attributes;
using Dl.Core;
using Dl.Functional;

namespace Dl.Bench;

/// <summary>A convolution of 32 images, 3 x 3 from 64 to 64 channels at 32 x 32, and its two gradients: 2.4 billion operations each.</summary>
[MemoryDiagnoser]
public class Convolution
{
    static readonly Conv2dOp How = new(1, Padding.Same, 1);

    readonly Tensor<float> images = Key.Of(1).Normal<float>([32, 32, 32, 64]), kernel = Key.Of(2).Normal<float>([3, 3, 64, 64]);
    Ruled<float> ruled;

    /// <summary>How many threads may take part.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    /// <summary>The pullback to be asked.</summary>
    [GlobalSetup]
    public void Begin() => ruled = How.Rule<float>([images, kernel]);

    /// <summary>The output.</summary>
    [Benchmark]
    public Tensor<float> Forward() => Workers.With(Threads, () => How.Rule<float>([images, kernel]).Value);

    /// <summary>The output as plain sums.</summary>
    [Benchmark]
    public Tensor<float> DirectForward() => Workers.With(Threads, () => (How with { Method = ConvolutionMethod.Direct }).Rule<float>([images, kernel]).Value);

    /// <summary>The output by F(4, 3).</summary>
    [Benchmark]
    public Tensor<float> Winograd4Forward() => Workers.With(Threads, () => (How with { Method = ConvolutionMethod.Winograd4 }).Rule<float>([images, kernel]).Value);

    /// <summary>The cotangent of the images.</summary>
    [Benchmark]
    public Tensor<float> InputGradient() => Workers.With(Threads, () => ruled.Pull(ruled.Value)[0].ToTensor());

    /// <summary>The cotangent of the kernel.</summary>
    [Benchmark]
    public Tensor<float> KernelGradient() => Workers.With(Threads, () => ruled.Pull(ruled.Value)[1].ToTensor());
}
