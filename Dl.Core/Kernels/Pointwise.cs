using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Dl.Core;

/// <summary>A formula of one number, written over a lane. PyTorch: an elementwise kernel.</summary>
public interface IFormula1
{
    /// <summary>The formula.</summary>
    N At<N>(N x) where N : struct, ILane<N>;
}

/// <summary>A formula of two numbers, written over a lane.</summary>
public interface IFormula2
{
    /// <summary>The formula.</summary>
    N At<N>(N x, N y) where N : struct, ILane<N>;
}

/// <summary>A formula of three numbers, written over a lane.</summary>
public interface IFormula3
{
    /// <summary>The formula.</summary>
    N At<N>(N x, N y, N z) where N : struct, ILane<N>;
}

/// <summary>
/// Runs a formula over spans: whole vectors first, the remainder one by one, dual numbers one by one throughout.
/// With <c>add</c> the result is added to what is there.
/// </summary>
public static class Pointwise
{
    /// <summary><c>into[i] (+)= f(x[i])</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Map<T, F>(F f, ReadOnlySpan<T> x, Span<T> into, bool add = false)
        where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula1
    {
        x = x[..into.Length];
        var whole = Whole<T>(into.Length);
        var vx = Cast(x[..whole]);
        var vi = Cast(into[..whole]);
        if (add)
            for (var i = 0; i < vi.Length; i++) vi[i] += f.At(vx[i]);
        else
            for (var i = 0; i < vi.Length; i++) vi[i] = f.At(vx[i]);
        for (var i = whole; i < into.Length; i++) Put(into, i, f.At(new Scalar<T>(x[i])), add);
    }

    /// <summary><c>into[i] (+)= f(x[i], y[i])</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Map<T, F>(F f, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> into, bool add = false)
        where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula2
    {
        x = x[..into.Length];
        y = y[..into.Length];
        var whole = Whole<T>(into.Length);
        var vx = Cast(x[..whole]);
        var vy = Cast(y[..whole]);
        var vi = Cast(into[..whole]);
        if (add)
            for (var i = 0; i < vi.Length; i++) vi[i] += f.At(vx[i], vy[i]);
        else
            for (var i = 0; i < vi.Length; i++) vi[i] = f.At(vx[i], vy[i]);
        for (var i = whole; i < into.Length; i++) Put(into, i, f.At(new Scalar<T>(x[i]), new(y[i])), add);
    }

    /// <summary><c>into[i] (+)= f(x[i], y[i], z[i])</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Map<T, F>(F f, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> into, bool add = false)
        where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula3
    {
        x = x[..into.Length];
        y = y[..into.Length];
        z = z[..into.Length];
        var whole = Whole<T>(into.Length);
        var vx = Cast(x[..whole]);
        var vy = Cast(y[..whole]);
        var vz = Cast(z[..whole]);
        var vi = Cast(into[..whole]);
        if (add)
            for (var i = 0; i < vi.Length; i++) vi[i] += f.At(vx[i], vy[i], vz[i]);
        else
            for (var i = 0; i < vi.Length; i++) vi[i] = f.At(vx[i], vy[i], vz[i]);
        for (var i = whole; i < into.Length; i++) Put(into, i, f.At(new Scalar<T>(x[i]), new(y[i]), new(z[i])), add);
    }

    /// <summary><c>into[i] (+)= f(x[i], y)</c> with one number for all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MapRight<T, F>(F f, ReadOnlySpan<T> x, T y, Span<T> into, bool add = false)
        where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula2
    {
        x = x[..into.Length];
        var whole = Whole<T>(into.Length);
        var vx = Cast(x[..whole]);
        var vi = Cast(into[..whole]);
        if (vi.Length > 0)
        {
            var vy = new Lanes<T>(Vector.Create(y));
            for (var i = 0; i < vi.Length; i++) vi[i] = add ? vi[i] + f.At(vx[i], vy) : f.At(vx[i], vy);
        }
        for (var i = whole; i < into.Length; i++) Put(into, i, f.At(new Scalar<T>(x[i]), new(y)), add);
    }

    /// <summary><c>into[i] (+)= f(x, y[i])</c> with one number for all.</summary>
    public static void MapLeft<T, F>(F f, T x, ReadOnlySpan<T> y, Span<T> into, bool add = false)
        where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula2 =>
        MapRight(new Swapped<F>(f), y, x, into, add);

    /// <summary><c>f(... f(f(start, x[0]), x[1]) ...)</c>, a vector's width of such chains side by side; f must associate and commute.</summary>
    public static T Fold<T, F>(F f, T start, ReadOnlySpan<T> x) where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula2
    {
        var whole = Whole<T>(x.Length);
        var vx = Cast(x[..whole]);
        var all = new Scalar<T>(start);
        if (vx.Length > 0)
        {
            var side = vx[0];
            for (var i = 1; i < vx.Length; i++) side = f.At(side, vx[i]);
            for (var i = 0; i < Vector<T>.Count; i++) all = f.At(all, new Scalar<T>(side.Values[i]));
        }
        for (var i = whole; i < x.Length; i++) all = f.At(all, new Scalar<T>(x[i]));
        return all.Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Whole<T>(int length) where T : struct => Vector<T>.IsSupported ? length - length % Vector<T>.Count : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ReadOnlySpan<Lanes<T>> Cast<T>(ReadOnlySpan<T> span) where T : struct, IFloatingPointIeee754<T> =>
        Vector<T>.IsSupported ? MemoryMarshal.Cast<T, Lanes<T>>(span) : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Span<Lanes<T>> Cast<T>(Span<T> span) where T : struct, IFloatingPointIeee754<T> =>
        Vector<T>.IsSupported ? MemoryMarshal.Cast<T, Lanes<T>>(span) : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Put<T>(Span<T> into, int i, Scalar<T> value, bool add) where T : struct, IFloatingPointIeee754<T> =>
        into[i] = add ? into[i] + value.Value : value.Value;

    readonly struct Swapped<F>(F f) : IFormula2 where F : struct, IFormula2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N At<N>(N x, N y) where N : struct, ILane<N> => f.At(y, x);
    }
}
