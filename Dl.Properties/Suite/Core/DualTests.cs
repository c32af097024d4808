using Dl.Core;

namespace Dl.Properties.Suite.Core;

/// <summary>
/// Every function of a dual number has the value of the real function, to the bit, and the slope that differences find. The
/// functions are written once, over any number, and run on doubles, on duals, and on duals of duals.
/// </summary>
public sealed class DualTests
{
    static readonly double[] Line = [-1.75, -0.3, 0, 0.6, 1.4];
    static readonly double[] Away = [-2.25, -0.8, 0.4, 3.1];
    static readonly double[] Positive = [0.3, 1, 2.6, 40];
    static readonly double[] AboveMinusOne = [-0.7, 0, 0.2, 5];
    static readonly double[] Inside = [-0.85, -0.2, 0, 0.6];
    static readonly double[] AboveOne = [1.2, 2, 9];
    static readonly double[] Between = [-2.3, -0.3, 0.2, 1.7];
    static readonly double[] Special = [double.NaN, double.NegativeInfinity, -2, -1, -0.0, 0, double.Epsilon, 0.5, 1, 2, 3, 1e300, double.PositiveInfinity];
    static readonly (double, double)[] Plane = [(0.7, 1.9), (-1.3, 0.6), (2.2, -0.9), (-0.4, -2.5)];
    static readonly (double, double)[] Apart = [(7.4, 2), (-5.3, 3.1), (4.2, -1.5), (0.9, 2.3)];
    static readonly (double, double)[] Quadrant = [(0.7, 1.9), (1.6, 0.4), (3, 2), (0.2, 5)];

    static (string Name, Func<T, T> F, double[] At)[] Unary<T>() where T : struct, IFloatingPointIeee754<T> =>
    [
        ("plus", x => +x, Line), ("minus", x => -x, Line), ("++", x => ++x, Line), ("--", x => --x, Line),
        ("cube", x => x * x * x, Line), ("reciprocal", x => T.One / x, Away), ("rational", x => (x - T.One) / (x * x + T.One), Line),
        ("Abs", T.Abs, Away), ("ScaleB", x => T.ScaleB(x, 3), Line), ("BitIncrement", T.BitIncrement, Away), ("BitDecrement", T.BitDecrement, Away),
        ("Exp", T.Exp, Line), ("Exp2", T.Exp2, Line), ("Exp10", T.Exp10, Line),
        ("ExpM1", T.ExpM1, Line), ("Exp2M1", T.Exp2M1, Line), ("Exp10M1", T.Exp10M1, Line),
        ("Log", T.Log, Positive), ("Log2", T.Log2, Positive), ("Log10", T.Log10, Positive),
        ("LogP1", T.LogP1, AboveMinusOne), ("Log2P1", T.Log2P1, AboveMinusOne), ("Log10P1", T.Log10P1, AboveMinusOne),
        ("Sqrt", T.Sqrt, Positive), ("Cbrt", T.Cbrt, Away), ("RootN 1", x => T.RootN(x, 1), Away), ("RootN 3", x => T.RootN(x, 3), Away),
        ("RootN 4", x => T.RootN(x, 4), Positive), ("RootN -2", x => T.RootN(x, -2), Positive),
        ("Sin", T.Sin, Line), ("Cos", T.Cos, Line), ("Tan", T.Tan, Inside), ("Asin", T.Asin, Inside), ("Acos", T.Acos, Inside), ("Atan", T.Atan, Line),
        ("SinPi", T.SinPi, Line), ("CosPi", T.CosPi, Line), ("TanPi", T.TanPi, Between),
        ("AsinPi", T.AsinPi, Inside), ("AcosPi", T.AcosPi, Inside), ("AtanPi", T.AtanPi, Line),
        ("Sinh", T.Sinh, Line), ("Cosh", T.Cosh, Line), ("Tanh", T.Tanh, Line), ("Asinh", T.Asinh, Line), ("Acosh", T.Acosh, AboveOne), ("Atanh", T.Atanh, Inside),
        ("Round", x => T.Round(x), Between), ("Floor", T.Floor, Between), ("Ceiling", T.Ceiling, Between), ("Truncate", T.Truncate, Between),
        ("Round 1", x => T.Round(x, 1, MidpointRounding.ToEven), [-0.23, 0.68]), ("a constant power", x => T.Pow(x, T.CreateChecked(3)), Away),
        ("DegreesToRadians", T.DegreesToRadians, Away), ("RadiansToDegrees", T.RadiansToDegrees, Away),
        ("a power of a constant", x => T.Pow(T.CreateChecked(3), x), Line),
    ];

