using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Dl.Core;

/// <summary>Pooling and its gradients: what an output sees, channel by channel, several channels side by side. An image is in one part of the work.</summary>
internal static class Pooling
{
    /// <summary>The largest of what each output sees. The first in row-major order wins a tie, NaN wins over numbers.</summary>
    public static void Max<T>(PoolShape shape, Tensor<T> x, Span<T> y) where T : struct, IFloatingPointIeee754<T>
    {
        if (!Tuned.MaxPool(shape, x, y)) Each(shape, y, (shape, x), static (y, s, item) => new PoolForward<T>(s.shape, s.x.Span, y, item).Max());
    }

    /// <summary>The cotangent of x: each number of g goes to the input that won, the first that equals the output.</summary>
    public static void MaxGradient<T>(PoolShape shape, Tensor<T> x, Tensor<T> y, Tensor<T> g, Span<T> into, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (!Tuned.MaxPoolGradient(shape, x, y, g, into, add))
            Each(shape, into, (shape, x, y, g, add), static (into, s, item) => new PoolBackward<T>(s.shape, s.g.Span, into, item, s.add).Max(s.x.Span, s.y.Span));
    }

    /// <summary>The sum of what each output sees, divided by <paramref name="counted"/>, or where that is 0 by the number of inputs seen.</summary>
    public static void Average<T>(PoolShape shape, Tensor<T> x, int counted, Span<T> y) where T : struct, IFloatingPointIeee754<T> =>
        Each(shape, y, (shape, x, counted), static (y, s, item) => new PoolForward<T>(s.shape, s.x.Span, y, item).Average(s.counted));

    /// <summary>The cotangent of x: each input that an output saw gets its share of the cotangent.</summary>
    public static void AverageGradient<T>(PoolShape shape, Tensor<T> g, int counted, Span<T> x, bool add) where T : struct, IFloatingPointIeee754<T> =>
        Each(shape, x, (shape, g, counted, add), static (x, s, item) => new PoolBackward<T>(s.shape, s.g.Span, x, item, s.add).Average(s.counted));

    static void Each<T, S>(PoolShape shape, Span<T> into, S state, Part<T, S> image) where T : struct
    {
        var parts = Sharing.Parts(shape.Items, Math.Max(shape.Input.Size, shape.Output.Size) / Math.Max(1, shape.Items));
        Sharing.Run(into, parts, (shape.Items, parts, state, image), static (into, s, part) =>
        {
            for (var item = (int)((long)part * s.Items / s.parts); item < (int)((part + 1L) * s.Items / s.parts); item++) s.image(into, s.state, item);
        });
    }
}

/// <summary>Numbers of one image from a place on, several at a time while all of them lie inside.</summary>
internal readonly ref struct Channels<T>(ReadOnlySpan<T> numbers) where T : struct
{
    readonly ref T first = ref MemoryMarshal.GetReference(numbers);

    public int Length { get; } = numbers.Length;

    public ref T this[int at] => ref Unsafe.Add(ref first, at);

    public Vector<T> From(int at) => Vector.LoadUnsafe(ref first, (nuint)at);

    public void Put(Vector<T> value, int at) => value.StoreUnsafe(ref first, (nuint)at);
}

