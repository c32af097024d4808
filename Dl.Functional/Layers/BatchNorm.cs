namespace Dl.Functional;

/// <summary>Running mean and variance of a batch normalisation, one number a feature.</summary>
public sealed record NormState<T>(Var<T> Mean, Var<T> Variance) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk) => new NormState<T>(walk.Leaf("mean", Role.Other, Mean), walk.Leaf("variance", Role.Other, Variance));
}

/// <summary>
/// Normalises each feature (last axis), by the statistics of the batch while learning and by running ones in use. The running
/// mean and variance move towards those of the batch by <see cref="StatisticsRate"/>; the running variance is unbiased (n / (n - 1)),
/// the batch is normalised by the biased one. Works on (batch, features) and on (batch, height, width, channels) alike.
/// Source: Ioffe and Szegedy, 2015. See <see cref="NormaliseOp"/>.
/// </summary>
/// <remarks>
/// <para>Laws: in learning each feature has mean 0 and variance s^2 / (s^2 + epsilon) before scale and shift; the gradient of the
/// input is orthogonal to 1 and, up to epsilon, to the normalised input; in use it is an affine function.</para>
/// <para><see cref="Online"/>: in learning too the running statistics are what normalises, as they stood before the batch, so that items do
/// not see each other and a batch of one will do. They then move, with rate r, batch mean m and biased variance v, by
/// <c>var = (1 - r) var + r v + r (1 - r) (m - mean)^2; mean = (1 - r) mean + r m</c>: the forward process of Chiley et al., "Online
/// normalization for training neural networks", 2019. Its backward control process, which is not the gradient of this function, is left out.</para>
/// <para>PyTorch: <c>nn.BatchNorm1d/2d(momentum=0.1)</c>, where momentum is this rate; Keras: <c>BatchNormalization(momentum=0.99)</c>,
/// where momentum is 1 minus this rate; Flax: <c>BatchNorm</c>, as Keras.</para>
/// </remarks>
/// <param name="StatisticsRate">The weight of the new batch in the running statistics.</param>
/// <param name="Epsilon">Added to the variance, inside the root.</param>
/// <param name="Scale">Whether there is a learned scale, one number a feature.</param>
/// <param name="Shift">Whether there is a learned shift, one number a feature.</param>
/// <param name="Online">Whether the running statistics normalise in learning too.</param>
public sealed record BatchNorm(double StatisticsRate = 0.1, double Epsilon = 1e-5, bool Scale = true, bool Shift = true, bool Online = false) : Layer("batch norm")
{
    /// <summary>Where the scale begins. With 0 at the end of the body of a <see cref="Residual"/>, the block begins as the identity (Goyal et al., "Accurate, large minibatch SGD",
    /// 2017). Keras: <c>gamma_initializer</c>; torchvision: <c>zero_init_residual</c>.</summary>
    public double ScaleStart { get; init; } = 1;

    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("statistics rate", "0.1, the weight of the new batch", "same, called momentum", "momentum 0.99 is the weight of the old statistics", "as Keras"),
        new("epsilon", "inside the root, 1e-5", "same", "inside the root, 1e-3", "same"),
        new("running variance", "unbiased, the batch is normalised by the biased one", "same", "biased", "biased"),
    ];

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        Norm.CheckEpsilon(this, Epsilon);
        Setting.Share(Name, "the statistics rate, the weight of the new batch,", StatisticsRate);
        Shape features = [Demand.Features(Name, example)];
        return new(example, Norm.Start<T>(features, Scale, Shift, Setting.Finite(Name, "the start of the scale", ScaleStart)), new NormState<T>(Tensor<T>.Zeros(features), Tensor<T>.Ones(features)));
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x)
    {
        var s = call.StateAs<NormState<T>>(this);
        var features = s.Mean.Shape;
        if (x.Shape.Rank < 2 || x.Shape.Last != features.Size) throw new DlException($"{Name}: it knows {features.Size} features, so that batches are (batch, ..., {features.Size}), not {x.Shape}");
        var p = call.Params(this, features, Scale, Shift);
        return (call.Mode, Online) switch
        {
            (Mode.Infer, _) => Known(p, s, x).Map(y => new Result<T>(y, s)),
            (_, true) => Known(p, s, x).Map(y => new Result<T>(y, Tracked(s, x.Value))),
            _ => Ops.BatchNorm(x, p.Scale, p.Shift, Epsilon).Map(y => new Result<T>(y.Output, Moved(s, x.Shape.Rows, y.Aside[0], y.Aside[1]))),
        };
    }

    // (x - mean) (scale / sqrt(variance + epsilon)) + shift.
    Diff<T, Var<T>> Known<T>(NormParams<T> p, NormState<T> s, Var<T> x) where T : struct, IFloatingPointIeee754<T> =>
        from factor in Ops.Multiply(p.Scale, Pointwise1(new InverseDeviation(Epsilon), s.Variance.Value))
        from centred in Ops.Subtract(x, s.Mean)
        from scaled in Ops.Multiply(centred, factor)
        from y in Ops.Add(scaled, p.Shift)
        select y;

    NormState<T> Moved<T>(NormState<T> old, int items, Tensor<T> mean, Tensor<T> variance) where T : struct, IFloatingPointIeee754<T> => items > 1
        ? new(Blend(old.Mean.Value, mean, 1), Blend(old.Variance.Value, variance, items / (items - 1.0)))
        : throw new DlException($"{Name} cannot learn from {items} item{(items == 1 ? "" : "s")}: the variance is unknown; give a batch of at least two, or make it online");

    NormState<T> Tracked<T>(NormState<T> old, Tensor<T> batch) where T : struct, IFloatingPointIeee754<T>
    {
        var features = old.Mean.Shape;
        var batched = Ops.BatchNorm<T>(batch, Tensor<T>.Ones(features), Tensor<T>.Zeros(features), Epsilon).Value().Aside;
        var blended = Blend(old.Variance.Value, batched[1], 1);
        var distance = Tensor<T>.Build(features, (old, mean: batched[0], rule: new Drift(StatisticsRate)), static (into, s) => Pointwise.Map(s.rule, s.old.Mean.Value.Span, s.mean.Span, into));
        return new(Blend(old.Mean.Value, batched[0], 1), Tensor<T>.Build(features, (blended, distance), static (into, s) => TensorPrimitives.Add(s.blended.Span, s.distance.Span, into)));
    }

    Tensor<T> Blend<T>(Tensor<T> old, Tensor<T> batch, double factor) where T : struct, IFloatingPointIeee754<T> =>
        Tensor<T>.Build(old.Shape, (old, batch, rule: new Mix(StatisticsRate, factor)), static (into, s) => Pointwise.Map(s.rule, s.old.Span, s.batch.Span, into));

    static Tensor<T> Pointwise1<T, F>(F f, Tensor<T> x) where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula1 =>
        Tensor<T>.Build(x.Shape, (x, f), static (into, s) => Pointwise.Map(s.f, s.x.Span, into));

    readonly struct Mix(double rate, double factor) : IFormula2
    {
        public N At<N>(N old, N batch) where N : struct, ILane<N> => N.Of(1 - rate) * old + N.Of(rate * factor) * batch;
    }

    readonly struct Drift(double rate) : IFormula2
    {
        public N At<N>(N old, N batch) where N : struct, ILane<N> => N.Of(rate * (1 - rate)) * ((batch - old) * (batch - old));
    }

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(
        new BatchNorm(Math.Round(key.Uniform(0) * 16) / 16, Examples.Epsilon(key.Child(1)), key.Bernoulli(0.7, 2), key.Bernoulli(0.7, 3), key.Bernoulli(0.2, 4)),
        Examples.Features(key, size));
}
