namespace Dl.Functional;

/// <summary>
/// The variance over some axes, all of them if none is named: <c>y = sum (x - mean)^2 / (n - correction)</c>; cotangent
/// <c>2 g (x - mean) / (n - correction)</c>. PyTorch: <c>torch.var</c>; JAX: <c>jnp.var(ddof)</c>.
/// </summary>
/// <param name="Axes">The axes to take it over.</param>
/// <param name="Keep">Whether they stay, with size 1.</param>
/// <param name="Correction">0 for the biased variance, that of the items themselves; 1 for the unbiased estimate from a sample.</param>
public sealed record VarianceOp(Many<int> Axes, bool Keep = false, int Correction = 0) : Op("variance"), IFused
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("correction", "0, biased", "1, unbiased", "0, biased", "0, biased (JAX)")];

    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var spread = Spread<T>.Of(Name, inputs[0], Reduction.Of(Name, inputs[0].Shape, Axes, Keep), Correction);
        return new(spread.Variance, g => [Delta<T>.Of(spread.Centred.Shape, (g, spread), static (into, add, s) => s.spread.Pull(s.g, into, add))]);
    }

    /// <inheritdoc/>
    public Diff<T, Var<T>> Parts<T>(Few<Var<T>> inputs) where T : struct, IFloatingPointIeee754<T> =>
        from mean in Diff.Apply(new MeanOp(Axes, true), inputs)
        from centred in Ops.Subtract(inputs[0], mean)
        from squares in Ops.Square(centred)
        from sum in Diff.Apply(new SumOp(Axes, Keep), [squares])
        from y in Ops.Scale(sum, 1.0 / (Reduction.Of(Name, inputs[0].Shape, Axes, Keep).Items(inputs[0].Shape) - Correction))
        select y;

    /// <summary>An example for the laws: numbers that differ, at least two together.</summary>
    public static Example Example(Key key, int size)
    {
        var shape = Examples.AnyShape(key.Child(0), Math.Min(size, 4), 2).Batch(1 + Examples.Size(key, size, 0));
        var axes = Enumerable.Range(0, shape.Rank).Where(axis => axis == 0 || key.Bernoulli(0.5, axis)).Select(axis => key.Bernoulli(0.5, axis + 9) ? axis : axis - shape.Rank);
        return new(new VarianceOp(axes.ToMany(), key.Bernoulli(0.5, 20), key.Below(2, 21)), [Examples.Distinct(key.Child(1), shape)]);
    }
}

/// <summary>
/// The standard deviation over some axes, all of them if none is named: the root of the variance; cotangent
/// <c>g (x - mean) / ((n - correction) y)</c>, which is 0 where all items are equal. PyTorch: <c>torch.std</c>; JAX: <c>jnp.std</c>.
/// </summary>
/// <param name="Axes">The axes to take it over.</param>
/// <param name="Keep">Whether they stay, with size 1.</param>
/// <param name="Correction">0 for the biased variance, that of the items themselves; 1 for the unbiased estimate from a sample.</param>
public sealed record DeviationOp(Many<int> Axes, bool Keep = false, int Correction = 0) : Op("deviation"), IFused
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("correction", "0, biased", "1, unbiased", "0, biased", "0, biased (JAX)"),
        new("slope where all are equal", "0", "same", "NaN (TensorFlow)", "NaN (JAX)"),
    ];

    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var spread = Spread<T>.Of(Name, inputs[0], Reduction.Of(Name, inputs[0].Shape, Axes, Keep), Correction);
        var y = Tensor<T>.Build(spread.Variance.Shape, spread.Variance, static (into, variance) => TensorPrimitives.Sqrt(variance.Span, into));
        return new(y, g => [Delta<T>.Of(spread.Centred.Shape, (g, y, spread), static (into, add, s) =>
            s.spread.Pull(Tensor<T>.Build(s.y.Shape, s, static (into, s) => Core.Pointwise.Map(new Half(), s.g.Span, s.y.Span, into)), into, add))]);
    }

    /// <inheritdoc/>
    public Diff<T, Var<T>> Parts<T>(Few<Var<T>> inputs) where T : struct, IFloatingPointIeee754<T> =>
        from variance in Diff.Apply(new VarianceOp(Axes, Keep, Correction), inputs)
        from y in Ops.Sqrt(variance)
        select y;

    /// <summary>An example for the laws: numbers that differ, at least two together.</summary>
    public static Example Example(Key key, int size)
    {
        var drawn = VarianceOp.Example(key, size);
        var (axes, keep, correction) = (VarianceOp)drawn.Op;
        return drawn with { Op = new DeviationOp(axes, keep, correction) };
    }

    readonly struct Half : IFormula2
    {
        public N At<N>(N g, N y) where N : struct, ILane<N> => N.WherePositive(y, g / (y + y), N.Of(0));
    }
}

/// <summary>Items less their means, and the variances.</summary>
readonly record struct Spread<T>(Tensor<T> Centred, Tensor<T> Variance, T Share, Shape Kept) where T : struct, IFloatingPointIeee754<T>
{
    public static Spread<T> Of(string op, Tensor<T> x, Reduction reduced, int correction)
    {
        var count = reduced.Items(x.Shape);
        if (correction < 0) throw new DlException($"{op}: the correction is 0 or more, not {correction}");
        if (count <= correction) throw new DlException($"{op}: of {x.Shape} {count} items fall together, but with the correction {correction} it takes at least {correction + 1}");
        var mean = Tensor<T>.Build(reduced.Kept, (x, reduced.Kept, n: T.CreateChecked(count)), static (into, s) =>
        {
            Broadcast.SumTo(s.x, s.Kept, into, false);
            Core.Pointwise.MapRight(new Quotient(), into, s.n, into);
        });
        var centred = Tensor<T>.Build(x.Shape, (x, mean), static (into, s) => Broadcast.Map(new Minus(), s.x, s.mean, s.x.Shape, into));
        var share = T.One / T.CreateChecked(count - correction);
        var variance = Tensor<T>.Build(reduced.Result, (centred, reduced.Kept, share), static (into, s) =>
        {
            var squares = Tensor<T>.Build(s.centred.Shape, s.centred, static (into, x) => Core.Pointwise.Map(new Times(), x.Span, x.Span, into));
            Broadcast.SumTo(squares, s.Kept, into, false);
            Core.Pointwise.MapRight(new Times(), into, s.share, into);
        });
        return new(centred, variance, share, reduced.Kept);
    }

    /// <summary>The cotangent of the items from that of the variances.</summary>
    public void Pull(Tensor<T> g, Span<T> into, bool add)
    {
        var each = Tensor<T>.Build(Kept, (g, twice: Share + Share), static (into, s) => Core.Pointwise.MapRight(new Times(), s.g.Span, s.twice, into));
        Broadcast.Map(new Times(), Centred, each, Centred.Shape, into, add);
    }
}

public static partial class Ops
{
    /// <summary>The variance over the given axes, or over all, see <see cref="VarianceOp"/>.</summary>
    public static Diff<T, Var<T>> Variance<T>(Var<T> x, params int[] axes) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(new VarianceOp(Many.Of(axes)), [x]);

    /// <summary>The standard deviation over the given axes, or over all, see <see cref="DeviationOp"/>.</summary>
    public static Diff<T, Var<T>> Deviation<T>(Var<T> x, params int[] axes) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(new DeviationOp(Many.Of(axes)), [x]);
}
