using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>Functions over a lane that are made of others, each without a place where it loses digits or overflows.</summary>
/// <example><code>
/// Lane.Erfc(new Scalar&lt;double&gt;(5)).Value     // 1.5374597944280349e-12
/// </code></example>
public static class Lane
{
    // What exp(x^2) erfc(x) (1 + 2x) is as a polynomial of q = (x - 4) / (x + 4), highest power first: a fit of Chebyshev's on
    // 0 <= x <= 28, off by 2e-18. The form is that of Shepherd and Laframboise, Math. Comp. 36 (1981).
    static ReadOnlySpan<double> Tail =>
    [
        1.263782858042137e-09, 1.868487385473519e-09, -1.4091982822555755e-08, -1.799947545903142e-08, 1.1005996198640057e-07, 7.471952780500971e-08,
        -8.254699744871162e-07, 2.9377854943443786e-07, 5.709784760966506e-06, -1.1222046316669005e-05, -2.439924428312988e-05, 0.00015062169704678355,
        -0.00019925668432389153, -0.0007577732973669146, 0.005031969975753176, -0.01619773405599449, 0.03716751553777026, -0.0663303658124095,
        0.09373283499833023, -0.10103906603629459, 0.06809705425469323, 0.015379652102619558, -0.13962111684056253, 1.2329951186255526,
    ];

    // Beyond this magnitude erfc is 0 or 2 in double precision.
    const double Far = 28;

    // Beyond this magnitude e^x is 0 or infinite in double precision.
    const double Lowest = 750;

    /// <summary><c>-|x|</c>, and at 0 the branch of x &lt;= 0 with its slope 1: for functions that are smooth at 0 but written in two branches,
    /// of which <c>WherePositive</c> takes that of x &lt;= 0 there.</summary>
    public static N Below<N>(N x) where N : struct, ILane<N> => N.WherePositive(x, -x, x);

    /// <summary><c>1 / (1 + e^-x)</c>, with all its digits on both sides.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Sigmoid<N>(N x) where N : struct, ILane<N>
    {
        if (FloatLane.Is<N>()) return FloatLane.Sigmoid(x);
        var e = N.Exp(Below(x));
        return N.WherePositive(x, N.Of(1), e) / (N.Of(1) + e);
    }

    /// <summary>The hyperbolic tangent, with all its digits near 0.</summary>
    /// <remarks>Up to 0.625 the quotient of polynomials in x^2 of Moshier's Cephes, and beyond <c>1 - 2 / (e^2x + 1)</c>, where nothing cancels.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Tanh<N>(N x) where N : struct, ILane<N>
    {
        if (FloatLane.Is<N>()) return FloatLane.Tanh(x);
        var z = x * x;
        var above = (N.Of(-9.64399179425052238628e-1) * z - N.Of(9.92877231001918586564e1)) * z - N.Of(1.61468768441708447952e3);
        var below = ((z + N.Of(1.12811678491632931402e2)) * z + N.Of(2.23548839060100448583e3)) * z + N.Of(4.84406305325125486048e3);
        return N.WherePositive(N.Abs(x) - N.Of(0.625), N.Of(1) - N.Of(2) / (N.Exp(x + x) + N.Of(1)), x * (N.Of(1) + z * (above / below)));
    }

    /// <summary><c>ln(1 + e^x)</c>, which is max(x, 0) + ln(1 + e^-|x|): nothing overflows, and the left tail keeps its digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Softplus<N>(N x) where N : struct, ILane<N> => FloatLane.Is<N>() ? FloatLane.Softplus(x) : N.WherePositive(x, x, N.Of(0)) + N.LogP1(N.Exp(Below(x)));

    // With u = e^x rounded, x ((u - 1) / ln u) has the error of u in numerator and denominator (Kahan; Higham, "Accuracy and stability of numerical
    // algorithms", 1.14.1). From 1 on nothing cancels.
    internal static N ExpM1<N>(N x) where N : struct, ILane<N>
    {
        var u = N.Exp(x);
        var less = u - N.Of(1);
        return N.WherePositive(N.Of(1) - N.Abs(x), N.WherePositive(N.Abs(less), x * (less / N.Log(u)), x), less);
    }

    // With u = 1 + x rounded, ln(1 + x) = ln u + ln(1 + (x - (u - 1)) / u), and the second term is its argument.
    internal static N LogP1<N>(N x) where N : struct, ILane<N>
    {
        var u = N.Of(1) + x;
        return N.Log(u) + N.WherePositive(N.Of(1) - N.Abs(x), (x - (u - N.Of(1))) / u, N.Of(0));
    }

