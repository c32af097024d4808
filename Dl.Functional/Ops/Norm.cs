namespace Dl.Functional;

/// <summary>
/// The Euclidean norm over some axes, all of them if none is named: <c>y = sqrt(sum x^2)</c>, computed over the largest magnitude so that no
/// square overflows or vanishes. Cotangent: <c>g x / y</c>, and 0 where y is 0. PyTorch: <c>torch.linalg.vector_norm</c>; JAX: <c>jnp.linalg.norm</c>.
/// </summary>
/// <param name="Axes">The axes to take it over.</param>
/// <param name="Keep">Whether they stay, with size 1.</param>
public sealed record NormOp(Many<int> Axes, bool Keep = false) : Op("norm"), IFused
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("slope at 0", "0", "same", "NaN (TensorFlow)", "NaN (JAX)")];

    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var x = inputs[0];
        var reduced = Reduction.Of(Name, x.Shape, Axes, Keep);
        var unit = Tensor<T>.Build(reduced.Kept, (x, reduced.Kept), static (into, s) =>
        {
            into.Clear();
            Broadcast.Fold(new LargerMagnitude(), s.x, s.Kept, into);
            for (var i = 0; i < into.Length; i++)
                if (T.IsZero(into[i]) || !T.IsFinite(into[i])) into[i] = T.One;
        });
        var y = Tensor<T>.Build(reduced.Result, (x, unit), static (into, s) =>
        {
            var squares = Tensor<T>.Build(s.x.Shape, s, static (into, s) => Broadcast.Map(new SquaredQuotient(), s.x, s.unit, s.x.Shape, into));
            Broadcast.SumTo(squares, s.unit.Shape, into, false);
            Core.Pointwise.Map(new RootTimes(), into, s.unit.Span, into);
        });
        return new(y, g => [Delta<T>.Of(x.Shape, (g, x, y, reduced.Kept), static (into, add, s) =>
        {
            var each = Tensor<T>.Build(s.Kept, s, static (into, s) => Core.Pointwise.Map(new QuotientOrZero(), s.g.Span, s.y.Span, into));
            Broadcast.Map(new Times(), s.x, each, s.x.Shape, into, add);
        })]);
    }

    /// <inheritdoc/>
    public Diff<T, Var<T>> Parts<T>(Few<Var<T>> inputs) where T : struct, IFloatingPointIeee754<T> =>
        from squares in Ops.Square(inputs[0])
        from sum in Diff.Apply(new SumOp(Axes, Keep), [squares])
        from y in Ops.Sqrt(sum)
        select y;

    /// <summary>An example for the laws, away from zero.</summary>
    public static Example Example(Key key, int size)
    {
        var drawn = Reduction.Example(key, size, static (axes, keep) => new NormOp(axes, keep));
        return drawn with { Inputs = [Examples.AwayFromZero(key.Child(7), drawn.Inputs[0].Shape)] };
    }

    readonly struct LargerMagnitude : IFormula2
    {
        public N At<N>(N x, N y) where N : struct, ILane<N> => N.Max(N.Abs(x), N.Abs(y));
    }

    readonly struct SquaredQuotient : IFormula2
    {
        public N At<N>(N x, N unit) where N : struct, ILane<N>
        {
            var ratio = x / unit;
            return ratio * ratio;
        }
    }

    readonly struct RootTimes : IFormula2
    {
        public N At<N>(N sum, N unit) where N : struct, ILane<N> => N.Sqrt(sum) * unit;
    }

    readonly struct QuotientOrZero : IFormula2
    {
        public N At<N>(N g, N y) where N : struct, ILane<N> => N.WherePositive(y, g / y, N.Of(0));
    }
}

public static partial class Ops
{
    /// <summary>The Euclidean norm over the given axes, or over all, see <see cref="NormOp"/>.</summary>
    public static Diff<T, Var<T>> Norm<T>(Var<T> x, params int[] axes) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(new NormOp(Many.Of(axes)), [x]);
}
