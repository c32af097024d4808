namespace Dl.Functional;

/// <summary>How many inputs reach one output of a weight, and how many outputs one input reaches.</summary>
public readonly record struct Fans(int In, int Out);

/// <summary>How a weight is drawn at the start.</summary>
public interface IInitialiser
{
    /// <summary>A weight of the given shape; element i depends on (key, i) alone.</summary>
    Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T>;
}

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
    public Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T> =>
        Scaled.Draw<T>(key, shape, 2.0 / (fans.In + fans.Out), IsNormal);
}

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
    public Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T> =>
        Scaled.Draw<T>(key, shape, 2.0 / fans.In, IsNormal);
}

static class Scaled
{
    /// <summary>Numbers of mean zero and the given variance; a uniform distribution on [-l, l) has variance l^2 / 3.</summary>
    public static Tensor<T> Draw<T>(Key key, Shape shape, double variance, bool normal) where T : struct, IFloatingPointIeee754<T> => normal
        ? key.Normal<T>(shape, 0, Math.Sqrt(variance))
        : key.Uniform<T>(shape, -Math.Sqrt(3 * variance), Math.Sqrt(3 * variance));
}
