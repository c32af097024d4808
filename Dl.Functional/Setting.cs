namespace Dl.Functional;

/// <summary>Settings that are numbers: each as it came, or an error that says whose it is, what came and what would be right.</summary>
static class Setting
{
    public static double Finite(string owner, string what, double value) => double.IsFinite(value) ? value : throw Refused(owner, $"{what} is a finite number", value);

    public static double Above(string owner, string what, double value, double least = 0) =>
        value > least && double.IsFinite(value) ? value : throw Refused(owner, FormattableString.Invariant($"{what} is finite and above {least}"), value);

    public static double AtLeast(string owner, string what, double value, double least = 0) =>
        value >= least && double.IsFinite(value) ? value : throw Refused(owner, FormattableString.Invariant($"{what} is finite and at least {least}"), value);

    /// <summary>A part of a whole, which may be all of it.</summary>
    public static double Share(string owner, string what, double value) => value is >= 0 and <= 1 ? value : throw Refused(owner, $"{what} lies in [0, 1]", value);

    /// <summary>A probability to drop: something is left.</summary>
    public static double Rate(string owner, double value, string what = "the rate") => value is >= 0 and < 1 ? value : throw Refused(owner, $"{what} is the probability to drop and lies in [0, 1)", value);

    static DlException Refused(string owner, string demand, double value) => new(FormattableString.Invariant($"{owner}: {demand}, but is {value}"));
}
