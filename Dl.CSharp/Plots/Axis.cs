using System.Globalization;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>One axis of a <see cref="Chart"/>. Its range follows from the data where it is not given.</summary>
/// <param name="Label">What it measures, with the unit.</param>
/// <param name="Log">Whether equal distances are equal ratios; values that are not positive are left out.</param>
/// <param name="Whole">Whether only whole numbers are ticks: epochs, counts.</param>
/// <param name="Min">Where it begins.</param>
/// <param name="Max">Where it ends.</param>
/// <param name="Names">Names in place of the ticks 0, 1, 2, ...</param>
public sealed record Axis(string Label = "", bool Log = false, bool Whole = false, double? Min = null, double? Max = null, Many<string>? Names = null);

/// <summary>An axis with its range and ticks found.</summary>
sealed record Scale(double Low, double High, bool Log, Many<(double Value, string Label)> Ticks)
{
    // Beyond this, differences of two values would not be numbers any more.
    const double Most = 1e300;

    /// <summary>Whether a value has a place on the axis.</summary>
    public static bool Has(Axis axis, double value) => Math.Abs(value) <= Most && (!axis.Log || value > 1 / Most);

    /// <summary>The place of a value: 0 at the beginning, 1 at the end.</summary>
    public double At(double value) => Log ? Math.Log10(value / Low) / Math.Log10(High / Low) : (value - Low) / (High - Low);

    /// <summary>The scale of the values that have a place on the axis.</summary>
    /// <param name="axis">The wishes.</param>
    /// <param name="values">All values that shall be seen.</param>
    /// <param name="round">Whether the range ends at ticks.</param>
    /// <param name="ticks">About how many ticks there is room for.</param>
    public static Scale Of(Axis axis, IEnumerable<double> values, bool round, int ticks)
    {
        var seen = values.Where(value => Has(axis, value)).ToArray();
        var (low, high) = Apart(
            axis.Min is { } min && Has(axis, min) ? min : seen.DefaultIfEmpty(axis.Log ? 1 : 0).Min(),
            axis.Max is { } max && Has(axis, max) ? max : seen.DefaultIfEmpty(axis.Log ? 10 : 1).Max(), axis);
        return axis.Names is { } names ? new(low, high, false, [.. names.Select((name, i) => ((double)i, name)).Where(tick => tick.Item1 >= low && tick.Item1 <= high)])
            : axis.Log ? Logarithmic(axis, low, high, round, ticks)
            : Linear(axis, low, high, round, ticks);
    }

    // Equal ends, or ends that rounding cannot tell apart, get some room.
    static (double, double) Apart(double low, double high, Axis axis) =>
        high - low > 1e-12 * Math.Max(Math.Abs(low), Math.Abs(high)) ? (low, high)
        : axis.Log ? (low / 2, low * 2)
        : axis.Whole ? (low - 1, low + 1)
        : low == 0 ? (-1, 1)
        : (low - 0.1 * Math.Abs(low), low + 0.1 * Math.Abs(low));

    static Scale Linear(Axis axis, double low, double high, bool round, int ticks)
    {
        var step = Step((high - low) / Math.Max(1, ticks), axis.Whole);
        if (round && axis.Min is null) low = Math.Floor(low / step + 1e-9) * step;
        if (round && axis.Max is null) high = Math.Ceiling(high / step - 1e-9) * step;
        return new(low, high, false, Marks(low, high, step));
    }

    // The next of 1, 2 and 5 times a power of ten.
    static double Step(double least, bool whole)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        var step = power * (least / power) switch { <= 1.000001 => 1, <= 2.000001 => 2, <= 5.000001 => 5, _ => 10 };
        return whole ? Math.Max(1, Math.Round(step)) : step;
    }

    static Many<(double, string)> Marks(double low, double high, double step)
    {
        var (first, last) = (Math.Ceiling(low / step - 1e-9), Math.Floor(high / step + 1e-9));
        var decimals = (int)Math.Max(0, -Math.Floor(Math.Log10(step) + 1e-9));
        var plain = decimals <= 5 && Math.Max(Math.Abs(low), Math.Abs(high)) < 1e6;
        return [.. Enumerable.Range(0, (int)Math.Clamp(last - first + 1, 0, 100)).Select(i =>
        {
            var value = (first + i) * step + 0.0;
            return (value, Signed(plain ? value.ToString("F" + decimals, CultureInfo.InvariantCulture) : value == 0 ? "0" : value.ToString("0.###e0", CultureInfo.InvariantCulture)));
        })];
    }

    static Scale Logarithmic(Axis axis, double low, double high, bool round, int ticks)
    {
        var decades = Math.Log10(high) - Math.Log10(low);
        if (round && axis.Min is null) low = Neighbour(low, up: false);
        if (round && axis.Max is null) high = Neighbour(high, up: true);
        var (first, last) = ((int)Math.Floor(Math.Log10(low)), (int)Math.Ceiling(Math.Log10(high)));
        var every = Math.Max(1, (int)Math.Ceiling((last - first) / (double)Math.Max(2, ticks)));
        double[] digits = every > 1 || decades >= 2 ? [1] : [1, 2, 5];
        var plain = first >= -3 && last <= 5;
        var marks = Enumerable.Range(first, last - first + 1).Where(power => (power - first) % every == 0)
            .SelectMany(power => digits.Select(digit => (Value: digit * Math.Pow(10, power), Label: Power(digit, power, plain))))
            .Where(mark => mark.Value >= low * (1 - 1e-9) && mark.Value <= high * (1 + 1e-9)).ToMany();
        return new(low, high, true, marks.Count >= 2 ? marks : Marks(low, high, Step((high - low) / Math.Max(1, ticks), false)));
    }

    // The nearest of 1, 2 and 5 times a power of ten that is not above, or not below.
    static double Neighbour(double value, bool up)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(value) + 1e-9));
        double[] near = [power, 2 * power, 5 * power, 10 * power];
        return up ? near.First(mark => mark >= value * (1 - 1e-9)) : near.Last(mark => mark <= value * (1 + 1e-9));
    }

    static string Power(double digit, int power, bool plain) => plain
        ? (digit * Math.Pow(10, power)).ToString("0.######", CultureInfo.InvariantCulture)
        : (digit == 1 ? "10" : $"{digit:0}×10") + string.Concat(power.ToString(CultureInfo.InvariantCulture).Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));

    static string Signed(string number) => number.Replace('-', '−');
}
