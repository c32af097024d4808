namespace Dl.Functional;

/// <summary>
/// <c>y = exp x / sum exp x</c> along one axis, stable at any size of x. Cotangent: <c>y (g - sum(g y))</c>.
/// Laws: along the axis y sums to 1; adding a number to x changes nothing; the cotangent sums to 0.
/// PyTorch: <c>torch.softmax(dim)</c>; Keras: <c>activations.softmax</c>; Flax: <c>nn.softmax</c>.
/// </summary>
/// <param name="Axis">The axis; negative ones count from the end.</param>
public sealed record SoftmaxOp(int Axis = -1) : Op("softmax"), IFused
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var x = inputs[0];
        var kept = Reduction.Along(Name, x.Shape, Axis);
        var y = Exponentials<T>.Of(x, kept).Shares();
        return new(y, g => [Delta<T>.Of(x.Shape, (g, y, kept), static (into, add, s) =>
        {
            var weighted = Tensor<T>.Build(s.y.Shape, s, static (into, s) => Core.Pointwise.Map(new Times(), s.g.Span, s.y.Span, into));
            var total = Tensor<T>.Build(s.kept, (weighted, s.kept), static (into, s) => Broadcast.SumTo(s.weighted, s.kept, into, false));
            var centred = Tensor<T>.Build(s.y.Shape, (s.g, total), static (into, s) => Broadcast.Map(new Minus(), s.g, s.total, s.g.Shape, into));
            Core.Pointwise.Map(new Times(), centred.Span, s.y.Span, into, add);
        })]);
    }

    /// <inheritdoc/>
    public Diff<T, Var<T>> Parts<T>(Few<Var<T>> inputs) where T : struct, IFloatingPointIeee754<T> =>
        from exponentials in Ops.Exp(inputs[0])
        from sum in Diff.Apply(new SumOp([Axis], true), [exponentials])
        from y in Ops.Divide(exponentials, sum)
        select y;

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size)
    {
        var shape = Examples.AnyShape(key.Child(0), size, 2).Batch(Examples.Size(key, size, 0));
        return new(new SoftmaxOp(key.Below(2 * shape.Rank, 1) - shape.Rank), [Examples.Any(key.Child(1), shape)]);
    }
}

public static partial class Ops
{
    /// <summary>The softmax along an axis, see <see cref="SoftmaxOp"/>.</summary>
    public static Diff<T, Var<T>> Softmax<T>(Var<T> x, int axis = -1) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(new SoftmaxOp(axis), [x]);
}