    static (string Name, Func<T, T, T> F, (double, double)[] At)[] Binary<T>() where T : struct, IFloatingPointIeee754<T> =>
    [
        ("+", (x, y) => x + y, Plane), ("-", (x, y) => x - y, Plane), ("*", (x, y) => x * y, Plane), ("/", (x, y) => x / y, Plane),
        ("%", (x, y) => x % y, Apart), ("Ieee754Remainder", T.Ieee754Remainder, Apart),
        ("FusedMultiplyAdd", (x, y) => T.FusedMultiplyAdd(x, y, x), Plane), ("MultiplyAddEstimate", (x, y) => T.MultiplyAddEstimate(x, x, y), [.. Plane, (0.1, -0.01)]),
        ("Pow", T.Pow, Quadrant), ("Log of a base", T.Log, [(3, 2), (0.4, 5), (7, 0.6)]), ("Hypot", T.Hypot, Plane),
        ("Atan2", T.Atan2, Plane), ("Atan2Pi", T.Atan2Pi, Plane), ("Lerp", (x, y) => T.Lerp(x, y, T.CreateChecked(0.25)), Plane),
        ("Clamp", (x, y) => T.Clamp(x, y - T.One, y + T.One), Plane), ("CopySign", T.CopySign, Plane), ("Max", T.Max, Plane), ("Min", T.Min, Plane), ("MaxNative", T.MaxNative, Plane), ("MinNative", T.MinNative, Plane),
        ("MaxNumber", T.MaxNumber, Plane), ("MinNumber", T.MinNumber, Plane), ("MaxMagnitude", T.MaxMagnitude, Plane), ("MinMagnitude", T.MinMagnitude, Plane),
        ("MaxMagnitudeNumber", T.MaxMagnitudeNumber, Plane), ("MinMagnitudeNumber", T.MinMagnitudeNumber, Plane),
    ];

    [Fact]
    public void OneArgument() => Assert.Empty(Faults(
        from pair in Unary<double>().Zip(Unary<Dual<double>>(), Unary<Dual<Dual<double>>>())
        from x in pair.First.At
        select ($"{pair.First.Name} at {Literal.Of(x)}", new Path(h => pair.First.F(x + h), d => pair.Second.F(Along(x, 1, d)), d => pair.Third.F(Twice(x, 1, d))))));

    [Fact]
    public void TwoArguments() => Assert.Empty(Faults(
        from pair in Binary<double>().Zip(Binary<Dual<double>>(), Binary<Dual<Dual<double>>>())
        from at in pair.First.At
        from way in new[] { (1.0, 0.0), (0.0, 1.0), (0.75, -0.5) }
        let x = at.Item1
        let y = at.Item2
        let dx = way.Item1
        let dy = way.Item2
        select ($"{pair.First.Name} at {at} towards {way}", new Path(
            h => pair.First.F(x + dx * h, y + dy * h),
            d => pair.Second.F(Along(x, dx, d), Along(y, dy, d)),
            d => pair.Third.F(Twice(x, dx, d), Twice(y, dy, d))))));

    // A function of one number by differences, with duals that start `d` further on, and twice over.
    sealed record Path(Func<double, double> Real, Func<double, Dual<double>> Once, Func<double, Dual<Dual<double>>> Twice);

    static Dual<double> Along(double x, double dx, double d) => new(x + dx * d, dx);

    static Dual<Dual<double>> Twice(double x, double dx, double d) => new(Along(x, dx, d), Dual.Constant(dx));

    static IEnumerable<string> Faults(IEnumerable<(string Where, Path Path)> all) =>
        from one in all
        from fault in Faults(one.Path)
        select $"{one.Where}: {fault}";

