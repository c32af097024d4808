namespace Dl.Functional;

/// <summary>One axis of a shape: where it is, how long, and the product of the axes before and behind it. Axes count from zero, or from
/// the end if negative.</summary>
readonly record struct Axis(int At, int Outer, int Length, int Inner)
{
    /// <summary>The axis, or an error that names those there are.</summary>
    public static Axis Of(string op, Shape shape, int axis)
    {
        var at = Find(op, shape, axis);
        return new(at, Product(shape, 0, at), shape[at], Product(shape, at + 1, shape.Rank));
    }

    /// <summary>The axis counted from zero.</summary>
    public static int Find(string op, Shape shape, int axis)
    {
        var at = axis < 0 ? axis + shape.Rank : axis;
        return at >= 0 && at < shape.Rank ? at : throw new DlException(shape.Rank == 0
            ? $"{op}: a scalar has no axis {axis}"
            : $"{op}: {shape} has no axis {axis}; its axes are 0 to {shape.Rank - 1}, or -{shape.Rank} to -1");
    }

    /// <summary>The shape with this axis of another length.</summary>
    public static Shape With(Shape shape, int at, int length) => Shape.Of([.. shape.Select((size, axis) => axis == at ? length : size)]);

    static int Product(Shape shape, int from, int to)
    {
        var product = 1;
        for (var axis = from; axis < to; axis++) product *= shape[axis];
        return product;
    }
}
