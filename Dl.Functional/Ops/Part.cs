namespace Dl.Functional;

/// <summary>
/// A slice: <paramref name="Count"/> places along one axis, from <paramref name="Start"/> on. The cotangent goes where the numbers came
/// from, zero elsewhere. PyTorch: <c>torch.narrow</c>; JAX: <c>lax.slice_in_dim</c>.
/// </summary>
/// <param name="Axis">The axis; negative ones count from the end.</param>
/// <param name="Start">The first place.</param>
/// <param name="Count">How many places.</param>
public sealed record PartOp(int Axis, int Start, int Count) : Op("part"), ILinear
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var x = inputs[0];
        var axis = Functional.Axis.Find(Name, x.Shape, Axis);
        if (Start < 0 || Count < 0 || Start + (long)Count > x.Shape[axis])
            throw new DlException($"part: places {Start} to {Start + (long)Count - 1} are not all on axis {Axis} of {x.Shape}, which has places 0 to {x.Shape[axis] - 1}");
        var box = Box.Along(x.Shape, Functional.Axis.With(x.Shape, axis, Count), axis, Start);
        var y = Tensor<T>.Build(box.Inside, (x, box), static (into, s) => s.box.Read(s.x.Span, into, false));
        return new(y, g => [Delta<T>.Of(x.Shape, (g, box), static (into, add, s) =>
        {
            if (!add) into.Clear();
            s.box.Write(s.g.Span, into, add);
        })]);
    }

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size)
    {
        var shape = Examples.AnyShape(key.Child(0), size, 3).Batch(Examples.Size(key, size, 0));
        var axis = key.Below(shape.Rank, 1);
        var start = key.Below(shape[axis], 2);
        return new(new PartOp(key.Bernoulli(0.5, 3) ? axis : axis - shape.Rank, start, 1 + key.Below(shape[axis] - start, 4)), [Examples.Any(key.Child(1), shape)]);
    }
}

public static partial class Ops
{
    /// <summary><paramref name="count"/> places along an axis, see <see cref="PartOp"/>.</summary>
    public static Diff<T, Var<T>> Part<T>(Var<T> x, int axis, int start, int count) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new PartOp(axis, start, count), [x]);

    /// <summary>Parts of the given sizes along an axis, one after the other: what <see cref="Concat"/> undoes. PyTorch: <c>torch.split</c>.</summary>
    /// <exception cref="DlException">The sizes do not add up to the axis.</exception>
    public static Diff<T, Many<Var<T>>> Split<T>(Var<T> x, int axis, params int[] sizes) where T : struct, IFloatingPointIeee754<T>
    {
        var length = x.Shape[Functional.Axis.Find("split", x.Shape, axis)];
        if (sizes.Sum() != length) throw new DlException($"split: parts of {Many.Of(sizes)} add up to {sizes.Sum()}, but axis {axis} of {x.Shape} has {length} places");
        return Diff.Traverse<T, int, Var<T>>(Enumerable.Range(0, sizes.Length), i => Part(x, axis, sizes.Take(i).Sum(), sizes[i]));
    }
}