    static IEnumerable<string> Faults(Path path)
    {
        var (once, twice) = (path.Once(0), path.Twice(0));
        if (!SameBits(path.Real(0), once.Value)) yield return $"value {once.Value:R}, but the real function gives {path.Real(0):R}";
        if (Slope(path.Real, once.Slope) is { } first) yield return $"slope {first}";
        if (!SameBits(twice.Value.Value, once.Value)) yield return $"nested value {twice.Value}, but {once}";
        if (!Near(twice.Value.Slope, once.Slope) || !Near(twice.Slope.Value, once.Slope)) yield return $"nested slopes {twice}, but {once}";
        if (Slope(d => path.Once(d).Slope, twice.Slope.Slope) is { } second) yield return $"second derivative {second}";
    }

    static string? Slope(Func<double, double> f, double claimed)
    {
        var found = FiniteDifference.Slope(f);
        var size = Math.Max(1, Math.Abs(found.Slope));
        return !(found.Error < 1e-6 * size) ? $"cannot be told: {found}"
            : Math.Abs(claimed - found.Slope) <= 2 * found.Error + 1e-13 * size ? null
            : $"claimed {claimed:R}, found {found}";
    }

    static bool Near(double x, double y) => Math.Abs(x - y) <= 1e-14 * Math.Max(1, Math.Abs(y));

    static bool SameBits(double x, double y) => BitConverter.DoubleToInt64Bits(x) == BitConverter.DoubleToInt64Bits(y);

    [Fact]
    public void TheSlopeIsLinearInTheDirection() => Assert.All(Unary<Dual<double>>(), row => Assert.All(row.At, x =>
    {
        var slope = row.F(new(x, 1)).Slope;
        Assert.Equal(-2.5 * slope, row.F(new(x, -2.5)).Slope, 1e-13 * Math.Max(1, Math.Abs(slope)));
    }));

    /// <summary>A constant stays constant, also where the derivative is infinite or not a number.</summary>
    [Fact]
    public void AConstantHasNoSlope()
    {
        Assert.All(Unary<Dual<double>>(), row => Assert.All(Special, x => Assert.Equal(0, row.F(Dual.Constant(x)).Slope)));
        Assert.All(Binary<Dual<double>>(), row => Assert.All(Special, x => Assert.All(Special, y => Assert.Equal(0, row.F(Dual.Constant(x), Dual.Constant(y)).Slope))));
    }

    [Fact]
    public void ConstantsAndVariables()
    {
        Assert.Equal(new(1.5, 0), Dual.Constant(1.5));
        Assert.Equal(new(1.5, 1), Dual.Variable(1.5));
        Assert.Equal(18, (Dual.Variable(Dual.Variable(3.0)) is var z ? z * z * z : z).Slope.Slope);
    }

    [Fact]
    public void SinesWithCosines() => Assert.All(Line, x =>
    {
        var at = new Dual<double>(x, 1.5);
        Assert.Equal((Dual<double>.Sin(at), Dual<double>.Cos(at)), Dual<double>.SinCos(at));
        Assert.Equal((Dual<double>.SinPi(at), Dual<double>.CosPi(at)), Dual<double>.SinCosPi(at));
    });

    [Fact]
    public void NotANumberGoesOn()
    {
        Assert.All(Unary<Dual<double>>(), row => Assert.True(double.IsNaN(row.F(new(double.NaN, 1)).Value), row.Name));
        Assert.All(
            Binary<Dual<double>>().Where(row => row.Name is not ("CopySign" or "MaxNative" or "MinNative") && !row.Name.EndsWith("Number", StringComparison.Ordinal)),
            row => Assert.All(new[] { (double.NaN, 2.0), (2.0, double.NaN) }, at =>
                Assert.True(double.IsNaN(row.F(new(at.Item1, 1), new(at.Item2, 1)).Value), $"{row.Name} at {at}")));
    }

    /// <summary>The order of IEEE 754 among all kinds of numbers: the value is that of the real function.</summary>
    [Fact]
    public void SelectionsOfSpecialNumbers() => Assert.All(
        Binary<double>().Zip(Binary<Dual<double>>()).Where(pair => pair.First.Name.StartsWith('M') && !pair.First.Name.StartsWith("Mu", StringComparison.Ordinal)),
        pair => Assert.All(Special, x => Assert.All(Special, y =>
        {
            if (pair.First.Name.EndsWith("Native", StringComparison.Ordinal) && (double.IsNaN(x) || double.IsNaN(y))) return;
            var (real, dual) = (pair.First.F(x, y), pair.Second.F(new(x, 1), new(y, 2)));
            Assert.True(real.Equals(dual.Value), $"{pair.First.Name}({x}, {y}) is {dual.Value}, but {real}");
            if (x != y && real == x) Assert.Equal(1, dual.Slope);
            if (x != y && real == y) Assert.Equal(2, dual.Slope);
        })));

