using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>
/// A convolution with few channels in its target, or the cotangent of its input, with pixels side by side in a vector: the source is taken apart to planes
/// with zeros around them, of which a tap reads the same long row a little further on, and the planes of the target are put together.
/// </summary>
/// <remarks>
/// Rows of a plane lie behind each other, as wide as the source with its padding. So what is computed for a row of the target ends in a few numbers
/// that nobody reads, and pixels of several rows fill whole vectors.
/// </remarks>
internal static unsafe class Planar<T, V, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
{
    // Multiply-adds of a chunk, about; bytes of its planes; and strands of all taps, at most.
    const long Grain = 1 << 19;
    const int Near = 1 << 18;
    const int Most = 512;

    sealed record Work(Plane Source, Plane Target, int High, int Wide, int RowStep, int ColumnStep, int Above, int Before, int Lines, nint From, nint Kernel, nint Start, nint To, bool Add, Interleaving<T, V, L> Apart, Interleaving<T, V, L> Together)
    {
        /// <summary>From one row of a plane to the next.</summary>
        public int Pitch => Target.Columns + (Wide - 1) * ColumnStep;

        /// <summary>The taps of all channels of the source.</summary>
        public int Taps => Source.Channels * High * Wide;
    }

    /// <summary>Whether channels of the target fill half a vector at most, there are pixels enough, and windows neither jump nor keep to groups.</summary>
    public static bool Suits(ConvShape shape, bool back)
    {
        var (source, target) = back ? (shape.Outputs, shape.Inputs) : (shape.Inputs, shape.Outputs);
        return shape is { Groups: 1, Chosen: ConvolutionMethod.Direct, Rows.Stride: 1, Columns.Stride: 1 } && shape.Rows.Size * shape.Columns.Size > 1
            && 2 * target.Channels <= L.Count && source.Channels * shape.Rows.Size <= Most
            && target.Rows * target.Columns >= 8 * L.Count && (shape.Columns.Size - 1) * shape.Columns.Dilation <= target.Columns;
    }

    /// <summary><c>to (+)= </c> the convolution of from, or its adjoint, with the kernel as it is. Each pixel begins with the numbers at start, if any.</summary>
    public static void Run(ConvShape shape, bool back, T* from, T* w, T* start, T* to, bool add)
    {
        var (source, target) = back ? (shape.Outputs, shape.Inputs) : (shape.Inputs, shape.Outputs);
        var (rows, columns) = (shape.Rows, shape.Columns);
        var (sourceOrders, targetOrders) = (Interleaving<T, V, L>.Size(source.Channels), Interleaving<T, V, L>.Size(target.Channels));
        using var space = new Workspace<T>(sourceOrders + targetOrders + shape.KernelSize);
        var kernel = space.Start + sourceOrders + targetOrders;
        Turn(shape, back, w, kernel);
        var cost = (long)target.Columns * shape.KernelSize;
        var wide = (target.Columns + (columns.Size - 1) * columns.Dilation) * sizeof(T);
        var near = Near / (wide * (source.Channels + target.Channels)) - rows.Size * rows.Dilation;
        var lines = (int)Math.Clamp(Math.Min(Grain / cost, near), 1, target.Rows);
        var work = new Work(source, target, rows.Size, columns.Size, rows.Dilation, columns.Dilation,
            back ? (rows.Size - 1) * rows.Dilation - rows.Before : rows.Before, back ? (columns.Size - 1) * columns.Dilation - columns.Before : columns.Before,
            lines, (nint)from, (nint)kernel, (nint)start, (nint)to, add,
            Interleaving<T, V, L>.Apart(source.Channels, space.Start), Interleaving<T, V, L>.Together(target.Channels, space.Start + sourceOrders));
        var parts = (target.Rows + lines - 1) / lines;
        Workers.Run(target.Items * parts, (work, parts), static (s, chunk) => Chunk(s.work, chunk / s.parts, chunk % s.parts * s.work.Lines));
    }

