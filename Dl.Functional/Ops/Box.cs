namespace Dl.Functional;

/// <summary>A box inside a larger shape, at an offset along each axis: what slices, concatenations and paddings copy, in runs that lie
/// contiguous in both.</summary>
readonly record struct Box(Shape Outside, Shape Inside, Many<int> Offset)
{
    /// <summary>The box that begins at <paramref name="start"/> along one axis and is all there is along the others.</summary>
    public static Box Along(Shape outside, Shape inside, int axis, int start) =>
        new(outside, inside, outside.Select((_, at) => at == axis ? start : 0).ToMany());

    /// <summary><c>into (+)= box of x</c>.</summary>
    public void Read<T>(ReadOnlySpan<T> x, Span<T> into, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (Inside.Size == 0) return;
        var run = new Run(this);
        for (var start = 0; start < into.Length; start += run.Length) Move(x.Slice(run.Next(), run.Length), into.Slice(start, run.Length), add);
    }

    /// <summary><c>box of into (+)= x</c>.</summary>
    public void Write<T>(ReadOnlySpan<T> x, Span<T> into, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (Inside.Size == 0) return;
        var run = new Run(this);
        for (var start = 0; start < x.Length; start += run.Length) Move(x.Slice(start, run.Length), into.Slice(run.Next(), run.Length), add);
    }

    static void Move<T>(ReadOnlySpan<T> from, Span<T> to, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (add) TensorPrimitives.Add(to, from, to);
        else from.CopyTo(to);
    }

    // Trailing axes that the box fills make one run with the axis before them; the axes before that one are counted through.
    ref struct Run
    {
        readonly Box box;
        readonly int[] index;
        readonly int[] stride;
        int at;

        public Run(Box box)
        {
            this.box = box;
            var axis = box.Inside.Rank - 1;
            for (Length = 1; axis > 0 && box.Inside[axis] == box.Outside[axis]; axis--) Length *= box.Inside[axis];
            if (axis >= 0) Length *= box.Inside[axis];
            index = new int[Math.Max(axis, 0)];
            stride = new int[box.Outside.Rank];
            for (var (d, product) = (stride.Length - 1, 1); d >= 0; d--)
            {
                stride[d] = product;
                at += product * box.Offset[d];
                product *= box.Outside[d];
            }
        }

        /// <summary>The length of a run.</summary>
        public int Length { get; }

        /// <summary>Where the current run begins outside; moves on to the next.</summary>
        public int Next()
        {
            var here = at;
            for (var axis = index.Length - 1; axis >= 0; axis--)
            {
                at += stride[axis];
                if (++index[axis] < box.Inside[axis]) break;
                at -= stride[axis] * box.Inside[axis];
                index[axis] = 0;
            }
            return here;
        }
    }
}
