namespace Dl.Functional;

/// <summary>
/// Rprop: a step size for each coordinate that grows while the gradient keeps its sign and shrinks when it changes; the magnitude of
/// the gradient is ignored. <c>u = sign(g) step</c>; where the sign has changed the coordinate waits for a step, and the next one counts as
/// the first. A gradient of 0 changes no step size. For whole batches. Source: Riedmiller and Braun, 1993; without backtracking it is iRprop-
/// of Igel and Hüsken, 2000. PyTorch: <c>Rprop</c>; Optax: <c>rprop</c>.
/// </summary>
/// <param name="First">The step size at the start; the learning rate behind it is 1.</param>
/// <param name="Down">The factor where the sign changes.</param>
/// <param name="Up">The factor where it stays.</param>
/// <param name="Least">The smallest step size.</param>
/// <param name="Most">The largest.</param>
/// <param name="Backtracks">Whether a coordinate whose sign has changed takes back its last step, as in 1993.</param>
public sealed record Rprop(double First = 0.01, double Down = 0.5, double Up = 1.2, double Least = 1e-6, double Most = 50, bool Backtracks = false) : BlockLink("rprop")
{
    /// <inheritdoc/>
    public override Many<string> Slots => Backtracks ? ["gradient", "step", "moved"] : ["gradient", "step"];

    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        var first = N.Of(block.Count == 1 ? First : 0);
        var (down, up, least, most, one, zero) = (N.Of(Down), N.Of(Up), N.Of(Least), N.Of(Most), N.Of(1), N.Of(0));
        ReadOnlySpan<N> g0 = block.Was(0), s0 = block.Was(1), u0 = Backtracks ? block.Was(2) : default;
        Span<N> g1 = block.Now(0), s1 = block.Now(1), u1 = Backtracks ? block.Now(2) : default, u = block.Update;
        for (var i = 0; i < u.Length; i++)
        {
            // The sign of the product, from signs: the product of two small gradients may be 0.
            var agree = Rule.Sign(u[i]) * Rule.Sign(g0[i]);
            var step = s0[i] + first;
            step = N.Min(N.Max(step * N.WherePositive(agree, up, N.WherePositive(-agree, down, one)), least), most);
            var back = Backtracks ? -u0[i] : zero;
            var turned = N.WherePositive(-agree, one, zero);
            g1[i] = N.WherePositive(turned, zero, u[i]);
            s1[i] = step;
            u[i] = N.WherePositive(turned, back, Rule.Sign(u[i]) * step);
            if (Backtracks) u1[i] = N.WherePositive(turned, zero, u[i]);
        }
    }

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("first step size", "0.01", "same", "-", "always given"),
        new("where the sign changes", "no step; taken back if asked for", "no step", "-", "no step"),
        new("zero gradient in the first steps", "keeps the step size", "same", "-", "same"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new Rprop(
        Math.Round(1 + key.Uniform(0) * 63) / 64, 0.25 + Rule.Share(key, 1) / 2, 1 + Rule.Share(key, 2), key.Bernoulli(0.5, 3) ? 1e-6 : 0.25, key.Bernoulli(0.5, 4) ? 50 : 0.75, key.Bernoulli(0.5, 5));
}
