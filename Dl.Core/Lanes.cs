using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dl.Core;

/// <summary>
/// One number, or several side by side that go through the same formula at once. A formula written over a lane runs as
/// vector instructions on float and double and one by one on dual numbers: written once, read like the paper.
/// </summary>
/// <typeparam name="N">The lane itself: <see cref="Scalar{T}"/>, <see cref="Lanes{T}"/> or <see cref="Wide{T}"/>.</typeparam>
public interface ILane<N> : IAdditionOperators<N, N, N>, ISubtractionOperators<N, N, N>, IMultiplyOperators<N, N, N>,
    IDivisionOperators<N, N, N>, IUnaryNegationOperators<N, N> where N : struct, ILane<N>
{
    /// <summary>A constant in every lane.</summary>
    static abstract N Of(double value);

    /// <summary>The square root.</summary>
    static abstract N Sqrt(N x);

    /// <summary><c>e^x</c>.</summary>
    static abstract N Exp(N x);

    /// <summary><c>e^x - 1</c>, with all its digits near 0.</summary>
    static abstract N ExpM1(N x);

    /// <summary>The natural logarithm.</summary>
    static abstract N Log(N x);

    /// <summary><c>ln(1 + x)</c>, with all its digits near 0.</summary>
    static abstract N LogP1(N x);

    /// <summary><c>x y + z</c>, rounded once.</summary>
    static abstract N FusedMultiplyAdd(N x, N y, N z);

    /// <summary>The magnitude; slope 0 at 0.</summary>
    static abstract N Abs(N x);

    /// <summary>The larger of the two; the first where they are equal.</summary>
    static abstract N Max(N x, N y);

    /// <summary>The smaller of the two; the first where they are equal.</summary>
    static abstract N Min(N x, N y);

    /// <summary><paramref name="then"/> where <paramref name="x"/> &gt; 0, else <paramref name="otherwise"/> (for NaN too).</summary>
    static abstract N WherePositive(N x, N then, N otherwise);

    /// <summary>x, or low where x is below it; NaN stays NaN, and a zero keeps its sign.</summary>
    static abstract N AtLeast(N x, N low);

    /// <summary>x, or high where x is above it; NaN stays NaN, and a zero keeps its sign.</summary>
    static abstract N AtMost(N x, N high);

    /// <summary>About <c>1 / x</c>: to 12 binary digits at least.</summary>
    static abstract N ReciprocalEstimate(N x);

    /// <summary>The magnitude of x with the sign of the other, zeros included.</summary>
    static abstract N CopySign(N x, N sign);

    /// <summary><c>x 2^n</c>, rounded once, for whole n up to twice the largest exponent.</summary>
    static abstract N ScaleB(N x, N n);
}

/// <summary>A lane of one number. Law: it has the bits that the same number has in a vector.</summary>
/// <param name="Value">The number.</param>
public readonly record struct Scalar<T>(T Value) : ILane<Scalar<T>> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public static Scalar<T> Of(double value) => new(T.CreateTruncating(value));

    /// <inheritdoc/>
    public static Scalar<T> Sqrt(Scalar<T> x) => new(T.Sqrt(x.Value));

    /// <inheritdoc/>
    public static Scalar<T> Exp(Scalar<T> x) => FloatLane.Is<Scalar<T>>() ? FloatLane.Exp(x) : new(Vector<T>.IsSupported ? Lanes<T>.Exp(Wide(x)).Values[0] : T.Exp(x.Value));

    /// <inheritdoc/>
    public static Scalar<T> ExpM1(Scalar<T> x) => FloatLane.Is<Scalar<T>>() ? FloatLane.ExpM1(x) : new(Vector<T>.IsSupported ? Lanes<T>.ExpM1(Wide(x)).Values[0] : T.ExpM1(x.Value));

    /// <inheritdoc/>
    public static Scalar<T> Log(Scalar<T> x) => new(Vector<T>.IsSupported ? Lanes<T>.Log(Wide(x)).Values[0] : T.Log(x.Value));

    /// <inheritdoc/>
    public static Scalar<T> LogP1(Scalar<T> x) => new(Vector<T>.IsSupported ? Lanes<T>.LogP1(Wide(x)).Values[0] : T.LogP1(x.Value));

    /// <inheritdoc/>
    public static Scalar<T> FusedMultiplyAdd(Scalar<T> x, Scalar<T> y, Scalar<T> z) => new(T.FusedMultiplyAdd(x.Value, y.Value, z.Value));

    /// <inheritdoc/>
    public static Scalar<T> Abs(Scalar<T> x) => new(T.Abs(x.Value));

    /// <inheritdoc/>
    public static Scalar<T> Max(Scalar<T> x, Scalar<T> y) => new(T.Max(x.Value, y.Value));

    /// <inheritdoc/>
    public static Scalar<T> Min(Scalar<T> x, Scalar<T> y) => new(T.Min(x.Value, y.Value));

    /// <inheritdoc/>
    public static Scalar<T> WherePositive(Scalar<T> x, Scalar<T> then, Scalar<T> otherwise) => x.Value > T.Zero ? then : otherwise;

    /// <inheritdoc/>
    public static Scalar<T> AtLeast(Scalar<T> x, Scalar<T> low) => x.Value < low.Value ? low : x;

    /// <inheritdoc/>
    public static Scalar<T> AtMost(Scalar<T> x, Scalar<T> high) => x.Value > high.Value ? high : x;

    /// <inheritdoc/>
    public static Scalar<T> ReciprocalEstimate(Scalar<T> x) => Vector<T>.IsSupported ? new(Lanes<T>.ReciprocalEstimate(Wide(x)).Values[0]) : new(T.One / x.Value);

    /// <inheritdoc/>
    public static Scalar<T> CopySign(Scalar<T> x, Scalar<T> sign) => new(T.CopySign(x.Value, sign.Value));

    /// <inheritdoc/>
    public static Scalar<T> ScaleB(Scalar<T> x, Scalar<T> n) => new(T.ScaleB(x.Value, int.CreateTruncating(n.Value)));

    /// <inheritdoc/>
    public static Scalar<T> operator +(Scalar<T> x, Scalar<T> y) => new(x.Value + y.Value);

    /// <inheritdoc/>
    public static Scalar<T> operator -(Scalar<T> x, Scalar<T> y) => new(x.Value - y.Value);

    /// <inheritdoc/>
    public static Scalar<T> operator *(Scalar<T> x, Scalar<T> y) => new(x.Value * y.Value);

    /// <inheritdoc/>
    public static Scalar<T> operator /(Scalar<T> x, Scalar<T> y) => new(x.Value / y.Value);

    /// <inheritdoc/>
    public static Scalar<T> operator -(Scalar<T> x) => new(-x.Value);

    static Lanes<T> Wide(Scalar<T> x) => new(Vector.Create(x.Value));
}

