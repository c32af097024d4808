namespace Dl.Core;

// Each function beside its derivative.
public readonly partial record struct Dual<T>
{
    private static readonly T Ln2 = T.Log(T.CreateChecked(2));
    private static readonly T Ln10 = T.Log(T.CreateChecked(10));

    // cos(arcsin x) = sqrt(1 - x^2), without losing what is left near |x| = 1.
    private static T Cofunction(T x) => T.Sqrt((T.One - x) * (T.One + x));

    /// <inheritdoc/>
    public static Dual<T> Exp(Dual<T> x)
    {
        var e = T.Exp(x.Value);
        return new(e, Along(x.Slope, e));
    }

    /// <inheritdoc/>
    public static Dual<T> Exp2(Dual<T> x)
    {
        var e = T.Exp2(x.Value);
        return new(e, Along(x.Slope, e * Ln2));
    }

    /// <inheritdoc/>
    public static Dual<T> Exp10(Dual<T> x)
    {
        var e = T.Exp10(x.Value);
        return new(e, Along(x.Slope, e * Ln10));
    }

    /// <inheritdoc/>
    public static Dual<T> ExpM1(Dual<T> x) => new(T.ExpM1(x.Value), Along(x.Slope, T.Exp(x.Value)));

    /// <inheritdoc/>
    public static Dual<T> Exp2M1(Dual<T> x) => new(T.Exp2M1(x.Value), Along(x.Slope, T.Exp2(x.Value) * Ln2));

    /// <inheritdoc/>
    public static Dual<T> Exp10M1(Dual<T> x) => new(T.Exp10M1(x.Value), Along(x.Slope, T.Exp10(x.Value) * Ln10));

    /// <inheritdoc/>
    public static Dual<T> Log(Dual<T> x) => new(T.Log(x.Value), Over(x.Slope, x.Value));

    /// <inheritdoc/>
    public static Dual<T> Log2(Dual<T> x) => new(T.Log2(x.Value), Over(x.Slope, x.Value * Ln2));

    /// <inheritdoc/>
    public static Dual<T> Log10(Dual<T> x) => new(T.Log10(x.Value), Over(x.Slope, x.Value * Ln10));

    /// <inheritdoc/>
    public static Dual<T> LogP1(Dual<T> x) => new(T.LogP1(x.Value), Over(x.Slope, T.One + x.Value));

    /// <inheritdoc/>
    public static Dual<T> Log2P1(Dual<T> x) => new(T.Log2P1(x.Value), Over(x.Slope, (T.One + x.Value) * Ln2));

    /// <inheritdoc/>
    public static Dual<T> Log10P1(Dual<T> x) => new(T.Log10P1(x.Value), Over(x.Slope, (T.One + x.Value) * Ln10));

    /// <inheritdoc/>
    public static Dual<T> Log(Dual<T> x, Dual<T> newBase)
    {
        var log = T.Log(x.Value, newBase.Value);
        return new(log, Over(Over(x.Slope, x.Value) - Along(Over(newBase.Slope, newBase.Value), log), T.Log(newBase.Value)));
    }

    /// <inheritdoc/>
    public static Dual<T> Sqrt(Dual<T> x)
    {
        var root = T.Sqrt(x.Value);
        return new(root, Over(x.Slope, root + root));
    }

    /// <inheritdoc/>
    public static Dual<T> Cbrt(Dual<T> x)
    {
        var root = T.Cbrt(x.Value);
        return new(root, Over(x.Slope, T.CreateChecked(3) * root * root));
    }

    /// <inheritdoc/>
    public static Dual<T> RootN(Dual<T> x, int n)
    {
        var root = T.RootN(x.Value, n);
        return new(root, Over(x.Slope, T.CreateChecked(n) * T.Pow(root, T.CreateChecked(n - 1))));
    }

    /// <inheritdoc/>
    public static Dual<T> Hypot(Dual<T> x, Dual<T> y)
    {
        var length = T.Hypot(x.Value, y.Value);
        return T.IsZero(length) ? Constant(length) : new(length, Along(x.Slope, x.Value / length) + Along(y.Slope, y.Value / length));
    }

    /// <inheritdoc/>
    public static Dual<T> Pow(Dual<T> x, Dual<T> y)
    {
        // d(x^y) = y x^(y-1) dx + x^y ln x dy; a factor y = 0 or x^y = 0 silences the infinity it multiplies at x = 0.
        var power = T.Pow(x.Value, y.Value);
        return new(power,
            (x.Slope == T.Zero ? T.Zero : x.Slope * Along(y.Value, T.Pow(x.Value, y.Value - T.One)))
            + (y.Slope == T.Zero ? T.Zero : y.Slope * Along(power, T.Log(x.Value))));
    }

    /// <inheritdoc/>
    public static Dual<T> Sin(Dual<T> x) => new(T.Sin(x.Value), Along(x.Slope, T.Cos(x.Value)));

    /// <inheritdoc/>
    public static Dual<T> Cos(Dual<T> x) => new(T.Cos(x.Value), Along(x.Slope, -T.Sin(x.Value)));

    /// <inheritdoc/>
    public static (Dual<T> Sin, Dual<T> Cos) SinCos(Dual<T> x) => (Sin(x), Cos(x));

    /// <inheritdoc/>
    public static Dual<T> Tan(Dual<T> x)
    {
        var tan = T.Tan(x.Value);
        return new(tan, Along(x.Slope, T.One + tan * tan));
    }

    /// <inheritdoc/>
    public static Dual<T> Asin(Dual<T> x) => new(T.Asin(x.Value), Over(x.Slope, Cofunction(x.Value)));

    /// <inheritdoc/>
    public static Dual<T> Acos(Dual<T> x) => new(T.Acos(x.Value), Over(-x.Slope, Cofunction(x.Value)));

    /// <inheritdoc/>
    public static Dual<T> Atan(Dual<T> x) => new(T.Atan(x.Value), Over(x.Slope, T.One + x.Value * x.Value));

    /// <inheritdoc/>
    public static Dual<T> Atan2(Dual<T> y, Dual<T> x) => new(T.Atan2(y.Value, x.Value), Turn(y, x));

    /// <inheritdoc/>
    public static Dual<T> SinPi(Dual<T> x) => new(T.SinPi(x.Value), Along(x.Slope, T.Pi * T.CosPi(x.Value)));

    /// <inheritdoc/>
    public static Dual<T> CosPi(Dual<T> x) => new(T.CosPi(x.Value), Along(x.Slope, -T.Pi * T.SinPi(x.Value)));

    /// <inheritdoc/>
    public static (Dual<T> SinPi, Dual<T> CosPi) SinCosPi(Dual<T> x) => (SinPi(x), CosPi(x));

    /// <inheritdoc/>
    public static Dual<T> TanPi(Dual<T> x)
    {
        var tan = T.TanPi(x.Value);
        return new(tan, Along(x.Slope, T.Pi * (T.One + tan * tan)));
    }

    /// <inheritdoc/>
    public static Dual<T> AsinPi(Dual<T> x) => new(T.AsinPi(x.Value), Over(x.Slope, T.Pi * Cofunction(x.Value)));

    /// <inheritdoc/>
    public static Dual<T> AcosPi(Dual<T> x) => new(T.AcosPi(x.Value), Over(-x.Slope, T.Pi * Cofunction(x.Value)));

    /// <inheritdoc/>
    public static Dual<T> AtanPi(Dual<T> x) => new(T.AtanPi(x.Value), Over(x.Slope, T.Pi * (T.One + x.Value * x.Value)));

    /// <inheritdoc/>
    public static Dual<T> Atan2Pi(Dual<T> y, Dual<T> x) => new(T.Atan2Pi(y.Value, x.Value), Turn(y, x) / T.Pi);

    // The angular speed (x dy - y dx) / (x^2 + y^2), each factor over the radius so that no square overflows.
    private static T Turn(Dual<T> y, Dual<T> x)
    {
        var radius = T.Hypot(x.Value, y.Value);
        return Along(Over(y.Slope, radius), x.Value / radius) - Along(Over(x.Slope, radius), y.Value / radius);
    }

    /// <inheritdoc/>
    public static Dual<T> Sinh(Dual<T> x) => new(T.Sinh(x.Value), Along(x.Slope, T.Cosh(x.Value)));

    /// <inheritdoc/>
    public static Dual<T> Cosh(Dual<T> x) => new(T.Cosh(x.Value), Along(x.Slope, T.Sinh(x.Value)));

    /// <inheritdoc/>
    public static Dual<T> Tanh(Dual<T> x)
    {
        var tanh = T.Tanh(x.Value);
        return new(tanh, Along(x.Slope, (T.One - tanh) * (T.One + tanh)));
    }

    /// <inheritdoc/>
    public static Dual<T> Asinh(Dual<T> x) => new(T.Asinh(x.Value), Over(x.Slope, T.Hypot(x.Value, T.One)));

    /// <inheritdoc/>
    public static Dual<T> Acosh(Dual<T> x) => new(T.Acosh(x.Value), Over(x.Slope, T.Sqrt(x.Value - T.One) * T.Sqrt(x.Value + T.One)));

    /// <inheritdoc/>
    public static Dual<T> Atanh(Dual<T> x) => new(T.Atanh(x.Value), Over(x.Slope, (T.One - x.Value) * (T.One + x.Value)));
}
