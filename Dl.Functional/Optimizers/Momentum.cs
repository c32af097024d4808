namespace Dl.Functional;

/// <summary>
/// Heavy-ball momentum: <c>v = decay v + (1 - dampening) u; u = v</c>. The rate stands outside the velocity, and the first step is not
/// damped. Source: Polyak 1964; Sutskever et al. 2013. PyTorch: <c>SGD(momentum, dampening)</c>; Keras: <c>SGD(momentum)</c>; Optax: <c>trace(decay)</c>.
/// </summary>
/// <param name="Decay">What stays of the velocity from step to step, in [0, 1).</param>
/// <param name="Dampening">What is taken off each gradient.</param>
/// <param name="DampsFirst">Whether it is taken off the first one too; with a dampening of the decay that is an average that begins at zero.</param>
public sealed record Momentum(double Decay = 0.9, double Dampening = 0, bool DampsFirst = false) : BlockLink("momentum")
{
    /// <inheritdoc/>
    public override Many<string> Slots => ["velocity"];

    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        var (decay, share) = (N.Of(Decay), N.Of(block.Count == 1 && !DampsFirst ? 1 : 1 - Dampening));
        ReadOnlySpan<N> was = block.Was(0);
        Span<N> now = block.Now(0), update = block.Update;
        for (var i = 0; i < update.Length; i++)
        {
            var v = decay * was[i] + share * update[i];
            now[i] = v;
            update[i] = v;
        }
    }

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("rate", "outside the velocity, where Rate stands behind; 0.01 is no default here", "outside; 0.001", "inside; 0.01", "outside; always given"),
        new("dampening of the first step", "none", "same", "-", "-"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new Momentum(Rule.Share(key, 0), key.Bernoulli(0.5, 1) ? 0 : Rule.Share(key, 2), key.Bernoulli(0.25, 3));
}
