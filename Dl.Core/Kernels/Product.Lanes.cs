using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dl.Core;

/// <summary>What a tile needs of a vector, so that one kernel serves every width and both types.</summary>
internal unsafe interface ILanes<T, V> where T : unmanaged
{
    static abstract int Count { get; }

    /// <summary>Rows of three vectors that the register file holds beside the operands.</summary>
    static abstract int Rows { get; }

    /// <summary>One element in every lane.</summary>
    static abstract V All(T* from);

    static abstract V MultiplyAdd(V left, V right, V addend);

    static abstract V Load(T* from);

    static abstract void Store(V value, T* to);

    /// <summary>The mask of the first lanes, for the last vector of a row.</summary>
    static abstract V First(int lanes);

    static abstract V Load(T* from, V mask);

    static abstract void Store(V value, T* to, V mask);
}

internal readonly unsafe struct Lanes512<T> : ILanes<T, Vector512<T>> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Count => Vector512<T>.Count;
    public static int Rows => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> All(T* from)
    {
        if (typeof(T) == typeof(float))
            return Avx512F.BroadcastScalarToVector512(Sse.LoadScalarVector128((float*)from)).As<float, T>();
        return Avx512F.BroadcastScalarToVector512(Sse2.LoadScalarVector128((double*)from)).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd(Vector512<T> left, Vector512<T> right, Vector512<T> addend) => typeof(T) == typeof(float)
        ? Vector512.MultiplyAddEstimate(left.AsSingle(), right.AsSingle(), addend.AsSingle()).As<float, T>()
        : Vector512.MultiplyAddEstimate(left.AsDouble(), right.AsDouble(), addend.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load(T* from) => Vector512.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<T> value, T* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> First(int lanes) => Vector512.LessThan(Vector512<T>.Indices, Vector512.Create(T.CreateTruncating(lanes)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load(T* from, Vector512<T> mask) => typeof(T) == typeof(float)
        ? Avx512F.MaskLoad((float*)from, mask.AsSingle(), Vector512<float>.Zero).As<float, T>()
        : Avx512F.MaskLoad((double*)from, mask.AsDouble(), Vector512<double>.Zero).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<T> value, T* to, Vector512<T> mask)
    {
        if (typeof(T) == typeof(float))
            Avx512F.MaskStore((float*)to, mask.AsSingle(), value.AsSingle());
        else
            Avx512F.MaskStore((double*)to, mask.AsDouble(), value.AsDouble());
    }
}

internal readonly unsafe struct Lanes256<T> : ILanes<T, Vector256<T>> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Count => Vector256<T>.Count;
    public static int Rows => Avx512F.VL.IsSupported ? 8 : 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> All(T* from) => typeof(T) == typeof(float)
        ? Vector256.Create(*(float*)from).As<float, T>()
        : Vector256.Create(*(double*)from).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyAdd(Vector256<T> left, Vector256<T> right, Vector256<T> addend) => typeof(T) == typeof(float)
        ? Vector256.MultiplyAddEstimate(left.AsSingle(), right.AsSingle(), addend.AsSingle()).As<float, T>()
        : Vector256.MultiplyAddEstimate(left.AsDouble(), right.AsDouble(), addend.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load(T* from) => Vector256.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<T> value, T* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> First(int lanes) => Vector256.LessThan(Vector256<T>.Indices, Vector256.Create(T.CreateTruncating(lanes)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load(T* from, Vector256<T> mask) => typeof(T) == typeof(float)
        ? Avx.MaskLoad((float*)from, mask.AsSingle()).As<float, T>()
        : Avx.MaskLoad((double*)from, mask.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<T> value, T* to, Vector256<T> mask)
    {
        if (typeof(T) == typeof(float))
            Avx.MaskStore((float*)to, mask.AsSingle(), value.AsSingle());
        else
            Avx.MaskStore((double*)to, mask.AsDouble(), value.AsDouble());
    }
}

internal readonly unsafe struct Lanes128<T> : ILanes<T, Vector128<T>> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Count => Vector128<T>.Count;
    public static int Rows => System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported ? 8 : 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> All(T* from) => typeof(T) == typeof(float)
        ? Vector128.Create(*(float*)from).As<float, T>()
        : Vector128.Create(*(double*)from).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> left, Vector128<T> right, Vector128<T> addend) => typeof(T) == typeof(float)
        ? Vector128.MultiplyAddEstimate(left.AsSingle(), right.AsSingle(), addend.AsSingle()).As<float, T>()
        : Vector128.MultiplyAddEstimate(left.AsDouble(), right.AsDouble(), addend.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load(T* from) => Vector128.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<T> value, T* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> First(int lanes) => Vector128.LessThan(Vector128<T>.Indices, Vector128.Create(T.CreateTruncating(lanes)));

    // No masked access at this width: lane by lane.
    public static Vector128<T> Load(T* from, Vector128<T> mask)
    {
        var value = Vector128<T>.Zero;
        for (var i = 0; i < Count && T.IsNaN(mask[i]); i++)
            value = value.WithElement(i, from[i]);
        return value;
    }

    public static void Store(Vector128<T> value, T* to, Vector128<T> mask)
    {
        for (var i = 0; i < Count && T.IsNaN(mask[i]); i++)
            to[i] = value[i];
    }
}