/// <summary>As many numbers side by side as the machine's vectors hold. For <see cref="float"/> and <see cref="double"/> only.</summary>
/// <param name="Values">The numbers.</param>
public readonly record struct Lanes<T>(Vector<T> Values) : ILane<Lanes<T>> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Of(double value) => new(typeof(T) == typeof(float)
        ? Vector.Create((float)value).As<float, T>()
        : Vector.Create(value).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Sqrt(Lanes<T> x) => new(Vector.SquareRoot(x.Values));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Exp(Lanes<T> x) => FloatLane.Is<Lanes<T>>() ? FloatLane.Exp(x) : new(Vector.Exp(x.Values.As<T, double>()).As<double, T>());

    /// <inheritdoc/>
    public static Lanes<T> ExpM1(Lanes<T> x) => FloatLane.Is<Lanes<T>>() ? FloatLane.ExpM1(x) : Lane.ExpM1(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Log(Lanes<T> x) => new(typeof(T) == typeof(float)
        ? Vector.Log(x.Values.As<T, float>()).As<float, T>()
        : Vector.Log(x.Values.As<T, double>()).As<double, T>());

    /// <inheritdoc/>
    public static Lanes<T> LogP1(Lanes<T> x) => Lane.LogP1(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> FusedMultiplyAdd(Lanes<T> x, Lanes<T> y, Lanes<T> z) => new(typeof(T) == typeof(float)
        ? Vector.FusedMultiplyAdd(x.Values.As<T, float>(), y.Values.As<T, float>(), z.Values.As<T, float>()).As<float, T>()
        : Vector.FusedMultiplyAdd(x.Values.As<T, double>(), y.Values.As<T, double>(), z.Values.As<T, double>()).As<double, T>());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Abs(Lanes<T> x) => new(Vector.Abs(x.Values));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Max(Lanes<T> x, Lanes<T> y) => new(Vector.Max(x.Values, y.Values));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Min(Lanes<T> x, Lanes<T> y) => new(Vector.Min(x.Values, y.Values));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> WherePositive(Lanes<T> x, Lanes<T> then, Lanes<T> otherwise) =>
        new(Vector.ConditionalSelect(Vector.GreaterThan(x.Values, Vector<T>.Zero), then.Values, otherwise.Values));

    /// <inheritdoc/>
    /// <remarks>The native maximum gives its second operand where one is NaN or both are zero, or what IEEE 754 asks for.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> AtLeast(Lanes<T> x, Lanes<T> low) => new(Vector.MaxNative(low.Values, x.Values));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> AtMost(Lanes<T> x, Lanes<T> high) => new(Vector.MinNative(high.Values, x.Values));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> ReciprocalEstimate(Lanes<T> x) => Avx512F.VL.IsSupported && typeof(T) == typeof(float) && Vector<byte>.Count == 32
        ? new(Avx512F.VL.Reciprocal14(x.Values.AsVector256().AsSingle()).AsVector().As<float, T>())
        : Of(1) / x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> CopySign(Lanes<T> x, Lanes<T> sign) => new(Vector.CopySign(x.Values, sign.Values));

    /// <inheritdoc/>
    /// <remarks>By two powers of two, of which the first leaves room: only the second product is rounded.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> ScaleB(Lanes<T> x, Lanes<T> n)
    {
        if (typeof(T) == typeof(float))
        {
            var whole = Vector.ConvertToInt32Native(n.Values.As<T, float>());
            var half = whole >> 1;
            return new(x.Values * Power(half).As<float, T>() * Power(whole - half).As<float, T>());
        }
        var all = Vector.ConvertToInt64Native(n.Values.As<T, double>());
        var part = all >> 1;
        return new(x.Values * Power(part).As<double, T>() * Power(all - part).As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector<float> Power(Vector<int> n) => ((n + new Vector<int>(127)) << 23).As<int, float>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector<double> Power(Vector<long> n) => ((n + new Vector<long>(1023)) << 52).As<long, double>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator +(Lanes<T> x, Lanes<T> y) => new(x.Values + y.Values);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator -(Lanes<T> x, Lanes<T> y) => new(x.Values - y.Values);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator *(Lanes<T> x, Lanes<T> y) => new(x.Values * y.Values);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator /(Lanes<T> x, Lanes<T> y) => new(x.Values / y.Values);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator -(Lanes<T> x) => new(-x.Values);
}
