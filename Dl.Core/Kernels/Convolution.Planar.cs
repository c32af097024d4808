using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>
/// A convolution with few channels in its target, or the cotangent of its input. Channels of a row of pixels lie side by side in memory, and so they do in its vectors: a lane
/// is a pixel with a channel. Each number of the source meets as many lanes as a pixel of the target has channels; the next tap reads the same row of a plane a pixel further on.
/// </summary>
/// <remarks>A vector of the target goes down several rows at once; a row of the source that is in a register then meets all taps of a column of the kernel.</remarks>
internal static unsafe class Planar<T, V, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
{
    // Multiply-adds of a chunk, about; bytes of its planes; and vectors of the kernel, at most.
    const long Grain = 1 << 18;
    const int Near = 1 << 18;
    const int Most = 1 << 13;

    // An image falls into parts of so many lines.
    sealed record Work(Planes<T, V, L> Source, Plane Target, Repetition<T, V, L> Pixels, int High, int Wide, int RowStep, int ColumnStep, int Lines, nint Kernel, nint Start, nint To, bool Add)
    {
        /// <summary>Rows of the kernel that a row of the source meets while it is in a register.</summary>
        public int Together => RowStep == 1 ? Math.Min(High, ColumnTiles<T, V, L>.Most) : 1;

        public int Parts => (Target.Rows + Lines - 1) / Lines;
    }

    /// <summary>Whether channels of the target fill half a vector at most, a row fills one at least, and windows neither jump nor keep to groups.</summary>
    public static bool Suits(ConvShape shape, bool back)
    {
        var (source, target) = back ? (shape.Outputs, shape.Inputs) : (shape.Inputs, shape.Outputs);
        return shape is { Groups: 1, Chosen: ConvolutionMethod.Direct, Rows.Stride: 1, Columns.Stride: 1 } && shape.Rows.Size * shape.Columns.Size > 1
            && 2 * target.Channels <= L.Count && source.Channels * shape.Rows.Size * shape.Columns.Size * Repetition<T, V, L>.Phases(target.Channels) <= Most
            && target.Row >= L.Count && target.Rows >= 4 && (shape.Columns.Size - 1) * shape.Columns.Dilation <= target.Columns;
    }

    /// <summary><c>to (+)= </c> the convolution of from, or its adjoint, with the kernel as it is. Each pixel begins with the numbers at start, if any.</summary>
    public static void Run(ConvShape shape, bool back, T* from, T* w, T* start, T* to, bool add)
    {
        var (source, target) = back ? (shape.Outputs, shape.Inputs) : (shape.Inputs, shape.Outputs);
        var (rows, columns) = (shape.Rows, shape.Columns);
        var phases = Repetition<T, V, L>.Phases(target.Channels);
        using var space = new Workspace<T>((phases * (shape.KernelSize / target.Channels + 1)) * L.Count + Interleaving<T, V, L>.Size(source.Channels) + Repetition<T, V, L>.Size(target.Channels));
        var kernel = space.Start + phases * L.Count;
        var orders = kernel + phases * (shape.KernelSize / target.Channels) * L.Count;
        var (above, before) = (back ? (rows.Size - 1) * rows.Dilation - rows.Before : rows.Before, back ? (columns.Size - 1) * columns.Dilation - columns.Before : columns.Before);
        var planes = new Planes<T, V, L>(source, (nint)from, above, before, target.Columns + (columns.Size - 1) * columns.Dilation, orders);
        var pixels = new Repetition<T, V, L>(target.Channels, orders + Interleaving<T, V, L>.Size(source.Channels));
        var near = Near / (planes.Pitch * sizeof(T) * source.Channels) - (rows.Size - 1) * rows.Dilation;
        var lines = (int)Math.Clamp(Math.Min(Grain / ((long)target.Columns * shape.KernelSize), near), 1, target.Rows);
        var work = new Work(planes, target, pixels, rows.Size, columns.Size, rows.Dilation, columns.Dilation, lines, (nint)kernel, start == null ? 0 : (nint)space.Start, (nint)to, add);
        if (start != null)
            for (var lane = 0; lane < phases * L.Count; lane++) space.Start[lane] = start[lane % target.Channels];
        Spread(shape, back, work, w, kernel, phases);
        var pieces = target.Items * work.Parts;
        var chunks = (int)Math.Clamp(shape.RowCost * shape.Rows.Output * shape.Items / Grain, 1, pieces);
        Workers.Run(chunks, (work, pieces, chunks), static (s, chunk) => Chunk(s.work, (int)((long)s.pieces * chunk / s.chunks), (int)((long)s.pieces * (chunk + 1) / s.chunks)));
    }

    // To (rows of the kernel together, phase, channel of the source, column, row, lane); backward the taps run backwards.
    static void Spread(ConvShape shape, bool back, Work work, T* w, T* to, int phases)
    {
        var (targets, sources, taps) = (work.Target.Channels, work.Source.Source.Channels, work.High * work.Wide);
        var (target, source) = back ? (shape.Filters, 1) : (1, shape.Filters);
        for (var first = 0; first < work.High; first += work.Together)
            for (var phase = 0; phase < phases; phase++)
                for (var s = 0; s < sources; s++)
                    for (var j = 0; j < work.Wide; j++)
                        for (var i = first; i < Math.Min(work.High, first + work.Together); i++)
                        {
                            var tap = i * work.Wide + j;
                            var at = w + (back ? taps - 1 - tap : tap) * shape.Tap + s * source;
                            for (var lane = 0; lane < L.Count; lane++) *to++ = at[(phase * L.Count + lane) % targets * target];
                        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Chunk(Work work, int piece, int end)
    {
        using var space = new Workspace<T>(work.Source.Size(work.Lines + (work.High - 1) * work.RowStep));
        for (; piece < end; piece++)
        {
            var (item, part) = Math.DivRem(piece, work.Parts);
            Piece(work, item, part * work.Lines, space.Start);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Piece(Work work, int item, int first, T* memory)
    {
        var (source, target) = (work.Source, work.Target);
        var rows = Math.Min(work.Lines, target.Rows - first);
        var all = rows + (work.High - 1) * work.RowStep;
        source.Read(item, first, all, memory);
        var phases = Repetition<T, V, L>.Phases(target.Channels);
        var to = (T*)work.To + (nint)item * target.Image + first * target.Row;
        var kernel = (T*)work.Kernel;
        for (int tap = 0, high; tap < work.High; tap += high)
        {
            high = Math.Min(work.Together, work.High - tap);
            var vectors = source.Source.Channels * work.Wide * high;
            for (var phase = 0; phase < phases; phase++, kernel += vectors * L.Count)
            {
                var start = tap > 0 || work.Start == 0 ? null : (T*)work.Start + phase * L.Count;
                for (var at = phase * L.Count; at < target.Row; at += phases * L.Count)
                {
                    var pixel = at / target.Channels;
                    var column = new Column<T>(memory + tap * work.RowStep * source.Pitch + pixel, work.Pixels.Order(phase), target.Columns - pixel, source.Pitch, work.ColumnStep, source.Apart(all),
                        kernel, source.Source.Channels, work.Wide, start, to + at, target.Row, Math.Min(L.Count, target.Row - at), work.Add || tap > 0);
                    ColumnTiles<T, V, L>.Down<ColumnOfSums<T, V, L>>(column, rows, high);
                }
            }
        }
    }
}
