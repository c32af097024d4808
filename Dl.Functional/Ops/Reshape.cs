namespace Dl.Functional;

/// <summary>
/// The same numbers under another shape, without a copy; the cotangent takes the old shape back. One axis may be -1: it is
/// what is left. PyTorch: <c>torch.reshape</c>.
/// </summary>
/// <param name="Axes">The new axes.</param>
public sealed record ReshapeOp(Many<int> Axes) : Op("reshape"), ILinear
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var from = inputs[0].Shape;
        return new(inputs[0].Reshape(Target(from)), g => [g.Reshape(from)]);
    }

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size)
    {
        var (rows, columns) = (Examples.Size(key, Math.Min(size, 4), 0), Examples.Size(key, Math.Min(size, 4), 1));
        return new(new ReshapeOp([columns, -1]), [Examples.Any(key.Child(0), [rows, columns])]);
    }

    Shape Target(Shape from)
    {
        var known = Axes.Where(axis => axis >= 0).Aggregate(1L, (product, axis) => product * axis);
        var open = Axes.Count(axis => axis < 0);
        if (open > 1 || Axes.Any(axis => axis < -1)) throw new DlException($"reshape: of the axes {Axes} at most one may be -1, and none may be less");
        var fits = open == 0 ? known == from.Size : known > 0 && from.Size % known == 0;
        return fits
            ? Shape.Of([.. Axes.Select(axis => axis >= 0 ? axis : (int)(from.Size / known))])
            : throw new DlException($"reshape: {from} has {from.Size} elements and cannot take the shape {Axes}");
    }
}

public static partial class Ops
{
    /// <summary>The same numbers under another shape, see <see cref="ReshapeOp"/>.</summary>
    public static Diff<T, Var<T>> Reshape<T>(Var<T> x, params int[] axes) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new ReshapeOp(Many.Of(axes)), [x]);
}
