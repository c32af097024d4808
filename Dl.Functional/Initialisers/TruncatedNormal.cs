namespace Dl.Functional;

/// <summary>
/// Normal numbers without those beyond a cut, of the declared deviation after the truncation: what was cut off is made up for.
/// PyTorch: <c>trunc_normal_</c> and Keras: <c>TruncatedNormal</c> (both take the deviation before the truncation); Flax: <c>truncated_normal</c>.
/// </summary>
/// <param name="Deviation">The deviation of what is drawn. Law I4.</param>
/// <param name="Cut">Where the normal distribution is cut, in its own deviations.</param>
public sealed record TruncatedNormal(double Deviation, double Cut = 2) : IInitialiser
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("deviation", "of what is drawn, after the truncation", "of the normal before it", "of the normal before it", "of the normal before it; variance_scaling corrects it")];

    /// <inheritdoc/>
    public double Variance(Fans fans) => Deviation * Deviation;

    /// <inheritdoc/>
    public double Limit(Fans fans) => Truncation.Limit(Deviation, Checked);

    /// <inheritdoc/>
    public Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T> => Truncation.Draw<T>(key, shape, Deviation, Checked);

    /// <summary>An example for the laws.</summary>
    public static IInitialiser Example(Key key) => new TruncatedNormal(0.25 + key.Below(8, 0) / 4.0, key.Below(2, 1) == 0 ? 2 : 0.25 + key.Below(16, 2) / 4.0);

    double Checked
    {
        get
        {
            Setting.AtLeast("truncated normal", "the deviation", Deviation);
            return Setting.Above("truncated normal", "the cut", Cut);
        }
    }
}

/// <summary>The normal distribution between -cut and cut.</summary>
static class Truncation
{
    /// <summary>The largest number when the deviation after the truncation is the given one.</summary>
    public static double Limit(double deviation, double cut) => deviation * cut / Math.Sqrt(Variance(cut));

    /// <summary>Numbers of the given deviation after the truncation; number i is drawn from child i of the key.</summary>
    public static Tensor<T> Draw<T>(Key key, Shape shape, double deviation, double cut) where T : struct, IFloatingPointIeee754<T> =>
        Tensor<T>.Build(shape, (key, cut, scale: deviation / Math.Sqrt(Variance(cut))), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = T.CreateChecked(s.scale * Standard(s.key.Child(i), s.cut));
        });

    /// <summary>
    /// The variance of the standard normal between -c and c, <c>1 - 2 c phi(c) / (2 Phi(c) - 1)</c>. With
    /// <c>2 Phi(c) - 1 = 2 phi(c) (c + c^3 / 3 + c^5 / 15 + ...)</c> it is (s - 1) / s for <c>s = 1 + c^2 / 3 + c^4 / 15 + ...</c>
    /// (the denominators are 1, 1 3, 1 3 5, ...), a sum of positive terms. At c = 2 its root is 0.87962566103423978.
    /// </summary>
    public static double Variance(double cut)
    {
        if (cut > 30) return 1;
        var (rest, term) = (0.0, 1.0);
        for (var n = 1; n == 1 || term > 1e-17 * rest; n++)
        {
            term *= cut * cut / (2 * n + 1);
            rest += term;
        }
        return rest / (1 + rest);
    }

    // A narrow interval is drawn from evenly and thinned by the density, a wide one from the whole normal: either takes about one try.
    static double Standard(Key key, double cut)
    {
        for (var attempt = 0L; ; attempt++)
        {
            if (cut >= 1)
            {
                var z = key.Normal(attempt);
                if (Math.Abs(z) < cut) return z;
            }
            else
            {
                var z = cut * (2 * key.Uniform(2 * attempt) - 1);
                if (key.Uniform(2 * attempt + 1) < Math.Exp(-z * z / 2)) return z;
            }
        }
    }
}
