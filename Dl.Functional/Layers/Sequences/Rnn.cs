namespace Dl.Functional;

/// <summary>
/// The simple recurrent network: <c>h' = a(x W + h U + b)</c>, a the hyperbolic tangent unless another is given.
/// Source: Elman, "Finding structure in time", 1990. PyTorch: <c>nn.RNN</c>; Keras: <c>SimpleRNN</c>; Flax: <c>SimpleCell</c>.
/// </summary>
/// <param name="Units">The number of outputs of a step.</param>
/// <param name="Then">The activation a.</param>
/// <param name="Input">How W is drawn; the bias begins at zero.</param>
/// <param name="Back">How U is drawn.</param>
/// <param name="Give">Which outputs are given.</param>
/// <param name="LearnStart">Whether the state before the first step is learned; it is zero otherwise.</param>
public sealed record Rnn(int Units, Activation Then, IInitialiser Input, IInitialiser Back, Steps Give = Steps.All, bool LearnStart = false)
    : Recurrent("rnn", Units, Give, LearnStart)
{
    /// <summary>With the hyperbolic tangent, W drawn by Glorot's rule, U orthogonal.</summary>
    public Rnn(int units, Steps give = Steps.All) : this(units, Activation.Tanh, give) { }

    /// <summary>With another activation, W drawn by Glorot's rule, U orthogonal.</summary>
    public Rnn(int units, Activation then, Steps give = Steps.All) : this(units, then, Glorot.Uniform, new Orthogonal(), give) { }

    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("start", "W Glorot uniform, U orthogonal, gate by gate", "both uniform within 1 / sqrt(units)", "same, all gates as one matrix", "W LeCun normal, U orthogonal"),
        new("outputs", "all steps unless asked for the last", "all steps and the last", "the last unless asked for all", "all steps"),
        new("biases", "one", "two, of input and of state", "same", "same"),
    ];

    /// <inheritdoc/>
    protected override ITree<T> Draw<T>(Key key, int features) => new RecurrentParams<T>(
        Gates.Draw<T>(Input, key.Child(0), features, Units, 1), Gates.Draw<T>(Back, key.Child(1), Units, Units, 1), Tensor<T>.Zeros(Then.Fitted([Units])));

    /// <inheritdoc/>
    public override Diff<T, Var<T>> Project<T>(ITree<T> parameters, Var<T> x)
    {
        var p = As<T, RecurrentParams<T>>(parameters);
        return Ops.Dense(x, p.Input, p.Bias);
    }

    /// <inheritdoc/>
    public override Diff<T, Few<Var<T>>> Advance<T>(ITree<T> parameters, Var<T> projected, Few<Var<T>> state) =>
        from reached in Gates.Reached(projected, state[0], As<T, RecurrentParams<T>>(parameters).Recurrent)
        from h in Then.Of(reached)
        select new Few<Var<T>>(h);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => RecurrentExamples.Of(key, size, (units, give) =>
        new Rnn(units, key.Bernoulli(0.8, 4) ? Activation.Tanh : Activation.Sigmoid, give) with { LearnStart = key.Bernoulli(0.3, 5) });
}

static class RecurrentExamples
{
    /// <summary>A recurrent layer with a short sequence.</summary>
    public static LayerExample Of(Key key, int size, Func<int, Steps, Recurrent> layer) => new(
        layer(Examples.Size(key, Math.Min(size, 3), 0), key.Bernoulli(0.7, 1) ? Steps.All : Steps.Last),
        [Examples.Size(key, Math.Min(size, 4), 2), Examples.Size(key, Math.Min(size, 3), 3)]);
}
