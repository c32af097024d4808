using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Dl.Core;

/// <summary>Comparison and choice, lane by lane, of vectors of any width; the branches are resolved by the compiler.</summary>
internal static class Comparison<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
{
    /// <summary>The value where it is above the best so far, or the first NaN; else the best.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Larger(V value, V best)
    {
        if (typeof(V) == typeof(Vector512<T>))
        {
            var (a, b) = (Unsafe.BitCast<V, Vector512<T>>(value), Unsafe.BitCast<V, Vector512<T>>(best));
            return Unsafe.BitCast<Vector512<T>, V>(Vector512.ConditionalSelect(Vector512.AndNot(Vector512.Equals(b, b), Vector512.LessThanOrEqual(a, b)), a, b));
        }
        if (typeof(V) == typeof(Vector256<T>))
        {
            var (a, b) = (Unsafe.BitCast<V, Vector256<T>>(value), Unsafe.BitCast<V, Vector256<T>>(best));
            return Unsafe.BitCast<Vector256<T>, V>(Vector256.ConditionalSelect(Vector256.AndNot(Vector256.Equals(b, b), Vector256.LessThanOrEqual(a, b)), a, b));
        }
        var (x, y) = (Unsafe.BitCast<V, Vector128<T>>(value), Unsafe.BitCast<V, Vector128<T>>(best));
        return Unsafe.BitCast<Vector128<T>, V>(Vector128.ConditionalSelect(Vector128.AndNot(Vector128.Equals(y, y), Vector128.LessThanOrEqual(x, y)), x, y));
    }

    /// <summary>What is left to give where the value is the best, or both are NaN, and else 0; that is no longer left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Take(V value, V best, ref V left)
    {
        if (typeof(V) == typeof(Vector512<T>))
        {
            var (a, b, rest) = (Unsafe.BitCast<V, Vector512<T>>(value), Unsafe.BitCast<V, Vector512<T>>(best), Unsafe.BitCast<V, Vector512<T>>(left));
            var wins = Vector512.Equals(a, b) | (Vector512.IsNaN(a) & Vector512.IsNaN(b));
            left = Unsafe.BitCast<Vector512<T>, V>(Vector512.ConditionalSelect(wins, Vector512<T>.Zero, rest));
            return Unsafe.BitCast<Vector512<T>, V>(Vector512.ConditionalSelect(wins, rest, Vector512<T>.Zero));
        }
        if (typeof(V) == typeof(Vector256<T>))
        {
            var (a, b, rest) = (Unsafe.BitCast<V, Vector256<T>>(value), Unsafe.BitCast<V, Vector256<T>>(best), Unsafe.BitCast<V, Vector256<T>>(left));
            var wins = Vector256.Equals(a, b) | (Vector256.IsNaN(a) & Vector256.IsNaN(b));
            left = Unsafe.BitCast<Vector256<T>, V>(Vector256.ConditionalSelect(wins, Vector256<T>.Zero, rest));
            return Unsafe.BitCast<Vector256<T>, V>(Vector256.ConditionalSelect(wins, rest, Vector256<T>.Zero));
        }
        var (x, y, still) = (Unsafe.BitCast<V, Vector128<T>>(value), Unsafe.BitCast<V, Vector128<T>>(best), Unsafe.BitCast<V, Vector128<T>>(left));
        var won = Vector128.Equals(x, y) | (Vector128.IsNaN(x) & Vector128.IsNaN(y));
        left = Unsafe.BitCast<Vector128<T>, V>(Vector128.ConditionalSelect(won, Vector128<T>.Zero, still));
        return Unsafe.BitCast<Vector128<T>, V>(Vector128.ConditionalSelect(won, still, Vector128<T>.Zero));
    }
}
