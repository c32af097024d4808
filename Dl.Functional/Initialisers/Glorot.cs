namespace Dl.Functional;

/// <summary>
/// Draws so that signals keep their variance forwards and backwards through linear layers: variance 2 / (in + out).
/// Source: Glorot and Bengio, 2010. PyTorch: <c>xavier_uniform_</c>, <c>xavier_normal_</c>; Keras: <c>GlorotUniform</c>.
/// </summary>
/// <param name="IsNormal">Whether the numbers are normal, or uniform in [-sqrt(6 / (in + out)), sqrt(6 / (in + out))).</param>
public sealed record Glorot(bool IsNormal) : IInitialiser
{
    /// <summary>Uniform numbers.</summary>
    public static Glorot Uniform { get; } = new(false);

    /// <summary>Normal numbers.</summary>
    public static Glorot Normal { get; } = new(true);

    /// <inheritdoc/>
    public double Variance(Fans fans) => 2.0 / (fans.In + fans.Out);

    /// <inheritdoc/>
    public Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T> =>
        Scaled.Draw<T>(key, shape, Variance(fans), IsNormal);

    /// <summary>An example for the laws.</summary>
    public static IInitialiser Example(Key key) => new Glorot(key.Uniform(0) < 0.5);
}
