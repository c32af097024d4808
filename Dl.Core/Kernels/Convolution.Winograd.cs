using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>
/// A 3 x 3 convolution with stride 1 by Winograd's minimal filtering: windows of the input and the kernel are transformed, multiplied frequency by
/// frequency as matrices (windows x channels) (channels x filters), and transformed back. Some windows at a time, so that what lies between stays in cache.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
/// <typeparam name="V">A vector of them.</typeparam>
/// <typeparam name="L">What it can do.</typeparam>
/// <typeparam name="I">The transform of the input.</typeparam>
/// <typeparam name="K">That of the kernel.</typeparam>
/// <typeparam name="O">That to the output.</typeparam>
internal static unsafe class Winograd<T, V, L, I, K, O>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
    where I : ITransform<T>
    where K : ITransform<T>
    where O : ITransform<T>
{
    // Bytes of a block of windows, transformed: they stay in the second-level cache.
    const int Space = 1 << 19;

    static int Frequencies => I.To * I.To;

    /// <summary>
    /// <c>y (+)= x * w</c> with w packed in panels; the first window begins so many rows and columns before the first pixel. Each pixel begins with the numbers
    /// at start, if any: what is added at the frequency of point 1 in both directions comes out at every pixel.
    /// </summary>
    public static void Run(Plane input, Plane output, int above, int before, T* x, T* packed, T* start, T* y, bool add)
    {
        var panels = new Panels(output.Channels, L.Count);
        var size = Frequencies * input.Channels * panels.Width;
        using var space = new Workspace<T>(size + panels.Width);
        Transform(packed, space.Start, input.Channels, panels);
        var begin = start == null ? null : space.Start + size;
        if (start != null)
        {
            new Span<T>(begin, panels.Width).Clear();
            new ReadOnlySpan<T>(start, output.Channels).CopyTo(new(begin, output.Channels));
        }
        var (high, wide) = ((output.Rows + O.To - 1) / O.To, (output.Columns + O.To - 1) / O.To);
        var work = new Work(new(input, above, before, O.To, high, wide), new(output, 0, 0, O.To, high, wide), input.Channels, panels, x, space.Start, begin, y, add);
        Workers.Run((work.Output.Count + work.Block - 1) / work.Block, work, static (work, chunk) => Chunk(work, chunk));
    }

    readonly struct Work(Windows input, Windows output, int channels, Panels panels, T* x, T* kernel, T* start, T* y, bool add)
    {
        public readonly Windows Input = input;
        public readonly Windows Output = output;
        public readonly int Channels = channels;
        public readonly int Wide = (channels + L.Count - 1) / L.Count * L.Count;
        public readonly Panels Panels = panels;
        public readonly T* X = x;
        public readonly T* Kernel = kernel;
        public readonly T* Start = start;
        public readonly T* Y = y;
        public readonly bool Add = add;

        /// <summary>Windows to a chunk.</summary>
        public int Block => (int)Math.Clamp(Space / (Frequencies * (long)(Wide + Panels.Width) * sizeof(T)) / L.Rows * L.Rows, 4 * L.Rows, 32 * L.Rows);
    }

    // (panel, tap, channel, width) to (panel, frequency, channel, width).
    static void Transform(T* packed, T* to, int channels, Panels panels) =>
        Workers.Run(panels.Count, (From: (nint)packed, To: (nint)to, channels, panels), static (s, panel) =>
        {
            var (at, step) = (s.panels.Start(panel) * s.channels, s.channels * s.panels.WidthOf(panel));
            var scratch = stackalloc T[K.From * K.To * L.Count];
            Square<T, V, L, K>.Apply((T*)s.From + at * K.From * K.From, K.From * step, step, scratch, (T*)s.To + at * Frequencies, K.To * step, step, step);
        });

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Chunk(in Work work, int chunk)
    {
        var (wide, width) = (work.Wide, work.Panels.Width);
        var first = chunk * work.Block;
        var count = Math.Min(work.Block, work.Output.Count - first);
        // A line more, so that the frequencies of one window do not fall on the same lines of the cache.
        var (step, stepOut) = (work.Block * wide + Workspace<T>.Line, work.Block * width + Workspace<T>.Line);
        using var space = new Workspace<T>(Frequencies * (step + stepOut));
        var v = space.Start;
        var m = v + Frequencies * step;
        work.Input.Read<T, V, L, I>(work.X, first, count, v, wide, step);
        for (var frequency = 0; frequency < Frequencies; frequency++)
            for (var panel = 0; panel < work.Panels.Count; panel++)
            {
                var (start, across) = (work.Panels.Start(panel), work.Panels.WidthOf(panel));
                var strand = new Strand<T>(v + frequency * step, work.Kernel + (start * Frequencies + frequency * across) * work.Channels, work.Channels);
                Strands<T, V, L, Outer>.Cover(&strand, 1, new Walk(wide, 1, across, width, true, frequency == I.To + 1 && work.Start != null ? (nint)(work.Start + start) : 0), 0, 0, m + frequency * stepOut + start, count, across / L.Count, L.Count);
            }
        work.Output.Write<T, V, L, O>(m, width, stepOut, first, count, work.Y, work.Add);
    }
}
