using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>
/// The cotangent of the kernel as products of channels with filters summed over pixels: a strand for each row of pixels. Taps of a row that lie side by
/// side are rows of one product.
/// </summary>
/// <remarks>
/// The rows of pixels are cut into segments by the shape alone; each has a sum of its own, and these meet in ascending order.
/// </remarks>
internal static unsafe class DirectKernelGradient<T, V, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
{
    // Bytes of the sums of all segments, at most; pixels that a tile sums before it is put down; multiply-adds of a chunk, at least.
    const int Sums = 1 << 23;
    const int Pixels = 128;
    const long Grain = 1 << 19;

    sealed record Work(ConvShape Shape, Rows<T> Input, Panels Panels, nint X, nint G, nint W, nint Sums, bool Add, int Segments)
    {
        /// <summary>All rows of pixels of the output.</summary>
        public int Rows => Shape.Items * Shape.Rows.Output;

        /// <summary>Rows of pixels that are summed before the tile is put down.</summary>
        public int Block => Math.Clamp(Pixels / Math.Max(1, Shape.Columns.Output), 1, Most);

        public int First(int segment) => (int)((long)segment * Rows / Segments);
    }

    // Strands that a tile goes through at a time, at most.
    const int Most = 64;

    public static void Run(ConvShape shape, T* x, T* g, T* w, bool add)
    {
        var slide = shape.Columns;
        var (before, behind) = (Math.Max(0, -slide.At(0, 0)), Math.Max(0, slide.At(slide.Output - 1, slide.Size - 1) + 1 - slide.Input));
        var panels = new Panels(shape.Seers, L.Count);
        var pieces = shape.IsDepthwise ? 1 : shape.Groups * panels.Count;
        var cost = shape.RowCost * shape.Items * shape.Rows.Output;
        var most = Math.Min(Math.Min(cost / pieces / Grain, Sums / Math.Max(1, (long)shape.KernelSize * sizeof(T))), shape.Items * shape.Rows.Output);
        var segments = (int)Math.Clamp(Math.Min(most, 16), 1, 16);
        using var space = new Scratch<T>(segments > 1 ? segments * shape.KernelSize : 0);
        var work = new Work(shape, new(shape.Inputs, before, behind), panels, (nint)x, (nint)g, (nint)w, (nint)space.Start, add, segments);
        Workers.Run(pieces * segments, (work, pieces), static (s, chunk) => Chunk(s.work, chunk / s.pieces, chunk % s.pieces));
        if (segments == 1) return;
        const int part = 1 << 14;
        Workers.Run((shape.KernelSize + part - 1) / part, work, static (work, chunk) => Meet(work, chunk * part, Math.Min(part, work.Shape.KernelSize - chunk * part)));
    }

    static void Meet(Work work, int first, int count)
    {
        var into = new Span<T>((T*)work.W + first, count);
        var add = work.Add;
        for (var segment = 0; segment < work.Segments; segment++, add = true)
        {
            var sum = new ReadOnlySpan<T>((T*)work.Sums + (nint)segment * work.Shape.KernelSize + first, count);
            if (add) TensorPrimitives.Add(into, sum, into);
            else sum.CopyTo(into);
        }
    }

    // One group and one panel of filters over the rows of pixels of a segment.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Chunk(Work work, int segment, int piece)
    {
        var (shape, panels, input) = (work.Shape, work.Panels, work.Input);
        var (rows, columns) = (shape.Rows, shape.Columns);
        var (group, panel) = shape.IsDepthwise ? (0, 0) : Math.DivRem(piece, panels.Count);
        var (width, lanes, start) = (panels.WidthOf(panel), panels.Lanes(panel), group * shape.Seers + panels.Start(panel));
        var joined = columns.Dilation == 1 && shape.Groups == 1;
        var into = (work.Segments > 1 ? (T*)work.Sums + (nint)segment * shape.KernelSize : (T*)work.W) + start;
        // A vector may not reach beyond the last pixel, and need not be cut if what it reads there is not used.
        var copied = lanes < L.Count && !shape.IsDepthwise;
        var each = copied ? width : shape.Filters;
        var high = input.AreCopied ? (work.Block - 1) * rows.Stride + (rows.Size - 1) * rows.Dilation + 1 : 0;
        using var space = new Scratch<T>(high * input.Step + (copied ? work.Block * columns.Output * width : 0));
        var packed = space.Start + high * input.Step;
        var strands = stackalloc Strand<T>[Most];
        if (work.Segments > 1 || !work.Add)
            for (var i = 0; i < rows.Size; i++) Cover(i, 0, true);
        var (end, taken) = (work.First(segment + 1), 0);
        for (var row = work.First(segment); row < end; row += taken)
        {
            var (item, p) = Math.DivRem(row, rows.Output);
            taken = Math.Min(work.Block, Math.Min(rows.Output - p, end - row));
            var (top, bottom) = (Math.Max(0, rows.At(p, 0)), Math.Min(rows.Input, rows.At(p + taken - 1, rows.Size - 1) + 1));
            input.Copy((T*)work.X, item * rows.Input + top, bottom - top, space.Start);
            var g = (T*)work.G + (nint)row * shape.OutputRow + start;
            if (copied) Packing<T, V, L>.Copy(new(g, shape.Filters, 1), packed, taken * columns.Output, width - L.Count + lanes, width);
            for (var i = 0; i < rows.Size; i++)
            {
                var count = 0;
                for (var r = 0; r < taken; r++)
                    if (rows.At(p + r, i) is var at && at >= 0 && at < rows.Input)
                        strands[count++] = new(
                            input.At((T*)work.X, space.Start, item * rows.Input + at, at - top) + columns.At(0, 0) * shape.Channels + group * shape.Seen,
                            (copied ? packed : g) + (nint)r * columns.Output * each, columns.Output);
                if (count > 0) Cover(i, count, false);
            }
        }

        void Cover(int i, int count, bool fresh)
        {
            var step = columns.Stride * shape.Channels;
            var to = into + i * shape.KernelRow;
            if (shape.IsDepthwise)
                Channelwise<T, V, L>.Cover(strands, count, new(columns.Dilation * shape.Channels, step, each, shape.Filters, fresh), to, columns.Size, shape.Channels);
            else if (joined)
                Strands<T, V, L, Outer>.Cover(strands, count, new(1, step, each, shape.Filters, fresh), 0, 0, to, columns.Size * shape.Seen, width / L.Count, lanes);
            else
                for (var j = 0; j < columns.Size; j++)
                    Strands<T, V, L, Outer>.Cover(strands, count, new(1, step, each, shape.Filters, fresh), j * columns.Dilation * shape.Channels, 0, to + j * shape.Tap, shape.Seen, width / L.Count, lanes);
        }
    }
}
