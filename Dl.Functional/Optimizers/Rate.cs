namespace Dl.Functional;

/// <summary>Multiplies the update by the learning rate: <c>u = rate u</c>. Alone it is gradient descent.</summary>
/// <param name="Value">The learning rate.</param>
public sealed record Rate(double Value) : Link("rate")
{
    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        var rate = N.Of(Value);
        for (var i = 0; i < block.Length; i++) block.Update[i] = rate * block.Update[i];
    }

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new Rate(Math.Round(key.Uniform(0) * 64 + 1) / 64);
}
