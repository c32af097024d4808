namespace Dl.Functional;

/// <summary>In which order AMSGrad takes the largest square and corrects its bias.</summary>
public enum AmsOrder
{
    /// <summary>The largest of the averages as they are, then the correction.</summary>
    MaxThenDebias,

    /// <summary>The largest of the corrected averages.</summary>
    DebiasThenMax,

    /// <summary>No correction at all, as in the paper.</summary>
    NoDebias,
}

/// <summary>
/// AMSGrad: Adam with the largest square so far: <c>w = max(w, v); u = (m / (1 - b1^t)) / (sqrt(w / (1 - b2^t)) + epsilon)</c>.
/// Source: Reddi, Kale and Kumar, 2018, algorithm 2. PyTorch: <c>Adam(amsgrad=True)</c>; Keras: <c>Adam(amsgrad=True)</c>; Optax: <c>scale_by_amsgrad</c>.
/// </summary>
/// <param name="Beta1">What stays of the mean of the gradients.</param>
/// <param name="Beta2">What stays of the mean of their squares.</param>
/// <param name="Epsilon">Keeps the quotient finite; outside the root.</param>
/// <param name="Order">Whether the largest is taken before the correction or after it.</param>
public sealed record AmsGrad(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, AmsOrder Order = AmsOrder.MaxThenDebias) : BlockLink("amsgrad")
{
    /// <inheritdoc/>
    public override Many<string> Slots => ["m", "v", "largest"];

    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        var (b1, d1) = (N.Of(Beta1), N.Of(1 - Beta1));
        var (b2, d2) = (N.Of(Beta2), N.Of(1 - Beta2));
        var correction = Order == AmsOrder.NoDebias ? 1 : Rule.Unbiased(Beta2, block.Count);
        var c1 = N.Of(Order == AmsOrder.NoDebias ? 1 : Rule.Unbiased(Beta1, block.Count));
        var c2 = N.Of(Order == AmsOrder.DebiasThenMax ? correction : 1);
        var root = new Denominator<N>(Order == AmsOrder.MaxThenDebias ? correction : 1, Epsilon, EpsilonPlace.Outside);
        ReadOnlySpan<N> m0 = block.Was(0), v0 = block.Was(1), w0 = block.Was(2);
        Span<N> m1 = block.Now(0), v1 = block.Now(1), w1 = block.Now(2), u = block.Update;
        for (var i = 0; i < u.Length; i++)
        {
            var g = u[i];
            var m = b1 * m0[i] + d1 * g;
            var v = b2 * v0[i] + d2 * g * g;
            var w = N.Max(w0[i], v * c2);
            m1[i] = m;
            v1[i] = v;
            w1[i] = w;
            u[i] = m * c1 / root.Of(w);
        }
    }

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("rate", "0.001", "same", "same", "always given"),
        new("order", "largest, then corrected; AmsOrder has the others", "same", "same", "corrected, then largest"),
        new("epsilon", "1e-8, outside the root", "same", "1e-7, before the correction (hat)", "1e-8"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new AmsGrad(Rule.Share(key, 0), Rule.Share(key, 1), Rule.Epsilon(key.Child(0), 0, 1e-8), Rule.Choice<AmsOrder>(key, 4));
}
