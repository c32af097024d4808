namespace Dl.Functional;

/// <summary>
/// Draws so that signals keep their variance through linear layers: variance 1 / in. Also the start that SELU asks for. Source: LeCun et al.,
/// "Efficient BackProp", 1998. PyTorch: -; Keras: <c>LecunNormal</c> (truncated), <c>LecunUniform</c>; Flax: <c>lecun_normal</c>.
/// </summary>
/// <param name="Distribution">How the numbers are spread; uniform ones lie in [-sqrt(3 / in), sqrt(3 / in)).</param>
public sealed record LeCun(Distribution Distribution) : IInitialiser
{
    /// <summary>Uniform numbers.</summary>
    public static LeCun Uniform { get; } = new(Distribution.Uniform);

    /// <summary>Normal numbers.</summary>
    public static LeCun Normal { get; } = new(Distribution.Normal);

    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("normal numbers", "normal; truncated by Distribution.TruncatedNormal", "-", "truncated at two deviations", "truncated at two deviations")];

    /// <inheritdoc/>
    public double Variance(Fans fans) => 1 / fans.By(FanMode.In);

    /// <inheritdoc/>
    public double Limit(Fans fans) => Distribution.Limit(Variance(fans));

    /// <inheritdoc/>
    public Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T> => Distribution.Draw<T>(key, shape, Variance(fans));

    /// <summary>An example for the laws.</summary>
    public static IInitialiser Example(Key key) => new LeCun(Distributions.Any(key.Child(0)));
}
