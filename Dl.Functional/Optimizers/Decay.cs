namespace Dl.Functional;

/// <summary>
/// Decoupled weight decay: <c>u = u + rate x</c>, behind the rule that has already made its step of the gradient, so that decay
/// enters no moment. Before <see cref="Functional.Rate"/> it is multiplied by the learning rate, behind it it is not. Source:
/// Loshchilov and Hutter, 2019. PyTorch: <c>AdamW(weight_decay)</c>; Keras: <c>weight_decay</c>; Optax: <c>add_decayed_weights(mask)</c>.
/// </summary>
/// <param name="Rate">How much of a parameter goes in a step, before the learning rate.</param>
/// <param name="Where">The leaves that decay.</param>
public sealed record Decay(double Rate, Where Where) : BlockLink("decay"), IBlockLink, IShrinks
{
    /// <summary>Decay of every leaf.</summary>
    public Decay(double rate) : this(rate, Where.All) { }

    /// <inheritdoc/>
    public override void On<N>(Block<N> block) => Pull(block, Rate);

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("decay", "decoupled; times the learning rate where it stands before Rate", "AdamW the same; Adam couples", "the same", "the same"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new Decay(Math.Round(key.Uniform(0) * 64) / 256, key.Bernoulli(0.5, 1) ? Where.All : Where.Matrices);

    internal static void Pull<N>(Block<N> block, double rate) where N : struct, ILane<N>
    {
        var pull = N.Of(rate);
        for (var i = 0; i < block.Length; i++) block.Update[i] = block.Update[i] + pull * block.Parameters[i];
    }
}
