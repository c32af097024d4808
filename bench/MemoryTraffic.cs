using System.Buffers;
using BenchmarkDotNet.Attributes;
using Dl.Core;

namespace Dl.Bench;

/// <summary>A temporary of so many floats, written once: from the pool of a region, fresh from the collector, and from the shared pool of .NET.</summary>
[MemoryDiagnoser]
public class MemoryTraffic
{
    /// <summary>How many floats.</summary>
    [Params(16, 1_000, 100_000, 1_000_000)]
    public int Size { get; set; }

    /// <summary>As a training step has it.</summary>
    [Benchmark(Baseline = true)]
    public float InRegion()
    {
        using var region = Region.Open();
        return Tensor<float>.Build([Size], 1f, static (into, one) => into.Fill(one))[0];
    }

    /// <summary>A tensor that lives for ever.</summary>
    [Benchmark]
    public float Fresh() => Tensor<float>.Build([Size], 1f, static (into, one) => into.Fill(one))[0];

    /// <summary>An array of the shared pool.</summary>
    [Benchmark]
    public float Shared()
    {
        var array = ArrayPool<float>.Shared.Rent(Size);
        array.AsSpan(0, Size).Fill(1);
        var first = array[0];
        ArrayPool<float>.Shared.Return(array);
        return first;
    }
}
