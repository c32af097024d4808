namespace Dl.Functional;

/// <summary>Scale and shift of a normalisation, one number a feature. PyTorch: weight and bias; Keras: gamma and beta.</summary>
public sealed record NormParams<T>(Var<T> Scale, Var<T> Shift) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk) => new NormParams<T>(walk.Leaf("scale", Role.Scale, Scale), walk.Leaf("shift", Role.Shift, Shift));
}

/// <summary>Running mean and unbiased variance of a batch normalisation, one number a feature.</summary>
public sealed record NormState<T>(Var<T> Mean, Var<T> Variance) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk) => new NormState<T>(walk.Leaf("mean", Role.Other, Mean), walk.Leaf("variance", Role.Other, Variance));
}

/// <summary>
/// Normalises each feature, by the statistics of the batch while learning and by running ones in use. The running mean and
/// variance move towards those of the batch by <see cref="StatisticsRate"/>; the running variance is unbiased (n / (n - 1)),
/// the batch is normalised by the biased one. Works on (batch, features) and on (batch, height, width, channels) alike.
/// </summary>
/// <remarks>PyTorch: <c>nn.BatchNorm1d/2d(momentum=0.1)</c>, where momentum is this rate; Keras:
/// <c>BatchNormalization(momentum=0.99)</c>, where momentum is 1 minus this rate. Source: Ioffe and Szegedy, 2015.</remarks>
/// <param name="StatisticsRate">The weight of the new batch in the running statistics.</param>
/// <param name="Epsilon">Added to the variance, inside the root.</param>
public sealed record BatchNorm(double StatisticsRate = 0.1, double Epsilon = 1e-5) : Layer("batch norm")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        if (example.Rank == 0) throw new DlException("batch norm takes examples with features on their last axis, not single numbers");
        if (!(StatisticsRate is >= 0 and <= 1)) throw new DlException(FormattableString.Invariant($"the statistics rate of batch norm is the weight of the new batch and lies in [0, 1], but is {StatisticsRate}"));
        var (zeros, ones) = (Tensor<T>.Zeros([example.Last]), Tensor<T>.Ones([example.Last]));
        return new(example, new NormParams<T>(ones, zeros), new NormState<T>(zeros, ones));
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x)
    {
        var (p, s) = (call.ParamsAs<NormParams<T>>(this), call.StateAs<NormState<T>>(this));
        return call.Mode == Mode.Train
            ? from y in Ops.BatchNorm(x, p.Scale, p.Shift, Epsilon)
              select new Result<T>(y.Output, Moved(s, x.Shape.Rows, y.Aside[0], y.Aside[1]))
            : from centred in Ops.Subtract(x, s.Mean)
              from normal in Ops.Multiply(centred, Factor(s.Variance.Value))
              from scaled in Ops.Multiply(normal, p.Scale)
              from y in Ops.Add(scaled, p.Shift)
              select new Result<T>(y, s);
    }

    NormState<T> Moved<T>(NormState<T> old, int items, Tensor<T> mean, Tensor<T> variance) where T : struct, IFloatingPointIeee754<T> => items > 1
        ? new(Blend(old.Mean.Value, mean, 1), Blend(old.Variance.Value, variance, items / (items - 1.0)))
        : throw new DlException("batch norm cannot learn from one item: its variance is unknown; give a batch of at least two");

    Tensor<T> Blend<T>(Tensor<T> old, Tensor<T> batch, double factor) where T : struct, IFloatingPointIeee754<T> =>
        Tensor<T>.Build(old.Shape, (old, batch, rule: new Mix(StatisticsRate, factor)), static (into, s) => Pointwise.Map(s.rule, s.old.Span, s.batch.Span, into));

    Tensor<T> Factor<T>(Tensor<T> variance) where T : struct, IFloatingPointIeee754<T> =>
        Tensor<T>.Build(variance.Shape, (variance, rule: new InverseDeviation(Epsilon)), static (into, s) => Pointwise.Map(s.rule, s.variance.Span, into));

    readonly struct Mix(double rate, double factor) : IFormula2
    {
        public N At<N>(N old, N batch) where N : struct, ILane<N> => N.Of(1 - rate) * old + N.Of(rate * factor) * batch;
    }

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) =>
        new(new BatchNorm(Math.Round(key.Uniform(0) * 16) / 16, 1.0 / 64 + Math.Round(key.Uniform(1) * 4) / 4), Examples.Features(key, size));
}
