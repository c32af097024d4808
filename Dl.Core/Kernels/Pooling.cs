using System.Numerics.Tensors;

namespace Dl.Core;

/// <summary>Pooling and its gradients: rows of channels side by side. Every image is one part of the work.</summary>
internal static class Pooling
{
    /// <summary>The largest of what each output sees; <paramref name="winners"/> gets its position in x. The first in row-major order wins a tie, NaN wins over numbers.</summary>
    public static void Max<T>(PoolShape shape, Tensor<T> x, int[] winners, Span<T> y) where T : struct, IFloatingPointIeee754<T> =>
        Each(shape, y, (shape, x, winners), static (y, s, at, from) =>
        {
            var values = s.x.Span;
            var into = y.Slice(at.Output, s.shape.Channels);
            var won = s.winners.AsSpan(at.Output, s.shape.Channels);
            if (at.IsFirst)
            {
                values.Slice(from, into.Length).CopyTo(into);
                for (var c = 0; c < won.Length; c++) won[c] = from + c;
                return;
            }
            for (var c = 0; c < into.Length; c++)
            {
                var value = values[from + c];
                if (!(value > into[c]) && (!T.IsNaN(value) || T.IsNaN(into[c]))) continue;
                into[c] = value;
                won[c] = from + c;
            }
        }, static (_, _, _) => { });

    /// <summary>The cotangent of x: each number of g goes to the input that won.</summary>
    public static void MaxGradient<T>(PoolShape shape, Tensor<T> g, int[] winners, Span<T> x, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (!add) x.Clear();
        Sharing.Run(x, shape.Items, (g, winners, Size: shape.Output.Size / Math.Max(1, shape.Items)), static (x, s, item) =>
        {
            var values = s.g.Span;
            for (var i = item * s.Size; i < (item + 1) * s.Size; i++) x[s.winners[i]] += values[i];
        });
    }

    /// <summary>The sum of what each output sees, divided by <paramref name="counted"/>, or where that is 0 by the number of inputs seen.</summary>
    public static void Average<T>(PoolShape shape, Tensor<T> x, int counted, Span<T> y) where T : struct, IFloatingPointIeee754<T>
    {
        y.Clear();
        Each(shape, y, (shape, x, counted), static (y, s, at, from) =>
        {
            var into = y.Slice(at.Output, s.shape.Channels);
            TensorPrimitives.Add(into, s.x.Span.Slice(from, into.Length), into);
        }, static (y, s, at) =>
        {
            var into = y.Slice(at.Output, s.shape.Channels);
            TensorPrimitives.Divide(into, T.CreateChecked(s.counted > 0 ? s.counted : at.Seen), into);
        });
    }

    /// <summary>The cotangent of x: each input that an output saw gets its share of the cotangent.</summary>
    public static void AverageGradient<T>(PoolShape shape, Tensor<T> g, int counted, Span<T> x, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (!add) x.Clear();
        Each(shape, x, (shape, g, counted), static (x, s, at, from) =>
        {
            var into = x.Slice(from, s.shape.Channels);
            var share = T.One / T.CreateChecked(s.counted > 0 ? s.counted : at.Seen);
            TensorPrimitives.MultiplyAdd(s.g.Span.Slice(at.Output, into.Length), share, into, into);
        }, static (_, _, _) => { });
    }

    /// <summary>The first number of an output pixel, how many inputs it sees, and whether this is the first of them.</summary>
    readonly record struct Spot(int Output, int Seen, bool IsFirst);

    delegate void See<T, in S>(Span<T> into, S state, Spot at, int from);

    delegate void Seen<T, in S>(Span<T> into, S state, Spot at);

    // Meets every output pixel with every input pixel that it sees, in row-major order of both.
    static void Each<T, S>(PoolShape shape, Span<T> into, S state, See<T, S> see, Seen<T, S> seen) where T : struct =>
        Sharing.Run(into, shape.Items, (shape, state, see, seen), static (into, s, item) =>
        {
            var (rows, columns, channels) = (s.shape.Rows, s.shape.Columns, s.shape.Channels);
            for (var p = 0; p < rows.Output; p++)
                for (var q = 0; q < columns.Output; q++)
                {
                    var first = new Spot(((item * rows.Output + p) * columns.Output + q) * channels, rows.Seen(p) * columns.Seen(q), true);
                    var at = first;
                    for (var h = rows.All[p].First; h < rows.All[p].End; h += rows.Step)
                        for (var w = columns.All[q].First; w < columns.All[q].End; w += columns.Step, at = first with { IsFirst = false })
                            s.see(into, s.state, at, ((item * rows.Input + h) * columns.Input + w) * channels);
                    s.seen(into, s.state, first);
                }
        });
}
