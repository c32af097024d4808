namespace Dl.Properties;

/// <summary>A slope that was measured, with an estimate of its own error.</summary>
public readonly record struct Estimate(double Slope, double Error);

/// <summary>
/// Slopes of a function of one number at 0 by differences, with an estimate of their error: five-point central differences
/// on a ladder of steps, of which the step with the least estimate wins.
/// </summary>
/// <remarks>
/// D(h) = (f(-2h) - 8 f(-h) + 8 f(h) - f(2h)) / 12h for h = 2^-6 ... 2^-17. The estimate for D(h/2) is the larger of
/// |D(h) - D(h/2)| and |D(h/2) - D(h/4)| for truncation plus noise * 1.5 / (h/4) for rounding; one distance alone is now and
/// then zero by accident, where the error changes its sign between two steps, and the least estimate would choose just
/// that step. One-sided slopes are chosen in the same way. The noise being the larger of an ulp of the largest value and twice what a table
/// of differences shows (Moré and Wild, "Estimating computational noise", SIAM J. Sci. Comput. 33, 2011). Steps are powers
/// of two, so that points on short binary fractions stay exact.
/// </remarks>
public static class FiniteDifference
{
    // Coarser steps would be better for polynomials alone, which need no more digits.
    const int First = 6, Last = 17;

    /// <summary>The slope at 0.</summary>
    /// <param name="f">The function.</param>
    /// <param name="rounding">The least rounding error of one value of f, where the caller knows one: a sum that cancels
    /// is noisier than its own last digit shows.</param>
    public static Estimate Slope(Func<double, double> f, double rounding = 0) => Slope(f, rounding, First, Last);

    /// <summary>The slope at 0 by steps of 2^-21 to 2^-26: with fewer digits, but past kinks that are near.</summary>
    public static Estimate Near(Func<double, double> f, double rounding = 0) => Slope(f, rounding, 21, 26);

    static Estimate Slope(Func<double, double> f, double rounding, int first, int last)
    {
        ArgumentNullException.ThrowIfNull(f);
        return Ladder(h => Central(f, h), 1.5 * Math.Max(rounding, Noise(f)), first, last);
    }

    // The rung with the least estimate. Rounding grows by half the step: where it alone exceeds the least estimate, no finer rung has a smaller one.
    static Estimate Ladder(Func<double, double> slope, double rounding, int first, int last)
    {
        var best = new Estimate(double.NaN, double.PositiveInfinity);
        var (coarse, middle) = (slope(Step(first)), slope(Step(first + 1)));
        for (var rung = first + 2; rung <= last && rounding / Step(rung) < best.Error; rung++)
        {
            var fine = slope(Step(rung));
            var error = Math.Max(Math.Abs(coarse - middle), Math.Abs(middle - fine)) + rounding / Step(rung);
            if (error < best.Error) best = new(middle, error);
            (coarse, middle) = (middle, fine);
        }
        return best;
    }

    /// <summary>The slopes towards the left and the right of 0, by one-sided three-point differences.</summary>
    public static (Estimate Left, Estimate Right) Sides(Func<double, double> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (Side(f, -1), Side(f, 1));
    }

    /// <summary>Whether the slopes on both sides of 0 differ by more than curvature explains: halving the step does not
    /// halve their difference.</summary>
    public static bool IsKink(Func<double, double> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        double Gap(double h) => (f(h) - 2 * f(0) + f(-h)) / h;
        var h = Step(14);
        var (gap, half) = (Gap(h), Gap(h / 2));
        // The second condition is the first with the least noise there can be: mostly it spares asking for the noise.
        return Math.Abs(half) > 0.75 * Math.Abs(gap) && Math.Abs(gap) > 64 * (Math.BitIncrement(Math.Abs(f(0))) - Math.Abs(f(0))) / h && Math.Abs(gap) > 64 * Noise(f) / h;
    }

    /// <summary>Whether a function jumps at 0: halving the step does not halve the distance of the values on both sides.</summary>
    public static bool IsJump(Func<double, double> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        var (left, right, apart) = (f(-Step(14)), f(Step(14)), Math.Abs(f(Step(15)) - f(-Step(15))));
        return apart > 0.75 * Math.Abs(right - left) && apart > 64 * Rounding.Unit * Math.Max(Math.Abs(left), Math.Abs(right));
    }

    static double Step(int rung) => Math.ScaleB(1, -rung);

    static double Central(Func<double, double> f, double h) => (f(-2 * h) - 8 * f(-h) + 8 * f(h) - f(2 * h)) / (12 * h);

    // The magnitudes of the weights add up to 4 / h.
    static Estimate Side(Func<double, double> f, int sign) =>
        Ladder(h => sign * (-3 * f(0) + 4 * f(sign * h) - f(2 * sign * h)) / (2 * h), 4 * Noise(f), 11, 20);

    // The k-th differences of pure noise of deviation s have the deviation s sqrt((2k)! / k!^2).
    static double Noise(Func<double, double> f)
    {
        const int points = 7;
        var table = new double[points];
        var largest = 0.0;
        for (var i = 0; i < points; i++)
        {
            table[i] = f((i - points / 2) * Step(30));
            largest = Math.Max(largest, Math.Abs(table[i]));
        }
        var shown = 0.0;
        var gamma = 1.0;
        for (var k = 1; k < points; k++)
        {
            gamma *= 0.5 * k / (2 * k - 1);
            var square = 0.0;
            for (var i = 0; i < points - k; i++)
            {
                table[i] = table[i + 1] - table[i];
                square += table[i] * table[i];
            }
            if (k >= 4) shown = Math.Max(shown, Math.Sqrt(gamma * square / (points - k)));
        }
        return Math.Max(Math.BitIncrement(largest) - largest, 2 * shown);
    }
}
