namespace Dl.Functional;

/// <summary>
/// The sign alone: <c>u = sign(u)</c>, 0 at 0. Behind a momentum it is Signum. Source: Bernstein et al., 2018. Optax: <c>scale_by_sign</c>.
/// </summary>
public sealed record SignSgd() : BlockLink("signsgd")
{
    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        for (var i = 0; i < block.Length; i++) block.Update[i] = Rule.Sign(block.Update[i]);
    }

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new SignSgd();
}
