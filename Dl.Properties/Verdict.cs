namespace Dl.Properties;

/// <summary>What a law says of one case.</summary>
public enum Finding
{
    /// <summary>The law holds.</summary>
    Holds,

    /// <summary>The law is broken.</summary>
    Broken,

    /// <summary>The oracle's own error is too large to tell.</summary>
    Inconclusive,

    /// <summary>The law does not speak of this case: its premises fail.</summary>
    Silent,
}

/// <summary>What a law says of one case, with the worst error found.</summary>
/// <param name="Finding">The verdict.</param>
/// <param name="Error">The worst error in units of its estimate or bound: at most 1 where the law holds.</param>
/// <param name="Why">For a broken law: what was claimed, what was found, where.</param>
public readonly record struct Verdict(Finding Finding, double Error, string Why)
{
    /// <summary>The law holds, exactly.</summary>
    public static Verdict Holds { get; } = new(Finding.Holds, 0, "");

    /// <summary>The law does not speak of this case.</summary>
    public static Verdict Silent { get; } = new(Finding.Silent, 0, "");

    /// <summary>The law is broken.</summary>
    public static Verdict Broken(string why) => new(Finding.Broken, double.PositiveInfinity, why);

    /// <summary>The law holds if a condition does.</summary>
    public static Verdict If(bool holds, Func<string> why)
    {
        ArgumentNullException.ThrowIfNull(why);
        return holds ? Holds : Broken(why());
    }

    /// <summary>Two numbers agree within a bound; the error is their distance in units of it. Equal infinities and NaN agree.</summary>
    public static Verdict Close(double claimed, double found, double bound, Func<string> where)
    {
        ArgumentNullException.ThrowIfNull(where);
        if (claimed.Equals(found)) return Holds;
        var error = Math.Abs(claimed - found) / bound;
        return error <= 1
            ? new(Finding.Holds, error, "")
            : new(Finding.Broken, error, FormattableString.Invariant($"{where()}: claimed {claimed:R}, found {found:R}, {error:G3} times the allowed error {bound:G3}"));
    }

    /// <summary>Two tensors agree, number by number, within a relative bound on the larger of <paramref name="magnitude"/> and their largest magnitude.</summary>
    public static Verdict Close(Tensor<double> claimed, Tensor<double> found, double relative, Func<string> where, double magnitude = 1)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(where);
        if (claimed.Shape != found.Shape) return Broken($"{where()}: claimed shape {claimed.Shape}, found {found.Shape}");
        var scale = magnitude;
        for (var i = 0; i < found.Shape.Size; i++)
            if (double.IsFinite(found[i]))
                scale = Math.Max(scale, Math.Abs(found[i]));
        var all = Holds;
        for (var i = 0; i < found.Shape.Size; i++)
        {
            var at = i;
            all = all.And(() => Close(claimed[at], found[at], relative * scale, () => $"{where()} entry {at}"));
        }
        return all;
    }

    /// <summary>Both must hold; the second is asked only if the first does.</summary>
    public Verdict And(Func<Verdict> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Finding == Finding.Broken) return this;
        var second = other();
        return second.Finding == Finding.Broken ? second
            : second with { Finding = Worse(Finding, second.Finding), Error = Math.Max(Error, second.Error) };
    }

    // What is inconclusive in a part is so as a whole; silence gives way to speech.
    static Finding Worse(Finding a, Finding b) =>
        a == Finding.Inconclusive || b == Finding.Inconclusive ? Finding.Inconclusive : a == Finding.Silent ? b : b == Finding.Silent ? a : Finding.Holds;
}
