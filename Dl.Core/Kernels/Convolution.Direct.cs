using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>
/// How one direction of a convolution sweeps along an axis: pixel t of the target reads, for each tap, pixel <c>First + t Step</c> of the source. Backward
/// through a stride the pixels of the target fall into classes, each with taps of its own.
/// </summary>
/// <param name="Target">The first pixel of the target.</param>
/// <param name="Stride">From one pixel of the target to the next.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Step">From the source of one to that of the next.</param>
/// <param name="Taps">Each tap, in the order of the packed kernel, and the pixel of the source that target 0 reads through it.</param>
internal readonly record struct Sweep(int Target, int Stride, int Count, int Step, (int Tap, int Source)[] Taps)
{
    /// <summary>All sweeps along an axis.</summary>
    public static Sweep[] Along(Slide slide, bool back)
    {
        if (!back) return [new(0, 1, slide.Output, slide.Stride, [.. Enumerable.Range(0, slide.Size).Select(tap => (tap, slide.At(0, tap)))])];
        return [.. Enumerable.Range(0, Math.Min(slide.Stride, slide.Input)).Select(first => new Sweep(first, slide.Stride, (slide.Input - first + slide.Stride - 1) / slide.Stride, 1,
            [.. Enumerable.Range(0, slide.Size)
                .Select(tap => (Tap: tap, Steps: first + slide.Before - (slide.Size - 1 - tap) * slide.Dilation))
                .Where(at => at.Steps % slide.Stride == 0)
                .Select(at => (at.Tap, at.Steps / slide.Stride))]))];
    }

    /// <summary>The zeros that the source needs before its first pixel and behind its last.</summary>
    public (int Before, int Behind) Padding(int source) => Taps.Length == 0 || Count == 0 ? (0, 0)
        : (Math.Max(0, -Taps.Min(at => at.Source)), Math.Max(0, Taps.Max(at => at.Source) + (Count - 1) * Step + 1 - source));
}

/// <summary>Rows of a batch of images, read in place, or copied with zeros around them where windows reach beyond.</summary>
internal readonly unsafe struct Rows<T>(Plane plane, int before, int behind) where T : unmanaged
{
    public readonly Plane Plane = plane;
    public readonly int Before = before;

    public bool AreCopied => Before + behind > 0;

    /// <summary>From one row to the next.</summary>
    public int Step => (Before + Plane.Columns + behind) * Plane.Channels;

    /// <summary>Row <paramref name="row"/> of all rows of all images: its first pixel, in place or in its copy.</summary>
    public T* At(T* images, T* copies, int row, int copied) =>
        AreCopied ? copies + copied * Step + Before * Plane.Channels : images + (nint)row * Plane.Row;

    /// <summary>Copies some rows side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Copy(T* images, int row, int count, T* to)
    {
        if (!AreCopied) return;
        for (var i = 0; i < count; i++, to += Step)
        {
            new Span<T>(to, Before * Plane.Channels).Clear();
            new ReadOnlySpan<T>(images + (nint)(row + i) * Plane.Row, Plane.Row).CopyTo(new(to + Before * Plane.Channels, Plane.Row));
            new Span<T>(to + Before * Plane.Channels + Plane.Row, behind * Plane.Channels).Clear();
        }
    }
}

/// <summary>
/// A convolution, or the cotangent of its input, as products of pixels with panels of the kernel: a strand for each row of taps that lie side by side, or for
/// each tap. No window is copied. Two pixels of one channel share a vector where filters are few. Where a filter sees one channel, and a channel is seen by one filter, lanes are channels and the kernel is read as it is.
/// </summary>
internal static unsafe class Direct<T, V, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
{
    // Multiply-adds of a chunk, about; bytes of a panel that a row of pixels goes through at a time: they stay in the first-level cache.
    const long Grain = 1 << 20;
    const int Near = 20 << 10;

