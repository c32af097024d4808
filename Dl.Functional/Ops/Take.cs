namespace Dl.Functional;

/// <summary>
/// Places along an axis, in any order and as often as asked for: rows of a table. The cotangents of repeated places add up (scatter-add).
/// The axis gives way to the shape of the places. PyTorch: <c>torch.index_select</c>, <c>F.embedding</c>; JAX: <c>jnp.take</c>.
/// </summary>
/// <param name="Places">The places.</param>
/// <param name="Axis">The axis; negative ones count from the end.</param>
public sealed record TakeOp(Indices Places, int Axis = 0) : Op("take"), ILinear
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var (x, places) = (inputs[0], Places);
        var axis = Functional.Axis.Of(Name, x.Shape, Axis);
        for (var i = 0; i < places.Count; i++)
            if ((uint)places[i] >= (uint)axis.Length)
                throw new DlException($"take: place {places[i]}, number {i} of those asked for, is not on axis {Axis} of {x.Shape}, which has places 0 to {axis.Length - 1}");
        var y = Tensor<T>.Build(Shape.Of([.. x.Shape.Take(axis.At), .. places.Shape, .. x.Shape.Skip(axis.At + 1)]), (x, places, axis), static (into, s) =>
        {
            var axis = s.axis;
            var from = s.x.Span;
            var places = s.places.Span;
            for (int outer = 0, to = 0; outer < axis.Outer; outer++)
                for (var i = 0; i < places.Length; i++, to += axis.Inner)
                    from.Slice((outer * axis.Length + places[i]) * axis.Inner, axis.Inner).CopyTo(into[to..]);
        });
        return new(y, g => [Delta<T>.Of(x.Shape, (g, places, axis), static (into, add, s) =>
        {
            if (!add) into.Clear();
            var axis = s.axis;
            var from = s.g.Span;
            var places = s.places.Span;
            for (int outer = 0, at = 0; outer < axis.Outer; outer++)
                for (var i = 0; i < places.Length; i++, at += axis.Inner)
                {
                    var target = into.Slice((outer * axis.Length + places[i]) * axis.Inner, axis.Inner);
                    TensorPrimitives.Add(target, from.Slice(at, axis.Inner), target);
                }
        })]);
    }

    /// <summary>An example for the laws: places repeat often.</summary>
    public static Example Example(Key key, int size)
    {
        var shape = Examples.AnyShape(key.Child(0), Math.Min(size, 3), 2).Batch(Examples.Size(key, Math.Min(size, 4), 0));
        var axis = key.Below(shape.Rank, 1);
        var asked = Examples.AnyShape(key.Child(1), Math.Min(size, 4), 2);
        var places = Indices.From(asked, [.. Enumerable.Range(0, asked.Size).Select(i => key.Child(2).Below(shape[axis], i))]);
        return new(new TakeOp(places, key.Bernoulli(0.5, 2) ? axis : axis - shape.Rank), [Examples.Any(key.Child(3), shape)]);
    }
}

public static partial class Ops
{
    /// <summary>Places along an axis, repeated ones too; see <see cref="TakeOp"/>.</summary>
    public static Diff<T, Var<T>> Take<T>(Var<T> x, Indices places, int axis = 0) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new TakeOp(places, axis), [x]);
}
