namespace Dl.Functional;

/// <summary>Where epsilon stands in the quotient of a rule with corrected moments.</summary>
public enum EpsilonPlace
{
    /// <summary>Beside the root of the corrected square: <c>sqrt(v / (1 - b2^t)) + epsilon</c>.</summary>
    Outside,

    /// <summary>In the root: <c>sqrt(v / (1 - b2^t) + epsilon)</c>.</summary>
    Inside,

    /// <summary>Beside the root of the square as it is: <c>(sqrt(v) + epsilon) / sqrt(1 - b2^t)</c>, "epsilon hat" of Kingma and Ba, section 2.</summary>
    Hat,
}

/// <summary>The denominator <c>sqrt(v c) + epsilon</c> and its two other forms as one formula: <c>sqrt(a v + b) s + e</c>.</summary>
readonly struct Denominator<N> where N : struct, ILane<N>
{
    readonly N a, b, s, e;

    /// <summary>The denominator with a correction c of the square.</summary>
    public Denominator(double correction, double epsilon, EpsilonPlace place)
    {
        var root = Math.Sqrt(correction);
        (a, b, s, e) = place switch
        {
            EpsilonPlace.Inside => (N.Of(correction), N.Of(epsilon), N.Of(1), N.Of(0)),
            EpsilonPlace.Hat => (N.Of(1), N.Of(0), N.Of(root), N.Of(epsilon * root)),
            _ => (N.Of(correction), N.Of(0), N.Of(1), N.Of(epsilon)),
        };
    }

    /// <summary>Its value.</summary>
    public N Of(N square) => N.Sqrt(a * square + b) * s + e;
}

/// <summary>What several rules share.</summary>
static class Rule
{
    /// <summary>The correction of an average that began at zero: <c>1 / (1 - beta^t)</c>.</summary>
    public static double Unbiased(double beta, long count) => 1 / (1 - Math.Pow(beta, count));

    /// <summary>1, -1, or the number itself where it is 0 or NaN.</summary>
    public static N Sign<N>(N x) where N : struct, ILane<N> => N.WherePositive(x, N.Of(1), N.WherePositive(-x, N.Of(-1), x));

    /// <summary>A share in [0, 1) for an example.</summary>
    public static double Share(Key key, long i) => Math.Round(key.Uniform(i) * 63) / 64;

    /// <summary>An epsilon for an example: often large, because a small one hides where it stands.</summary>
    public static double Epsilon(Key key, long i, double usual) => key.Bernoulli(0.5, 2 * i) ? usual : Math.Round(1 + key.Uniform(2 * i + 1) * 15) / 16;

    /// <summary>One of the choices for an example.</summary>
    public static E Choice<E>(Key key, long i) where E : struct, Enum => Enum.GetValues<E>()[key.Below(Enum.GetValues<E>().Length, i)];
}
