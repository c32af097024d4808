namespace Dl.Core;

/// <summary>
/// A dual number <c>value + slope * epsilon</c> with <c>epsilon^2 = 0</c>: <c>f(a + b * epsilon) = f(a) + f'(a) b * epsilon</c>,
/// so code that is generic over its number yields exact forward-mode derivatives when it runs on duals.
/// </summary>
/// <param name="Value">The real part: what the same computation gives on <typeparamref name="T"/>.</param>
/// <param name="Slope">The derivative of the value along the one direction being followed.</param>
/// <remarks>
/// <para>Duals nest: <c>Dual&lt;Dual&lt;double&gt;&gt;</c> carries second derivatives.</para>
/// <para>A slope of zero stays zero, whatever it is multiplied by: a constant is constant even where the derivative is infinite
/// (the square root at 0) or undefined (the exponent of <c>Pow(0, 2)</c>).</para>
/// <para>At a kink the slope is one of the subgradients: that of <c>Abs</c> and <c>Hypot</c> at 0 is 0, <c>Max</c> and <c>Min</c> hand on
/// their first operand at a tie, and rounding has slope 0 everywhere.</para>
/// <para>Order and classification look at the value alone, so a comparison takes the branch the real computation takes. Equality is that
/// of the record, on both parts: two duals are interchangeable only if all that follows from them is, slopes included, and the rule above
/// needs a zero that is zero all the way down. So <c>CompareTo</c> may be 0 where <c>Equals</c> is false, and, as in every record,
/// <c>NaN</c> equals <c>NaN</c>: ask <c>IsNaN</c>.</para>
/// <para>Conversion from a real number gives slope 0, conversion to one drops the slope, and so does conversion between duals over
/// different numbers.</para>
/// </remarks>
/// <example><code>
/// var x = Dual.Variable(3.0);
/// var y = x * x;                  // new Dual&lt;double&gt;(9, 6)
/// </code></example>
public readonly partial record struct Dual<T>(T Value, T Slope) : IFloatingPointIeee754<Dual<T>>, IDual
    where T : struct, IFloatingPointIeee754<T>
{
    private static Dual<T> Constant(T value) => new(value, T.Zero);

    // The two products of the chain rule, in which a zero slope wins over any derivative.
    private static T Along(T slope, T derivative) => slope == T.Zero ? T.Zero : slope * derivative;
    private static T Over(T slope, T divisor) => slope == T.Zero ? T.Zero : slope / divisor;

    /// <inheritdoc/>
    public static Dual<T> operator +(Dual<T> value) => value;

    /// <inheritdoc/>
    public static Dual<T> operator -(Dual<T> value) => new(-value.Value, -value.Slope);

    /// <inheritdoc/>
    public static Dual<T> operator ++(Dual<T> value) => new(value.Value + T.One, value.Slope);

    /// <inheritdoc/>
    public static Dual<T> operator --(Dual<T> value) => new(value.Value - T.One, value.Slope);

    /// <inheritdoc/>
    public static Dual<T> operator +(Dual<T> left, Dual<T> right) => new(left.Value + right.Value, left.Slope + right.Slope);

    /// <inheritdoc/>
    public static Dual<T> operator -(Dual<T> left, Dual<T> right) => new(left.Value - right.Value, left.Slope - right.Slope);

    /// <inheritdoc/>
    public static Dual<T> operator *(Dual<T> left, Dual<T> right) =>
        new(left.Value * right.Value, Along(left.Slope, right.Value) + Along(right.Slope, left.Value));

    /// <inheritdoc/>
    public static Dual<T> operator /(Dual<T> left, Dual<T> right)
    {
        var ratio = left.Value / right.Value;
        return new(ratio, Over(left.Slope - Along(right.Slope, ratio), right.Value));
    }

    /// <inheritdoc/>
    public static Dual<T> operator %(Dual<T> left, Dual<T> right) => Remainder(left, right, left.Value % right.Value);

    /// <inheritdoc/>
    public static Dual<T> Ieee754Remainder(Dual<T> left, Dual<T> right) =>
        Remainder(left, right, T.Ieee754Remainder(left.Value, right.Value));

    // left - n right, with the integer n constant between the jumps.
    private static Dual<T> Remainder(Dual<T> left, Dual<T> right, T rest) =>
        new(rest, left.Slope - Along(right.Slope, T.Round((left.Value - rest) / right.Value)));

    /// <inheritdoc/>
    public static Dual<T> FusedMultiplyAdd(Dual<T> left, Dual<T> right, Dual<T> addend) =>
        new(T.FusedMultiplyAdd(left.Value, right.Value, addend.Value),
            Along(left.Slope, right.Value) + Along(right.Slope, left.Value) + addend.Slope);

    /// <inheritdoc/>
    public static Dual<T> MultiplyAddEstimate(Dual<T> left, Dual<T> right, Dual<T> addend) =>
        new(T.MultiplyAddEstimate(left.Value, right.Value, addend.Value),
            Along(left.Slope, right.Value) + Along(right.Slope, left.Value) + addend.Slope);

    /// <inheritdoc/>
    public static Dual<T> Lerp(Dual<T> value1, Dual<T> value2, Dual<T> amount) =>
        new(T.Lerp(value1.Value, value2.Value, amount.Value),
            Along(value1.Slope, T.One - amount.Value) + Along(value2.Slope, amount.Value) + Along(amount.Slope, value2.Value - value1.Value));

    /// <inheritdoc/>
    public static bool operator <(Dual<T> left, Dual<T> right) => left.Value < right.Value;

    /// <inheritdoc/>
    public static bool operator >(Dual<T> left, Dual<T> right) => left.Value > right.Value;

    /// <inheritdoc/>
    public static bool operator <=(Dual<T> left, Dual<T> right) => left.Value <= right.Value;

    /// <inheritdoc/>
    public static bool operator >=(Dual<T> left, Dual<T> right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public int CompareTo(Dual<T> other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        Dual<T> other => CompareTo(other),
        _ => throw new ArgumentException($"A {Name} compares with its like only, not with {obj.GetType()}."),
    };

    /// <inheritdoc/>
    public static int Sign(Dual<T> value) => T.Sign(value.Value);

    /// <inheritdoc/>
    public static Dual<T> Abs(Dual<T> value) =>
        T.IsZero(value.Value) ? Constant(T.Abs(value.Value)) : T.IsNegative(value.Value) ? -value : value;

    /// <inheritdoc/>
    public static Dual<T> CopySign(Dual<T> value, Dual<T> sign) =>
        T.IsNegative(value.Value) == T.IsNegative(sign.Value) ? value : -value;

    /// <inheritdoc/>
    public static Dual<T> Max(Dual<T> x, Dual<T> y) => x >= y || IsNaN(x) ? x : y;

    /// <inheritdoc/>
    public static Dual<T> Min(Dual<T> x, Dual<T> y) => x <= y || IsNaN(x) ? x : y;

    /// <inheritdoc/>
    public static Dual<T> MaxNative(Dual<T> x, Dual<T> y) => x >= y ? x : y;

    /// <inheritdoc/>
    public static Dual<T> MinNative(Dual<T> x, Dual<T> y) => x <= y ? x : y;

    /// <inheritdoc/>
    public static Dual<T> MaxNumber(Dual<T> x, Dual<T> y) => x >= y || IsNaN(y) ? x : y;

    /// <inheritdoc/>
    public static Dual<T> MinNumber(Dual<T> x, Dual<T> y) => x <= y || IsNaN(y) ? x : y;

    /// <inheritdoc/>
    public static Dual<T> MaxMagnitude(Dual<T> x, Dual<T> y) => IsNaN(x) ? x : IsNaN(y) ? y : Farther(x, y);

    /// <inheritdoc/>
    public static Dual<T> MinMagnitude(Dual<T> x, Dual<T> y) => IsNaN(x) ? x : IsNaN(y) ? y : Nearer(x, y);

    /// <inheritdoc/>
    public static Dual<T> MaxMagnitudeNumber(Dual<T> x, Dual<T> y) => IsNaN(x) ? y : IsNaN(y) ? x : Farther(x, y);

    /// <inheritdoc/>
    public static Dual<T> MinMagnitudeNumber(Dual<T> x, Dual<T> y) => IsNaN(x) ? y : IsNaN(y) ? x : Nearer(x, y);

    // IEEE 754 breaks a tie of magnitudes by sign.
    private static Dual<T> Farther(Dual<T> x, Dual<T> y)
    {
        var order = T.Abs(x.Value).CompareTo(T.Abs(y.Value));
        return order > 0 || (order == 0 && x >= y) ? x : y;
    }

    private static Dual<T> Nearer(Dual<T> x, Dual<T> y)
    {
        var order = T.Abs(x.Value).CompareTo(T.Abs(y.Value));
        return order < 0 || (order == 0 && x <= y) ? x : y;
    }

    /// <inheritdoc/>
    public static Dual<T> Round(Dual<T> x, int digits, MidpointRounding mode) => Constant(T.Round(x.Value, digits, mode));

    /// <inheritdoc/>
    public static Dual<T> ScaleB(Dual<T> x, int n) => new(T.ScaleB(x.Value, n), T.ScaleB(x.Slope, n));

    /// <inheritdoc/>
    public static Dual<T> BitIncrement(Dual<T> x) => new(T.BitIncrement(x.Value), x.Slope);

    /// <inheritdoc/>
    public static Dual<T> BitDecrement(Dual<T> x) => new(T.BitDecrement(x.Value), x.Slope);
}

/// <summary>Where a derivative starts: constants, and the variable it is taken by.</summary>
public static class Dual
{
    /// <summary>A number that does not depend on the variable: slope 0.</summary>
    public static Dual<T> Constant<T>(T value) where T : struct, IFloatingPointIeee754<T> => new(value, T.Zero);

    /// <summary>The variable itself: slope 1.</summary>
    /// <example><code>
    /// var y = Dual&lt;double&gt;.Exp(Dual.Variable(0.0));     // new Dual&lt;double&gt;(1, 1)
    /// var z = Dual.Variable(Dual.Variable(3.0));           // nested: (z * z * z).Slope.Slope is the second derivative, 18
    /// </code></example>
    public static Dual<T> Variable<T>(T value) where T : struct, IFloatingPointIeee754<T> => new(value, T.One);
}
