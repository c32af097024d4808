using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>A small linear map on numbers a step apart, each a vector of channels side by side.</summary>
internal unsafe interface ITransform<T> where T : unmanaged
{
    static abstract int From { get; }

    static abstract int To { get; }

    static abstract void Apply(T* from, nint step, T* to, nint toStep);
}

/// <summary>A map along the rows of a square, then along its columns: <c>M d M^T</c>.</summary>
internal static unsafe class Square<T, V, L, M>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
    where M : ITransform<T>
{
    /// <summary>The same for each vector of channels; <paramref name="scratch"/> holds From x To vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(T* from, nint row, nint column, T* scratch, T* to, nint toRow, nint toColumn, int channels)
    {
        for (var c = 0; c < channels; c += L.Count, from += L.Count, to += L.Count)
        {
            if (typeof(M) == typeof(Winograd2<T, V, L>.Input))
            {
                Winograd2<T, V, L>.InputSquare(from, row, column, to, toRow, toColumn);
                continue;
            }
            for (var i = 0; i < M.From; i++)
                M.Apply(from + i * row, column, scratch + i * M.To * L.Count, L.Count);
            for (var j = 0; j < M.To; j++)
                M.Apply(scratch + j * L.Count, M.To * L.Count, to + j * toColumn, toRow);
        }
    }
}

