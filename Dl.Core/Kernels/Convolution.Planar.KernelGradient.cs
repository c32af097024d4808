using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>
/// The cotangent of the kernel where filters are few, <c>w[k, f] = sum over pixels of x[k, pixel] g[pixel, f]</c>, with rows of cotangents as they lie in memory: a lane is a pixel with
/// a filter, and a number of the images meets as many lanes as there are filters. Lanes of one filter are added up at the very end.
/// </summary>
/// <remarks>The images are cut into segments by the shape alone; each has sums of its own, and these meet in ascending order.</remarks>
internal static unsafe class PlanarKernelGradient<T, V, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
{
    // Bytes of the sums of all segments, at most; bytes of planes at a time; multiply-adds of a segment, at least.
    const long Sums = 1 << 23;
    const int Near = 1 << 18;
    const long Grain = 1 << 18;

    sealed record Work(ConvShape Shape, Planes<T, V, L> X, Repetition<T, V, L> Pixels, nint G, nint Sums, int Segments, int Lines)
    {
        /// <summary>Vectors in which the rows of a cotangent may begin, by the filters that their lanes are of.</summary>
        public int Phases => Repetition<T, V, L>.Phases(Shape.Filters);

        public int Vectors => Phases * Shape.Channels * Shape.Rows.Size * Shape.Columns.Size;

        /// <summary>Rows of taps that a tile takes.</summary>
        public int Together => Shape.Rows.Dilation == 1 ? Math.Min(Shape.Rows.Size, ColumnTiles<T, V, L>.Most) : 1;

        public int First(int segment) => (int)((long)segment * Shape.Items / Segments);
    }

    /// <summary>Whether it is the kernel for a shape: where the convolution itself goes by planes.</summary>
    public static bool Suits(ConvShape shape) => Planar<T, V, L>.Suits(shape, false);

    /// <summary><c>w (+)= </c> the cotangent.</summary>
    public static void Run(ConvShape shape, T* x, T* g, T* w, bool add)
    {
        var (rows, columns) = (shape.Rows, shape.Columns);
        var vectors = Repetition<T, V, L>.Phases(shape.Filters) * shape.Channels * rows.Size * columns.Size;
        var most = Math.Min(shape.RowCost * rows.Output * shape.Items / Grain, Sums / ((long)vectors * L.Count * sizeof(T)));
        var segments = (int)Math.Clamp(Math.Min(most, shape.Items), 1, 16);
        using var space = new Workspace<T>(segments * vectors * L.Count + Interleaving<T, V, L>.Size(shape.Channels) + Repetition<T, V, L>.Size(shape.Filters));
        var orders = space.Start + segments * vectors * L.Count;
        var planes = new Planes<T, V, L>(shape.Inputs, (nint)x, rows.Before, columns.Before, columns.Output + (columns.Size - 1) * columns.Dilation, orders);
        var pixels = new Repetition<T, V, L>(shape.Filters, orders + Interleaving<T, V, L>.Size(shape.Channels));
        var lines = Math.Clamp(Near / (planes.Pitch * sizeof(T) * shape.Channels) - (rows.Size - 1) * rows.Dilation, 1, rows.Output);
        var work = new Work(shape, planes, pixels, (nint)g, (nint)space.Start, segments, lines);
        Workers.Run(segments, work, static (work, segment) => Segment(work, segment));
        Meet(work, w, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Segment(Work work, int segment)
    {
        var (shape, output, x, phases) = (work.Shape, work.Shape.Outputs, work.X, work.Phases);
        var beyond = (shape.Rows.Size - 1) * shape.Rows.Dilation;
        using var space = new Workspace<T>(x.Size(work.Lines + beyond));
        var sums = (T*)work.Sums + (nint)segment * work.Vectors * L.Count;
        new Span<T>(sums, work.Vectors * L.Count).Clear();
        for (var item = work.First(segment); item < work.First(segment + 1); item++)
            for (var first = 0; first < output.Rows; first += work.Lines)
            {
                var rows = Math.Min(work.Lines, output.Rows - first);
                x.Read(item, first, rows + beyond, space.Start);
                var g = (T*)work.G + (nint)item * output.Image + first * output.Row;
                var into = sums;
                for (int tap = 0, high; tap < shape.Rows.Size; tap += high)
                {
                    high = Math.Min(work.Together, shape.Rows.Size - tap);
                    var vectors = shape.Channels * shape.Columns.Size * high;
                    for (var phase = 0; phase < phases; phase++, into += vectors * L.Count)
                        for (var at = phase * L.Count; at < output.Row; at += phases * L.Count)
                        {
                            var pixel = at / shape.Filters;
                            var column = new Column<T>(space.Start + tap * shape.Rows.Dilation * x.Pitch + pixel, work.Pixels.Order(phase), output.Columns - pixel, x.Pitch, shape.Columns.Dilation, x.Apart(rows + beyond),
                                into, shape.Channels, shape.Columns.Size, null, g + at, output.Row, Math.Min(L.Count, output.Row - at), true);
                            ColumnTiles<T, V, L>.Down<ColumnOfCotangents<T, V, L>>(column, rows, high);
                        }
                }
            }
    }

    // Segment by segment, then lane by lane. The sums are (rows of taps together, phase, channel, column, row), the kernel (row, column, channel, filter).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Meet(Work work, T* w, bool add)
    {
        var (shape, phases, size) = (work.Shape, work.Phases, work.Vectors * L.Count);
        var sums = (T*)work.Sums;
        for (var segment = 1; segment < work.Segments; segment++)
        {
            var more = sums + (nint)segment * size;
            for (var i = 0; i < size; i += L.Count) L.Store(Arithmetic<T, V>.Add(L.Load(sums + i), L.Load(more + i)), sums + i);
        }
        for (int tap = 0, high; tap < shape.Rows.Size; tap += high)
        {
            high = Math.Min(work.Together, shape.Rows.Size - tap);
            var vectors = shape.Channels * shape.Columns.Size * high;
            for (var at = 0; at < vectors; at++)
            {
                var (channel, column, row) = (at / high / shape.Columns.Size, at / high % shape.Columns.Size, tap + at % high);
                var into = w + row * shape.KernelRow + column * shape.Tap + channel * shape.Filters;
                for (var filter = 0; filter < shape.Filters; filter++)
                {
                    var sum = T.Zero;
                    for (var lane = filter; lane < phases * L.Count; lane += shape.Filters) sum += sums[(lane / L.Count * vectors + at) * L.Count + lane % L.Count];
                    into[filter] = add ? into[filter] + sum : sum;
                }
            }
            sums += phases * vectors * L.Count;
        }
    }
}
