namespace Dl.Functional;

/// <summary>
/// Nesterov's momentum at the point where the gradient is taken: <c>v = decay v + u; u = u + decay v</c>. Under the change of variable
/// <c>y = x - rate decay v</c> it is the look-ahead form, see <see cref="NesterovLookAhead"/>. Source: Nesterov, 1983; Bengio et al., 2013.
/// PyTorch: <c>SGD(nesterov=True)</c>; Keras: <c>SGD(nesterov=True)</c>; Optax: <c>trace(nesterov=True)</c>.
/// </summary>
/// <param name="Decay">What stays of the velocity from step to step, in [0, 1).</param>
public sealed record Nesterov(double Decay = 0.9) : BlockLink("nesterov")
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
            update[i] = update[i] + decay * v;
        }
    }

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("form", "parameters are where the gradient is taken; NesterovLookAhead has the other", "same", "same", "same"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new Nesterov(Rule.Share(key, 0));
}
