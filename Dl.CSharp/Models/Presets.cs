using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>Networks and optimizers by name, for command lines.</summary>
public static class Presets
{
    /// <summary>The names of the networks; the first is the usual one.</summary>
    public static Many<string> Models => ModelPreset.All.Map(preset => preset.Name);

    /// <summary>The names of the optimizers.</summary>
    public static Many<string> Optimizers => OptimizerPreset.All.Map(preset => preset.Name);

    /// <summary>The architecture of that name; <c>dl models</c> lists them.</summary>
    /// <param name="name">One of <see cref="Models"/>.</param>
    /// <param name="example">The shape of one example.</param>
    /// <param name="classes">The number of classes.</param>
    /// <exception cref="DlException">There is no such name; the message names the nearest.</exception>
    public static Architecture Model(string name, Shape example, int classes) => Named(name).Of(example, classes);

    /// <summary>The network of that name, with its recipe.</summary>
    /// <exception cref="DlException">There is no such name; the message names the nearest.</exception>
    public static ModelPreset Named(string model) => Known("model", model, ModelPreset.All, preset => preset.Name);

    /// <summary>The optimizer of that name, with its other settings as their papers have them.</summary>
    /// <param name="name">One of <see cref="Optimizers"/>.</param>
    /// <param name="rate">The learning rate; that of <see cref="RateOf"/> when null.</param>
    /// <param name="decay">Decoupled decay of matrices and kernels, before the rate and so times it; beside what the optimizer itself decays.</param>
    /// <exception cref="DlException">There is no such name, and the message names the nearest; or decay was asked of an optimizer that does not end with its rate.</exception>
    public static Optimizer Optimizer(string name, double? rate = null, double decay = 0)
    {
        var preset = Known("optimizer", name, OptimizerPreset.All, preset => preset.Name);
        var optimizer = preset.Of(rate ?? preset.Rate);
        return decay == 0 ? optimizer
            : optimizer.Links is [.., Rate last] links ? new Optimizer([.. links.Take(links.Count - 1), new Decay(decay, Where.Matrices), last])
            : throw new DlException($"decay stands before the rate of an optimizer, and '{name}' has none at its end; leave decay out");
    }

    /// <summary>The learning rate that an optimizer has when none is chosen.</summary>
    /// <exception cref="DlException">There is no such name; the message names the nearest.</exception>
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
        throw new DlException($"there is no {what} '{name}'; {NearNames.Of(name, all.Select(nameOf))}");
    }
}
