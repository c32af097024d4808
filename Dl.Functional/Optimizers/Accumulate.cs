namespace Dl.Functional;

/// <summary>
/// Gathers the gradients of n batches and takes one step along their mean; the steps between move nothing. The rates of the inner optimizer
/// count its own steps. Law: n batches of equal weight are one batch of all. PyTorch: one <c>step()</c> to n <c>backward()</c>; Keras:
/// <c>gradient_accumulation_steps</c>; Optax: <c>MultiSteps</c>.
/// </summary>
/// <param name="Optimizer">The inner optimizer, with its rate.</param>
/// <param name="Batches">n, at least 1.</param>
public sealed record Accumulate(Optimizer Optimizer, long Batches) : Wrapper("accumulate", Optimizer)
{
    /// <inheritdoc/>
    protected override Many<string> Slots => ["sum"];

    /// <inheritdoc/>
    public override long Within(long count) => (count + Batches - 1) / Batches;

    /// <inheritdoc/>
    protected override Turned<T> Wrap<T>(Flow<T> flow, WrapperState<T> state)
    {
        var sum = Vectors.Sum(state.Own[0], T.One, flow.Update);
        if (flow.Count % Batches != 0) return new(Tensor<T>.Zeros(sum.Shape), state with { Own = new(Slots, sum.Reshape([1, sum.Shape.Size])) });
        var mean = Vectors.Sum(T.One / T.CreateChecked(Batches), sum, T.Zero, sum);
        var (update, inner) = Optimizer.Turn(flow with { Update = mean, Count = flow.Count / Batches }, state.Inner[0]);
        return new(update, new WrapperState<T>(LinkState<T>.Zeros(Slots, sum.Shape.Size), [inner]));
    }

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("gathered gradients", "their mean", "their sum, as backward() adds", "their mean", "same"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new Accumulate(Simple(key), 1 + key.Below(3, 0));
}
