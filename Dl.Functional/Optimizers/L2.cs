namespace Dl.Functional;

/// <summary>
/// Coupled weight decay: <c>u = u + rate x</c>, before any other rule: the gradient of <c>rate / 2 |x|^2</c> is added to that of the
/// loss, and goes through momentum and moments with it. PyTorch: <c>SGD(weight_decay)</c>, <c>Adam(weight_decay)</c>; Optax:
/// <c>add_decayed_weights</c> before the rule.
/// </summary>
/// <param name="Rate">The factor of the penalty.</param>
/// <param name="Where">The leaves that are penalised.</param>
public sealed record L2(double Rate, Where Where) : BlockLink("l2"), IBlockLink, IShrinks
{
    /// <summary>A penalty on every leaf.</summary>
    public L2(double rate) : this(rate, Where.All) { }

    /// <inheritdoc/>
    public override void On<N>(Block<N> block) => Decay.Pull(block, Rate);

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new L2(Math.Round(key.Uniform(0) * 64) / 256, key.Bernoulli(0.5, 1) ? Where.All : Where.Matrices);
}
