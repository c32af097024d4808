namespace Dl.Functional;

/// <summary>
/// The products of all items so far along an axis: <c>y[i] = x[0] ... x[i]</c>, without x[i] itself if exclusive, from the end if reversed.
/// The cotangent divides by nothing, so that it is right where items are zero. PyTorch: <c>torch.cumprod</c>; TensorFlow: <c>tf.math.cumprod</c>.
/// </summary>
/// <remarks>
/// The derivative of y[j] by x[i] is the product of all others up to j. So with p[i] the product of what comes before i, the cotangent is
/// <c>p[i] r[i]</c>, where <c>r[i] = g[i] + x[i+1] r[i+1]</c>; if exclusive <c>r[i] = g[i+1] + x[i+1] r[i+1]</c>, and 0 for the last.
/// </remarks>
/// <param name="Axis">The axis; negative ones count from the end.</param>
/// <param name="Exclusive">Whether the item itself is left out.</param>
/// <param name="Reverse">Whether to begin at the end.</param>
public sealed record CumulativeProductOp(int Axis, bool Exclusive = false, bool Reverse = false) : Op("cumulative product")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var (x, exclusive) = (inputs[0], Exclusive);
        var walk = new Walk(Functional.Axis.Of(Name, x.Shape, Axis), Reverse);
        return new(walk.Scan(new Times(), 1, x, exclusive), g => [Tensor<T>.Build(x.Shape, (x, g, before: walk.Scan(new Times(), 1, x, true), walk, exclusive), static (into, s) =>
        {
            ReadOnlySpan<T> x = s.x.Span, g = s.g.Span;
            var (walk, run) = (s.walk, s.walk.Axis.Inner);
            for (var outer = 0; outer < walk.Axis.Outer; outer++)
                for (var i = walk.Axis.Length - 1; i >= 0; i--)
                {
                    var (at, next) = (walk.Row(outer, i), walk.Row(outer, i + 1));
                    var target = into.Slice(at, run);
                    if (i == walk.Axis.Length - 1) target.Clear();
                    else TensorPrimitives.Multiply(x.Slice(next, run), into.Slice(next, run), target);
                    if (!s.exclusive) TensorPrimitives.Add(target, g.Slice(at, run), target);
                    else if (i < walk.Axis.Length - 1) TensorPrimitives.Add(target, g.Slice(next, run), target);
                }
            Core.Pointwise.Map(new Times(), into, s.before.Span, into);
        })]);
    }

    /// <summary>An example for the laws: of its numbers some are zero.</summary>
    public static Example Example(Key key, int size)
    {
        var sum = CumulativeSumOp.Example(key, Math.Min(size, 4));
        var (axis, exclusive, reverse) = (CumulativeSumOp)sum.Op;
        return new(new CumulativeProductOp(axis, exclusive, reverse), [Examples.SomeZero(key.Child(7), sum.Inputs[0])]);
    }
}

public static partial class Ops
{
    /// <summary>The products of all items so far along an axis, see <see cref="CumulativeProductOp"/>.</summary>
    public static Diff<T, Var<T>> CumulativeProduct<T>(Var<T> x, int axis, bool exclusive = false, bool reverse = false) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new CumulativeProductOp(axis, exclusive, reverse), [x]);
}
