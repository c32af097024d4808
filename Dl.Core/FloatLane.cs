using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Dl.Core;

/// <summary>
/// The exponential and the functions made of it for a lane of floats, in float arithmetic throughout: written once for vectors of any width and for
/// one number. Law: exp, sigmoid, tanh and softplus are off by at most 2 units in the last place, GELU and SiLU by at most 4, at each of the 2^32
/// floats; NaN stays NaN, and at infinity stands the limit.
/// </summary>
/// <remarks>
/// e^x is e^r 2^n with n the whole number next to x / ln 2. Where e^x is too small for a float but a product with it is not, the product is
/// made with e^r, and the scaling by 2^n comes last. The polynomials are minimax fits with float coefficients. All lean on a multiplication with an
/// addition that rounds once; where the machine has none the functions are computed in double precision and rounded.
/// </remarks>
internal static class FloatLane
{
    // Beyond these e^x is infinite, or 0.
    const double Highest = 89, Lowest = -104;

    // ln 2 in two parts, of which the first has so few digits that its multiples up to 150 are exact.
    const double Ln2High = 0.693359375, Ln2Low = -2.12194440054690581e-4;

    // A float of this size has no digits behind the point: what is added to it is rounded to a whole number.
    const double Whole = 12582912;

    /// <summary>Whether the lane holds floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is<N>() => typeof(N) == typeof(Wide<float>) || typeof(N) == typeof(Lanes<float>) || typeof(N) == typeof(Scalar<float>);

    /// <summary><c>e^x</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Exp<N>(N x) where N : struct, ILane<N>
    {
        if (!Fuses) return InDouble<N, ExpFormula>(x);
        var rise = Rise(Reduced(N.Clamp(x, N.Of(Lowest), N.Of(Highest)), out var n));
        return N.ScaleB(N.Of(1) + rise, n);
    }

    /// <summary><c>e^x - 1</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N ExpM1<N>(N x) where N : struct, ILane<N>
    {
        if (!Fuses) return InDouble<N, ExpM1Formula>(x);
        // Half of it, and doubled at the end: 2^128 is no float, 2^127 is.
        var rise = Rise(Reduced(N.Clamp(x, N.Of(-25), N.Of(Highest)), out var n));
        var power = N.ScaleB(N.Of(0.5), n);
        var half = N.FusedMultiplyAdd(power, rise, power - N.Of(0.5));
        return N.CopySign(half + half, x);
    }

    /// <summary><c>1 / (1 + e^-x)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Sigmoid<N>(N x) where N : struct, ILane<N>
    {
        if (!Fuses) return InDouble<N, SigmoidFormula>(x);
        var e = Exp(-N.Abs(x));
        return N.WherePositive(x, N.Of(1), e) / (N.Of(1) + e);
    }

    /// <summary>The hyperbolic tangent: a polynomial up to 0.55, and beyond 1 - 2e / (1 + e) with e = e^-2|x| and the sign of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Tanh<N>(N x) where N : struct, ILane<N>
    {
        if (!Fuses) return InDouble<N, TanhFormula>(x);
        var size = N.Abs(x);
        var z = x * x;
        var bend = N.FusedMultiplyAdd(N.FusedMultiplyAdd(N.Of(-0.006281798239797354), z, N.Of(0.021077312529087067)), z, N.Of(-0.05385375767946243));
        bend = N.FusedMultiplyAdd(N.FusedMultiplyAdd(bend, z, N.Of(0.13332600891590118)), z, N.Of(-0.33333319425582886));
        var e = Exp(N.Of(-2) * size);
        var far = N.Of(1) - (e + e) / (N.Of(1) + e);
        return N.CopySign(N.WherePositive(size - N.Of(0.55), far, N.FusedMultiplyAdd(size * z, bend, size)), x);
    }

