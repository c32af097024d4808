namespace Dl.Functional;

/// <summary>
/// Draws so that signals keep their variance forwards and backwards through linear layers: variance 2 / (in + out).
/// Source: Glorot and Bengio, 2010. PyTorch: <c>xavier_uniform_</c>, <c>xavier_normal_</c>; Keras: <c>GlorotUniform</c>, <c>GlorotNormal</c> (truncated);
/// Flax: <c>glorot_uniform</c>.
/// </summary>
/// <param name="Distribution">How the numbers are spread; uniform ones lie in [-sqrt(6 / (in + out)), sqrt(6 / (in + out))).</param>
/// <param name="Gain">A factor on every number, for an activation that shrinks its signals.</param>
public sealed record Glorot(Distribution Distribution, double Gain = 1) : IInitialiser
{
    /// <summary>Uniform numbers.</summary>
    public static Glorot Uniform { get; } = new(Distribution.Uniform);

    /// <summary>Normal numbers.</summary>
    public static Glorot Normal { get; } = new(Distribution.Normal);

    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("normal numbers", "normal; truncated by Distribution.TruncatedNormal", "normal", "truncated at two deviations", "truncated at two deviations")];

    /// <inheritdoc/>
    public double Variance(Fans fans) => Setting.Finite("glorot", "the gain", Gain) * Gain / fans.By(FanMode.Average);

    /// <inheritdoc/>
    public double Limit(Fans fans) => Distribution.Limit(Variance(fans));

    /// <inheritdoc/>
    public Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T> => Distribution.Draw<T>(key, shape, Variance(fans));

    /// <summary>An example for the laws.</summary>
    public static IInitialiser Example(Key key) => new Glorot(Distributions.Any(key.Child(0)), key.Below(3, 0) == 0 ? 1 : (1 + key.Below(8, 1)) / 4.0);
}
