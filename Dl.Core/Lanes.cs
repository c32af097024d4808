using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>
/// One number, or several side by side that go through the same formula at once. A formula written over a lane runs as
/// vector instructions on float and double and one by one on dual numbers: written once, read like the paper.
/// </summary>
/// <typeparam name="N">The lane itself: <see cref="Scalar{T}"/> or <see cref="Lanes{T}"/>.</typeparam>
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
    public static Scalar<T> Exp(Scalar<T> x) => new(Vector<T>.IsSupported ? Lanes<T>.Exp(Wide(x)).Values[0] : T.Exp(x.Value));

    /// <inheritdoc/>
    public static Scalar<T> ExpM1(Scalar<T> x) => new(Vector<T>.IsSupported ? Lanes<T>.ExpM1(Wide(x)).Values[0] : T.ExpM1(x.Value));

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
    public static Lanes<T> Of(double value) => new(Vector.Create(T.CreateTruncating(value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Sqrt(Lanes<T> x) => new(Vector.SquareRoot(x.Values));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Exp(Lanes<T> x) => new(typeof(T) == typeof(float)
        ? Vector.Exp(x.Values.As<T, float>()).As<float, T>()
        : Vector.Exp(x.Values.As<T, double>()).As<double, T>());

    /// <inheritdoc/>
    /// <remarks>With u = e^x rounded, x ((u - 1) / ln u) has the error of u in numerator and denominator (Kahan; Higham, "Accuracy and
    /// stability of numerical algorithms", 1.14.1). From 1 on nothing cancels.</remarks>
    public static Lanes<T> ExpM1(Lanes<T> x)
    {
        var u = Exp(x);
        var less = u - Of(1);
        return WherePositive(Of(1) - Abs(x), WherePositive(Abs(less), x * (less / Log(u)), x), less);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Log(Lanes<T> x) => new(typeof(T) == typeof(float)
        ? Vector.Log(x.Values.As<T, float>()).As<float, T>()
        : Vector.Log(x.Values.As<T, double>()).As<double, T>());

    /// <inheritdoc/>
    /// <remarks>With u = 1 + x rounded, ln(1 + x) = ln u + ln(1 + (x - (u - 1)) / u), and the second term is its argument.</remarks>
    public static Lanes<T> LogP1(Lanes<T> x)
    {
        var u = Of(1) + x;
        return Log(u) + WherePositive(Of(1) - Abs(x), (x - (u - Of(1))) / u, Of(0));
    }

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
