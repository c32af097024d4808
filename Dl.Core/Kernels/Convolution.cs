using System.Buffers;

namespace Dl.Core;

/// <summary>
/// Convolution and its two gradients as products of a row of pixels with one tap of the kernel; no copy of the input is
/// made. Written for any scalar; a kernel tuned to the machine goes first where there is one.
/// </summary>
/// <remarks>
/// <c>y[n, p, q, f] = sum over i, j, c of x[n, p s - b + i d, q s - b + j d, c] w[i, j, c, f]</c>. Law: each number is one sum in
/// an order that depends on the shape alone, so no bit depends on the number of threads.
/// </remarks>
internal static partial class Convolution
{
    /// <summary><c>y = x * w + bias</c>, with a number of the bias for each filter or without it; or <c>y += x * w</c>.</summary>
    public static void Forward<T>(ConvShape shape, Tensor<T> x, Tensor<T> w, Tensor<T>? bias, Span<T> y, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (Tuned.Convolution(shape, x, w, bias, y, add)) return;
        if (!add) Begin(bias, y);
        var flat = shape.Flat;
        Rows(y, flat.Items * flat.Rows.Output, flat.RowCost, (flat, x, w, Runs: flat.IsDepthwise ? Run.OfTaps(flat.Columns) : flat.Runs), static (y, s, row) =>
        {
            var (shape, rows) = (s.flat, s.flat.Rows);
            var (item, p) = Math.DivRem(row, rows.Output);
            for (var i = rows.FirstTap(p); i < rows.EndTap(p); i++)
                foreach (var run in s.Runs)
                {
                    var pixel = ((item * rows.Input + rows.At(p, i)) * shape.Columns.Input + shape.Columns.At(run.First, run.Tap)) * shape.Channels;
                    var at = new Meeting(run.End - run.First, pixel, i * shape.KernelRow + run.Tap * shape.Tap, row * shape.OutputRow + run.First * shape.Filters);
                    if (shape.IsDepthwise) Depthwise.Forward(shape, at, s.x.Span, s.w.Span, y);
                    else
                        for (var g = 0; g < shape.Groups; g++)
                            Products.Add(
                                s.x.Span, new(at.Input + g * shape.Seen, shape.Columns.Stride * shape.Channels),
                                s.w.Span, new(at.Kernel + g * shape.Seers, shape.Filters),
                                y, new(at.Output + g * shape.Seers, shape.Filters),
                                at.Pixels, run.Taps * shape.Seen, shape.Seers);
                }
        });
    }

    /// <summary>The cotangent of x, given that of y: <c>x[n, p s - b + i d, ...] (+)= g[n, p, ...] w[i, ...]^T</c>; the transposed convolution, which may have a bias for each channel of x.</summary>
    public static void InputGradient<T>(ConvShape shape, Tensor<T> g, Tensor<T> w, Tensor<T>? bias, Span<T> x, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (Tuned.InputGradient(shape, g, w, bias, x, add)) return;
        if (!add) Begin(bias, x);
        var flat = shape.Flat;
        var turned = flat.IsDepthwise ? w : Tensor<T>.Build(w.Shape, (w, flat), static (into, s) => Turn(s.flat, s.w.Span, into));
        Rows(x, flat.Items * flat.Rows.Input, flat.RowCost, (flat, g, turned, Runs: Run.OfTaps(flat.Columns)), static (x, s, row) =>
        {
            var (shape, rows) = (s.flat, s.flat.Rows);
            var (item, h) = Math.DivRem(row, rows.Input);
            for (var i = 0; i < rows.Size; i++)
            {
                var p = rows.OutputAt(h, i);
                if (p < 0) continue;
                foreach (var run in s.Runs)
                {
                    var pixel = (row * shape.Columns.Input + shape.Columns.At(run.First, run.Tap)) * shape.Channels;
                    var at = new Meeting(run.End - run.First, pixel, i * shape.KernelRow + run.Tap * shape.Tap, (item * rows.Output + p) * shape.OutputRow + run.First * shape.Filters);
                    if (shape.IsDepthwise) Depthwise.InputGradient(shape, at, s.g.Span, s.turned.Span, x);
                    else
                        for (var g = 0; g < shape.Groups; g++)
                            Products.Add(
                                s.g.Span, new(at.Output + g * shape.Seers, shape.Filters),
                                s.turned.Span, new(at.Kernel + g * shape.Seers * shape.Seen, shape.Seen),
                                x, new(at.Input + g * shape.Seen, shape.Columns.Stride * shape.Channels),
                                at.Pixels, shape.Seers, shape.Seen);
                }
            }
        });
    }

