namespace Dl.Functional;

/// <summary>
/// AdaDelta: <c>s = rho s + (1 - rho) g^2; u = sqrt(d + epsilon) / sqrt(s + epsilon) g; d = rho d + (1 - rho) u^2</c>. A step has the unit
/// of the parameters; its rate is 1. Source: Zeiler, 2012, algorithm 1. PyTorch: <c>Adadelta</c>; Keras: <c>Adadelta</c>; Optax: <c>scale_by_adadelta</c>.
/// </summary>
/// <param name="Rho">What stays of both averages.</param>
/// <param name="Epsilon">Lets the first step begin; inside both roots.</param>
public sealed record AdaDelta(double Rho = 0.95, double Epsilon = 1e-6) : BlockLink("adadelta")
{
    /// <inheritdoc/>
    public override Many<string> Slots => ["squares", "steps"];

    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        var (rho, rest, epsilon) = (N.Of(Rho), N.Of(1 - Rho), N.Of(Epsilon));
        ReadOnlySpan<N> s0 = block.Was(0), d0 = block.Was(1);
        Span<N> s1 = block.Now(0), d1 = block.Now(1), u = block.Update;
        for (var i = 0; i < u.Length; i++)
        {
            var s = rho * s0[i] + rest * u[i] * u[i];
            var step = N.Sqrt(d0[i] + epsilon) / N.Sqrt(s + epsilon) * u[i];
            s1[i] = s;
            d1[i] = rho * d0[i] + rest * step * step;
            u[i] = step;
        }
    }

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("rate", "1", "same", "0.001", "always given"),
        new("rho", "0.95", "0.9", "same", "0.9"),
        new("epsilon", "1e-6, inside both roots", "same", "1e-7", "same"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new AdaDelta(Rule.Share(key, 0), Rule.Epsilon(key.Child(0), 0, 1e-6));
}
