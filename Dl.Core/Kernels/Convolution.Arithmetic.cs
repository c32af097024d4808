using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dl.Core;

/// <summary>Sums and constants of vectors of any width; the branches are resolved by the compiler.</summary>
internal static class Arithmetic<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of(double value)
    {
        var number = T.CreateTruncating(value);
        if (typeof(V) == typeof(Vector512<T>)) return Unsafe.BitCast<Vector512<T>, V>(Vector512.Create(number));
        if (typeof(V) == typeof(Vector256<T>)) return Unsafe.BitCast<Vector256<T>, V>(Vector256.Create(number));
        return Unsafe.BitCast<Vector128<T>, V>(Vector128.Create(number));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Add(V a, V b)
    {
        if (typeof(V) == typeof(Vector512<T>)) return Unsafe.BitCast<Vector512<T>, V>(Unsafe.BitCast<V, Vector512<T>>(a) + Unsafe.BitCast<V, Vector512<T>>(b));
        if (typeof(V) == typeof(Vector256<T>)) return Unsafe.BitCast<Vector256<T>, V>(Unsafe.BitCast<V, Vector256<T>>(a) + Unsafe.BitCast<V, Vector256<T>>(b));
        return Unsafe.BitCast<Vector128<T>, V>(Unsafe.BitCast<V, Vector128<T>>(a) + Unsafe.BitCast<V, Vector128<T>>(b));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Subtract(V a, V b)
    {
        if (typeof(V) == typeof(Vector512<T>)) return Unsafe.BitCast<Vector512<T>, V>(Unsafe.BitCast<V, Vector512<T>>(a) - Unsafe.BitCast<V, Vector512<T>>(b));
        if (typeof(V) == typeof(Vector256<T>)) return Unsafe.BitCast<Vector256<T>, V>(Unsafe.BitCast<V, Vector256<T>>(a) - Unsafe.BitCast<V, Vector256<T>>(b));
        return Unsafe.BitCast<Vector128<T>, V>(Unsafe.BitCast<V, Vector128<T>>(a) - Unsafe.BitCast<V, Vector128<T>>(b));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Multiply(V a, V b)
    {
        if (typeof(V) == typeof(Vector512<T>)) return Unsafe.BitCast<Vector512<T>, V>(Unsafe.BitCast<V, Vector512<T>>(a) * Unsafe.BitCast<V, Vector512<T>>(b));
        if (typeof(V) == typeof(Vector256<T>)) return Unsafe.BitCast<Vector256<T>, V>(Unsafe.BitCast<V, Vector256<T>>(a) * Unsafe.BitCast<V, Vector256<T>>(b));
        return Unsafe.BitCast<Vector128<T>, V>(Unsafe.BitCast<V, Vector128<T>>(a) * Unsafe.BitCast<V, Vector128<T>>(b));
    }

    /// <summary>Whether floats go by two: <see cref="Twice"/> and <see cref="Permute"/> are there.</summary>
    public static bool GoByTwo => typeof(T) == typeof(float) && ((typeof(V) == typeof(Vector512<T>) && Avx512F.IsSupported) || (typeof(V) == typeof(Vector256<T>) && Avx2.IsSupported));

    /// <summary>Two floats in the even and the odd lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe V Twice(T* from) => typeof(V) == typeof(Vector512<T>)
        ? Unsafe.BitCast<Vector512<double>, V>(Avx512F.BroadcastScalarToVector512(Sse2.LoadScalarVector128((double*)from)))
        : Unsafe.BitCast<Vector256<double>, V>(Avx.BroadcastScalarToVector256((double*)from));

    /// <summary>Floats in another order, given by the bits of whole numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Permute(V value, V order) => typeof(V) == typeof(Vector512<T>)
        ? Unsafe.BitCast<Vector512<float>, V>(Avx512F.PermuteVar16x32(Unsafe.BitCast<V, Vector512<float>>(value), Unsafe.BitCast<V, Vector512<int>>(order)))
        : Unsafe.BitCast<Vector256<float>, V>(Avx2.PermuteVar8x32(Unsafe.BitCast<V, Vector256<float>>(value), Unsafe.BitCast<V, Vector256<int>>(order)));
}