    /// <summary><c>ln(1 + e^x)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Softplus<N>(N x) where N : struct, ILane<N>
    {
        if (!Fuses) return InDouble<N, SoftplusFormula>(x);
        // With e = e^-|x| and s = e / (2 + e), ln(1 + e) = 2 atanh(s) = e - s (e - s^2 r), where r = 2 / 3 + 2 s^2 / 5 + ...: the form of fdlibm's
        // log1p, in which s is only part of a correction.
        var e = Exp(-N.Abs(x));
        var s = e / (N.Of(2) + e);
        var z = s * s;
        var r = N.FusedMultiplyAdd(N.FusedMultiplyAdd(N.Of(0.2425365149974823), z, N.Of(0.21442000567913055)), z, N.Of(0.2861534655094147));
        r = N.FusedMultiplyAdd(N.FusedMultiplyAdd(r, z, N.Of(0.39998945593833923)), z, N.Of(0.6666667461395264));
        return N.WherePositive(x, x, N.Of(0)) + N.FusedMultiplyAdd(-s, N.FusedMultiplyAdd(-r, z, e), e);
    }

    /// <summary><c>x sigmoid(x)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Silu<N>(N x) where N : struct, ILane<N>
    {
        if (!Fuses) return InDouble<N, SiluFormula>(x);
        // |x| e^-|x| or |x|, over 1 + e^-|x|.
        var near = N.Clamp(N.Abs(x), N.Of(0), N.Of(-Lowest + 8));
        var rise = Rise(Reduced(-near, out var n));
        return N.CopySign(N.WherePositive(x, x, N.ScaleB(Times(near, rise), n)) / (N.Of(1) + N.ScaleB(N.Of(1) + rise, n)), x);
    }

    /// <summary>The probability that a standard normal variable is at most x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Normal<N>(N x) where N : struct, ILane<N>
    {
        if (!Fuses) return InDouble<N, NormalFormula>(x);
        var rise = Density(Magnitude(x), out var mills, out var n);
        var tail = N.ScaleB(Times(mills, rise), n);
        return N.WherePositive(x, N.Of(1) - tail, tail);
    }

    /// <summary>x times the probability that a standard normal variable is at most x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Gelu<N>(N x) where N : struct, ILane<N>
    {
        if (!Fuses) return InDouble<N, GeluFormula>(x);
        var near = Magnitude(x);
        var rise = Density(near, out var mills, out var n);
        var tail = N.ScaleB(Times(near * mills, rise), n);
        return N.WherePositive(x, x - tail, N.CopySign(tail, x));
    }

    /// <summary>The slope of <see cref="Gelu"/>, which is 1 less that at -x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N GeluSlope<N>(N x) where N : struct, ILane<N>
    {
        if (!Fuses) return InDouble<N, GeluSlopeFormula>(x);
        var near = Magnitude(x);
        var rise = Density(near, out var mills, out var n);
        var slope = N.ScaleB(Times(N.FusedMultiplyAdd(N.Of(-1 / Math.Sqrt(2 * Math.PI)), near, mills), rise), n);
        return N.WherePositive(x, N.Of(1) - slope, slope);
    }

    static bool Fuses => Fma.IsSupported || AdvSimd.IsSupported;

    // n.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static N Multiple<N>(N x) where N : struct, ILane<N> => N.FusedMultiplyAdd(x, N.Of(1 / Math.Log(2)), N.Of(Whole)) - N.Of(Whole);

    // x - n ln 2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static N Reduced<N>(N x, out N n) where N : struct, ILane<N>
    {
        n = Multiple(x);
        return N.FusedMultiplyAdd(n, N.Of(-Ln2Low), N.FusedMultiplyAdd(n, N.Of(-Ln2High), x));
    }

    // e^r - 1 for |r| <= ln 2 / 2: r + r^2 q(r).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static N Rise<N>(N r) where N : struct, ILane<N>
    {
        var q = N.FusedMultiplyAdd(N.Of(0.0013838323066011071), r, N.Of(0.00836916547268629));
        q = N.FusedMultiplyAdd(N.FusedMultiplyAdd(N.FusedMultiplyAdd(q, r, N.Of(0.04166810214519501)), r, N.Of(0.16666516661643982)), r, N.Of(0.4999999403953552));
        return N.FusedMultiplyAdd(r * r, q, r);
    }

