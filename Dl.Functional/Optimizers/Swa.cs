namespace Dl.Functional;

/// <summary>
/// Keeps the mean of the parameters after step <c>from</c> and every <c>every</c> steps behind it, and changes nothing else. Stands last in a
/// chain; until its first step the average is the parameters. <see cref="Step{T}.Average"/> and <see cref="Optimizer.Average"/> give it.
/// Source: Izmailov et al., 2018. PyTorch: <c>swa_utils</c>; Optax: none.
/// </summary>
/// <param name="From">The first step whose parameters count, counted from 1.</param>
/// <param name="Every">The steps from one to the next, at least 1.</param>
public sealed record Swa(long From = 1, long Every = 1) : BlockLink("swa"), IAverages
{
    /// <inheritdoc/>
    public override Many<string> Slots => ["average"];

    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        var since = block.Count - From;
        var share = N.Of(since >= 0 && since % Every == 0 ? 1.0 / (since / Every + 1) : 0);
        var follows = since <= 0;
        ReadOnlySpan<N> was = block.Was(0), x = block.Parameters;
        Span<N> now = block.Now(0);
        for (var i = 0; i < x.Length; i++)
        {
            var next = x[i] - block.Update[i];
            now[i] = follows ? next : was[i] + share * (next - was[i]);
        }
    }

    /// <inheritdoc/>
    public Tensor<T> Average<T>(Reached<T> at, ITree<T> state) where T : struct, IFloatingPointIeee754<T> => ((LinkState<T>)state)[0];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new Swa(1 + key.Below(3, 0), 1 + key.Below(3, 1));
}
