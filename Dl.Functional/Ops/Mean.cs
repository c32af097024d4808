namespace Dl.Functional;

/// <summary>
/// The mean over some axes, all of them if none is named; each item's cotangent is g / n. PyTorch: <c>torch.mean</c>.
/// </summary>
/// <param name="Axes">The axes to average over.</param>
/// <param name="Keep">Whether they stay, with size 1.</param>
public sealed record MeanOp(Many<int> Axes, bool Keep = false) : Op("mean"), IFused, ILinear
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var x = inputs[0];
        var reduced = Reduction.Of(Name, x.Shape, Axes, Keep);
        var count = reduced.Items(x.Shape);
        if (count == 0) throw new DlException($"mean: {x.Shape} has no items to average over axes {Axes}");
        var share = T.One / T.CreateChecked(count);
        var y = Tensor<T>.Build(reduced.Result, (x, reduced.Kept, share), static (into, s) =>
        {
            Broadcast.SumTo(s.x, s.Kept, into, false);
            Core.Pointwise.MapRight(new Times(), into, s.share, into);
        });
        return new(y, g => [Delta<T>.Of(x.Shape, (g, reduced.Kept, share, x.Shape), static (into, add, s) =>
        {
            var shared = Tensor<T>.Build(s.Kept, s, static (into, s) => Core.Pointwise.MapRight(new Times(), s.g.Span, s.share, into));
            Broadcast.Stretch(shared, s.Shape, into, add);
        })]);
    }

    /// <inheritdoc/>
    public Diff<T, Var<T>> Parts<T>(Few<Var<T>> inputs) where T : struct, IFloatingPointIeee754<T> =>
        from sum in Diff.Apply(new SumOp(Axes, Keep), inputs)
        from mean in Ops.Scale(sum, 1.0 / Reduction.Of(Name, inputs[0].Shape, Axes, Keep).Items(inputs[0].Shape))
        select mean;

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => Reduction.Example(key, size, static (axes, keep) => new MeanOp(axes, keep));
}

public static partial class Ops
{
    /// <summary>The mean over the given axes, or over all, see <see cref="MeanOp"/>.</summary>
    public static Diff<T, Var<T>> Mean<T>(Var<T> x, params int[] axes) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new MeanOp(Many.Of(axes)), [x]);
}
