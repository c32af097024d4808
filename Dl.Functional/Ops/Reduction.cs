namespace Dl.Functional;

/// <summary>What a reduction makes of a shape: with the reduced axes as 1, and as the caller wants it.</summary>
readonly record struct Reduction(Shape Kept, Shape Result)
{
    /// <summary>The number of items that fall together into one.</summary>
    public int Items(Shape from)
    {
        var items = 1;
        for (var axis = 0; axis < from.Rank; axis++) items *= Kept[axis] == 1 ? from[axis] : 1;
        return items;
    }

    /// <summary>The shape with one axis, which must not be empty, as 1.</summary>
    public static Shape Along(string op, Shape shape, int axis)
    {
        var at = Axis.Find(op, shape, axis);
        if (shape[at] == 0) throw new DlException($"{op}: axis {axis} of {shape} is empty");
        return Axis.With(shape, at, 1);
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

    /// <summary>For each item, row-major, which of the kept ones it falls to.</summary>
    public int[] Groups(Shape from)
    {
        var groups = new int[from.Size];
        var index = new int[from.Rank];
        for (var i = 0; i < groups.Length; i++)
        {
            var to = 0;
            for (var axis = 0; axis < index.Length; axis++) to = to * Kept[axis] + (Kept[axis] == 1 ? 0 : index[axis]);
            groups[i] = to;
            for (var axis = index.Length - 1; axis >= 0 && ++index[axis] == from[axis]; axis--) index[axis] = 0;
        }
        return groups;
    }

    /// <summary>An example for the laws of an op that reduces axes.</summary>
    public static Example Example(Key key, int size, Func<Many<int>, bool, IOp> op)
    {
        var shape = Examples.AnyShape(key.Child(0), size, 3);
        var axes = Enumerable.Range(0, shape.Rank).Where(axis => key.Bernoulli(0.5, axis)).Select(axis => key.Bernoulli(0.5, axis + 9) ? axis : axis - shape.Rank);
        return new(op(axes.ToMany(), key.Bernoulli(0.5, 20)), [Examples.Any(key.Child(1), shape)]);
    }
}