    sealed record Work(Rows<T> Source, Plane Target, Slide Slide, bool Back, Sweep[] Sweeps, (int Tap, int Source, int Taps)[][] Legs, int Columns, int Groups, bool IsDepthwise, bool IsByTwo, Panels Panels, int Lines, nint From, nint Kernel, nint To, bool Add)
    {
        /// <summary>Channels of the source that a group reads.</summary>
        public int Seen => IsDepthwise ? 1 : Source.Plane.Channels / Groups;

        /// <summary>Channels of the target that a group writes.</summary>
        public int Made => Target.Channels / Groups;

        /// <summary>The row of the source that a row of the target reads through a row of taps, or -1 for padding.</summary>
        public int SourceOf(int row, int tap)
        {
            if (Back) return Slide.OutputAt(row, Slide.Size - 1 - tap);
            var at = Slide.At(row, tap);
            return at < Slide.Input ? at : -1;
        }
    }

    /// <summary><c>to (+)= </c> the convolution of from, or its adjoint, with the kernel: packed in panels, or as it is for one filter a channel.</summary>
    public static void Run(ConvShape shape, bool back, T* from, T* packed, T* to, bool add)
    {
        var (source, target) = back ? (shape.Outputs, shape.Inputs) : (shape.Inputs, shape.Outputs);
        var byTwo = PackedKernel<T, V, L>.IsByTwo(shape, back);
        var sweeps = Sweep.Along(shape.Columns, back);
        var paddings = Array.ConvertAll(sweeps, sweep => sweep.Padding(source.Columns));
        var legs = Array.ConvertAll(sweeps, sweep => Legs(sweep, !shape.IsDepthwise && shape.Groups == 1));
        var cost = Math.Max(1, (long)shape.KernelSize * shape.Columns.Output * shape.Rows.Output / Math.Max(1, target.Rows));
        var lines = (int)Math.Clamp(Grain / cost, 1, Math.Max(1, target.Rows));
        var work = new Work(new(source, paddings.Max(p => p.Before), paddings.Max(p => p.Behind) + (byTwo ? shape.Columns.Output % 2 : 0)), target, shape.Rows, back, sweeps, legs, shape.Columns.Size, shape.IsDepthwise ? 1 : shape.Groups, shape.IsDepthwise, byTwo,
            new Panels(target.Channels / shape.Groups, L.Count), lines, (nint)from, (nint)packed, (nint)to, add);
        var parts = (target.Rows + lines - 1) / lines;
        Workers.Run(target.Items * parts, (work, parts), static (s, chunk) => Chunk(s.work, chunk / s.parts, chunk % s.parts * s.work.Lines));
    }

