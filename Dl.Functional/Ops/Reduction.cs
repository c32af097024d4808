namespace Dl.Functional;

/// <summary>What a reduction makes of a shape: with the reduced axes as 1, and as the caller wants it.</summary>
readonly record struct Reduction(Shape Kept, Shape Result)
{
    /// <summary>The number of items that fall together into one.</summary>
    public int Items(Shape from) => Kept.Size == 0 ? 0 : from.Size / Kept.Size;

    /// <summary>Of one axis, which must not be empty.</summary>
    public static Reduction Along(string op, Shape shape, int axis)
    {
        var at = Axis.Find(op, shape, axis);
        if (shape[at] == 0) throw new DlException($"{op}: axis {axis} of {shape} is empty");
        return new(Axis.With(shape, at, 1), Shape.Of([.. shape.Where((_, other) => other != at)]));
    }

    public static Reduction Of(string op, Shape shape, Many<int> axes, bool keep)
    {
        var reduced = new bool[shape.Rank];
        foreach (var axis in axes)
        {
            var at = Axis.Find(op, shape, axis);
            if (reduced[at]) throw new DlException($"{op}: axis {axis} is named twice in {axes}");
            reduced[at] = true;
        }
        var all = axes.Count == 0;
        var kept = Shape.Of([.. shape.Select((size, axis) => all || reduced[axis] ? 1 : size)]);
        return new(kept, keep ? kept : Shape.Of([.. shape.Where((_, axis) => !all && !reduced[axis])]));
    }
}
