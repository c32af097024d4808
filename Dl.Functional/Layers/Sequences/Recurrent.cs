namespace Dl.Functional;

/// <summary>Which outputs of a recurrent layer are given.</summary>
public enum Steps
{
    /// <summary>Those of all steps: (batch, time, features).</summary>
    All,

    /// <summary>That after the last step it went: (batch, features).</summary>
    Last,
}

/// <summary>
/// A layer that goes along a sequence and remembers: it takes (batch, time, features), and each step computes a new state from
/// the old one and the features of that time. The number of steps is not part of the layer: it may differ from batch to batch.
/// </summary>
/// <remarks>
/// A recurrent layer of one's own derives from this one and gives <see cref="Draw"/>, <see cref="Project"/> and
/// <see cref="Advance"/>. What the features contribute is computed for all times at once by <see cref="Project"/>, as one
/// matrix product; only what depends on the state is left to the steps. Goes as a loop: 1,000 steps need no deeper stack
/// than one. Law: unrolled and stepped by hand are the same (L13).
/// </remarks>
/// <param name="Name">The name in paths and tables.</param>
/// <param name="Units">The number of outputs of a step.</param>
/// <param name="Give">Which outputs are given.</param>
/// <param name="LearnStart">Whether the state before the first step is learned; it is zero otherwise.</param>
public abstract record Recurrent(string Name, int Units, Steps Give, bool LearnStart) : Layer(Name), ISequenceLayer
{
    /// <summary>How many tensors of (batch, units) the state consists of; the first of them is the output.</summary>
    public virtual int Carried => 1;

    /// <summary>The parameters of a step, drawn for so many features.</summary>
    protected abstract ITree<T> Draw<T>(Key key, int features) where T : struct, IFloatingPointIeee754<T>;

    /// <summary>What features contribute to the step at their time: along the last axis, whatever the axes before it.</summary>
    /// <param name="parameters">The parameters of a step.</param>
    /// <param name="x">Features, (..., features).</param>
    public abstract Diff<T, Var<T>> Project<T>(ITree<T> parameters, Var<T> x) where T : struct, IFloatingPointIeee754<T>;

    /// <summary>The state after a step.</summary>
    /// <param name="parameters">The parameters of a step.</param>
    /// <param name="projected">What the features of that time contribute: a row of <see cref="Project"/> for each item.</param>
    /// <param name="state">The state before it.</param>
    public abstract Diff<T, Few<Var<T>>> Advance<T>(ITree<T> parameters, Var<T> projected, Few<Var<T>> state) where T : struct, IFloatingPointIeee754<T>;

    /// <summary>One step: the state after the features of one time, (batch, features); its first tensor is the output.
    /// PyTorch: <c>RNNCell</c>, <c>LSTMCell</c>, <c>GRUCell</c>.</summary>
    public Diff<T, Few<Var<T>>> Step<T>(ITree<T> parameters, Var<T> x, Few<Var<T>> state) where T : struct, IFloatingPointIeee754<T> =>
        Project(parameters, x).Bind(projected => Advance(parameters, projected, state));

    /// <summary>All steps, from the first time to the last or back: the last state, and the outputs in the order of time.</summary>
    /// <param name="parameters">The parameters of a step.</param>
    /// <param name="x">The sequence, (batch, time, features).</param>
    /// <param name="start">The state before the first step, see <see cref="Zeros"/>.</param>
    /// <param name="backward">Whether to begin at the last time.</param>
    /// <exception cref="DlException">The sequence has other axes, or no time at all.</exception>
    public Diff<T, Mapped<Few<Var<T>>, Var<T>>> Unroll<T>(ITree<T> parameters, Var<T> x, Few<Var<T>> start, bool backward = false)
        where T : struct, IFloatingPointIeee754<T> => Unroll(parameters, x, start, null, backward);

