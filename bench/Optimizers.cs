using BenchmarkDotNet.Attributes;
using Dl.Core;
using Dl.Functional;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Dl.Bench;

/// <summary>An optimizer's update of a million parameters: pure, with the vectors before it kept readable, and in place, as a fold hands them down.</summary>
[MemoryDiagnoser]
public class Optimizers
{
    const int Size = 1_000_000;

    static readonly Dictionary<string, Optimizer> All = new()
    {
        ["sgd"] = Optimizer.Sgd(0.01), ["momentum"] = Optimizer.Momentum(0.01), ["adam"] = Optimizer.Adam(), ["adamw"] = Optimizer.AdamW(), ["lion"] = Optimizer.Lion(),
        ["rmsprop"] = Optimizer.RmsProp(), ["adagrad"] = Optimizer.AdaGrad(), ["adabelief"] = Optimizer.AdaBelief(), ["lamb"] = Optimizer.Lamb(),
    };

    readonly Tensor<float> parameters = Key.Of(1).Normal<float>([Size]), gradient = Key.Of(2).Normal<float>([Size]);
    OptimizerState<float>? state;
    (Tensor<float> Parameters, OptimizerState<float> State, Region Region)? handed;

    /// <summary>The names of the optimizers.</summary>
    public static IEnumerable<string> Names => All.Keys;

    /// <summary>Which one.</summary>
    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "adam";

    /// <summary>How many threads may take part.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    /// <summary>The optimizer's memory after a first step.</summary>
    [GlobalSetup]
    public void Begin() => state = All[Name].Update(All[Name].Start<float>(Size), parameters, gradient).State;

    /// <summary>A pure update, whose memory goes back.</summary>
    [Benchmark]
    public void Pure() => Workers.With(Threads, () =>
    {
        using var region = Region.Open();
        All[Name].Update(state!, parameters, gradient);
        return 0;
    });

    /// <summary>An update whose vectors were handed down.</summary>
    [Benchmark]
    public void InPlace() => Workers.With(Threads, () =>
    {
        using var region = Region.After(handed?.Region);
        var updated = All[Name].Update(handed?.State ?? state!, handed?.Parameters ?? parameters, gradient);
        region.Keep(updated.Parameters.Owner);
        Owners.Keep(updated.State);
        handed = (updated.Parameters, updated.State, region);
        return 0;
    });
}

/// <summary>Adam's update of a million parameters, and the same as a chain of calls of TensorPrimitives, in place.</summary>
public class AdamBesidePrimitives
{
    const int Size = 1_000_000;

    readonly Optimizers ours = new() { Name = "adam", Threads = 1 };
    readonly float[] p = new float[Size], m = new float[Size], v = new float[Size], g = Key.Of(2).Normal<float>([Size]).Span.ToArray(), t = new float[Size], u = new float[Size];

    /// <summary>Adam's memory.</summary>
    [GlobalSetup]
    public void Begin() => ours.Begin();

    /// <summary>Ours.</summary>
    [Benchmark(Baseline = true)]
    public void Adam() => ours.InPlace();

    /// <summary>The chain.</summary>
    [Benchmark]
    public void Primitives()
    {
        TensorPrimitives.Lerp<float>(m, g, Filled(0.1f), m);
        TensorPrimitives.Multiply<float>(g, g, u);
        TensorPrimitives.Lerp<float>(v, u, Filled(0.001f), v);
        TensorPrimitives.Sqrt<float>(v, u);
        TensorPrimitives.Add<float>(u, 1e-8f, u);
        TensorPrimitives.Divide<float>(m, u, u);
        TensorPrimitives.Multiply<float>(u, 1e-3f, u);
        TensorPrimitives.Subtract<float>(p, u, p);
    }

    float[] Filled(float value)
    {
        t.AsSpan().Fill(value);
        return t;
    }
}
