namespace Dl.Functional;

/// <summary>
/// <c>y = x - ln sum exp x</c> along one axis, stable at any size of x. Cotangent: <c>g - softmax(x) sum g</c>.
/// Laws: exp of y sums to 1 along the axis; adding a number to x changes nothing. PyTorch: <c>torch.log_softmax(dim)</c>; Flax: <c>nn.log_softmax</c>.
/// </summary>
/// <param name="Axis">The axis; negative ones count from the end.</param>
public sealed record LogSoftmaxOp(int Axis = -1) : Op("log softmax"), IFused
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var x = inputs[0];
        var kept = Reduction.Along(Name, x.Shape, Axis);
        var exponentials = Exponentials<T>.Of(x, kept);
        var y = Tensor<T>.Build(x.Shape, (x, logarithm: exponentials.Logarithm(kept)), static (into, s) => Broadcast.Map(new Minus(), s.x, s.logarithm, s.x.Shape, into));
        return new(y, g => [Delta<T>.Of(x.Shape, (g, exponentials, kept), static (into, add, s) =>
        {
            var share = Tensor<T>.Build(s.kept, s, static (into, s) =>
            {
                Broadcast.SumTo(s.g, s.kept, into, false);
                Core.Pointwise.Map(new Quotient(), into, s.exponentials.Sums.Span, into);
            });
            var back = Tensor<T>.Build(s.g.Shape, (s.exponentials.Shifted, share), static (into, s) => Broadcast.Map(new Times(), s.Shifted, s.share, s.Shifted.Shape, into));
            Core.Pointwise.Map(new Minus(), s.g.Span, back.Span, into, add);
        })]);
    }

    /// <inheritdoc/>
    public Diff<T, Var<T>> Parts<T>(Few<Var<T>> inputs) where T : struct, IFloatingPointIeee754<T> =>
        from exponentials in Ops.Exp(inputs[0])
        from sum in Diff.Apply(new SumOp([Axis], true), [exponentials])
        from logarithm in Ops.Log(sum)
        from y in Ops.Subtract(inputs[0], logarithm)
        select y;

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size)
    {
        var softmax = SoftmaxOp.Example(key, size);
        return softmax with { Op = new LogSoftmaxOp(((SoftmaxOp)softmax.Op).Axis) };
    }
}

public static partial class Ops
{
    /// <summary>The logarithm of the softmax along an axis, see <see cref="LogSoftmaxOp"/>.</summary>
    public static Diff<T, Var<T>> LogSoftmax<T>(Var<T> x, int axis = -1) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(new LogSoftmaxOp(axis), [x]);
}