    /// <summary>The cotangent of w, given that of y: <c>w[i, j, c, f] (+)= sum over n, p, q of x[n, p s - b + i d, ...] g[n, p, q, f]</c>.</summary>
    public static void KernelGradient<T>(ConvShape shape, Tensor<T> x, Tensor<T> g, Span<T> w, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (Tuned.KernelGradient(shape, x, g, w, add)) return;
        if (!add) w.Clear();
        var flat = shape.Flat;
        var runs = flat.IsDepthwise ? Run.OfTaps(flat.Columns) : flat.Runs;
        // Runs of one tap write to different places; runs of several taps do not, and stay in one part.
        var pieces = runs.All(run => run.Taps == 1) && flat.Columns.Size > 1 ? runs.Length : 1;
        Rows(w, flat.Rows.Size * pieces, flat.RowCost * flat.Items * flat.Rows.Output / Math.Max(1, flat.Rows.Size * pieces), (flat, x, g, runs, pieces), static (w, s, piece) =>
        {
            var (shape, rows) = (s.flat, s.flat.Rows);
            var (i, only) = Math.DivRem(piece, s.pieces);
            var runs = s.pieces == 1 ? s.runs.AsSpan() : s.runs.AsSpan(only, 1);
            for (var item = 0; item < shape.Items; item++)
                for (var p = rows.FirstOutput(i); p < rows.EndOutput(i); p++)
                    foreach (var run in runs)
                    {
                        var pixel = ((item * rows.Input + rows.At(p, i)) * shape.Columns.Input + shape.Columns.At(run.First, run.Tap)) * shape.Channels;
                        var at = new Meeting(run.End - run.First, pixel, i * shape.KernelRow + run.Tap * shape.Tap, (item * rows.Output + p) * shape.OutputRow + run.First * shape.Filters);
                        if (shape.IsDepthwise) Depthwise.KernelGradient(shape, at, s.x.Span, s.g.Span, w);
                        else
                            for (var g = 0; g < shape.Groups; g++)
                                Products.Add(
                                    s.x.Span, new(at.Input + g * shape.Seen, 1, shape.Columns.Stride * shape.Channels),
                                    s.g.Span, new(at.Output + g * shape.Seers, shape.Filters),
                                    w, new(at.Kernel + g * shape.Seers, shape.Filters),
                                    run.Taps * shape.Seen, at.Pixels, shape.Seers);
                    }
        });
    }

    static void Begin<T>(Tensor<T>? bias, Span<T> pixels) where T : struct, IFloatingPointIeee754<T>
    {
        if (bias is null) pixels.Clear();
        else
            for (var start = 0; start < pixels.Length; start += bias.Shape.Size) bias.Span.CopyTo(pixels[start..]);
    }

    // Each tap with its channels and filters swapped, group by group: (groups, filters / groups, channels / groups).
    static void Turn<T>(ConvShape shape, ReadOnlySpan<T> w, Span<T> into)
    {
        for (var tap = 0; tap < into.Length; tap += shape.Tap)
            for (var c = 0; c < shape.Seen; c++)
                for (var f = 0; f < shape.Filters; f++)
                    into[tap + f * shape.Seen + c] = w[tap + c * shape.Filters + f];
    }

    // Runs a body for each of some rows that cost so much each, several rows to a part.
    static void Rows<T, S>(Span<T> into, int rows, long cost, S state, Part<T, S> row) where T : struct
    {
        var parts = Sharing.Parts(rows, cost);
        Sharing.Run(into, parts, (state, row, rows, parts), static (into, s, part) =>
        {
            for (var i = (int)((long)part * s.rows / s.parts); i < (int)((part + 1L) * s.rows / s.parts); i++) s.row(into, s.state, i);
        });
    }

    /// <summary>Where a run of pixels of the input, taps of the kernel and pixels of the output meet: their number and the first number of each.</summary>
    readonly record struct Meeting(int Pixels, int Input, int Kernel, int Output);
}
