namespace Dl.Functional;

/// <summary>
/// Scales the update of each leaf to the length of the leaf: <c>u = min(max(|x|, least), most) / |u| u</c>; a leaf or an update of length 0
/// keeps its update. Behind Adam and decay it is LAMB: <see cref="Optimizer.Lamb"/>. Source: You et al., 2020, algorithm 2.
/// Optax: <c>scale_by_trust_ratio</c>.
/// </summary>
/// <param name="Where">The leaves that are scaled; the update of the others passes by.</param>
/// <param name="Least">The least length that a leaf counts for.</param>
/// <param name="Most">The largest.</param>
public sealed record TrustRatio(Where Where, double Least = 0, double Most = double.PositiveInfinity) : WholeLink("trust ratio")
{
    /// <summary>Scaling of every leaf.</summary>
    public TrustRatio() : this(Where.All) { }

    /// <inheritdoc/>
    public override Turned<T> Turn<T>(Flow<T> flow, ITree<T> state)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return new(flow.Each(Where, slot =>
        {
            var (x, u) = (Magnitude.Of(slot.Of(flow.Parameters)).Value, Magnitude.Of(slot.Of(flow.Update)).Value);
            var ratio = x == 0 || u == 0 ? 1 : Math.Min(Math.Max(x, Least), Most) / u;
            return (ratio, 0);
        }), state);
    }

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("leaf or update of length 0", "ratio 1", "-", "-", "same"),
        new("bounds of the length", "none unless given", "-", "-", "least only"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new TrustRatio(key.Bernoulli(0.75, 0) ? Where.All : Where.Matrices, key.Bernoulli(0.5, 1) ? 0 : 0.5, key.Bernoulli(0.5, 2) ? double.PositiveInfinity : 2);
}
