using BenchmarkDotNet.Attributes;
using Dl.Core;
using Dl.Functional;

namespace Dl.Bench;

/// <summary>A layer on a batch, forward and backward to its parameters.</summary>
[MemoryDiagnoser]
public class Layers
{
    static readonly Dictionary<string, (ILayer Net, Shape Batch)> All = new()
    {
        ["dense 784-128"] = (new Dense(128, Activation.Relu), [32, 784]),
        ["dense 784-128 gelu"] = (new Dense(128, Activation.Gelu), [32, 784]),
        ["dense 784-128 gelu fused"] = (Net.Fuse(new Dense(128, Activation.Gelu)), [32, 784]),
        ["batch norm 64"] = (new BatchNorm(), [128, 64]),
        ["layer norm 64"] = (new LayerNorm(), [128, 64]),
        ["conv 3x3 16-16"] = (new Conv2d(16, 3, padding: Padding.Same), [8, 16, 16, 16]),
        ["max pool 2x2"] = (Net.Seq(new Conv2d(16, 1), new MaxPool2d(2)), [8, 16, 16, 16]),
    };

    (ITree<float> Params, ITree<float> State) start;
    Tensor<float> batch = Tensor<float>.Zeros([1]), cotangent = Tensor<float>.Zeros([1]);

    /// <summary>The names of the layers.</summary>
    public static IEnumerable<string> Names => All.Keys;

    /// <summary>Which one.</summary>
    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "";

    /// <summary>Draws parameters, batch and cotangent.</summary>
    [GlobalSetup]
    public void Draw()
    {
        var (net, shape) = All[Name];
        var initial = net.Init<float>(Key.Of(1), shape.Example);
        start = (initial.Params, initial.State);
        batch = Key.Of(2).Normal<float>(shape);
        cotangent = Key.Of(3).Normal<float>(initial.Output.Batch(shape[0]));
    }

    /// <summary>What inference pays.</summary>
    [Benchmark]
    public Tensor<float> Forward() => Net.Infer(All[Name].Net, start.Params, start.State, batch);

    /// <summary>What training pays.</summary>
    [Benchmark]
    public object ForwardAndBackward() => Gradient.Pull(start.Params,
        p => All[Name].Net.Apply(new Call<float>(p, start.State, Key.Of(4), Mode.Train), batch).Select(result => result.Output), _ => cotangent);
}
