using static Dl.Properties.AdamMutants;

namespace Dl.Properties;

/// <summary>Wrong optimizers, each as somebody once shipped it.</summary>
static class OptimizerMutants
{
    /// <summary>The faults.</summary>
    public static Many<OptimizerFault> Faults { get; } =
    [
        Adam("M52", "epsilon inside the root", AdamFault.EpsilonInside, "FluxML/Flux.jl#448"),
        Adam("M53", "epsilon added before the bias correction", AdamFault.EpsilonHat, "pytorch/pytorch#22628; tensorflow/tensorflow#35102 (a convention elsewhere)"),
        Adam("M55", "bias correction missing on both m and v", AdamFault.NotCorrected, "FluxML/Flux.jl#1962; oxiglade/mlx-rs#301 (closed as a convention)"),
        Adam("M56", "(1 - b)^t in place of 1 - b^t", AdamFault.PowerOfDifference, "PennyLaneAI/pennylane#1928"),
        Adam("M57", "b^t in place of 1 - b^t", AdamFault.CorrectionTwice, "kozistr/pytorch_optimizer#308"),
        Adam("M58", "the powers of the betas never advance", AdamFault.PowersFrozen, "allenai/OLMo-core#317"),
        Adam("M59", "epsilon subtracted in the denominator", AdamFault.MinusEpsilon, "tensorflow/tensorflow#61411"),
        new("M54", "FluxML/Flux.jl#789", "the powers of the momentum never advance", key => new([NAdam.Example(key)]),
            OptimizerFault.Replace<NAdam>(nadam => new WrongNAdam(nadam))) { Usual = new(rate => Optimizer.NAdam(rate), 2e-3, 0.01) },
        new("M60", "chainer/chainer#261", "the penalty with the wrong sign", key => new L2(Share(key)).Then(new Rate(0.25)),
            OptimizerFault.Replace<L2>(l2 => l2 with { Rate = -l2.Rate })) { Usual = new(rate => new L2(0.01).Then(new Rate(rate)), 1e-3, 1e-3) },
        new("M61", "kozistr/pytorch_optimizer#517", "weight decay accepted and never applied", AdamW,
            right => Without<Decay>(right)) { Usual = UsualAdamW },
        new("M62", "nntrainer/nntrainer#3565", "decay coupled, not decoupled", AdamW,
            right => right.Links.OfType<Decay>().FirstOrDefault() is { } decay ? new([new L2(decay.Rate, decay.Where), .. Without<Decay>(right)!.Links]) : null) { Usual = UsualAdamW },
        new("M63", "e-sensing/torchopt#14", "decay not multiplied by the parameter", AdamW,
            OptimizerFault.Replace<Decay>(decay => new WrongDecay(decay))) { Usual = UsualAdamW },
        new("M64", "apache/mxnet#9363, #5099", "coupled decay joins behind the moments", key => new L2(Share(key)).Then(new Adam(0.5, 0.75, 0.5)).Then(new Rate(0.25)),
            right => right.Links.Count > 2 && right.Links[0] is L2 l2 ? new([.. Without<L2>(right)!.Links.SkipLast(1), new Decay(l2.Rate, l2.Where), right.Links[^1]]) : null)
            { Usual = new(rate => new L2(0.01).Then(new Adam()).Then(new Rate(rate)), 1e-3, 0.1) },
        new("M65", "hiroyuki-kasai/SGDLibrary#8", "Nesterov's momentum without the look ahead", key => new([Nesterov.Example(key)]),
            OptimizerFault.Replace<Nesterov>(nesterov => new Momentum(nesterov.Decay))) { Usual = new(rate => Optimizer.Nesterov(rate), 1e-3, 1e-3) },
        new("M66", "paiml/entrenar#311", "clipped by the square of the norm", Clip,
            OptimizerFault.Replace<ClipNorm>(clip => new WrongClip(clip, ClipFault.Square))) { Usual = UsualClip },
        new("M67", "PaddlePaddle/Paddle#26282, #30777; google-deepmind/optax#1752", "a zero gradient clipped as 0 / 0", Clip,
            OptimizerFault.Replace<ClipNorm>(clip => new WrongClip(clip, ClipFault.Unguarded))) { Usual = UsualClip },
        new("M68", "marin-community/levanter#883", "the average keeps 1 - decay of itself", key => new([Ema.Example(key)]),
            OptimizerFault.Replace<Ema>(ema => ema with { Decay = 1 - ema.Decay })) { Usual = new(rate => new Rate(rate).Then(new Ema(0.9)), 1e-3, 1e-3) },
        new("M69", "google-deepmind/optax#1389 (a convention elsewhere)", "the largest of the corrected squares", key => new([(AmsGrad)AmsGrad.Example(key) with { Order = AmsOrder.MaxThenDebias }]),
            OptimizerFault.Replace<AmsGrad>(ams => ams.Order == AmsOrder.MaxThenDebias ? ams with { Order = AmsOrder.DebiasThenMax } : null)) { Usual = new(rate => Optimizer.AmsGrad(rate), 1e-3, 0.1) },
        new("M70", "dotnet/TorchSharp#414", "the optimizer is never stepped", key => new([Each.Example(key)]),
            right => right.Links.Any(link => link is IWrapper) ? OptimizerFault.Replace<IWrapper>(wrapper => wrapper.With(wrapper.Inner.Map(inner => inner.Then(new Rate(0)))))(right) : right.Then(new Rate(0))) { Usual = new(rate => new([new Each([new(Where.All, Optimizer.Sgd(rate))])]), 1e-3, 1e-3) },
    ];