    // To (channel of the target, channel of the source, row, column); backward the taps run backwards.
    static void Turn(ConvShape shape, bool back, T* w, T* to)
    {
        var (targets, sources, taps) = (back ? shape.Channels : shape.Filters, back ? shape.Filters : shape.Channels, shape.Rows.Size * shape.Columns.Size);
        var (target, source) = back ? (shape.Filters, 1) : (1, shape.Filters);
        for (var t = 0; t < targets; t++)
            for (var s = 0; s < sources; s++)
                for (var tap = 0; tap < taps; tap++)
                    *to++ = w[(back ? taps - 1 - tap : tap) * shape.Tap + t * target + s * source];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Chunk(Work work, int item, int first)
    {
        var (source, target, pitch) = (work.Source, work.Target, work.Pitch);
        var rows = Math.Min(work.Lines, target.Rows - first);
        var panels = new Panels((rows - 1) * pitch + target.Columns, L.Count);
        // Planes do not begin on the same lines of the cache.
        var sourceApart = Planes<T, V, L>.Apart(rows + (work.High - 1) * work.RowStep, pitch, (work.Wide - 1) * work.ColumnStep);
        var targetApart = panels.Width + Workspace<T>.Line;
        using var space = new Workspace<T>(source.Channels * sourceApart + target.Channels * targetApart);
        var to = space.Start + source.Channels * sourceApart;
        Planes<T, V, L>.Read(source, (T*)work.From, item, first - work.Above, rows + (work.High - 1) * work.RowStep, work.Before, pitch, work.Apart, space.Start, sourceApart);
        if (work.Start != 0)
            for (var c = 0; c < target.Channels; c++) new Span<T>(to + c * targetApart, panels.Width).Fill(((T*)work.Start)[c]);

        var strands = stackalloc Strand<T>[source.Channels * work.High];
        for (var s = 0; s < source.Channels; s++)
            for (var i = 0; i < work.High; i++)
                strands[s * work.High + i] = new((T*)work.Kernel + (s * work.High + i) * work.Wide, space.Start + s * sourceApart + i * work.RowStep * pitch, work.Wide);
        var walk = new Walk(work.Taps, 1, work.ColumnStep, targetApart, work.Start == 0);
        for (var panel = 0; panel < panels.Count; panel++)
            Strands<T, V, L, Outer>.Cover(strands, source.Channels * work.High, walk, 0, panels.Start(panel), to + panels.Start(panel), target.Channels, panels.WidthOf(panel) / L.Count, L.Count);

        // What a row writes behind itself the next one writes again.
        var beyond = !work.Add && target.Columns >= L.Count;
        for (var row = 0; row < rows; row++)
            work.Together.Join(to + row * pitch, targetApart, target.Columns, (T*)work.To + (nint)item * target.Image + (first + row) * target.Row, work.Add, beyond && row + 1 < rows);
    }
}

/// <summary>Images as planes of one channel each.</summary>
internal static unsafe class Planes<T, V, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
{
    /// <summary>From one plane to the next: its rows, and what a vector reads beyond the last of them.</summary>
    public static int Apart(int rows, int pitch, int beyond) => (rows * pitch + beyond + 2 * L.Count + Workspace<T>.Line) / Workspace<T>.Line * Workspace<T>.Line;

    /// <summary>Some rows of an image, with zeros where they lie outside of it, before it so many, and behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read(Plane plane, T* images, int item, int first, int rows, int before, int pitch, Interleaving<T, V, L> apart, T* to, int planeApart)
    {
        new Span<T>(to, plane.Channels * planeApart).Clear();
        var (skipped, left) = (Math.Max(0, -before), Math.Max(0, before));
        var pixels = Math.Min(plane.Columns - skipped, pitch - left);
        if (pixels <= 0) return;
        for (var row = Math.Max(0, -first); row < rows && first + row < plane.Rows; row++)
            apart.Split(images + (nint)item * plane.Image + (nint)(first + row) * plane.Row + skipped * plane.Channels, pixels, to + row * pitch + left, planeApart);
    }
}
