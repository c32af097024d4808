namespace Dl.Functional;

/// <summary>When a threshold unit fires.</summary>
public enum Firing
{
    /// <summary>From its threshold on: the sum is at least 0.</summary>
    At,

    /// <summary>Above its threshold: the sum is more than 0.</summary>
    Above,
}

/// <summary>
/// A threshold logic unit: 1 if <c>sum of w_i x_i + b &gt;= 0</c> and 0 otherwise. Source: McCulloch and Pitts, "A logical calculus of the ideas immanent
/// in nervous activity", 1943; with real inputs Rosenblatt's perceptron, 1958. PyTorch, Keras, Flax: -.
/// </summary>
/// <example><code>
/// ThresholdUnit.And.Of(true, false)      // false
/// </code></example>
/// <param name="Weights">One weight w for each input.</param>
/// <param name="Bias">b, the threshold times -1.</param>
/// <param name="Fires">Whether it fires at its threshold or only above it.</param>
public sealed record ThresholdUnit(Many<double> Weights, double Bias, Firing Fires = Firing.At)
{
    /// <summary>Where texts differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("threshold", "fires at it (>=) unless asked to fire above it (>); both are in use in texts", "-", "-", "-"),
    ];

    /// <summary>1{a + b - 0.5 &gt;= 0}.</summary>
    public static ThresholdUnit Or { get; } = new([1, 1], -0.5);

    /// <summary>1{a + b - 1.5 &gt;= 0}.</summary>
    public static ThresholdUnit And { get; } = new([1, 1], -1.5);

    /// <summary>1{-a + 0.5 &gt;= 0}.</summary>
    public static ThresholdUnit Not { get; } = new([-1], 0.5);

    /// <summary>The sum that is compared with 0.</summary>
    /// <exception cref="DlException">There are more or fewer inputs than weights.</exception>
    public double Sum(Many<double> x)
    {
        if (x.Count != Weights.Count) throw new DlException($"a threshold unit of {Weights.Count} weights was given {x.Count} inputs");
        return x.Zip(Weights, (x, w) => x * w).Aggregate(Bias, (sum, term) => sum + term);
    }

    /// <summary>Whether it fires on real inputs.</summary>
    public bool OfNumbers(Many<double> x) => Fires == Firing.At ? Sum(x) >= 0 : Sum(x) > 0;

    /// <summary>Whether it fires on Boolean inputs.</summary>
    public bool Of(params bool[] x) => OfNumbers(x.Select(x => x ? 1.0 : 0.0).ToMany());
}