    /// <summary>All of them as mutants.</summary>
    public static Many<Mutant> All => Faults.Map(fault => fault.Mutant);

    static Usual UsualAdamW => new(rate => new Adam().Then(new Decay(1e-4)).Then(new Rate(rate)), 1e-3, 0.1);

    static Usual UsualClip => new(rate => new ClipNorm(1).Then(new Rate(rate)), 1e-3, 1e-3);

    static Optimizer AdamW(Key key) => new Adam(0.5, 0.75, 0.5).Then(new Decay(Share(key))).Then(new Rate(0.25));

    static Optimizer Clip(Key key) => new([ClipNorm.Example(key)]);

    static double Share(Key key) => Math.Round(1 + key.Uniform(0) * 63) / 64;

    static Optimizer? Without<L>(Optimizer right) where L : ILink => right.Links.Any(link => link is L) ? new(right.Links.Where(link => link is not L).ToMany()) : null;
}

/// <summary>A NAdam whose product of momenta stays that of the first step.</summary>
sealed record WrongNAdam(NAdam Right) : BlockLink("wrong nadam"), IClaims<ILink>
{
    /// <inheritdoc/>
    public ILink Claims => Right;

    /// <inheritdoc/>
    public override Many<string> Slots => Right.Slots;

    /// <inheritdoc/>
    public override IBlockRule At(long count) => Right.At(1);

    /// <inheritdoc/>
    public override void On<N>(Block<N> block) => Right.At(1).On(block);
}

/// <summary>A decay that is the same for every parameter.</summary>
sealed record WrongDecay(Decay Right) : BlockLink("wrong decay"), IBlockLink, IShrinks
{
    /// <inheritdoc/>
    public Where Where => Right.Where;

    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        for (var i = 0; i < block.Length; i++) block.Update[i] = block.Update[i] + N.Of(Right.Rate);
    }
}

/// <summary>What may be wrong in clipping.</summary>
enum ClipFault
{
    Square,
    Unguarded,
}

/// <summary>A clipping by the norm with a fault.</summary>
sealed record WrongClip(ClipNorm Right, ClipFault Fault) : Link("wrong clip"), IMeasuringLink
{
    /// <inheritdoc/>
    public IBlockRule Measured<T>(Flow<T> flow) where T : struct, IFloatingPointIeee754<T>
    {
        var square = 0.0;
        foreach (var u in flow.Update.Span) square += double.CreateChecked(u) * double.CreateChecked(u);
        var norm = Math.Sqrt(square);
        return new Times(Fault == ClipFault.Square ? Math.Min(1, Right.Norm / square) : Math.Min(norm, Right.Norm) / norm);
    }

    sealed record Times(double Factor) : IBlockRule
    {
        public void On<N>(Block<N> block) where N : struct, ILane<N>
        {
            for (var i = 0; i < block.Length; i++) block.Update[i] = N.Of(Factor) * block.Update[i];
        }
    }
}
