using System.Runtime.CompilerServices;
using System.Numerics.Tensors;

namespace Dl.Core;

/// <summary>
/// The cotangent of the kernel of a 3 x 3 convolution with stride 1: the adjoint of F(2, 3) in the kernel, <c>w = G^T (B^T x B * A g A^T) G</c> summed over
/// all windows, 16 multiplications for 36.
/// </summary>
/// <remarks>
/// The windows are cut into segments by their number alone; each has a sum of its own, and these meet in ascending order. Where the kernel is large
/// the filters are cut as well, so that what a chunk adds to stays in the second-level cache.
/// </remarks>
internal static unsafe class WinogradKernelGradient<T, V, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
{
    const int Frequencies = 16, Taps = 9, Side = 2;

    // Bytes of the sums of all segments, at most; and of the transformed windows of a block.
    const int Sums = 1 << 24, Space = 3 << 17;

    // Windows of a segment, at least.
    const int Least = 256;

    readonly struct Work(Windows input, Windows output, int channels, Panels panels, T* x, T* g, T* sums, int segments, int parts)
    {
        public readonly Windows Input = input;
        public readonly Windows Output = output;
        public readonly int Channels = channels;
        public readonly int Wide = (channels + L.Count - 1) / L.Count * L.Count;
        public readonly Panels Panels = panels;
        public readonly T* X = x;
        public readonly T* G = g;
        public readonly T* Sums = sums;
        public readonly int Segments = segments;
        public readonly int Parts = parts;

        /// <summary>From one frequency of the sums to the next.</summary>
        public int Apart => Channels * Panels.Width;

        public int Block => (int)Math.Clamp(Space / (Frequencies * (long)(Wide + Panels.Width / Parts) * sizeof(T)) / 8 * 8, 16, 256);

        public int First(int segment) => (int)((long)segment * Output.Count / Segments);
    }

    /// <summary><c>w (+)= </c> the cotangent, for inputs x whose first window begins so many rows and columns before the first pixel.</summary>
    public static void Run(Plane input, Plane output, int above, int before, T* x, T* g, T* w, bool add)
    {
        var panels = new Panels(output.Channels, L.Count);
        var (high, wide) = ((output.Rows + Side - 1) / Side, (output.Columns + Side - 1) / Side);
        var windows = new Windows(output, 0, 0, Side, high, wide);
        var size = Frequencies * input.Channels * panels.Width;
        var segments = (int)Math.Clamp(Math.Min(windows.Count / Least, Sums / ((long)size * sizeof(T))), 1, 8);
        var parts = Math.Clamp(size * sizeof(T) >> 20, 1, panels.Count);
        using var space = new Scratch<T>(segments * size);
        var work = new Work(new(input, above, before, Side, high, wide), windows, input.Channels, panels, x, g, space.Start, segments, parts);
        Workers.Run(segments * parts, work, static (work, chunk) => Segment(work, chunk / work.Parts, chunk % work.Parts));
        Workers.Run((input.Channels + 7) / 8, (work, W: (nint)w, output.Channels, add), static (s, chunk) =>
            Meet(s.work, 8 * chunk, Math.Min(8, s.work.Channels - 8 * chunk), (T*)s.W, s.Channels, s.add));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Segment(in Work work, int segment, int part)
    {
        var (panels, wide) = (work.Panels, work.Wide);
        var (from, to) = (part * panels.Count / work.Parts, (part + 1) * panels.Count / work.Parts);
        var (start, width) = (panels.Start(from), panels.Start(to) - panels.Start(from));
        var (stepIn, stepOut) = (work.Block * wide + Scratch<T>.Line, work.Block * width + Scratch<T>.Line);
        using var space = new Scratch<T>(Frequencies * (stepIn + stepOut));
        var x = space.Start;
        var g = x + Frequencies * stepIn;
        var sums = work.Sums + (nint)segment * Frequencies * work.Apart;
        for (var (first, end) = (work.First(segment), work.First(segment + 1)); first < end; first += work.Block)
        {
            var count = Math.Min(work.Block, end - first);
            work.Input.Read<T, V, L, Winograd2<T, V, L>.Input>(work.X, first, count, x, wide, stepIn);
            work.Output.Read<T, V, L, Winograd2<T, V, L>.Spread>(work.G, first, count, g, width, stepOut, start);
            for (var frequency = 0; frequency < Frequencies; frequency++)
                for (var panel = from; panel < to; panel++)
                {
                    var strand = new Strand<T>(x + frequency * stepIn, g + frequency * stepOut + panels.Start(panel) - start, count);
                    Strands<T, V, L, Outer>.Cover(&strand, 1, new Walk(1, wide, width, panels.Width, first == work.First(segment)), 0, 0,
                        sums + frequency * work.Apart + panels.Start(panel), work.Channels, panels.WidthOf(panel) / L.Count, L.Count);
                }
        }
    }

    // The sums of all segments for some channels, transformed to taps.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Meet(in Work work, int first, int channels, T* w, int filters, bool add)
    {
        var length = channels * work.Panels.Width;
        using var space = new Scratch<T>(Taps * length + 12 * L.Count);
        var scratch = space.Start + Taps * length;
        var sums = work.Sums + first * work.Panels.Width;
        for (var frequency = 0; frequency < Frequencies; frequency++)
        {
            var total = new Span<T>(sums + frequency * work.Apart, length);
            for (var segment = 1; segment < work.Segments; segment++)
                TensorPrimitives.Add(total, new ReadOnlySpan<T>(sums + ((nint)segment * Frequencies + frequency) * work.Apart, length), total);
        }
        Square<T, V, L, Winograd2<T, V, L>.Collect>.Apply(sums, 4 * work.Apart, work.Apart, scratch, space.Start, 3 * length, length, length);
        for (var tap = 0; tap < Taps; tap++)
            for (var c = 0; c < channels; c++)
            {
                var from = new ReadOnlySpan<T>(space.Start + tap * length + c * work.Panels.Width, filters);
                var to = new Span<T>(w + (tap * work.Channels + first + c) * filters, filters);
                if (add) TensorPrimitives.Add(to, from, to);
                else from.CopyTo(to);
            }
    }
}
