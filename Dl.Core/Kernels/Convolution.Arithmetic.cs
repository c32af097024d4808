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

    /// <summary>Each lane from any lane of a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Pick(V a, V order)
    {
        if (typeof(V) == typeof(Vector512<float>)) return Unsafe.BitCast<Vector512<float>, V>(Vector512.ShuffleNative(Unsafe.BitCast<V, Vector512<float>>(a), Unsafe.BitCast<V, Vector512<int>>(order)));
        if (typeof(V) == typeof(Vector512<double>)) return Unsafe.BitCast<Vector512<double>, V>(Vector512.ShuffleNative(Unsafe.BitCast<V, Vector512<double>>(a), Unsafe.BitCast<V, Vector512<long>>(order)));
        if (typeof(V) == typeof(Vector256<float>)) return Unsafe.BitCast<Vector256<float>, V>(Vector256.ShuffleNative(Unsafe.BitCast<V, Vector256<float>>(a), Unsafe.BitCast<V, Vector256<int>>(order)));
        if (typeof(V) == typeof(Vector256<double>)) return Unsafe.BitCast<Vector256<double>, V>(Vector256.ShuffleNative(Unsafe.BitCast<V, Vector256<double>>(a), Unsafe.BitCast<V, Vector256<long>>(order)));
        if (typeof(V) == typeof(Vector128<float>)) return Unsafe.BitCast<Vector128<float>, V>(Vector128.ShuffleNative(Unsafe.BitCast<V, Vector128<float>>(a), Unsafe.BitCast<V, Vector128<int>>(order)));
        return Unsafe.BitCast<Vector128<double>, V>(Vector128.ShuffleNative(Unsafe.BitCast<V, Vector128<double>>(a), Unsafe.BitCast<V, Vector128<long>>(order)));
    }

    /// <summary>The first half of a vector; the other half holds anything.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe V Half(T* from)
    {
        if (typeof(V) == typeof(Vector512<T>)) return Unsafe.BitCast<Vector512<T>, V>(Vector256.Load(from).ToVector512Unsafe());
        if (typeof(V) == typeof(Vector256<T>)) return Unsafe.BitCast<Vector256<T>, V>(Vector128.Load(from).ToVector256Unsafe());
        return Unsafe.BitCast<Vector128<T>, V>(Vector64.Load(from).ToVector128Unsafe());
    }

    /// <summary>Writes a number of an order of <see cref="Merge"/> or <see cref="Pick"/>.</summary>
    public static unsafe void Order(T* to, int lane)
    {
        if (sizeof(T) == sizeof(int)) *(int*)to = lane;
        else *(long*)to = lane;
    }
}