    // Taps of a row that read neighbours are one leg.
    static (int Tap, int Source, int Taps)[] Legs(Sweep sweep, bool join)
    {
        var legs = new List<(int Tap, int Source, int Taps)>();
        foreach (var (tap, source) in sweep.Taps)
            if (join && legs.Count > 0 && legs[^1] is var last && (last.Tap + last.Taps, last.Source + last.Taps) == (tap, source)) legs[^1] = last with { Taps = last.Taps + 1 };
            else legs.Add((tap, source, 1));
        return [.. legs];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Chunk(Work work, int item, int first)
    {
        var (source, end) = (work.Source, Math.Min(work.Target.Rows, first + work.Lines));
        var (low, high) = (int.MaxValue, -1);
        for (var row = first; row < end; row++)
            for (var i = 0; i < work.Slide.Size; i++)
                if (work.SourceOf(row, i) is var at and >= 0) (low, high) = (Math.Min(low, at), Math.Max(high, at));
        var images = (T*)work.From + (nint)item * source.Plane.Image;
        using var space = new Scratch<T>(source.AreCopied && high >= 0 ? (high - low + 1) * source.Step : 0);
        if (high >= 0) source.Copy(images, low, high - low + 1, space.Start);
        var strands = stackalloc Strand<T>[Most];
        for (var row = first; row < end; row++)
            for (var sweep = 0; sweep < work.Sweeps.Length; sweep++)
                for (var group = 0; group < work.Groups; group++)
                    for (var panel = 0; panel < (work.IsDepthwise ? 1 : work.Panels.Count); panel++)
                        Line(work, images, space.Start, low, item, row, sweep, group, panel, strands);
    }

    // Strands that a tile goes through at a time, at most.
    const int Most = 32;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Line(Work work, T* images, T* copies, int low, int item, int row, int sweep, int group, int panel, Strand<T>* strands)
    {
        var (along, source, width) = (work.Sweeps[sweep], work.Source, work.IsDepthwise ? work.Target.Channels : work.Panels.WidthOf(panel));
        var (seen, channels, taps) = (work.Seen, source.Plane.Channels, work.Slide.Size * work.Columns);
        var kernel = (T*)work.Kernel + (work.IsDepthwise ? 0 : taps * seen * (group * work.Panels.Width + work.Panels.Start(panel)));
        var into = (T*)work.To + (nint)item * work.Target.Image + row * work.Target.Row + along.Target * work.Target.Channels + group * work.Made + (work.IsDepthwise ? 0 : work.Panels.Start(panel));
        var (count, length, most, fresh) = (0, 0, work.IsDepthwise ? Most : Near / (width * sizeof(T)), !work.Add);
        for (var i = 0; i < work.Slide.Size; i++)
        {
            var at = work.SourceOf(row, i);
            if (at < 0) continue;
            foreach (var leg in work.Legs[sweep])
            {
                var tap = i * work.Columns + leg.Tap;
                var a = source.At(images, copies, at, at - low) + leg.Source * channels + group * seen;
                var b = kernel + (work.IsDepthwise && work.Back ? taps - 1 - tap : tap) * seen * width;
                for (int left = leg.Taps * seen, taken; left > 0; left -= taken, a += taken, b += taken * width)
                {
                    if (count == Most || length == most) Cover();
                    taken = Math.Min(left, most - length);
                    strands[count++] = new(a, b, taken);
                    length += taken;
                }
            }
        }
        if (count > 0 || fresh) Cover();

        void Cover()
        {
            var walk = new Walk(along.Step * channels, 1, width, along.Stride * work.Target.Channels, fresh);
            if (work.IsDepthwise) Channelwise<T, V, L>.Cover(strands, count, walk, into, along.Count, channels);
            else if (work.IsByTwo) Twos(strands, count, fresh, into, along.Count, work.Target.Channels);
            else Strands<T, V, L, Outer>.Cover(strands, count, walk, 0, 0, into, along.Count, width / L.Count, work.Panels.Lanes(panel));
            (count, length, fresh) = (0, 0, false);
        }
    }

    // A row of pixels of one channel, two at a time, and a last one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Twos(Strand<T>* strands, int count, bool fresh, T* c, int pixels, int filters)
    {
        // First what meets the even lanes, then what meets the odd ones.
        var order = stackalloc int[16];
        for (var f = 0; f < filters; f++) (order[f], order[filters + f]) = (2 * f, 2 * f + 1);
        var walk = new Walk(2, 1, L.Count, 2 * filters, fresh, (nint)order);
        if (pixels > 1) Strands<T, V, L, ByTwo>.Cover(strands, count, walk, 0, 0, c, pixels / 2, 1, 2 * filters);
        if (pixels % 2 > 0) Strands<T, V, L, ByTwo>.Cover(strands, count, walk, pixels - 1, 0, c + (pixels - 1) * filters, 1, 1, filters);
    }
}

/// <summary>Channels that meet a filter each, one vector after the other.</summary>
internal static unsafe class Channelwise<T, V, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Cover(Strand<T>* strands, int count, Walk walk, T* c, int rows, int channels)
    {
        for (var at = 0; at < channels; at += L.Count)
            Strands<T, V, L, ByLane>.Cover(strands, count, walk, at, at, c + at, rows, 1, Math.Min(L.Count, channels - at));
    }
}
