using static Dl.Properties.OptimizerFault;

namespace Dl.Properties;

/// <summary>Wrong ones of the less usual rules, so that each of their laws has something to find.</summary>
static class RuleMutants
{
    /// <summary>The faults.</summary>
    public static Many<OptimizerFault> Faults { get; } =
    [
        Of("R01", "the sum of squares forgotten from step to step", AdaGrad.Example, Replace<AdaGrad>(_ => new SignSgd())),
        Of("R02", "rho and 1 - rho swapped", RmsProp.Example, Replace<RmsProp>(rms => rms with { Rho = 1 - rms.Rho })),
        Of("R03", "the size of past steps left out", AdaDelta.Example, Replace<AdaDelta>(ada => new RmsProp(ada.Rho, ada.Epsilon))),
        Of("R04", "never rectified", RAdam.Example, Replace<RAdam>(radam => new Adam(radam.Beta1, radam.Beta2, radam.Epsilon, radam.Place))),
        Of("R05", "the sign left out", Lion.Example, Replace<Lion>(lion => new Momentum(lion.Beta1))),
        Of("R06", "eta+ and eta- swapped", Rprop.Example, Replace<Rprop>(rprop => rprop with { Up = rprop.Down, Down = rprop.Up })),
        Of("R07", "the sum of the batches in place of their mean", Accumulate.Example, Replace<Accumulate>(one => one with { Optimizer = one.Optimizer.Then(new Rate(one.Batches)) })),
        Of("R08", "the slow parameters keep the share that they should give", Lookahead.Example, Replace<Lookahead>(one => one with { Share = 1 - one.Share })),
        Of("R09", "the trust ratio computed and not used", TrustRatio.Example, Replace<TrustRatio>(_ => new Rate(1))),
        Of("R10", "the trust coefficient forgotten", Lars.Example, Replace<Lars>(lars => lars with { Trust = 1 })),
        Of("R11", "relative steps where absolute ones were asked for, and the other way round", Adafactor.Example, Replace<Adafactor>(one => one with { ScalesByLeaf = !one.ScalesByLeaf })),
        Of("R12", "maximize accepted and ignored", Maximize.Example, Replace<Maximize>(_ => new Rate(1))),
        Of("R13", "the velocity of Nesterov's momentum never decays", Nesterov.Example, Replace<Nesterov>(nesterov => nesterov.Decay == 1 ? null : nesterov with { Decay = 1 })),
    ];

    /// <summary>All of them as mutants.</summary>
    public static Many<Mutant> All => Faults.Map(fault => fault.Mutant);

    static OptimizerFault Of(string name, string wrong, Func<Key, ILink> right, Func<Optimizer, Optimizer?> spoil) => new(name, "a fault for a law", wrong, key => new([right(key)]), spoil)
    {
        Usual = new(rate => new Optimizer([right(Key.Of(1))]).Then(new Rate(rate)), 1e-3, 1e-2),
    };
}
