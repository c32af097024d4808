namespace Dl.Functional;

/// <summary>Clips each number: <c>u = min(max(u, -c), c)</c>. NaN stays NaN. PyTorch: <c>clip_grad_value_</c>; Keras: <c>clipvalue</c>;
/// Optax: <c>clip</c>.</summary>
/// <param name="Value">c, the largest magnitude.</param>
public sealed record ClipValue(double Value) : BlockLink("clip value")
{
    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        var (low, high) = (N.Of(-Value), N.Of(Value));
        for (var i = 0; i < block.Length; i++) block.Update[i] = N.Min(N.Max(block.Update[i], low), high);
    }

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new ClipValue(Math.Round(key.Uniform(0) * 64) / 32);
}
