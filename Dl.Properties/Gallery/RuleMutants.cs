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
        Chain("R14", "LAMB's trust ratio before the decay joins", key => new Adam(0.5, 0.75).Then(new Decay(Math.Round(key.Uniform(0) * 31 + 1) / 64)).Then(new TrustRatio()).Then(new Rate(0.5)),
            right => right.Links is [Adam adam, Decay decay, TrustRatio trust, Rate rate] ? new([adam, trust, decay, rate]) : null),
        Of("R15", "each coordinate clipped in place of the norm", ClipNorm.Example, Replace<ClipNorm>(clip => new ClipValue(clip.Norm))),
        Of("R16", "the sign of 0 is 1", SignSgd.Example, Replace<SignSgd>(_ => new WrongSign())),
        Of("R17", "a velocity that no checkpoint holds", Momentum.Example, Replace<Momentum>(momentum => momentum.Dampening == 0 ? new ForgetfulMomentum(momentum) : null)),
        Of("R18", "bias corrections computed in the precision of the parameters", key => new Adam(Math.Round(key.Uniform(0) * 63) / 64, 0.9999), Replace<Adam>(adam => adam is { Place: EpsilonPlace.Outside, Debias: true } ? new WrongAdam(adam, AdamFault.Narrow) : null)),
    ];

    /// <summary>All of them as mutants.</summary>
    public static Many<Mutant> All => Faults.Map(fault => fault.Mutant);

    static OptimizerFault Of(string name, string wrong, Func<Key, ILink> right, Func<Optimizer, Optimizer?> spoil) => Chain(name, wrong, key => new([right(key)]), spoil);

    static OptimizerFault Chain(string name, string wrong, Func<Key, Optimizer> right, Func<Optimizer, Optimizer?> spoil) => new(name, "a fault for a law", wrong, right, spoil)
    {
        Usual = new(rate => right(Key.Of(1)).Then(new Rate(rate)), 1e-3, 1e-2),
    };
}

/// <summary>A sign that is 1 at 0.</summary>
sealed record WrongSign() : BlockLink("wrong sign"), IClaims<ILink>
{
    /// <inheritdoc/>
    public ILink Claims => new SignSgd();

    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        for (var i = 0; i < block.Length; i++) block.Update[i] = N.WherePositive(-block.Update[i], N.Of(-1), N.Of(1));
    }
}

/// <summary>A momentum whose memory shows nobody its velocity, so that it is not written down with the rest.</summary>
sealed record ForgetfulMomentum(Momentum Right) : WholeLink("forgetful momentum"), IClaims<ILink>
{
    /// <inheritdoc/>
    public ILink Claims => Right;

    /// <inheritdoc/>
    public override ITree<T> Start<T>(Layout layout) => new Hidden<T>(Tensor<T>.Zeros([layout.Size]));

    /// <inheritdoc/>
    public override Turned<T> Turn<T>(Flow<T> flow, ITree<T> state)
    {
        var velocity = Tensor<T>.Build(flow.Update.Shape, (Was: Own<Hidden<T>>(state).Velocity, flow.Update, Decay: T.CreateChecked(Right.Decay)), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = s.Decay * s.Was[i] + s.Update[i];
        });
        return new(velocity, new Hidden<T>(velocity));
    }

    sealed record Hidden<T>(Tensor<T> Velocity) : ITree<T> where T : struct, IFloatingPointIeee754<T>
    {
        public ITree<T> Walk(Walk<T> walk) => this;
    }
}
