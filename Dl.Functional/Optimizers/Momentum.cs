namespace Dl.Functional;

/// <summary>
/// Heavy-ball momentum: <c>v = decay v + u; u = v</c>. The rate stands outside the velocity and the first step is not
/// damped. Source: Polyak 1964; Sutskever et al. 2013. PyTorch: <c>SGD(momentum=decay)</c>; Optax: <c>trace(decay)</c>.
/// </summary>
/// <param name="Decay">What stays of the velocity from step to step, in [0, 1).</param>
public sealed record Momentum(double Decay = 0.9) : BlockLink("momentum")
{
    /// <inheritdoc/>
    public override Many<string> Slots => ["velocity"];

    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        var decay = N.Of(Decay);
        ReadOnlySpan<N> was = block.Was(0);
        Span<N> now = block.Now(0), update = block.Update;
        for (var i = 0; i < update.Length; i++)
        {
            var v = decay * was[i] + update[i];
            now[i] = v;
            update[i] = v;
        }
    }

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new Momentum(Math.Round(key.Uniform(0) * 63) / 64);
}
