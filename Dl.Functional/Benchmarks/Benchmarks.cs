namespace Dl.Functional;

/// <summary>The functions that optimizers are compared on.</summary>
public static class Benchmarks
{
    /// <summary>One of each kind, quadratics of condition 1, 100 and 1e8.</summary>
    public static Many<Benchmark> All { get; } =
    [
        Quadratic.Conditioned(3, 1), Quadratic.Conditioned(4, 100, Key.Of(1)), Quadratic.Conditioned(3, 1e8, Key.Of(2)),
        new Rosenbrock(), new Beale(), new Booth(), new Himmelblau(), new Branin(), new Saddle(), new Plateau(), new Cliff(), new Ravine(),
        new Absolute(2), new HuberBowl(2, 0.5), new LogSumExp([0.5, 0.3, 0.2]), LogisticRegression.Drawn(Key.Of(3), 12, 3),
    ];

    /// <summary>Streams of gradients that no function, or a noisy one, has.</summary>
    public static Many<GradientStream> Streams { get; } = [new ConstantStream(1), new SpikeStream(0.01, 100, 10), new ReddiCycle(4), new NoisyQuadratic([1, 10], 0.1, Key.Of(4))];
}
