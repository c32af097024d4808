using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
/// Runs a formula over spans: in vectors as wide as the machine has, of which the last may be filled up; dual numbers one by one. Long spans are shared
/// by the workers. With <c>add</c> the result is added to what is there.
/// </summary>
public static class Pointwise
{
    // Numbers to a part of the work of one thread: whole vectors of any width, and enough to be worth it.
    const int Part = 1 << 13;

    /// <summary><c>into[i] (+)= f(x[i])</c>.</summary>
    public static void Map<T, F>(F f, ReadOnlySpan<T> x, Span<T> into, bool add = false)
        where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula1 => Run(new First<F>(f), x, x, x, into, add);

    /// <summary><c>f(x[i])</c> in the memory of x, which nobody else may have seen yet.</summary>
    internal static Tensor<T> Over<T, F>(F f, Tensor<T> x) where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula1
    {
        Map(f, x.Span, x.Writable);
        return x;
    }

    /// <summary><c>into[i] (+)= f(x[i], y[i])</c>.</summary>
    public static void Map<T, F>(F f, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> into, bool add = false)
        where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula2 => Run(new FirstTwo<F>(f), x, y, y, into, add);

    /// <summary><c>into[i] (+)= f(x[i], y[i], z[i])</c>.</summary>
    public static void Map<T, F>(F f, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> into, bool add = false)
        where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula3 => Run(f, x, y, z, into, add);

    /// <summary><c>into[i] (+)= f(x[i], y)</c> with one number for all.</summary>
    public static void MapRight<T, F>(F f, ReadOnlySpan<T> x, T y, Span<T> into, bool add = false)
        where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula2 => Run(new Right<T, F>(f, y), x, x, x, into, add);

    /// <summary><c>into[i] (+)= f(x, y[i])</c> with one number for all.</summary>
    public static void MapLeft<T, F>(F f, T x, ReadOnlySpan<T> y, Span<T> into, bool add = false)
        where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula2 => Run(new Left<T, F>(f, x), y, y, y, into, add);

    /// <summary><c>f(... f(f(start, x[0]), x[1]) ...)</c>, a vector's width of such chains side by side; f must associate and commute.</summary>
    public static T Fold<T, F>(F f, T start, ReadOnlySpan<T> x) where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula2
    {
        var all = new Scalar<T>(start);
        var whole = 0;
        if (Vector<T>.IsSupported && x.Length >= Vector<T>.Count)
        {
            var vx = MemoryMarshal.Cast<T, Lanes<T>>(x);
            whole = vx.Length * Vector<T>.Count;
            var side = vx[0];
            for (var i = 1; i < vx.Length; i++) side = f.At(side, vx[i]);
            for (var i = 0; i < Vector<T>.Count; i++) all = f.At(all, new Scalar<T>(side.Values[i]));
        }
        for (var i = whole; i < x.Length; i++) all = f.At(all, new Scalar<T>(x[i]));
        return all.Value;
    }

    static void Run<T, F>(F f, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> into, bool add)
        where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula3
    {
        x = x[..into.Length];
        y = y[..into.Length];
        z = z[..into.Length];
        if (into.Length < 2 * Part || RuntimeHelpers.IsReferenceOrContainsReferences<T>()) Do(f, x, y, z, into, add);
        else Share(f, x, y, z, into, add);
    }

