namespace Dl.Functional;

/// <summary>A batch of examples.</summary>
/// <param name="Inputs">The inputs; the first axis counts the examples.</param>
/// <param name="Targets">What the network should say.</param>
public readonly record struct Batch<T>(Tensor<T> Inputs, Targets<T> Targets) where T : struct, IFloatingPointIeee754<T>;

/// <summary>
/// All that training knows at one moment: parameters, layer state, optimizer state, key. A value: the learner after a step
/// is another one.
/// </summary>
public sealed record Learner<T> : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    internal Learner(Mold<T> form, Tensor<T> vector, ITree<T> state, OptimizerState<T> optimizer, Key key, double loss, Many<RateInForce> rates) =>
        (Form, Vector, State, Optimizer, Key, Loss, Rates) = (form, vector, state, optimizer, key, loss, rates);

    /// <summary>Where each parameter lies in the flat vector.</summary>
    public Mold<T> Form { get; }

    /// <summary>All parameters as one vector.</summary>
    public Tensor<T> Vector { get; }

    /// <summary>The parameters as the tree that the network's start made; its leaves are views of <see cref="Vector"/>.</summary>
    public ITree<T> Params => Form.Pour(Vector);

    /// <summary>The state of the layers.</summary>
    public ITree<T> State { get; }

    /// <summary>The state of the optimizer.</summary>
    public OptimizerState<T> Optimizer { get; }

    /// <summary>What all randomness of training is drawn from; step i uses child i.</summary>
    public Key Key { get; }

    /// <summary>The loss of the batch of the last step, before the step; NaN at the start.</summary>
    public double Loss { get; }

    /// <summary>The learning rates in force in the last step; none at the start.</summary>
    public Many<RateInForce> Rates { get; }

    /// <summary>The learning rate in force in the last step, that of the first group where there are several; NaN at the start.</summary>
    public double Rate => Rates.Count > 0 ? Rates[0].Value : double.NaN;

    /// <summary>The number of steps taken.</summary>
    public long Steps => Optimizer.Steps;

    /// <summary>A copy that lives for ever: for learners lent by the fold of <see cref="Train"/>.</summary>
    public Learner<T> Keep() => new(Form, Vector.Keep(), Kept(State), Kept(Optimizer), Key, Loss, Rates);

    /// <inheritdoc/>
    /// <remarks>Parameters under <c>params</c>, layer state under <c>state</c>, optimizer under <c>optimizer</c>: all that a
    /// checkpoint stores.</remarks>
    public ITree<T> Walk(Walk<T> walk)
    {
        ArgumentNullException.ThrowIfNull(walk);
        var before = Params;
        var after = walk.Branch("params", before);
        if (!ReferenceEquals(before, after) && Tree.Leaves(after).Any(leaf => leaf.Value.On is Tape<T>))
            throw new DlException("a learner's parameters are one vector and carry no gradient: differentiate with respect to its Params");
        return new Learner<T>(
            Form, ReferenceEquals(before, after) ? Vector : Form.Flatten(after),
            walk.Branch("state", State), walk.Branch("optimizer", Optimizer), Key, Loss, Rates);
    }

    static P Kept<P>(P tree) where P : ITree<T> => Tree.Map<T, P>(tree, leaf => leaf.Value.Value.Keep());
}