/// <summary>
/// Winograd's minimal filtering F(2, 3), with points 0, 1, -1 and infinity: <c>y = A^T (G w * B^T d)</c> takes 4 multiplications where the plain sums
/// take 6, and in two dimensions 16 for 36. Source: Lavin and Gray, "Fast algorithms for convolutional neural networks", 2015.
/// </summary>
internal static unsafe class Winograd2<T, V, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
{
    /// <summary>B^T d B with all that lies between in registers: the transform that is run most.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InputSquare(T* from, nint row, nint column, T* to, nint toRow, nint toColumn)
    {
        Column(from, row, out var a0, out var a1, out var a2, out var a3);
        Column(from + column, row, out var b0, out var b1, out var b2, out var b3);
        Column(from + 2 * column, row, out var c0, out var c1, out var c2, out var c3);
        Column(from + 3 * column, row, out var d0, out var d1, out var d2, out var d3);
        Row(a0, b0, c0, d0, to, toColumn);
        Row(a1, b1, c1, d1, to + toRow, toColumn);
        Row(a2, b2, c2, d2, to + 2 * toRow, toColumn);
        Row(a3, b3, c3, d3, to + 3 * toRow, toColumn);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Column(T* from, nint step, out V t0, out V t1, out V t2, out V t3)
    {
        var (d0, d1, d2, d3) = (L.Load(from), L.Load(from + step), L.Load(from + 2 * step), L.Load(from + 3 * step));
        t0 = Arithmetic<T, V>.Subtract(d0, d2);
        t1 = Arithmetic<T, V>.Add(d1, d2);
        t2 = Arithmetic<T, V>.Subtract(d2, d1);
        t3 = Arithmetic<T, V>.Subtract(d1, d3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Row(V d0, V d1, V d2, V d3, T* to, nint step)
    {
        L.Store(Arithmetic<T, V>.Subtract(d0, d2), to);
        L.Store(Arithmetic<T, V>.Add(d1, d2), to + step);
        L.Store(Arithmetic<T, V>.Subtract(d2, d1), to + 2 * step);
        L.Store(Arithmetic<T, V>.Subtract(d1, d3), to + 3 * step);
    }

    /// <summary>B^T: four inputs to four frequencies.</summary>
    public readonly struct Input : ITransform<T>
    {
        public static int From => 4;
        public static int To => 4;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply(T* from, nint step, T* to, nint toStep)
        {
            Row(L.Load(from), L.Load(from + step), L.Load(from + 2 * step), L.Load(from + 3 * step), to, toStep);
        }
    }

    /// <summary>G: three taps to four frequencies.</summary>
    public readonly struct Kernel : ITransform<T>
    {
        public static int From => 3;
        public static int To => 4;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply(T* from, nint step, T* to, nint toStep)
        {
            var (w0, w1, w2) = (L.Load(from), L.Load(from + step), L.Load(from + 2 * step));
            var (half, outer) = (Arithmetic<T, V>.Of(0.5), Arithmetic<T, V>.Add(w0, w2));
            L.Store(w0, to);
            L.Store(Arithmetic<T, V>.Multiply(half, Arithmetic<T, V>.Add(outer, w1)), to + toStep);
            L.Store(Arithmetic<T, V>.Multiply(half, Arithmetic<T, V>.Subtract(outer, w1)), to + 2 * toStep);
            L.Store(w2, to + 3 * toStep);
        }
    }

    /// <summary>A^T: four frequencies to two outputs.</summary>
    public readonly struct Output : ITransform<T>
    {
        public static int From => 4;
        public static int To => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply(T* from, nint step, T* to, nint toStep)
        {
            var (m0, m1, m2, m3) = (L.Load(from), L.Load(from + step), L.Load(from + 2 * step), L.Load(from + 3 * step));
            L.Store(Arithmetic<T, V>.Add(Arithmetic<T, V>.Add(m0, m1), m2), to);
            L.Store(Arithmetic<T, V>.Subtract(Arithmetic<T, V>.Subtract(m1, m2), m3), to + toStep);
        }
    }

    /// <summary>A: two cotangents of outputs to four of frequencies.</summary>
    public readonly struct Spread : ITransform<T>
    {
        public static int From => 2;
        public static int To => 4;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply(T* from, nint step, T* to, nint toStep)
        {
            var (g0, g1) = (L.Load(from), L.Load(from + step));
            L.Store(g0, to);
            L.Store(Arithmetic<T, V>.Add(g0, g1), to + toStep);
            L.Store(Arithmetic<T, V>.Subtract(g0, g1), to + 2 * toStep);
            L.Store(Arithmetic<T, V>.Subtract(Arithmetic<T, V>.Of(0), g1), to + 3 * toStep);
        }
    }

    /// <summary>G^T: four cotangents of frequencies to three of taps.</summary>
    public readonly struct Collect : ITransform<T>
    {
        public static int From => 4;
        public static int To => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply(T* from, nint step, T* to, nint toStep)
        {
            var (u0, u1, u2, u3) = (L.Load(from), L.Load(from + step), L.Load(from + 2 * step), L.Load(from + 3 * step));
            var half = Arithmetic<T, V>.Of(0.5);
            var sum = Arithmetic<T, V>.Multiply(half, Arithmetic<T, V>.Add(u1, u2));
            L.Store(Arithmetic<T, V>.Add(u0, sum), to);
            L.Store(Arithmetic<T, V>.Multiply(half, Arithmetic<T, V>.Subtract(u1, u2)), to + toStep);
            L.Store(Arithmetic<T, V>.Add(sum, u3), to + 2 * toStep);
        }
    }
}

/// <summary>F(4, 3), with points 0, 1, -1, 2, -2 and infinity: 36 multiplications for 144 in two dimensions, and a digit less. Source: as <see cref="Winograd2{T,V,L}"/>.</summary>
internal static unsafe class Winograd4<T, V, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
{
    /// <summary>B^T: six inputs to six frequencies.</summary>
    public readonly struct Input : ITransform<T>
    {
        public static int From => 6;
        public static int To => 6;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply(T* from, nint step, T* to, nint toStep)
        {
            var (d0, d1, d2, d3) = (L.Load(from), L.Load(from + step), L.Load(from + 2 * step), L.Load(from + 3 * step));
            var (d4, d5) = (L.Load(from + 4 * step), L.Load(from + 5 * step));
            var (four, five, two) = (Arithmetic<T, V>.Of(4), Arithmetic<T, V>.Of(-5), Arithmetic<T, V>.Of(2));
            L.Store(L.MultiplyAdd(four, d0, L.MultiplyAdd(five, d2, d4)), to);
            L.Store(L.MultiplyAdd(four, d1, L.MultiplyAdd(five, d3, d5)), to + 5 * toStep);
            var less = Arithmetic<T, V>.Of(-4);
            var (even, odd) = (L.MultiplyAdd(less, d2, d4), L.MultiplyAdd(less, d1, d3));
            L.Store(Arithmetic<T, V>.Add(even, odd), to + toStep);
            L.Store(Arithmetic<T, V>.Subtract(even, odd), to + 2 * toStep);
            (even, odd) = (Arithmetic<T, V>.Subtract(d4, d2), Arithmetic<T, V>.Multiply(two, Arithmetic<T, V>.Subtract(d3, d1)));
            L.Store(Arithmetic<T, V>.Add(even, odd), to + 3 * toStep);
            L.Store(Arithmetic<T, V>.Subtract(even, odd), to + 4 * toStep);
        }
    }

    /// <summary>G: three taps to six frequencies.</summary>
    public readonly struct Kernel : ITransform<T>
    {
        public static int From => 3;
        public static int To => 6;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply(T* from, nint step, T* to, nint toStep)
        {
            var (w0, w1, w2) = (L.Load(from), L.Load(from + step), L.Load(from + 2 * step));
            L.Store(Arithmetic<T, V>.Multiply(Arithmetic<T, V>.Of(0.25), w0), to);
            var (sixth, outer) = (Arithmetic<T, V>.Of(-1.0 / 6), Arithmetic<T, V>.Add(w0, w2));
            L.Store(Arithmetic<T, V>.Multiply(sixth, Arithmetic<T, V>.Add(outer, w1)), to + toStep);
            L.Store(Arithmetic<T, V>.Multiply(sixth, Arithmetic<T, V>.Subtract(outer, w1)), to + 2 * toStep);
            var (part, inner) = (Arithmetic<T, V>.Of(1.0 / 24), Arithmetic<T, V>.Multiply(Arithmetic<T, V>.Of(2), w1));
            outer = L.MultiplyAdd(Arithmetic<T, V>.Of(4), w2, w0);
            L.Store(Arithmetic<T, V>.Multiply(part, Arithmetic<T, V>.Add(outer, inner)), to + 3 * toStep);
            L.Store(Arithmetic<T, V>.Multiply(part, Arithmetic<T, V>.Subtract(outer, inner)), to + 4 * toStep);
            L.Store(w2, to + 5 * toStep);
        }
    }

    /// <summary>A^T: six frequencies to four outputs.</summary>
    public readonly struct Output : ITransform<T>
    {
        public static int From => 6;
        public static int To => 4;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply(T* from, nint step, T* to, nint toStep)
        {
            var (m1, m2, m3, m4) = (L.Load(from + step), L.Load(from + 2 * step), L.Load(from + 3 * step), L.Load(from + 4 * step));
            var (near, far) = (Arithmetic<T, V>.Add(m1, m2), Arithmetic<T, V>.Add(m3, m4));
            L.Store(Arithmetic<T, V>.Add(Arithmetic<T, V>.Add(L.Load(from), near), far), to);
            L.Store(L.MultiplyAdd(Arithmetic<T, V>.Of(4), far, near), to + 2 * toStep);
            (near, far) = (Arithmetic<T, V>.Subtract(m1, m2), Arithmetic<T, V>.Subtract(m3, m4));
            L.Store(L.MultiplyAdd(Arithmetic<T, V>.Of(2), far, near), to + toStep);
            L.Store(L.MultiplyAdd(Arithmetic<T, V>.Of(8), far, Arithmetic<T, V>.Add(near, L.Load(from + 5 * step))), to + 3 * toStep);
        }
    }
}
