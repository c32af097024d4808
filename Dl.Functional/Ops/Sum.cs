namespace Dl.Functional;

/// <summary>
/// The sum over some axes, all of them if none is named; the cotangent is stretched back. Axes count from zero, or from the
/// end if negative. PyTorch: <c>torch.sum(dim, keepdim)</c>.
/// </summary>
/// <param name="Axes">The axes to sum over.</param>
/// <param name="Keep">Whether they stay, with size 1.</param>
public sealed record SumOp(Many<int> Axes, bool Keep = false) : Op("sum"), ILinear
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var x = inputs[0];
        var reduced = Reduction.Of(Name, x.Shape, Axes, Keep);
        var y = Tensor<T>.Build(reduced.Result, (x, reduced.Kept), static (into, s) => Broadcast.SumTo(s.x, s.Kept, into, false));
        return new(y, g => [Delta<T>.Of(x.Shape, (g: g.Reshape(reduced.Kept), x.Shape), static (into, add, s) => Broadcast.Stretch(s.g, s.Shape, into, add))]);
    }

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => Reduction.Example(key, size, static (axes, keep) => new SumOp(axes, keep));
}

public static partial class Ops
{
    /// <summary>The sum over the given axes, or over all, see <see cref="SumOp"/>.</summary>
    public static Diff<T, Var<T>> Sum<T>(Var<T> x, params int[] axes) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new SumOp(Many.Of(axes)), [x]);
}
