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

    /// <summary>Whether <see cref="Merge"/> is there.</summary>
    public static bool Merges => Avx512F.IsSupported && typeof(V) == typeof(Vector512<T>);

    /// <summary>Each lane from any lane of a, or of b: that of a given by a number below the count of lanes, that of b by one above it. The numbers are whole, as wide as T.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Merge(V a, V order, V b) => typeof(T) == typeof(float)
        ? Unsafe.BitCast<Vector512<float>, V>(Avx512F.PermuteVar16x32x2(Unsafe.BitCast<V, Vector512<float>>(a), Unsafe.BitCast<V, Vector512<int>>(order), Unsafe.BitCast<V, Vector512<float>>(b)))
        : Unsafe.BitCast<Vector512<double>, V>(Avx512F.PermuteVar8x64x2(Unsafe.BitCast<V, Vector512<double>>(a), Unsafe.BitCast<V, Vector512<long>>(order), Unsafe.BitCast<V, Vector512<double>>(b)));

    /// <summary>Writes a number of an order of <see cref="Merge"/>.</summary>
    public static unsafe void Order(T* to, int lane)
    {
        if (sizeof(T) == sizeof(int)) *(int*)to = lane;
        else *(long*)to = lane;
    }
}
