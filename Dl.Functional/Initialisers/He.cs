namespace Dl.Functional;

/// <summary>
/// Draws so that signals keep their variance through ReLU layers: variance 2 / in. Source: He et al., "Delving deep into
/// rectifiers", 2015. PyTorch: <c>kaiming_uniform_</c>, <c>kaiming_normal_</c> with gain sqrt 2; Keras: <c>HeNormal</c> (truncated).
/// </summary>
/// <param name="IsNormal">Whether the numbers are normal, or uniform in [-sqrt(6 / in), sqrt(6 / in)).</param>
public sealed record He(bool IsNormal) : IInitialiser
{
    /// <summary>Uniform numbers.</summary>
    public static He Uniform { get; } = new(false);

    /// <summary>Normal numbers.</summary>
    public static He Normal { get; } = new(true);

    /// <inheritdoc/>
    public double Variance(Fans fans) => 2.0 / fans.In;

    /// <inheritdoc/>
    public Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T> =>
        Scaled.Draw<T>(key, shape, Variance(fans), IsNormal);

    /// <summary>An example for the laws.</summary>
    public static IInitialiser Example(Key key) => new He(key.Uniform(0) < 0.5);
}
