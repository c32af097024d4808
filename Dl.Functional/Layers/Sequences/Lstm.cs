namespace Dl.Functional;

/// <summary>
/// Long short-term memory: gates i, f, o through the logistic function and a candidate g through the hyperbolic tangent, each
/// of <c>x W + h U + b</c> with its own columns; then <c>c' = f c + i g</c> and <c>h' = o tanh c'</c>. The state is (h, c).
/// Source: Hochreiter and Schmidhuber, 1997; forget gate by Gers, Schmidhuber and Cummins, 2000. PyTorch: <c>nn.LSTM</c>;
/// Keras: <c>LSTM</c>; Flax: <c>OptimizedLSTMCell</c>.
/// </summary>
/// <remarks>Law L13: the steps are those of a plain loop over numbers, and the bias of each gate opens and closes that gate.</remarks>
/// <param name="Units">The number of outputs of a step.</param>
/// <param name="Input">How each gate's columns of W are drawn.</param>
/// <param name="Back">How each gate's columns of U are drawn.</param>
/// <param name="Give">Which outputs are given.</param>
/// <param name="ForgetBias">Where the bias of the forget gate begins; those of the others begin at zero. At 1 a new network remembers
/// (Jozefowicz, Zaremba and Sutskever, 2015).</param>
/// <param name="LearnStart">Whether the state before the first step is learned; it is zero otherwise.</param>
public sealed record Lstm(int Units, IInitialiser Input, IInitialiser Back, Steps Give = Steps.All, double ForgetBias = 1, bool LearnStart = false)
    : Recurrent("lstm", Units, Give, LearnStart)
{
    /// <summary>W drawn by Glorot's rule, U orthogonal, gate by gate.</summary>
    public Lstm(int units, Steps give = Steps.All) : this(units, Glorot.Uniform, new Orthogonal(), give) { }

    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("order of the gates", "input, forget, cell, output", "same", "same", "named one by one"),
        new("start", "W Glorot uniform, U orthogonal, gate by gate", "both uniform within 1 / sqrt(units)", "same, all gates as one matrix", "W LeCun normal, U orthogonal"),
        new("outputs", "all steps unless asked for the last", "all steps and the last", "the last unless asked for all", "all steps"),
        new("biases", "one for each gate", "two, of input and of state", "same", "same"),
        new("start of the forget bias", "1", "uniform within 1 / sqrt(units)", "1", "0"),
        new("peepholes", "none", "same", "same", "same"),
    ];

    /// <inheritdoc/>
    public override int Carried => 2;

    /// <inheritdoc/>
    protected override ITree<T> Draw<T>(Key key, int features)
    {
        var bias = Tensor<T>.Build([4 * Units], (Units, ForgetBias: Setting.Finite(Name, "the forget bias", ForgetBias)), static (into, s) =>
        {
            into.Clear();
            into.Slice(s.Units, s.Units).Fill(T.CreateChecked(s.ForgetBias));
        });
        return new RecurrentParams<T>(Gates.Draw<T>(Input, key.Child(0), features, Units, 4), Gates.Draw<T>(Back, key.Child(1), Units, Units, 4), bias);
    }

    /// <inheritdoc/>
    public override Diff<T, Var<T>> Project<T>(ITree<T> parameters, Var<T> x)
    {
        var p = As<T, RecurrentParams<T>>(parameters);
        return Ops.Dense(x, p.Input, p.Bias);
    }

    /// <inheritdoc/>
    public override Diff<T, Few<Var<T>>> Advance<T>(ITree<T> parameters, Var<T> projected, Few<Var<T>> state) =>
        from reached in Gates.Reached(projected, state[0], As<T, RecurrentParams<T>>(parameters).Recurrent)
        from gates in Ops.Split(reached, 1, Units, Units, Units, Units)
        from input in Ops.Sigmoid(gates[0])
        from forget in Ops.Sigmoid(gates[1])
        from cell in Ops.Tanh(gates[2])
        from output in Ops.Sigmoid(gates[3])
        from old in Ops.Multiply(forget, state[1])
        from added in Ops.Multiply(input, cell)
        from c in Ops.Add(old, added)
        from seen in Ops.Tanh(c)
        from h in Ops.Multiply(output, seen)
        select new Few<Var<T>>(h, c);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => RecurrentExamples.Of(key, size, (units, give) =>
        new Lstm(units, give) with { LearnStart = key.Bernoulli(0.3, 4), ForgetBias = key.Bernoulli(0.7, 5) ? 1 : 0.5 });
}
