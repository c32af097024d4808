using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
}
