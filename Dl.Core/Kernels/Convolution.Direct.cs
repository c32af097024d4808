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
internal readonly record struct OutputRun(int Target, int Stride, int Count, int Step, (int Tap, int Source)[] Taps)
{
    /// <summary>All sweeps along an axis.</summary>
    public static OutputRun[] Along(Slide slide, bool back)
    {
        if (!back) return [new(0, 1, slide.Output, slide.Stride, [.. Enumerable.Range(0, slide.Size).Select(tap => (tap, slide.At(0, tap)))])];
        return [.. Enumerable.Range(0, Math.Min(slide.Stride, slide.Input)).Select(first => new OutputRun(first, slide.Stride, (slide.Input - first + slide.Stride - 1) / slide.Stride, 1,
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
/// each tap. No window is copied. Where a filter sees one channel, and a channel is seen by one filter, lanes are channels and the kernel is read as it is.
/// </summary>
internal static unsafe class Direct<T, V, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
{
    // Multiply-adds of a chunk, about; bytes of a panel that a row of pixels goes through at a time: they stay in the first-level cache.
    const long Grain = 1 << 20;
    const int Near = 20 << 10;

    // What a strand begins with: numbers behind the first of a row of the source, steps into a row of taps, and its length.
    readonly record struct Leg(int Source, int Kernel, int Steps);

    // Reads: the row of the source that each row of the target reads through each row of taps, or -1 for padding.
    sealed record Work(Rows<T> Source, Plane Target, int Size, int[] Reads, OutputRun[] Sweeps, Leg[][] Legs, int Seen, int Row, int Groups, bool IsDepthwise, bool Back, Panels Panels, int Lines, nint From, nint Kernel, nint Start, nint To, bool Add);

    /// <summary><c>to (+)= </c> the convolution of from, or its adjoint, with the kernel: packed in panels, or as it is for one filter a channel. Each pixel begins with the numbers at start, if any.</summary>
    public static void Run(ConvShape shape, bool back, T* from, T* packed, T* start, T* to, bool add)
    {
        var (source, target) = back ? (shape.Outputs, shape.Inputs) : (shape.Inputs, shape.Outputs);
        var sweeps = OutputRun.Along(shape.Columns, back);
        var paddings = Array.ConvertAll(sweeps, sweep => sweep.Padding(source.Columns));
        var seen = shape.IsDepthwise ? 1 : source.Channels / shape.Groups;
        var legs = Array.ConvertAll(sweeps, sweep => Legs(sweep, !shape.IsDepthwise && shape.Groups == 1, source.Channels, seen));
        var reads = new int[target.Rows * shape.Rows.Size];
        for (var i = 0; i < reads.Length; i++) reads[i] = Read(shape.Rows, back, i / shape.Rows.Size, i % shape.Rows.Size);
        var cost = Math.Max(1, (long)shape.KernelSize * shape.Columns.Output * shape.Rows.Output / Math.Max(1, target.Rows));
        var lines = (int)Math.Clamp(Grain / cost, 1, Math.Max(1, target.Rows));
        var work = new Work(new(source, paddings.Max(p => p.Before), paddings.Max(p => p.Behind)), target, shape.Rows.Size, reads, sweeps, legs,
            seen, shape.Columns.Size * seen, shape.IsDepthwise ? 1 : shape.Groups, shape.IsDepthwise, back,
            new Panels(target.Channels / shape.Groups, L.Count), lines, (nint)from, (nint)packed, (nint)start, (nint)to, add);
        var parts = (target.Rows + lines - 1) / lines;
        Workers.Run(target.Items * parts, (work, parts), static (s, chunk) => Chunk(s.work, chunk / s.parts, chunk % s.parts * s.work.Lines));
    }

    static int Read(Slide slide, bool back, int row, int tap)
    {
        if (back) return slide.OutputAt(row, slide.Size - 1 - tap);
        var at = slide.At(row, tap);
        return at < slide.Input ? Math.Max(-1, at) : -1;
    }

    // Taps of a row that read neighbours are one leg.
    static Leg[] Legs(OutputRun sweep, bool join, int channels, int seen)
    {
        var legs = new List<Leg>();
        foreach (var (tap, source) in sweep.Taps)
            if (join && legs.Count > 0 && legs[^1] is var last && (last.Kernel + last.Steps, last.Source + last.Steps) == (tap * seen, source * channels)) legs[^1] = last with { Steps = last.Steps + seen };
            else legs.Add(new(source * channels, tap * seen, seen));
        return [.. legs];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Chunk(Work work, int item, int first)
    {
        var (source, end) = (work.Source, Math.Min(work.Target.Rows, first + work.Lines));
        var (low, high) = (int.MaxValue, -1);
        for (var i = first * work.Size; i < end * work.Size; i++)
            if (work.Reads[i] >= 0) (low, high) = (Math.Min(low, work.Reads[i]), Math.Max(high, work.Reads[i]));
        if (high < 0) low = 0;
        using var space = new Workspace<T>(source.AreCopied ? (high - low + 1) * source.Step : 0);
        var images = (T*)work.From + (nint)item * source.Plane.Image;
        source.Copy(images, low, high - low + 1, space.Start);
        // Row 0 of the image, in place or as if it were copied.
        var origin = source.AreCopied ? space.Start + source.Before * source.Plane.Channels - (nint)low * source.Step : images;
        var pitch = source.AreCopied ? source.Step : source.Plane.Row;
        var strands = stackalloc Strand<T>[Most];
        for (var row = first; row < end; row++)
            for (var sweep = 0; sweep < work.Sweeps.Length; sweep++)
                for (var group = 0; group < work.Groups; group++)
                    for (var panel = 0; panel < (work.IsDepthwise ? 1 : work.Panels.Count); panel++)
                        Line(work, origin, pitch, item, row, sweep, group, panel, strands);
    }

    // Strands that a tile goes through at a time, at most.
    const int Most = 32;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Line(Work work, T* origin, nint pitch, int item, int row, int sweep, int group, int panel, Strand<T>* strands)
    {
        ref readonly var along = ref work.Sweeps[sweep];
        var (legs, size, deep) = (work.Legs[sweep], work.Size, work.IsDepthwise);
        var (width, lanes, start) = deep ? (work.Target.Channels, 0, 0) : (work.Panels.WidthOf(panel), work.Panels.Lanes(panel), work.Panels.Start(panel));
        var kernel = (T*)work.Kernel + (deep ? 0 : size * work.Row * (group * work.Panels.Width + start));
        // One filter a channel backward: the kernel is not packed, and its taps run backwards.
        var step = deep && work.Back ? -width : width;
        if (step < 0) kernel += (size * work.Row - 1) * width;
        var channels = work.Target.Channels;
        var first = group * (channels / work.Groups) + start;
        var into = (T*)work.To + (nint)item * work.Target.Image + row * work.Target.Row + along.Target * channels + first;
        var walk = new Walk(along.Step * work.Source.Plane.Channels, 1, width, along.Stride * channels, !work.Add, work.Start == 0 ? 0 : work.Start + first * sizeof(T));
        var (count, room) = (0, deep ? Most : Near / (width * sizeof(T)));
        for (var i = 0; i < size; i++)
        {
            var at = work.Reads[row * size + i];
            if (at < 0) continue;
            foreach (ref readonly var leg in legs.AsSpan())
            {
                var a = origin + at * pitch + leg.Source + group * work.Seen;
                var b = kernel + (i * work.Row + leg.Kernel) * step;
                for (int left = leg.Steps, taken; left > 0; left -= taken, a += taken, b += taken * width)
                {
                    if (count == Most || room == 0)
                    {
                        Cover(work, strands, count, walk, into, along.Count, width, lanes);
                        walk = new(walk.ARow, 1, width, walk.CRow, false);
                        (count, room) = (0, deep ? Most : Near / (width * sizeof(T)));
                    }
                    taken = Math.Min(left, room);
                    strands[count++] = new(a, b, taken);
                    room -= taken;
                }
            }
        }
        if (count > 0 || walk.Fresh) Cover(work, strands, count, walk, into, along.Count, width, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Cover(Work work, Strand<T>* strands, int count, Walk walk, T* into, int pixels, int width, int lanes)
    {
        if (work.IsDepthwise) Channelwise<T, V, L>.Cover(strands, count, walk, into, pixels, width);
        else Strands<T, V, L, Outer>.Cover(strands, count, walk, 0, 0, into, pixels, width / L.Count, lanes);
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
            Strands<T, V, L, ByLane>.Cover(strands, count, walk.From(at * sizeof(T)), at, at, c + at, rows, 1, Math.Min(L.Count, channels - at));
    }
}
