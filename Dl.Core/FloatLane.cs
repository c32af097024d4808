using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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
        var rise = Rise(Reduced(N.AtMost(N.AtLeast(x, N.Of(Lowest)), N.Of(Highest)), out var n));
        return N.ScaleB(N.Of(1) + rise, n);
    }

    /// <summary><c>e^x - 1</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N ExpM1<N>(N x) where N : struct, ILane<N>
    {
        if (!Fuses) return InDouble<N, ExpM1Formula>(x);
        // Half of it, and doubled at the end: 2^128 is no float, 2^127 is.
        var rise = Rise(Reduced(N.AtMost(N.AtLeast(x, N.Of(-25)), N.Of(Highest)), out var n));
        var power = N.ScaleB(N.Of(0.5), n);
        var half = N.FusedMultiplyAdd(power, rise, power - N.Of(0.5));
        return N.CopySign(half + half, x);
    }

    /// <summary><c>1 / (1 + e^-x)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Sigmoid<N>(N x) where N : struct, ILane<N>
    {
        if (!Fuses) return InDouble<N, SigmoidFormula>(x);
        // What rounding takes from 1 + e is put back.
        var e = Vanishing(-N.Abs(x));
        var under = N.Of(1) + e;
        var share = N.WherePositive(x, N.Of(1), e) / under;
        return N.FusedMultiplyAdd(-share, e - (under - N.Of(1)), share);
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
        var e = Vanishing(N.Of(-2) * size);
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
        var e = Vanishing(-N.Abs(x));
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
        var near = N.AtMost(N.Abs(x), N.Of(-Lowest + 8));
        var rise = Rise(Reduced(-near, out var n));
        return N.CopySign(N.WherePositive(x, x, N.ScaleB(Times(near, rise), n)) / (N.Of(1) + N.ScaleB(N.Of(1) + rise, n)), x);
    }

    /// <summary>The probability that a standard normal variable is at most x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Normal<N>(N x) where N : struct, ILane<N>
    {
        if (!Fuses) return InDouble<N, NormalFormula>(x);
        var rise = Density(Magnitude(x), out var mills, out var slip, out var n);
        var tail = N.ScaleB(Times(mills, Both(rise, slip)), n);
        return N.WherePositive(x, N.Of(1) - tail, tail);
    }

    /// <summary>x times the probability that a standard normal variable is at most x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Gelu<N>(N x) where N : struct, ILane<N>
    {
        if (typeof(N) != typeof(Wide<float>)) return Wide<float>.IsSupported ? FirstLanes(x) : GeluAnywhere(x);
        var wide = Unsafe.BitCast<N, Wide<float>>(x);
        return Unsafe.BitCast<Wide<float>, N>(NormalPieces.Hold(wide.Values) ? new(NormalPieces.Gelu(wide.Values)) : FarGelu(wide));
    }

    // A number's bits do not depend on its neighbours.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static Wide<float> FarGelu(Wide<float> x) => new(Vector512.ConditionalSelect(NormalPieces.Within(x.Values), NormalPieces.Gelu(x.Values), GeluAnywhere(x).Values));

    [MethodImpl(MethodImplOptions.NoInlining)]
    static N FirstLanes<N>(N x) where N : struct, ILane<N>
    {
        Wide<float> wide = default;
        Unsafe.As<Wide<float>, N>(ref wide) = x;
        wide = Gelu(wide);
        return Unsafe.As<Wide<float>, N>(ref wide);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static N GeluAnywhere<N>(N x) where N : struct, ILane<N>
    {
        if (!Fuses) return InDouble<N, GeluFormula>(x);
        var near = Magnitude(x);
        var rise = Density(near, out var mills, out var slip, out var n);
        // From below 0 comes -0, and nothing is lost of the tail.
        return N.AtLeast(x, N.Of(-0.0)) - N.ScaleB(Times(near * mills, Both(rise, slip)), n);
    }

    /// <summary>The slope of <see cref="Gelu"/>, which is 1 less that at -x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N GeluSlope<N>(N x) where N : struct, ILane<N>
    {
        if (!Fuses) return InDouble<N, GeluSlopeFormula>(x);
        var near = Magnitude(x);
        var rise = Density(near, out var mills, out var slip, out var n);
        var slope = N.ScaleB(Times(N.FusedMultiplyAdd(N.Of(-1 / Math.Sqrt(2 * Math.PI)), near, Times(mills, slip)), rise), n);
        return N.WherePositive(x, N.Of(1) - slope, slope);
    }

    static bool Fuses => Fma.IsSupported || AdvSimd.IsSupported;

    // e^x for x not above 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static N Vanishing<N>(N x) where N : struct, ILane<N>
    {
        var rise = Rise(Reduced(N.AtLeast(x, N.Of(Lowest)), out var n));
        return N.ScaleB(N.Of(1) + rise, n);
    }

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

    // (1 + x) (1 + y) - 1 for a small y.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static N Both<N>(N x, N y) where N : struct, ILane<N> => x + N.FusedMultiplyAdd(x, y, y);

    // From 15 on the tail of the normal distribution rounds to 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static N Magnitude<N>(N x) where N : struct, ILane<N> => N.AtMost(N.Abs(x), N.Of(15));

    // The tail of the normal distribution beyond t >= 0 is e^(-t^2 / 2) times Mills's ratio; given is e^r - 1 of e^(-t^2 / 2) = e^r 2^n. What
    // rounding took from the square is put back. The ratio is w times a polynomial of q = 1 - 6.75 w with w = 1 / (t + 3.375) (after Shepherd and
    // Laframboise, 1981). It is steep in w, which is known as a float and the share that has slipped from that; the latter is still to be added to
    // the ratio.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static N Density<N>(N t, out N mills, out N slip, out N n) where N : struct, ILane<N>
    {
        var half = N.Of(-0.5) * t;
        var square = half * t;
        n = Multiple(square);
        var r = N.FusedMultiplyAdd(n, N.Of(-Ln2High), square) - N.FusedMultiplyAdd(n, N.Of(Ln2Low), N.FusedMultiplyAdd(-t, half, square));
        var below = t + N.Of(3.375);
        var w = N.ReciprocalEstimate(below);
        slip = N.FusedMultiplyAdd(below - N.Of(3.375) - t, w, N.FusedMultiplyAdd(-below, w, N.Of(1)));
        var q = N.FusedMultiplyAdd(N.Of(-6.75), w * slip, N.FusedMultiplyAdd(N.Of(-6.75), w, N.Of(1)));
        var z = q * q;
        var even = N.FusedMultiplyAdd(N.FusedMultiplyAdd(N.Of(0.0003091267717536539), z, N.Of(-0.0022513933945447206)), z, N.Of(0.00871946755796671));
        even = N.FusedMultiplyAdd(even, z, N.Of(0.29537585377693176));
        var odd = N.FusedMultiplyAdd(N.FusedMultiplyAdd(N.Of(0.00013436528388410807), z, N.Of(-0.000849202333483845)), z, N.Of(0.007824714295566082));
        odd = N.FusedMultiplyAdd(N.FusedMultiplyAdd(odd, z, N.Of(-0.0983843207359314)), z, N.Of(-0.5529922246932983));
        // The constant comes last: what follows cancels half of it, and would double the rounding of a sum in between.
        mills = N.FusedMultiplyAdd(N.FusedMultiplyAdd(even, q, odd), q, N.Of(0.7410802841186523)) * w;
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