    // x e^r, given e^r - 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static N Times<N>(N x, N rise) where N : struct, ILane<N> => N.FusedMultiplyAdd(x, rise, x);

    // From 15 on the tail of the normal distribution rounds to 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static N Magnitude<N>(N x) where N : struct, ILane<N> => N.Clamp(N.Abs(x), N.Of(0), N.Of(15));

    // The tail of the normal distribution beyond t >= 0 is e^(-t^2 / 2) times Mills's ratio; given is e^r - 1 of e^(-t^2 / 2) = e^r 2^n. What rounding took from the square
    // is put back. The ratio is w times a polynomial of q = 1 - 7 w with w = 1 / (t + 3.5) (after Shepherd and Laframboise, 1981); it is
    // steep in w, so that q is told what w is off by.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static N Density<N>(N t, out N mills, out N n) where N : struct, ILane<N>
    {
        var square = t * t;
        var lost = N.FusedMultiplyAdd(t, t, -square);
        n = Multiple(N.Of(-0.5) * square);
        var r = N.FusedMultiplyAdd(n, N.Of(-Ln2High), N.Of(-0.5) * square) + N.FusedMultiplyAdd(n, N.Of(-Ln2Low), N.Of(-0.5) * lost);
        var below = t + N.Of(3.5);
        var w = N.Of(1) / below;
        var off = w * N.FusedMultiplyAdd(below - N.Of(3.5) - t, w, N.FusedMultiplyAdd(-below, w, N.Of(1)));
        var q = N.FusedMultiplyAdd(N.Of(-7), off, N.FusedMultiplyAdd(N.Of(-7), w, N.Of(1)));
        var sum = N.FusedMultiplyAdd(N.Of(0.00008006035204743966), q, N.Of(0.00037617352791130543));
        sum = N.FusedMultiplyAdd(N.FusedMultiplyAdd(sum, q, N.Of(-0.00047961046220734715)), q, N.Of(-0.0031348427291959524));
        sum = N.FusedMultiplyAdd(N.FusedMultiplyAdd(sum, q, N.Of(0.006493190303444862)), q, N.Of(0.0173947773873806));
        sum = N.FusedMultiplyAdd(N.FusedMultiplyAdd(sum, q, N.Of(-0.11605365574359894)), q, N.Of(0.31542614102363586));
        sum = N.FusedMultiplyAdd(N.FusedMultiplyAdd(sum, q, N.Of(-0.5655617117881775)), q, N.Of(0.7444160580635071));
        mills = sum * (w + off);
        return Rise(r);
    }

    static N InDouble<N, F>(N x) where N : struct, ILane<N> where F : struct, IFormula1
    {
        if (typeof(N) == typeof(Lanes<float>))
        {
            Vector.Widen(Unsafe.BitCast<N, Lanes<float>>(x).Values, out var lower, out var upper);
            return Unsafe.BitCast<Lanes<float>, N>(new(Vector.Narrow(default(F).At(new Lanes<double>(lower)).Values, default(F).At(new Lanes<double>(upper)).Values)));
        }
        return Unsafe.BitCast<Scalar<float>, N>(new((float)default(F).At(new Scalar<double>(Unsafe.BitCast<N, Scalar<float>>(x).Value)).Value));
    }

    readonly struct ExpFormula : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => N.Exp(x);
    }

    readonly struct ExpM1Formula : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => N.ExpM1(x);
    }

    readonly struct SigmoidFormula : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => Lane.Sigmoid(x);
    }

    readonly struct TanhFormula : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => Lane.Tanh(x);
    }

    readonly struct SoftplusFormula : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => Lane.Softplus(x);
    }

    readonly struct SiluFormula : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => Lane.Silu(x);
    }

    readonly struct NormalFormula : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => Lane.Normal(x);
    }

    readonly struct GeluFormula : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => Lane.Gelu(x);
    }

    readonly struct GeluSlopeFormula : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => Lane.GeluSlope(x);
    }
}
