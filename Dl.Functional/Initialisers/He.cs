namespace Dl.Functional;

/// <summary>
/// Draws so that signals keep their variance through layers of ReLUs: variance 2 / in, or 2 / ((1 + slope^2) in) before leaky ones. Law I7: kept
/// through 50 layers. Source: He et al., "Delving deep into rectifiers", 2015. PyTorch: <c>kaiming_uniform_</c>, <c>kaiming_normal_</c>;
/// Keras: <c>HeUniform</c>, <c>HeNormal</c> (truncated); Flax: <c>he_normal</c>.
/// </summary>
/// <param name="Distribution">How the numbers are spread; uniform ones lie in [-sqrt(6 / in), sqrt(6 / in)).</param>
/// <param name="Slope">The slope of the activation below 0: 0 for ReLU.</param>
/// <param name="Mode">The fan: <see cref="FanMode.In"/> keeps the signals, <see cref="FanMode.Out"/> the gradients.</param>
public sealed record He(Distribution Distribution, double Slope = 0, FanMode Mode = FanMode.In) : IInitialiser
{
    /// <summary>Uniform numbers.</summary>
    public static He Uniform { get; } = new(Distribution.Uniform);

    /// <summary>Normal numbers.</summary>
    public static He Normal { get; } = new(Distribution.Normal);

    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("normal numbers", "normal; truncated by Distribution.TruncatedNormal", "normal", "truncated at two deviations", "truncated at two deviations"),
        new("slope", "0: for ReLU", "0 for kaiming_*, but sqrt 5 in the start of its own layers", "0, no setting", "0, no setting"),
    ];

    /// <inheritdoc/>
    public double Variance(Fans fans) => 2 / ((1 + Setting.Finite("he", "the slope", Slope) * Slope) * fans.By(Mode));

    /// <inheritdoc/>
    public double Limit(Fans fans) => Distribution.Limit(Variance(fans));

    /// <inheritdoc/>
    public Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T> => Distribution.Draw<T>(key, shape, Variance(fans));

    /// <summary>An example for the laws.</summary>
    public static IInitialiser Example(Key key) =>
        new He(Distributions.Any(key.Child(0)), key.Below(2, 0) == 0 ? 0 : (1 + key.Below(4, 1)) / 4.0, (FanMode)key.Below(3, 2));
}