    /// <summary>The same for sequences of several lengths, padded to one: the state of each stays as it is where its sequence is over, and outputs there are 0. PyTorch:
    /// <c>pack_padded_sequence(enforce_sorted=False)</c>; Keras: a mask with <c>zero_output_for_mask</c>.</summary>
    /// <param name="parameters">The parameters of a step.</param>
    /// <param name="x">The sequences, (batch, time, features), each from time 0 on; what stands behind its end does not matter.</param>
    /// <param name="start">The state before the first step.</param>
    /// <param name="lengths">The number of times of each sequence, (batch); null where all have all.</param>
    /// <param name="backward">Whether to begin at the last time of each.</param>
    /// <exception cref="DlException">The sequences have other axes, or no time at all; or the lengths are not theirs.</exception>
    public Diff<T, Mapped<Few<Var<T>>, Var<T>>> Unroll<T>(ITree<T> parameters, Var<T> x, Few<Var<T>> start, Indices? lengths, bool backward = false)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (x.Shape.Rank != 3 || x.Shape[1] == 0) throw new DlException($"{Name} takes sequences (batch, time, features) of at least one time, not {x.Shape}");
        var padding = lengths is null ? null : new SequencePadding(Name, lengths, x.Shape);
        var times = Enumerable.Range(0, x.Shape[1]);
        return
            from given in padding is null ? Diff.Return<T, Var<T>>(x) : padding.Cleared(x)
            from projected in Project(parameters, given)
            from run in Diff.MapAccumulate<T, Few<Var<T>>, int, Var<T>>(backward ? times.Reverse() : times, start, (state, t) =>
                from now in Ops.Take(projected, Indices.From(Shape.Scalar, [t]), 1)
                from next in Advance(parameters, now, state)
                from held in padding is null ? Diff.Return<T, Few<Var<T>>>(next) : padding.Held(t, next, state)
                from y in padding is null ? Diff.Return<T, Var<T>>(held[0]) : padding.Cleared(t, held[0])
                select new Stepped<Few<Var<T>>, Var<T>>(held, y))
            select backward ? run with { Items = run.Items.Reverse().ToMany() } : run;
    }

    /// <summary>The state of zeros for so many items.</summary>
    public Few<Var<T>> Zeros<T>(int items) where T : struct, IFloatingPointIeee754<T>
    {
        Var<T> zeros = Tensor<T>.Zeros([items, Units]);
        return Few.Of<Var<T>>([.. Enumerable.Repeat(zeros, Carried)]);
    }

    /// <inheritdoc/>
    public sealed override Initial<T> Init<T>(Key key, Shape example)
    {
        Demand.One(Name, "unit", Units);
        var step = Draw<T>(key, Demand.Sequence(Name, example, "; for token ids put an embedding before it")[1]);
        return new(Give == Steps.All ? [example[0], Units] : [Units], LearnStart ? new StartedParams<T>(step, Rows<T>()) : step, Empty<T>.It);
    }

    /// <inheritdoc/>
    public sealed override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Apply(call, x, null, false);

    /// <inheritdoc/>
    public Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x, Indices lengths) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(lengths);
        return Apply(call, x, lengths, false);
    }

    /// <summary>The layer going through the sequence in one direction.</summary>
    internal Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x, Indices? lengths, bool backward) where T : struct, IFloatingPointIeee754<T>
    {
        var zeros = Zeros<T>(x.Shape.Rank > 0 ? x.Shape[0] : 1);
        var (step, rows) = LearnStart ? call.ParamsAs<StartedParams<T>>(this) : new StartedParams<T>(call.Params, []);
        return
            from start in Diff.Traverse<T, int, Var<T>>(Enumerable.Range(0, Carried), i => LearnStart ? Ops.Add(zeros[i], rows[i]) : Diff.Return<T, Var<T>>(zeros[i]))
            from run in Unroll(step, x, Few.Of<Var<T>>([.. start]), lengths, backward)
            from y in Give == Steps.All ? Ops.Stack(1, [.. run.Items]) : Diff.Return<T, Var<T>>(run.Last[0])
            select new Result<T>(y, call.State);
    }

    /// <summary>The parameters as the record that <see cref="Draw"/> made.</summary>
    /// <exception cref="DlException">They were made by another layer.</exception>
    protected P As<T, P>(ITree<T> parameters) where T : struct, IFloatingPointIeee754<T> where P : ITree<T> =>
        new Call<T>(parameters, Empty<T>.It, default, Mode.Infer).ParamsAs<P>(this);

    Many<Var<T>> Rows<T>() where T : struct, IFloatingPointIeee754<T> => Zeros<T>(1).ToMany();
}

/// <summary>Parameters of a recurrent layer that learns the state it starts with: one row for each tensor of the state.</summary>
public sealed record StartedParams<T>(ITree<T> Step, Many<Var<T>> Start) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk)
    {
        ArgumentNullException.ThrowIfNull(walk);
        var step = walk.Branch("step", Step);
        return new StartedParams<T>(step, Start.Select((row, i) => walk.Leaf($"start {Number.Name(i)}", Role.Other, row)).ToMany());
    }
}
