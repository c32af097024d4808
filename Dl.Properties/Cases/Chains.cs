namespace Dl.Properties;

/// <summary>Chains of links that have laws of their own: what no link alone shows.</summary>
static class Chains
{
    /// <summary>The chains under all laws of optimizers.</summary>
    public static Many<Subject<OptimizerCase>> All { get; } =
    [
        Of("sgd with L2", key => new L2(Share(key)).Then(Rate(key))),
        Of("sgd with decay", key => new Decay(Share(key)).Then(Rate(key))),
        Of("adam with L2", key => new L2(Share(key)).Then(new Adam(0.5, 0.75)).Then(Rate(key))),
        Of("adamw", key => Adam(key).Then(new Decay(Share(key))).Then(Rate(key))),
        Of("lamb", key => Adam(key).Then(new Decay(Share(key))).Then(new TrustRatio()).Then(Rate(key))),
        Of("climbing with decay", key => new Maximize().Then(new Decay(Share(key))).Then(Rate(key))),
        Of("averaged descent", key => Rate(key).Then((ILink)Ema.Example(key.Child(0)))),
        Of("clipped momentum", key => new ClipNorm(2).Then(new Momentum(0.5)).Then(Rate(key))),
    ];

    static Subject<OptimizerCase> Of(string name, Func<Key, Optimizer> draw) => OptimizerLaws.Subject(name, draw);

    static Adam Adam(Key key) => new(0.5, 0.75, key.Bernoulli(0.5, 3) ? 1e-8 : 0.5);

    static Rate Rate(Key key) => new(Math.Round(1 + key.Uniform(1) * 31) / 32);

    static double Share(Key key) => Math.Round(1 + key.Uniform(0) * 15) / 64;
}
