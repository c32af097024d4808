namespace Dl.Functional;

/// <summary>
/// Adam: <c>m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; u = (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon)</c>,
/// epsilon outside the root. Source: Kingma and Ba, 2015, algorithm 1. PyTorch: <c>Adam</c>; Keras adds epsilon before the
/// correction ("epsilon hat", default 1e-7); Optax: <c>scale_by_adam</c>.
/// </summary>
/// <param name="Beta1">What stays of the mean of the gradients.</param>
/// <param name="Beta2">What stays of the mean of their squares.</param>
/// <param name="Epsilon">Keeps the quotient finite.</param>
public sealed record Adam(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8) : BlockLink("adam")
{
    /// <inheritdoc/>
    public override Many<string> Slots => ["m", "v"];

    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        var (b1, d1) = (N.Of(Beta1), N.Of(1 - Beta1));
        var (b2, d2) = (N.Of(Beta2), N.Of(1 - Beta2));
        var (c1, c2) = (N.Of(1 / (1 - Math.Pow(Beta1, block.Count))), N.Of(1 / (1 - Math.Pow(Beta2, block.Count))));
        var epsilon = N.Of(Epsilon);
        ReadOnlySpan<N> m0 = block.Was(0), v0 = block.Was(1);
        Span<N> m1 = block.Now(0), v1 = block.Now(1), u = block.Update;
        for (var i = 0; i < u.Length; i++)
        {
            var g = u[i];
            var m = b1 * m0[i] + d1 * g;
            var v = b2 * v0[i] + d2 * g * g;
            m1[i] = m;
            v1[i] = v;
            u[i] = m * c1 / (N.Sqrt(v * c2) + epsilon);
        }
    }

    /// <summary>An example for the laws; epsilon is often large, because a small one hides where it stands.</summary>
    public static ILink Example(Key key) => new Adam(
        Math.Round(key.Uniform(0) * 63) / 64, Math.Round(key.Uniform(1) * 63) / 64, key.Uniform(2) < 0.5 ? 1e-8 : Math.Round(1 + key.Uniform(3) * 15) / 16);
}
