namespace Dl.Functional;

/// <summary>Parameters of a <see cref="Gru"/> whose reset gate acts after the product: input (features, 3 units), recurrent (units, 3 units), a
/// bias for each gate, and one inside the reset.</summary>
public sealed record GruParams<T>(Var<T> Input, Var<T> Recurrent, Var<T> Bias, Var<T> Inner) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk)
    {
        ArgumentNullException.ThrowIfNull(walk);
        return new GruParams<T>(walk.Leaf("input", Role.Matrix, Input), walk.Leaf("recurrent", Role.Matrix, Recurrent), walk.Leaf("bias", Role.Bias, Bias), walk.Leaf("inner", Role.Bias, Inner));
    }
}

/// <summary>Parameters of a <see cref="Gru"/> whose reset gate acts before the product: input (features, 3 units), recurrent of the two gates
/// (units, 2 units), that of the candidate (units, units), and a bias for each gate.</summary>
public sealed record GruBeforeParams<T>(Var<T> Input, Var<T> Recurrent, Var<T> Candidate, Var<T> Bias) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk)
    {
        ArgumentNullException.ThrowIfNull(walk);
        return new GruBeforeParams<T>(walk.Leaf("input", Role.Matrix, Input), walk.Leaf("recurrent", Role.Matrix, Recurrent), walk.Leaf("candidate", Role.Matrix, Candidate), walk.Leaf("bias", Role.Bias, Bias));
    }
}

/// <summary>
/// The gated recurrent unit: gates r and z through the logistic function of <c>x W + h U + b</c>, a candidate n, and
/// <c>h' = (1 - z) n + z h</c>. The reset gate r acts after the product, <c>n = tanh(x W + b + r (h U + c))</c>, or, as in the
/// first paper, before it, <c>n = tanh(x W + b + (r h) U)</c>. Source: Cho et al., 2014. PyTorch: <c>nn.GRU</c>;
/// Keras: <c>GRU(reset_after)</c>; Flax: <c>GRUCell</c>.
/// </summary>
/// <param name="Units">The number of outputs of a step.</param>
/// <param name="Input">How each gate's columns of W are drawn; the biases begin at zero.</param>
/// <param name="Back">How each gate's columns of U are drawn.</param>
/// <param name="Give">Which outputs are given.</param>
/// <param name="ResetAfter">Whether the reset gate acts after the product with U, or before.</param>
/// <param name="LearnStart">Whether the state before the first step is learned; it is zero otherwise.</param>
public sealed record Gru(int Units, IInitialiser Input, IInitialiser Back, Steps Give = Steps.All, bool ResetAfter = true, bool LearnStart = false)
    : Recurrent("gru", Units, Give, LearnStart)
{
    /// <summary>With the reset gate after the product, W drawn by Glorot's rule, U orthogonal.</summary>
    public Gru(int units, Steps give = Steps.All) : this(units, Glorot.Uniform, new Orthogonal(), give) { }

    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("reset gate", "after the product with U, or before if asked", "after", "after, or before if asked", "after"),
        new("update gate", "z keeps the old state: (1 - z) n + z h", "same", "same", "same"),
        new("order of the gates", "reset, update, candidate", "same", "update, reset, candidate", "named one by one"),
        new("start", "W Glorot uniform, U orthogonal, gate by gate", "both uniform within 1 / sqrt(units)", "same, all gates as one matrix", "W LeCun normal, U orthogonal"),
        new("outputs", "all steps unless asked for the last", "all steps and the last", "the last unless asked for all", "all steps"),
        new("biases", "one for each gate, and one inside the reset", "two for each gate", "two for each gate; one if the reset is before", "same"),
    ];

    /// <inheritdoc/>
    protected override ITree<T> Draw<T>(Key key, int features)
    {
        Var<T> input = Gates.Draw<T>(Input, key.Child(0), features, Units, 3), bias = Tensor<T>.Zeros([3 * Units]);
        return ResetAfter
            ? new GruParams<T>(input, Gates.Draw<T>(Back, key.Child(1), Units, Units, 3), bias, Tensor<T>.Zeros([Units]))
            : new GruBeforeParams<T>(input, Gates.Draw<T>(Back, key.Child(1), Units, Units, 2), Gates.Draw<T>(Back, key.Child(2), Units, Units, 1), bias);
    }

    /// <inheritdoc/>
    public override Diff<T, Var<T>> Project<T>(ITree<T> parameters, Var<T> x)
    {
        if (ResetAfter)
        {
            var after = As<T, GruParams<T>>(parameters);
            return Ops.Dense(x, after.Input, after.Bias);
        }
        var before = As<T, GruBeforeParams<T>>(parameters);
        return Ops.Dense(x, before.Input, before.Bias);
    }

    /// <inheritdoc/>
    public override Diff<T, Few<Var<T>>> Advance<T>(ITree<T> parameters, Var<T> projected, Few<Var<T>> state) => ResetAfter
        ? After(As<T, GruParams<T>>(parameters), projected, state[0])
        : Before(As<T, GruBeforeParams<T>>(parameters), projected, state[0]);

    Diff<T, Few<Var<T>>> After<T>(GruParams<T> p, Var<T> projected, Var<T> h) where T : struct, IFloatingPointIeee754<T> =>
        from fresh in Ops.Split(projected, 1, 2 * Units, Units)
        from products in Ops.MatMul(h, p.Recurrent)
        from old in Ops.Split(products, 1, 2 * Units, Units)
        from reached in Ops.Add(fresh[0], old[0])
        from gates in Opened(reached)
        from inner in Ops.Add(old[1], p.Inner)
        from kept in Ops.Multiply(gates.Reset, inner)
        from next in Moved(gates.Update, fresh[1], kept, h)
        select next;

    Diff<T, Few<Var<T>>> Before<T>(GruBeforeParams<T> p, Var<T> projected, Var<T> h) where T : struct, IFloatingPointIeee754<T> =>
        from fresh in Ops.Split(projected, 1, 2 * Units, Units)
        from reached in Gates.Reached(fresh[0], h, p.Recurrent)
        from gates in Opened(reached)
        from kept in Ops.Multiply(gates.Reset, h)
        from product in Ops.MatMul(kept, p.Candidate)
        from next in Moved(gates.Update, fresh[1], product, h)
        select next;

    Diff<T, (Var<T> Reset, Var<T> Update)> Opened<T>(Var<T> reached) where T : struct, IFloatingPointIeee754<T> =>
        from open in Ops.Sigmoid(reached)
        from gates in Ops.Split(open, 1, Units, Units)
        select (gates[0], gates[1]);

    // (1 - z) n + z h = n + z (h - n).
    static Diff<T, Few<Var<T>>> Moved<T>(Var<T> update, Var<T> fresh, Var<T> kept, Var<T> h) where T : struct, IFloatingPointIeee754<T> =>
        from candidate in Ops.Add(fresh, kept).Bind(Ops.Tanh)
        from difference in Ops.Subtract(h, candidate)
        from step in Ops.Multiply(update, difference)
        from next in Ops.Add(candidate, step)
        select new Few<Var<T>>(next);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => RecurrentExamples.Of(key, size, (units, give) =>
        new Gru(units, give) with { ResetAfter = key.Bernoulli(0.5, 4), LearnStart = key.Bernoulli(0.3, 5) });
}
