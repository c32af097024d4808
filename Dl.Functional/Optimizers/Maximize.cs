namespace Dl.Functional;

/// <summary>Climbs instead of descending: <c>u = -u</c>, before any other link, so that decay keeps its sign. PyTorch: <c>maximize=True</c>.</summary>
public sealed record Maximize() : BlockLink("maximize")
{
    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        for (var i = 0; i < block.Length; i++) block.Update[i] = -block.Update[i];
    }

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new Maximize();
}