    /// <summary>The complementary error function, <c>2 / sqrt(pi)</c> times the integral of <c>e^-t^2</c> from x on; with all its digits in
    /// the right tail.</summary>
    public static N Erfc<N>(N x) where N : struct, ILane<N>
    {
        var tail = Gauss(x, 1) * Mills(-Below(x));
        return N.WherePositive(x, tail, N.Of(2) - tail);
    }

    /// <summary>The probability that a standard normal variable is at most x, with all its digits in the left tail.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Normal<N>(N x) where N : struct, ILane<N>
    {
        if (FloatLane.Is<N>()) return FloatLane.Normal(x);
        var tail = N.Of(0.5) * Gauss(x, 0.5) * Mills(-Below(x) * N.Of(Math.Sqrt(0.5)));
        return N.WherePositive(x, N.Of(1) - tail, tail);
    }

    /// <summary><c>x sigmoid(x)</c>; at minus infinity its limit, -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Silu<N>(N x) where N : struct, ILane<N>
    {
        if (FloatLane.Is<N>()) return FloatLane.Silu(x);
        return N.AtLeast(x, N.Of(-Lowest)) * Sigmoid(x);
    }

    /// <summary>The slope of <see cref="Silu"/>: with s = sigmoid(x), <c>s (1 + x (1 - s))</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N SiluSlope<N>(N x) where N : struct, ILane<N>
    {
        var near = N.AtMost(N.AtLeast(x, N.Of(-Lowest)), N.Of(Lowest));
        var e = N.Exp(Below(near));
        var (large, small) = (N.Of(1) / (N.Of(1) + e), e / (N.Of(1) + e));
        return N.WherePositive(near, large, small) * (N.Of(1) + near * N.WherePositive(near, small, large));
    }

    /// <summary>x times the probability that a standard normal variable is at most x; at minus infinity its limit, -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Gelu<N>(N x) where N : struct, ILane<N>
    {
        if (FloatLane.Is<N>()) return FloatLane.Gelu(x);
        return N.AtLeast(x, N.Of(-Lowest)) * Normal(x);
    }

    /// <summary>The slope of <see cref="Gelu"/>: with P the normal distribution, <c>P(x) + x e^(-x^2 / 2) / sqrt(2 pi)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N GeluSlope<N>(N x) where N : struct, ILane<N>
    {
        if (FloatLane.Is<N>()) return FloatLane.GeluSlope(x);
        return Normal(x) + N.Of(1 / Math.Sqrt(2 * Math.PI)) * N.AtMost(N.AtLeast(x, N.Of(-Lowest)), N.Of(Lowest)) * Gauss(x, 0.5);
    }

    /// <summary>The error function, 1 - erfc(x), with all its digits near 0.</summary>
    public static N Erf<N>(N x) where N : struct, ILane<N>
    {
        // 2 / sqrt(pi) (x - x^3 / 3 + x^5 / (2! 5) - ...), within |x| < 1/2.
        var square = N.Min(x * x, N.Of(0.25));
        var (sum, factorial) = (N.Of(0), 6227020800.0);
        for (var n = 13; n >= 0; factorial /= Math.Max(n--, 1)) sum = N.Of(1 / (factorial * (2 * n + 1))) - square * sum;
        return N.WherePositive(N.Of(0.5) - N.Abs(x), N.Of(2 / Math.Sqrt(Math.PI)) * x * sum, N.Of(1) - Erfc(x));
    }

    /// <summary><c>e^(-c x^2)</c> for c a power of two; what rounding took from the square is put back, so that it keeps its digits where the
    /// square is large.</summary>
    public static N Gauss<N>(N x, double c) where N : struct, ILane<N>
    {
        var near = N.Max(N.Of(-Far / c), N.Min(x, N.Of(Far / c)));
        var square = near * near;
        return N.Exp(N.Of(-c) * square) * (N.Of(1) - N.Of(c) * N.FusedMultiplyAdd(near, near, -square));
    }

    // exp(a^2) erfc(a) for a >= 0: flat, where both factors are steep.
    static N Mills<N>(N a) where N : struct, ILane<N>
    {
        var near = N.Min(a, N.Of(Far));
        var q = (near - N.Of(4)) / (near + N.Of(4));
        var sum = N.Of(Tail[0]);
        for (var i = 1; i < Tail.Length; i++) sum = sum * q + N.Of(Tail[i]);
        return sum / (N.Of(1) + N.Of(2) * near);
    }
}
