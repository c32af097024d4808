namespace Dl.Functional;

/// <summary>
/// The sum over some axes, all of them if none is named; the cotangent is stretched back. Axes count from zero, or from the
/// end if negative. PyTorch: <c>torch.sum(dim, keepdim)</c>.
/// </summary>
/// <param name="Axes">The axes to sum over.</param>
/// <param name="Keep">Whether they stay, with size 1.</param>
public sealed record SumOp(Many<int> Axes, bool Keep = false) : Op("sum")
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
    public static Example Example(Key key, int size)
    {
        var shape = Examples.AnyShape(key.Child(0), size, 3);
        var axes = Enumerable.Range(0, shape.Rank).Where(axis => key.Uniform(axis) < 0.5).Select(axis => key.Uniform(axis + 9) < 0.5 ? axis : axis - shape.Rank);
        return new(new SumOp(axes.ToMany(), key.Uniform(20) < 0.5), [Examples.Any(key.Child(1), shape)]);
    }
}

/// <summary>What a reduction makes of a shape: with the reduced axes as 1, and as the caller wants it.</summary>
readonly record struct Reduction(Shape Kept, Shape Result)
{
    /// <summary>The number of items that fall together into one.</summary>
    public int Items(Shape from) => Kept.Size == 0 ? 0 : from.Size / Kept.Size;

    public static Reduction Of(string op, Shape shape, Many<int> axes, bool keep)
    {
        var reduced = new bool[shape.Rank];
        foreach (var axis in axes)
        {
            var at = axis < 0 ? axis + shape.Rank : axis;
            if (at < 0 || at >= shape.Rank) throw new DlException($"{op}: {shape} has no axis {axis}; its axes are 0 to {shape.Rank - 1}, or -{shape.Rank} to -1");
            if (reduced[at]) throw new DlException($"{op}: axis {axis} is named twice in {axes}");
            reduced[at] = true;
        }
        var all = axes.Count == 0;
        var kept = Shape.Of([.. shape.Select((size, axis) => all || reduced[axis] ? 1 : size)]);
        return new(kept, keep ? kept : Shape.Of([.. shape.Where((_, axis) => !all && !reduced[axis])]));
    }
}

public static partial class Ops
{
    /// <summary>The sum over the given axes, or over all, see <see cref="SumOp"/>.</summary>
    public static Diff<T, Var<T>> Sum<T>(Var<T> x, params int[] axes) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new SumOp(Many.Of(axes)), [x]);
}
