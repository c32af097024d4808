namespace Dl.Functional;

/// <summary>
/// <c>y = ln sum exp x</c> over some axes, all of them if none is named; stable at any size of x. Cotangent: <c>g softmax(x)</c>.
/// Laws: adding a number to x adds it to y; y is at least the maximum. PyTorch: <c>torch.logsumexp</c>; JAX: <c>nn.logsumexp</c>.
/// </summary>
/// <param name="Axes">The axes to sum over.</param>
/// <param name="Keep">Whether they stay, with size 1.</param>
public sealed record LogSumExpOp(Many<int> Axes, bool Keep = false) : Op("log sum exp"), IFused
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var x = inputs[0];
        var reduced = Reduction.Of(Name, x.Shape, Axes, Keep);
        var exponentials = Exponentials<T>.Of(x, reduced.Kept);
        return new(exponentials.Logarithm(reduced.Result), g => [Delta<T>.Of(x.Shape, (g, exponentials, reduced.Kept), static (into, add, s) =>
        {
            var each = Tensor<T>.Build(s.Kept, s, static (into, s) => Core.Pointwise.Map(new Quotient(), s.g.Span, s.exponentials.Sums.Span, into));
            Broadcast.Map(new Times(), s.exponentials.Shifted, each, s.exponentials.Shifted.Shape, into, add);
        })]);
    }

    /// <inheritdoc/>
    public Diff<T, Var<T>> Parts<T>(Few<Var<T>> inputs) where T : struct, IFloatingPointIeee754<T> =>
        from exponentials in Ops.Exp(inputs[0])
        from sum in Diff.Apply(new SumOp(Axes, Keep), [exponentials])
        from y in Ops.Log(sum)
        select y;

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => Reduction.Example(key, size, static (axes, keep) => new LogSumExpOp(axes, keep));
}

public static partial class Ops
{
    /// <summary><c>ln sum exp x</c> over the given axes, or over all, see <see cref="LogSumExpOp"/>.</summary>
    public static Diff<T, Var<T>> LogSumExp<T>(Var<T> x, params int[] axes) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new LogSumExpOp(Many.Of(axes)), [x]);
}