    [Fact]
    public void TheFirstWinsATie() => Assert.All(Binary<Dual<double>>().Where(row => row.Name.StartsWith("Max", StringComparison.Ordinal) || row.Name.StartsWith("Min", StringComparison.Ordinal)), row =>
        Assert.All(new[] { -3, 0.0, 2 }, x => Assert.Equal(new(x, 5), row.F(new(x, 5), new(x, 7)))));

    [Fact]
    public void NotANumberOnTheRightLosesToANumber()
    {
        Assert.Equal(new(2, 5), Dual<double>.MaxNumber(new(2, 5), Dual<double>.NaN));
        Assert.Equal(new(2, 5), Dual<double>.MinNumber(Dual<double>.NaN, new(2, 5)));
        Assert.Equal(new(2, 5), Dual<double>.MaxMagnitudeNumber(Dual<double>.NaN, new(2, 5)));
        Assert.Equal(new(2, 5), Dual<double>.MinMagnitudeNumber(new(2, 5), Dual<double>.NaN));
    }

    [Fact]
    public void TheSubgradientAtAKinkIsZero()
    {
        Assert.All(new[] { 0.0, -0.0 }, zero =>
        {
            Assert.Equal(new(0, 0), Dual<double>.Abs(new(zero, 3)));
            Assert.Equal(new(0, 0), Dual<double>.Hypot(new(zero, 3), new(zero, -4)));
        });
        Assert.Equal(new(2, -3), Dual<double>.Abs(new(-2, 3)));
    }

    /// <summary>Where one factor of the power rule is infinite and the derivative is not.</summary>
    [Fact]
    public void PowersAtTheEdge()
    {
        Assert.Equal(new(0, 0), Dual<double>.Pow(new(0, 1), Dual.Constant(2.0)));
        Assert.Equal(new(0, 1), Dual<double>.Pow(new(0, 1), Dual.Constant(1.0)));
        Assert.Equal(new(1, 0), Dual<double>.Pow(new(0, 1), Dual.Constant(0.0)));
        Assert.Equal(new(0, 0), Dual<double>.Pow(Dual.Constant(0.0), new(2, 1)));
        Assert.Equal(new(-8, 12), Dual<double>.Pow(new(-2, 1), Dual.Constant(3.0)));
        Assert.Equal(double.PositiveInfinity, Dual<double>.Pow(new(0, 1), Dual.Constant(0.5)).Slope);
        Assert.Equal(double.PositiveInfinity, Dual<double>.Sqrt(new(0, 1)).Slope);
        Assert.Equal(new(0, 2), Dual<Dual<double>>.Pow(Dual.Variable(Dual.Variable(0.0)), Dual.Constant(Dual.Constant(2.0))).Slope);
    }

    /// <summary>No square overflows, and nothing cancels, on the way to a slope that is a number.</summary>
    [Fact]
    public void SlopesFarOutAndAtTheEnd()
    {
        Assert.Equal(0.5e-200, Dual<double>.Atan2(new(1e200, 1), Dual.Constant(1e200)).Slope, 1e-213);
        Assert.Equal(Math.Sqrt(0.5), Dual<double>.Hypot(new(1e200, 1), Dual.Constant(1e200)).Slope, 1e-14);
        Assert.Equal(1, Dual<double>.Asinh(new(1e200, 1e200)).Slope, 1e-14);
        Assert.Equal(Math.ScaleB(1, 26) / Math.Sqrt(1 - Math.ScaleB(1, -54)), Dual<double>.Asin(new(1 - Math.ScaleB(1, -53), 1)).Slope, 1e-6);
        Assert.Equal(-Dual<double>.Asin(new(0.3, 1)).Slope, Dual<double>.Acos(new(0.3, 1)).Slope);
    }
}
