using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dl.Core;

/// <summary>A lane of 512 bits, where the machine has them. For <see cref="float"/> and <see cref="double"/> only.</summary>
/// <remarks><c>Vector512.IsHardwareAccelerated</c> is false where such vectors may lower the clock; in these loops they win all the same. Law: a number
/// has the bits that it has in <see cref="Lanes{T}"/>.</remarks>
/// <param name="Values">The numbers.</param>
internal readonly record struct Wide<T>(Vector512<T> Values) : ILane<Wide<T>> where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>Whether the machine has such vectors, and T fits in them.</summary>
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx512F.IsSupported && (typeof(T) == typeof(float) || typeof(T) == typeof(double));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> Of(double value) => new(typeof(T) == typeof(float)
        ? Vector512.Create((float)value).As<float, T>()
        : Vector512.Create(value).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> Sqrt(Wide<T> x) => new(Vector512.Sqrt(x.Values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> Exp(Wide<T> x) => FloatLane.Is<Wide<T>>() ? FloatLane.Exp(x) : new(Vector512.Exp(x.Values.AsDouble()).As<double, T>());

    public static Wide<T> ExpM1(Wide<T> x) => FloatLane.Is<Wide<T>>() ? FloatLane.ExpM1(x) : Lane.ExpM1(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> Log(Wide<T> x) => new(typeof(T) == typeof(float)
        ? Vector512.Log(x.Values.AsSingle()).As<float, T>()
        : Vector512.Log(x.Values.AsDouble()).As<double, T>());

    public static Wide<T> LogP1(Wide<T> x) => Lane.LogP1(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> FusedMultiplyAdd(Wide<T> x, Wide<T> y, Wide<T> z) => new(typeof(T) == typeof(float)
        ? Avx512F.FusedMultiplyAdd(x.Values.AsSingle(), y.Values.AsSingle(), z.Values.AsSingle()).As<float, T>()
        : Avx512F.FusedMultiplyAdd(x.Values.AsDouble(), y.Values.AsDouble(), z.Values.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> Abs(Wide<T> x) => new(Vector512.Abs(x.Values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> Max(Wide<T> x, Wide<T> y) => new(Vector512.Max(x.Values, y.Values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> Min(Wide<T> x, Wide<T> y) => new(Vector512.Min(x.Values, y.Values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> WherePositive(Wide<T> x, Wide<T> then, Wide<T> otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(x.Values, Vector512<T>.Zero), then.Values, otherwise.Values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> AtLeast(Wide<T> x, Wide<T> low) => new(Vector512.MaxNative(low.Values, x.Values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> AtMost(Wide<T> x, Wide<T> high) => new(Vector512.MinNative(high.Values, x.Values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> ReciprocalEstimate(Wide<T> x) => typeof(T) == typeof(float) ? new(Avx512F.Reciprocal14(x.Values.AsSingle()).As<float, T>()) : Of(1) / x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> CopySign(Wide<T> x, Wide<T> sign) => new(Vector512.ConditionalSelect(Of(-0.0).Values, sign.Values, x.Values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> ScaleB(Wide<T> x, Wide<T> n) => new(typeof(T) == typeof(float)
        ? Avx512F.Scale(x.Values.AsSingle(), n.Values.AsSingle()).As<float, T>()
        : Avx512F.Scale(x.Values.AsDouble(), n.Values.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> operator +(Wide<T> x, Wide<T> y) => new(x.Values + y.Values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> operator -(Wide<T> x, Wide<T> y) => new(x.Values - y.Values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> operator *(Wide<T> x, Wide<T> y) => new(x.Values * y.Values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> operator /(Wide<T> x, Wide<T> y) => new(x.Values / y.Values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> operator -(Wide<T> x) => new(-x.Values);
}
