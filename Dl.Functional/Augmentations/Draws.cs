namespace Dl.Functional;

/// <summary>Draws from distributions beyond the uniform and the normal one, pure functions of a key.</summary>
public static class Draws
{
    /// <summary>
    /// A number in [0, 1] with the density x^(a - 1) (1 - x)^(b - 1) / B(a, b): G(a) / (G(a) + G(b)) of two gamma numbers, whose logarithms are compared so
    /// that small a and b do not end in 0 / 0. Mean a / (a + b), variance ab / ((a + b)^2 (a + b + 1)).
    /// </summary>
    /// <exception cref="DlException">a or b is not above 0.</exception>
    public static double Beta(Key key, double a, double b)
    {
        Setting.Above("beta", "a", a);
        Setting.Above("beta", "b", b);
        return 1 / (1 + Math.Exp(LogGamma(key.Child(1), b) - LogGamma(key.Child(0), a)));
    }

    /// <summary>
    /// The logarithm of a number with the density x^(a - 1) exp(-x) / Gamma(a) (Marsaglia and Tsang, "A simple method for generating gamma variables", 2000); for a below 1
    /// by G(a) = G(a + 1) U^(1 / a), section 6.
    /// </summary>
    /// <exception cref="DlException">a is not above 0.</exception>
    public static double LogGamma(Key key, double a)
    {
        Setting.Above("gamma", "a", a);
        if (a < 1) return LogGamma(key.Child(0), a + 1) + Math.Log(1 - key.Uniform(0)) / a;
        var d = a - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        for (var draw = 0L; ; draw++)
        {
            var (x, u) = (key.Child(1).Normal(draw), 1 - key.Child(2).Uniform(draw));
            var v = Math.Pow(1 + c * x, 3);
            if (v > 0 && Math.Log(u) < x * x / 2 + d - d * v + d * Math.Log(v)) return Math.Log(d * v);
        }
    }
}