/// <summary>Forward over one image: the windows in row-major order.</summary>
/// <remarks>The last vector of a pixel may reach into the next one, which is written later; where there is none, numbers go one by one.</remarks>
internal readonly ref struct PoolForward<T> where T : struct, IFloatingPointIeee754<T>
{
    readonly PoolShape shape;
    readonly Channels<T> x, y;

    public PoolForward(PoolShape shape, ReadOnlySpan<T> x, Span<T> y, int item)
    {
        var (input, output) = (shape.Rows.Input * shape.Columns.Input * shape.Channels, shape.Rows.Output * shape.Columns.Output * shape.Channels);
        this.shape = shape;
        this.x = new(x.Slice(item * input, input));
        this.y = new(y.Slice(item * output, output));
    }

    public void Max()
    {
        var (rows, columns, channels) = (shape.Rows, shape.Columns, shape.Channels);
        for (var p = 0; p < rows.Output; p++)
            for (var q = 0; q < columns.Output; q++)
            {
                var ((top, bottom), (left, right), to) = (rows.All[p], columns.All[q], (p * columns.Output + q) * channels);
                for (var c = 0; c < channels; c++)
                {
                    var best = x[(top * columns.Input + left) * channels + c];
                    for (var h = top; h < bottom; h += rows.Step)
                        for (var w = left; w < right; w += columns.Step)
                            if (x[(h * columns.Input + w) * channels + c] is var value && (value > best || (T.IsNaN(value) && !T.IsNaN(best)))) best = value;
                    y[to + c] = best;
                }
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Average(int counted)
    {
        var (rows, columns, channels) = (shape.Rows, shape.Columns, shape.Channels);
        for (var p = 0; p < rows.Output; p++)
            for (var q = 0; q < columns.Output; q++)
            {
                var ((top, bottom), (left, right), to) = (rows.All[p], columns.All[q], (p * columns.Output + q) * channels);
                var last = (Last(bottom, top, rows.Step) * columns.Input + Last(right, left, columns.Step)) * channels;
                var wide = Whole(channels, Math.Min(y.Length - to, x.Length - last));
                var count = T.CreateChecked(counted > 0 ? counted : rows.Seen(p) * columns.Seen(q));
                for (var c = 0; c < wide; c += Vector<T>.Count)
                {
                    var sum = Vector<T>.Zero;
                    for (var h = top; h < bottom; h += rows.Step)
                        for (var w = left; w < right; w += columns.Step) sum += x.From((h * columns.Input + w) * channels + c);
                    y.Put(sum / Vector.Create(count), to + c);
                }
                for (var c = wide; c < channels; c++)
                {
                    var sum = T.Zero;
                    for (var h = top; h < bottom; h += rows.Step)
                        for (var w = left; w < right; w += columns.Step) sum += x[(h * columns.Input + w) * channels + c];
                    y[to + c] = sum / count;
                }
            }
    }

    /// <summary>The last input of a window.</summary>
    internal static int Last(int end, int first, int step) => first + (end - 1 - first) / step * step;

    /// <summary>How many of some channels go in vectors, the last of which may reach beyond them, but not beyond so many numbers.</summary>
    internal static int Whole(int channels, int room)
    {
        if (!Vector<T>.IsSupported) return 0;
        var all = (channels + Vector<T>.Count - 1) / Vector<T>.Count * Vector<T>.Count;
        return all <= room ? all : channels / Vector<T>.Count * Vector<T>.Count;
    }
}

/// <summary>Backward over one image: each window adds to the inputs it saw. Lanes beyond the last channel add zero.</summary>
internal readonly ref struct PoolBackward<T> where T : struct, IFloatingPointIeee754<T>
{
    readonly PoolShape shape;
    readonly int item;
    readonly Channels<T> g, into;

    public PoolBackward(PoolShape shape, ReadOnlySpan<T> g, Span<T> into, int item, bool add)
    {
        var (input, output) = (shape.Rows.Input * shape.Columns.Input * shape.Channels, shape.Rows.Output * shape.Columns.Output * shape.Channels);
        this.shape = shape;
        this.item = item;
        this.g = new(g.Slice(item * output, output));
        var image = into.Slice(item * input, input);
        if (!add) image.Clear();
        this.into = new(image);
    }

    public void Max(ReadOnlySpan<T> images, ReadOnlySpan<T> outputs)
    {
        var (rows, columns, channels) = (shape.Rows, shape.Columns, shape.Channels);
        var x = new Channels<T>(images.Slice(item * into.Length, into.Length));
        var y = new Channels<T>(outputs.Slice(item * g.Length, g.Length));
        for (var p = 0; p < rows.Output; p++)
            for (var q = 0; q < columns.Output; q++)
            {
                var ((top, bottom), (left, right), at) = (rows.All[p], columns.All[q], (p * columns.Output + q) * channels);
                for (var c = 0; c < channels; c++)
                {
                    var (best, given) = (y[at + c], false);
                    for (var h = top; h < bottom && !given; h += rows.Step)
                        for (var w = left; w < right && !given; w += columns.Step)
                        {
                            var from = (h * columns.Input + w) * channels + c;
                            given = x[from] == best || (T.IsNaN(best) && T.IsNaN(x[from]));
                            if (given) into[from] += g[at + c];
                        }
                }
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Average(int counted)
    {
        var (rows, columns, channels) = (shape.Rows, shape.Columns, shape.Channels);
        for (var p = 0; p < rows.Output; p++)
            for (var q = 0; q < columns.Output; q++)
            {
                var ((top, bottom), (left, right), at) = (rows.All[p], columns.All[q], (p * columns.Output + q) * channels);
                var last = (PoolForward<T>.Last(bottom, top, rows.Step) * columns.Input + PoolForward<T>.Last(right, left, columns.Step)) * channels;
                var wide = PoolForward<T>.Whole(channels, Math.Min(g.Length - at, into.Length - last));
                var share = T.One / T.CreateChecked(counted > 0 ? counted : rows.Seen(p) * columns.Seen(q));
                for (var c = 0; c < wide; c += Vector<T>.Count)
                {
                    var each = Vector.ConditionalSelect(Inside(channels - c), g.From(at + c) * Vector.Create(share), Vector<T>.Zero);
                    for (var h = top; h < bottom; h += rows.Step)
                        for (var w = left; w < right; w += columns.Step)
                        {
                            var to = (h * columns.Input + w) * channels + c;
                            into.Put(into.From(to) + each, to);
                        }
                }
                for (var c = wide; c < channels; c++)
                    for (var h = top; h < bottom; h += rows.Step)
                        for (var w = left; w < right; w += columns.Step) into[(h * columns.Input + w) * channels + c] += g[at + c] * share;
            }
    }

    static Vector<T> Inside(int lanes) => Vector.LessThan(Vector<T>.Indices, Vector.Create(T.CreateTruncating(Math.Min(lanes, Vector<T>.Count))));
}
