using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Dl.Core;

/// <summary>
/// What a normalisation by columns asks of a matrix of rows without gaps, each answer in one pass over memory: moments, an affine map, the sums of the
/// pullback, and the pullback. Rows are cut into parts by their size alone and partial results meet in order, so that no bit depends on the threads.
/// </summary>
internal static class Columns
{
    // Numbers to a part: what a first-level cache holds of two operands.
    const int Part = 1 << 12;

    /// <summary>Whether the machine has vectors of T, and so many columns fill whole ones.</summary>
    public static bool Fit<T>(int columns) where T : struct, IFloatingPointIeee754<T> => columns > 0 && Vector<T>.IsSupported && columns % Lanes<T>() == 0;

    /// <summary>Mean and mean squared distance from it of each column; from 0, if not centred. A part that lies in the cache is read twice, first for its means; the moments of
    /// parts are put together after Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979.</summary>
    public static void Moments<T>(ReadOnlySpan<T> x, bool centred, Span<T> mean, Span<T> variance) where T : struct, IFloatingPointIeee754<T>
    {
        if (Wide<T>.IsSupported) Moments<T, Wide<T>>(x, centred, mean, variance);
        else Moments<T, Lanes<T>>(x, centred, mean, variance);
    }

    /// <summary><c>into = (x - centre) factor + shift</c>.</summary>
    public static void Affine<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> centre, ReadOnlySpan<T> factor, ReadOnlySpan<T> shift, Span<T> into) where T : struct, IFloatingPointIeee754<T> =>
        Map(new Shifted(), x, x, centre, factor, shift, shift, into, false);

    /// <summary><c>into (+)= g slope - ((x - centre) factor + constant)</c>.</summary>
    public static void Combine<T>(ReadOnlySpan<T> g, ReadOnlySpan<T> x, ReadOnlySpan<T> slope, ReadOnlySpan<T> centre, ReadOnlySpan<T> factor, ReadOnlySpan<T> constant, Span<T> into, bool add)
        where T : struct, IFloatingPointIeee754<T> => Map(new Pulled(), x, g, centre, factor, constant, slope, into, add);

    /// <summary>The sums of each column of <c>g</c>, and of <c>g (x - centre) factor</c>.</summary>
    public static void Sums<T>(ReadOnlySpan<T> g, ReadOnlySpan<T> x, ReadOnlySpan<T> centre, ReadOnlySpan<T> factor, Span<T> sums, Span<T> products) where T : struct, IFloatingPointIeee754<T>
    {
        if (Wide<T>.IsSupported) Sums<T, Wide<T>>(g, x, centre, factor, sums, products);
        else Sums<T, Lanes<T>>(g, x, centre, factor, sums, products);
    }

    static int Lanes<T>() where T : struct, IFloatingPointIeee754<T> => Wide<T>.IsSupported ? Unsafe.SizeOf<Wide<T>>() / Unsafe.SizeOf<T>() : Vector<T>.Count;

    static ref N First<T, N>(ReadOnlySpan<T> span) => ref Unsafe.As<T, N>(ref MemoryMarshal.GetReference(span));

    static unsafe void Moments<T, N>(ReadOnlySpan<T> x, bool centred, Span<T> mean, Span<T> variance) where T : struct where N : unmanaged, ILane<N>
    {
        var cut = new Cut(x.Length, mean.Length, Unsafe.SizeOf<T>(), sizeof(N));
        var scratch = ArrayPool<N>.Shared.Rent(2 * cut.Width * cut.Parts);
        fixed (N* px = &First<T, N>(x), partial = scratch)
            Workers.Run(cut.Parts, (cut, x: (nint)px, partial: (nint)partial, centred), static (s, part) =>
            {
                var means = (N*)s.partial + 2 * s.cut.Width * part;
                PartMoments((N*)s.x + s.cut.First(part) * s.cut.Width, s.cut.Rows(part), s.cut.Width, s.centred, means, means + s.cut.Width);
            });
        ref N m = ref First<T, N>(mean), v = ref First<T, N>(variance);
        for (var j = 0; j < cut.Width; j++)
        {
            var (centre, squares, seen) = (scratch[j], scratch[cut.Width + j], (double)cut.Rows(0));
            for (var part = 1; part < cut.Parts; part++)
            {
                var more = cut.Rows(part);
                var distance = scratch[2 * cut.Width * part + j] - centre;
                centre += distance * N.Of(more / (seen + more));
                squares += scratch[2 * cut.Width * part + cut.Width + j] + distance * distance * N.Of(seen * more / (seen + more));
                seen += more;
            }
            Unsafe.Add(ref m, j) = centre;
            Unsafe.Add(ref v, j) = squares / N.Of(seen);
        }
        ArrayPool<N>.Shared.Return(scratch);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static unsafe void PartMoments<N>(N* x, int rows, int width, bool centred, N* means, N* squares) where N : unmanaged, ILane<N>
    {
        var share = N.Of(1.0 / rows);
        var j = 0;
        for (; j + 4 <= width; j += 4)
        {
            N m0 = default, m1 = default, m2 = default, m3 = default;
            if (centred)
            {
                for (var p = x + j; p < x + rows * width; p += width)
                {
                    m0 += p[0];
                    m1 += p[1];
                    m2 += p[2];
                    m3 += p[3];
                }
                (m0, m1, m2, m3) = (m0 * share, m1 * share, m2 * share, m3 * share);
            }
            (means[j], means[j + 1], means[j + 2], means[j + 3]) = (m0, m1, m2, m3);
            N s0 = default, s1 = default, s2 = default, s3 = default;
            for (var p = x + j; p < x + rows * width; p += width)
            {
                N d0 = p[0] - m0, d1 = p[1] - m1, d2 = p[2] - m2, d3 = p[3] - m3;
                s0 += d0 * d0;
                s1 += d1 * d1;
                s2 += d2 * d2;
                s3 += d3 * d3;
            }
            (squares[j], squares[j + 1], squares[j + 2], squares[j + 3]) = (s0, s1, s2, s3);
        }
        for (; j < width; j++)
        {
            N m = default, s = default;
            if (centred)
            {
                for (var p = x + j; p < x + rows * width; p += width) m += p[0];
                m *= share;
            }
            for (var p = x + j; p < x + rows * width; p += width) s += (p[0] - m) * (p[0] - m);
            (means[j], squares[j]) = (m, s);
        }
    }

    static unsafe void Sums<T, N>(ReadOnlySpan<T> g, ReadOnlySpan<T> x, ReadOnlySpan<T> centre, ReadOnlySpan<T> factor, Span<T> sums, Span<T> products) where T : struct where N : unmanaged, ILane<N>
    {
        var cut = new Cut(x.Length, centre.Length, Unsafe.SizeOf<T>(), sizeof(N));
        var scratch = ArrayPool<N>.Shared.Rent(2 * cut.Width * cut.Parts);
        fixed (N* pg = &First<T, N>(g), px = &First<T, N>(x), pc = &First<T, N>(centre), partial = scratch)
            Workers.Run(cut.Parts, (cut, g: (nint)pg, x: (nint)px, centre: (nint)pc, partial: (nint)partial), static (s, part) =>
            {
                var start = s.cut.First(part) * s.cut.Width;
                var into = (N*)s.partial + 2 * s.cut.Width * part;
                PartSums((N*)s.g + start, (N*)s.x + start, s.cut.Rows(part), s.cut.Width, (N*)s.centre, into, into + s.cut.Width);
            });
        ref N sum = ref First<T, N>(sums), product = ref First<T, N>(products), scale = ref First<T, N>(factor);
        for (var j = 0; j < cut.Width; j++)
        {
            var (all, along) = (scratch[j], scratch[cut.Width + j]);
            for (var part = 1; part < cut.Parts; part++)
            {
                all += scratch[2 * cut.Width * part + j];
                along += scratch[2 * cut.Width * part + cut.Width + j];
            }
            Unsafe.Add(ref sum, j) = all;
            Unsafe.Add(ref product, j) = along * Unsafe.Add(ref scale, j);
        }
        ArrayPool<N>.Shared.Return(scratch);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static unsafe void PartSums<N>(N* g, N* x, int rows, int width, N* centre, N* sums, N* products) where N : unmanaged, ILane<N>
    {
        var j = 0;
        for (; j + 4 <= width; j += 4)
        {
            N s0 = default, s1 = default, s2 = default, s3 = default, p0 = default, p1 = default, p2 = default, p3 = default;
            N c0 = centre[j], c1 = centre[j + 1], c2 = centre[j + 2], c3 = centre[j + 3];
            for (var i = j; i < rows * width; i += width)
            {
                N g0 = g[i], g1 = g[i + 1], g2 = g[i + 2], g3 = g[i + 3];
                s0 += g0;
                s1 += g1;
                s2 += g2;
                s3 += g3;
                p0 += g0 * (x[i] - c0);
                p1 += g1 * (x[i + 1] - c1);
                p2 += g2 * (x[i + 2] - c2);
                p3 += g3 * (x[i + 3] - c3);
            }
            (sums[j], sums[j + 1], sums[j + 2], sums[j + 3]) = (s0, s1, s2, s3);
            (products[j], products[j + 1], products[j + 2], products[j + 3]) = (p0, p1, p2, p3);
        }
        for (; j < width; j++)
        {
            N s = default, p = default;
            for (var i = j; i < rows * width; i += width) (s, p) = (s + g[i], p + g[i] * (x[i] - centre[j]));
            (sums[j], products[j]) = (s, p);
        }
    }

    interface IRule
    {
        N At<N>(N x, N g, N centre, N factor, N shift, N slope) where N : struct, ILane<N>;
    }

    readonly struct Shifted : IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N At<N>(N x, N g, N centre, N factor, N shift, N slope) where N : struct, ILane<N> => (x - centre) * factor + shift;
    }

    readonly struct Pulled : IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N At<N>(N x, N g, N centre, N factor, N shift, N slope) where N : struct, ILane<N> => g * slope - ((x - centre) * factor + shift);
    }

    static void Map<T, R>(R rule, ReadOnlySpan<T> x, ReadOnlySpan<T> g, ReadOnlySpan<T> centre, ReadOnlySpan<T> factor, ReadOnlySpan<T> shift, ReadOnlySpan<T> slope, Span<T> into, bool add)
        where T : struct, IFloatingPointIeee754<T> where R : struct, IRule
    {
        if (Wide<T>.IsSupported) Map<T, Wide<T>, R>(rule, x, g, centre, factor, shift, slope, into, add);
        else Map<T, Lanes<T>, R>(rule, x, g, centre, factor, shift, slope, into, add);
    }

    static unsafe void Map<T, N, R>(R rule, ReadOnlySpan<T> x, ReadOnlySpan<T> g, ReadOnlySpan<T> centre, ReadOnlySpan<T> factor, ReadOnlySpan<T> shift, ReadOnlySpan<T> slope, Span<T> into, bool add)
        where T : struct where N : unmanaged, ILane<N> where R : struct, IRule
    {
        var cut = new Cut(x.Length, centre.Length, Unsafe.SizeOf<T>(), sizeof(N));
        fixed (N* px = &First<T, N>(x), pg = &First<T, N>(g), pc = &First<T, N>(centre), pf = &First<T, N>(factor), ps = &First<T, N>(shift), pl = &First<T, N>(slope), pi = &First<T, N>(into))
            Workers.Run(cut.Parts, (rule, cut, x: (nint)px, g: (nint)pg, centre: (nint)pc, factor: (nint)pf, shift: (nint)ps, slope: (nint)pl, into: (nint)pi, add), static (s, part) =>
            {
                var start = s.cut.First(part) * s.cut.Width;
                if (s.add) PartMap<N, R, Yes>(s.rule, (N*)s.x + start, (N*)s.g + start, (N*)s.centre, (N*)s.factor, (N*)s.shift, (N*)s.slope, (N*)s.into + start, s.cut.Rows(part), s.cut.Width);
                else PartMap<N, R, No>(s.rule, (N*)s.x + start, (N*)s.g + start, (N*)s.centre, (N*)s.factor, (N*)s.shift, (N*)s.slope, (N*)s.into + start, s.cut.Rows(part), s.cut.Width);
            });
    }

    // Four vectors of columns at a time, with what is known of them in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static unsafe void PartMap<N, R, A>(R rule, N* x, N* g, N* centre, N* factor, N* shift, N* slope, N* into, int rows, int width)
        where N : unmanaged, ILane<N> where R : struct, IRule where A : IChoice
    {
        var j = 0;
        for (; j + 4 <= width; j += 4)
        {
            N c0 = centre[j], c1 = centre[j + 1], c2 = centre[j + 2], c3 = centre[j + 3], f0 = factor[j], f1 = factor[j + 1], f2 = factor[j + 2], f3 = factor[j + 3];
            N h0 = shift[j], h1 = shift[j + 1], h2 = shift[j + 2], h3 = shift[j + 3], l0 = slope[j], l1 = slope[j + 1], l2 = slope[j + 2], l3 = slope[j + 3];
            for (var i = j; i < rows * width; i += width)
            {
                Put<N, A>(into + i, rule.At(x[i], g[i], c0, f0, h0, l0));
                Put<N, A>(into + i + 1, rule.At(x[i + 1], g[i + 1], c1, f1, h1, l1));
                Put<N, A>(into + i + 2, rule.At(x[i + 2], g[i + 2], c2, f2, h2, l2));
                Put<N, A>(into + i + 3, rule.At(x[i + 3], g[i + 3], c3, f3, h3, l3));
            }
        }
        for (; j < width; j++)
            for (var i = j; i < rows * width; i += width) Put<N, A>(into + i, rule.At(x[i], g[i], centre[j], factor[j], shift[j], slope[j]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static unsafe void Put<N, A>(N* to, N value) where N : unmanaged, ILane<N> where A : IChoice => *to = A.Made ? *to + value : value;

    /// <summary>A matrix of so many numbers cut into parts of whole rows.</summary>
    readonly struct Cut(int numbers, int columns, int scalar, int lane)
    {
        readonly int all = numbers / columns, each = Math.Max(1, Part / columns);

        /// <summary>The lanes in a row.</summary>
        public int Width { get; } = columns / (lane / scalar);

        public int Parts => (all + each - 1) / each;

        public int First(int part) => part * each;

        public int Rows(int part) => Math.Min(each, all - part * each);
    }
}