    static unsafe void Share<T, F>(F f, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> into, bool add)
        where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula3
    {
        fixed (byte* px = &Bytes(x), py = &Bytes(y), pz = &Bytes(z), pi = &Bytes(into))
            Workers.Run((into.Length + Part - 1) / Part, (f, x: (nint)px, y: (nint)py, z: (nint)pz, into: (nint)pi, into.Length, add), static (s, part) =>
            {
                var (start, count) = (part * Part, Math.Min(Part, s.Length - part * Part));
                Do(s.f, Of(s.x), Of(s.y), Of(s.z), new Span<T>((byte*)s.into + (nint)start * Unsafe.SizeOf<T>(), count), s.add);

                ReadOnlySpan<T> Of(nint from) => new((byte*)from + (nint)start * Unsafe.SizeOf<T>(), count);
            });

        static ref byte Bytes(ReadOnlySpan<T> span) => ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(span));
    }

    static void Do<T, F>(F f, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> into, bool add)
        where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula3
    {
        if (Wide<T>.IsSupported) Do<T, Wide<T>, F>(f, x, y, z, into, add);
        else if (Vector<T>.IsSupported) Do<T, Lanes<T>, F>(f, x, y, z, into, add);
        else Do<T, Scalar<T>, F>(f, x, y, z, into, add);
    }

    // The spans are as long as the last. What is left behind the whole lanes is filled up to one with zeros.
    static void Do<T, N, F>(F f, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> into, bool add)
        where T : struct where N : struct, ILane<N> where F : struct, IFormula3
    {
        var width = Unsafe.SizeOf<N>() / Unsafe.SizeOf<T>();
        var count = into.Length / width;
        Loop(f, ref Lane<T, N>(x), ref Lane<T, N>(y), ref Lane<T, N>(z), ref Lane<T, N>(into), count, add);
        var whole = count * width;
        if (whole == into.Length) return;
        N lastX = default, lastY = default, lastZ = default, last = default;
        x[whole..].CopyTo(Numbers<T, N>(ref lastX));
        y[whole..].CopyTo(Numbers<T, N>(ref lastY));
        z[whole..].CopyTo(Numbers<T, N>(ref lastZ));
        if (add) into[whole..].CopyTo(Numbers<T, N>(ref last));
        Loop(f, ref lastX, ref lastY, ref lastZ, ref last, 1, add);
        Numbers<T, N>(ref last)[..(into.Length - whole)].CopyTo(into[whole..]);
    }

    static void Loop<N, F>(F f, ref N x, ref N y, ref N z, ref N into, nint count, bool add) where N : struct, ILane<N> where F : struct, IFormula3
    {
        if (add) Add(f, ref x, ref y, ref z, ref into, count);
        else Put(f, ref x, ref y, ref z, ref into, count);
    }

    // Each formula stands once in a method: the compiler unfolds a limited number of calls in one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    static void Put<N, F>(F f, ref N x, ref N y, ref N z, ref N into, nint count) where N : struct, ILane<N> where F : struct, IFormula3
    {
        for (nint i = 0; i < count; i++) Unsafe.Add(ref into, i) = f.At(Unsafe.Add(ref x, i), Unsafe.Add(ref y, i), Unsafe.Add(ref z, i));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    static void Add<N, F>(F f, ref N x, ref N y, ref N z, ref N into, nint count) where N : struct, ILane<N> where F : struct, IFormula3
    {
        for (nint i = 0; i < count; i++) Unsafe.Add(ref into, i) += f.At(Unsafe.Add(ref x, i), Unsafe.Add(ref y, i), Unsafe.Add(ref z, i));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ref N Lane<T, N>(ReadOnlySpan<T> span) where T : struct where N : struct => ref Unsafe.As<T, N>(ref MemoryMarshal.GetReference(span));

    static Span<T> Numbers<T, N>(ref N lane) where T : struct where N : struct =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<N, T>(ref lane), Unsafe.SizeOf<N>() / Unsafe.SizeOf<T>());

    readonly struct First<F>(F f) : IFormula3 where F : struct, IFormula1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N At<N>(N x, N y, N z) where N : struct, ILane<N> => f.At(x);
    }

    readonly struct FirstTwo<F>(F f) : IFormula3 where F : struct, IFormula2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N At<N>(N x, N y, N z) where N : struct, ILane<N> => f.At(x, y);
    }

    readonly struct Right<T, F>(F f, T right) : IFormula3 where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N At<N>(N x, N y, N z) where N : struct, ILane<N> => f.At(x, Everywhere<T, N>(right));
    }

    readonly struct Left<T, F>(F f, T left) : IFormula3 where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N At<N>(N x, N y, N z) where N : struct, ILane<N> => f.At(Everywhere<T, N>(left), x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static N Everywhere<T, N>(T value) where T : struct, IFloatingPointIeee754<T> where N : struct
    {
        if (typeof(N) == typeof(Wide<T>)) return Unsafe.BitCast<Wide<T>, N>(new(Vector512.Create(value)));
        if (typeof(N) == typeof(Lanes<T>)) return Unsafe.BitCast<Lanes<T>, N>(new(Vector.Create(value)));
        return Unsafe.BitCast<Scalar<T>, N>(new(value));
    }
}
