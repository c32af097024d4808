namespace Dl.Properties;

/// <summary>
/// I7: through 50 layers of ReLUs, leaky ones for a slope, He's weights keep the mean square of a signal. With n units the share of a layer in its logarithm has a variance of
/// at most 5 / n (the fourth moment of a rectified normal number over the square of its second is 6) and the mean -5 / 2n, so that after 50 the logarithm
/// lies within 6 sqrt(250 / n) of -125 / n: at n = 64 a rule that is off by 30 % in the variance is found out.
/// </summary>
public static class SignalLaw
{
    const int Units = 64, Depth = 50;

    /// <summary>The law.</summary>
    public static Law<InitialiserCase> Of { get; } = new("signal", "He's weights keep the variance of a signal through 50 ReLU layers (I7)", asked =>
        Claimed.By(asked.Initialiser) is He he
            ? Verdict.Close(Growth(asked.Initialiser, he.Slope, asked.Key, Units, Depth), -2.5 * Depth / Units, 6 * Math.Sqrt(5.0 * Depth / Units), () => $"logarithm of the mean square after {Depth} layers of {Units}")
            : Verdict.Silent);

    /// <summary>The logarithm of the mean square of a signal after some layers over that before.</summary>
    public static double Growth(IInitialiser initialiser, double slope, Key key, int units, int depth)
    {
        ArgumentNullException.ThrowIfNull(initialiser);
        var signal = key.Child(-1).Normal<double>([units]).Span.ToArray();
        var before = signal.Average(x => x * x);
        for (var layer = 0; layer < depth; layer++)
        {
            var weight = initialiser.Draw<double>(key.Child(layer), [units, units], new(units, units));
            var next = new double[units];
            for (var i = 0; i < units; i++)
                for (var j = 0; j < units; j++)
                    next[j] += signal[i] * weight[i * units + j];
            for (var j = 0; j < units; j++) signal[j] = next[j] > 0 ? next[j] : slope * next[j];
        }
        return Math.Log(signal.Average(x => x * x) / before);
    }
}
