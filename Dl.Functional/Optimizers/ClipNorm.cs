namespace Dl.Functional;

/// <summary>
/// Clips by the norm of the whole update: <c>u = u min(1, c / |u|)</c>; an update within the norm keeps its bits. A norm that
/// overflows is still computed; one that is not finite makes every number NaN, so that it is noticed. Source: Pascanu, Mikolov and
/// Bengio, 2013. PyTorch: <c>clip_grad_norm_</c> (divides by the norm plus 1e-6); Keras: <c>global_clipnorm</c>; Optax: <c>clip_by_global_norm</c>.
/// </summary>
/// <param name="Norm">The largest norm.</param>
public sealed record ClipNorm(double Norm) : Link("clip norm"), IMeasuringLink
{
    /// <inheritdoc/>
    public IBlockRule Measured<T>(Flow<T> flow) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(flow);
        var norm = Magnitude.Of(flow.Update);
        return new Times(norm.Within(Norm));
    }

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("clip by norm", "times c / norm", "times c / (norm + 1e-6)", "same", "same")];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new ClipNorm(Math.Round(key.Uniform(0) * 64) / 16);

    /// <summary>The update times a number; 1 changes no bit.</summary>
    sealed record Times(double Factor) : IBlockRule
    {
        public void On<N>(Block<N> block) where N : struct, ILane<N>
        {
            if (Factor == 1) return;
            var factor = N.Of(Factor);
            for (var i = 0; i < block.Length; i++) block.Update[i] = factor * block.Update[i];
        }
    }
}
