using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>Networks and optimizers by name, for command lines.</summary>
public static class Presets
{
    static readonly Many<(string Name, Func<Architecture, int, Architecture> Grow)> Networks =
    [
        ("mlp", (begin, classes) => begin
            .Dense(256).BatchNorm().Relu()
            .Dense(128).BatchNorm().Relu()
            .Dense(classes)),
        ("mlp-plain", (begin, classes) => begin.Dense(256, Activation.Relu).Dense(128, Activation.Relu).Dense(classes)),
        ("mlp-residual", (begin, classes) => begin
            .Dense(128, Activation.Relu)
            .Residual(body => body.Dense(128, Activation.Relu).Dense(128))
            .BatchNorm().Relu()
            .Dense(classes)),
        ("linear", (begin, classes) => begin.Dense(classes)),
    ];

    /// <summary>The names of the networks; the first is the usual one.</summary>
    public static Many<string> Models => Networks.Map(network => network.Name);

    /// <summary>The names of the optimizers.</summary>
    public static Many<string> Optimizers => OptimizerPreset.All.Map(preset => preset.Name);


    /// <summary>The architecture of that name: two hidden layers with batch norm (<c>mlp</c>) or without
    /// (<c>mlp-plain</c>), a residual block (<c>mlp-residual</c>), none (<c>linear</c>).</summary>
    /// <param name="name">One of <see cref="Models"/>.</param>
    /// <param name="example">The shape of one example.</param>
    /// <param name="classes">The number of classes.</param>
    /// <exception cref="DlException">There is no such name; the message lists those there are.</exception>
    public static Architecture Model(string name, Shape example, int classes) =>
        Known("model", name, Networks, network => network.Name).Grow(new Architecture(example, []).Flatten(), classes);

    /// <summary>The optimizer of that name, with its other settings as their papers have them.</summary>
    /// <param name="name">One of <see cref="Optimizers"/>.</param>
    /// <param name="rate">The learning rate; that of <see cref="RateOf"/> when null.</param>
    /// <exception cref="DlException">There is no such name; the message lists those there are.</exception>
    public static Optimizer Optimizer(string name, double? rate = null)
    {
        var preset = Known("optimizer", name, OptimizerPreset.All, preset => preset.Name);
        return preset.Of(rate ?? preset.Rate);
    }

    /// <summary>The learning rate that an optimizer has when none is chosen.</summary>
    /// <exception cref="DlException">There is no such name; the message lists those there are.</exception>
    public static double RateOf(string optimizer) => Known("optimizer", optimizer, OptimizerPreset.All, preset => preset.Name).Rate;

    /// <summary>The link with the settings that it has when none are chosen; null where it has none.</summary>
    internal static ILink? Usual(ILink link) => link switch
    {
        Momentum => new Momentum(),
        Nesterov => new Nesterov(),
        AdaGrad => new AdaGrad(),
        AdaDelta => new AdaDelta(),
        RmsProp => new RmsProp(),
        Adam => new Adam(),
        AmsGrad => new AmsGrad(),
        AdaMax => new AdaMax(),
        NAdam => new NAdam(),
        AdamNesterov => new AdamNesterov(),
        RAdam => new RAdam(),
        AdaBelief => new AdaBelief(),
        Yogi => new Yogi(),
        Rprop => new Rprop(),
        Lion => new Lion(),
        Adan => new Adan(),
        Adafactor => new Adafactor(),
        Muon => new Muon(),
        Shampoo => new Shampoo(),
        TrustRatio => new TrustRatio(),
        Lars => new Lars(),
        Ema => new Ema(),
        Swa => new Swa(),
        _ => null,
    };

    static A Known<A>(string what, string name, Many<A> all, Func<A, string> nameOf)
    {
        foreach (var one in all)
            if (nameOf(one) == name) return one;
        throw new DlException($"there is no {what} '{name}'; known are {string.Join(", ", all.Select(nameOf))}");
    }
}
