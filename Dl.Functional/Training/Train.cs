namespace Dl.Functional;

/// <summary>One training step as a value: a pure function from a learner and a batch to the next learner.</summary>
/// <param name="Net">The network.</param>
/// <param name="Loss">How wrong it is.</param>
/// <param name="Optimizer">How it changes.</param>
public sealed record Step<T>(ILayer Net, ILoss Loss, Optimizer Optimizer) where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>What the parameters cost, added to the loss: the number that a step reports is that of both. None by default. A penalty is a function of the parameters, so it
    /// stands beside the loss, which knows outputs and targets alone; decay that is no part of any gradient is a link of the optimizer (<see cref="Decay"/>).</summary>
    public Many<IPenalty> Penalties { get; init; } = [];

    /// <summary>The sets that the parameters are moved back into after the step, one after the other. None by default.</summary>
    public Many<IConstraint> Constraints { get; init; } = [];

    /// <summary>Whether a step whose loss or gradient is not finite is not taken: the learner that comes out has the parameters, the state and the number of steps
    /// of the one that went in, and the loss that was found. Costs one more pass over the gradient. <see cref="Probe.Of{T}"/> tells where it came from.
    /// PyTorch: <c>GradScaler.step</c>; Optax: <c>apply_if_finite</c>.</summary>
    public bool Guarded { get; init; }

    /// <summary>The learner after one step. Law: the learner that went in is unchanged.</summary>
    /// <exception cref="DlException">The batch does not fit the network or the loss; the message names the layer.</exception>
    public Learner<T> Invoke(Learner<T> learner, Batch<T> batch)
    {
        ArgumentNullException.ThrowIfNull(learner);
        using var region = Region.Open();
        return Next(region, learner, batch);
    }

    internal Learner<T> Next(Region region, Learner<T> learner, Batch<T> batch)
    {
        Meeting.Check(Net, Loss);
        var start = Back(learner, learner.Vector, batch, keeps: true);
        if (Guarded && !(double.IsFinite(start.Loss) && TensorPrimitives.IsFiniteAll(start.Gradient.Span))) return Refused(region, learner, start.Loss);
        var updated = Optimizer.Update(learner.Optimizer, learner.Vector, start.Gradient, point => Back(learner, point, batch, keeps: false).Gradient);
        var parameters = updated.Parameters;
        foreach (var constraint in Constraints) parameters = constraint.Project(parameters, learner.Form.Slots);
        region.Keep(parameters.Owner);
        Owners.Keep(updated.State);
        return new(learner.Form, parameters, start.State, updated.State, learner.Key, start.Loss, updated.Rates);
    }

    /// <summary>The tree to infer with: where the optimizer averages its iterates that average, or else the parameters.
    /// PyTorch: <c>AveragedModel</c>; Keras: <c>use_ema</c>.</summary>
    public ITree<T> Average(Learner<T> learner)
    {
        ArgumentNullException.ThrowIfNull(learner);
        return learner.Form.Pour(Optimizer.Average(learner.Optimizer, learner.Vector));
    }

    static Learner<T> Refused(Region region, Learner<T> learner, double loss)
    {
        region.Keep(learner.Vector.Owner);
        Owners.Keep(learner.State);
        Owners.Keep(learner.Optimizer);
        return new(learner.Form, learner.Vector, learner.State, learner.Optimizer, learner.Key, loss, learner.Rates);
    }

    /// <summary>The loss at some parameters, and the state of the layers after it.</summary>
    internal Diff<T, (Var<T> Loss, ITree<T> State)> Forward(ITree<T> parameters, Learner<T> learner, Batch<T> batch) =>
        from result in Diff.In(Net.Name, Net.Apply(new Call<T>(parameters, learner.State, learner.Key.Child(learner.Steps), Mode.Train), batch.Inputs))
        from wrong in Loss.Of(result.Output, batch.Targets)
        from cost in Diff.Fold(Penalties, wrong, (sum, penalty) => penalty.Of(parameters).Bind(more => Ops.Add(sum, more)))
        select (cost, result.State);

    // Loss, state and gradient at a point; whatever point it is, the step draws the same numbers and begins with the same state. The state is kept before
    // the sweep, if it is wanted: it, or the loss, may be a view of the parameters, whose memory is handed down, or of a value that the sweep lets go.
    (double Loss, ITree<T> State, Tensor<T> Gradient) Back(Learner<T> learner, Tensor<T> point, Batch<T> batch, bool keeps)
    {
        var start = learner.Form.Watch(point);
        var end = Forward(start.Value, learner, batch).Run(start.Tape);
        var loss = end.Value.Loss.Value;
        if (loss.Shape.Size != 1) throw new DlException($"training needs a loss that is one number, but '{Loss.Name}' gave {loss.Shape}; reduce it to its mean or sum");
        var number = double.CreateChecked(loss.ToScalar());
        if (keeps) Owners.Keep(end.Value.State);
        return (number, end.Value.State, Sweep.Back(end.Tape, end.Value.Loss, Tensor<T>.Ones(loss.Shape), learner.Form.Size, last: true));
    }
}

/// <summary>Training as a pure function of a learner and batches, through two doors with one meaning.</summary>
public static class Train
{
    /// <summary>The learner before the first step.</summary>
    /// <param name="net">The network.</param>
    /// <param name="optimizer">The optimizer; its memory begins at zero.</param>
    /// <param name="example">The shape of one example, without the batch axis.</param>
    /// <param name="key">For the parameters (child 0) and all that is random in training (child 1).</param>
    /// <exception cref="DlException">The layers do not fit; the message names the path, the shapes and the cure.</exception>
    public static Learner<T> Start<T>(ILayer net, Optimizer optimizer, Shape example, Key key) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(net);
        ArgumentNullException.ThrowIfNull(optimizer);
        var initial = Initial<T>(net, key, example);
        var form = new Mold<T>(initial.Params);
        return new(form, form.Flatten(initial.Params), initial.State, optimizer.Start<T>(form.Slots), key.Child(1), double.NaN, []);
    }

    /// <summary>A step: <c>batches.Aggregate(start, step.Invoke)</c> trains, and every learner on the way stays readable.</summary>
    public static Step<T> Step<T>(ILayer net, ILoss loss, Optimizer optimizer) where T : struct, IFloatingPointIeee754<T> => new(net, loss, optimizer);

    /// <summary>
    /// All steps over a sequence of batches; the learner that was hands its memory down to the next. Law: the same bits as
    /// <c>batches.Aggregate(start, step.Invoke)</c>.
    /// </summary>
    /// <param name="batches">The batches, in order.</param>
    /// <param name="start">The first learner; it stays readable.</param>
    /// <param name="step">The step.</param>
    /// <param name="look">Is lent each learner; one that is kept beyond the call must be kept by <see cref="Learner{T}.Keep"/>.
    /// False ends the training after this step.</param>
    public static Learner<T> Fold<T>(IEnumerable<Batch<T>> batches, Learner<T> start, Step<T> step, Func<Learner<T>, bool> look) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(look);
        var learner = start;
        var before = default(Region);
        try
        {
            foreach (var batch in batches)
            {
                using (var region = Region.After(before))
                {
                    learner = step.Next(region, learner, batch);
                    before = region;
                }
                if (!look(learner)) break;
            }
            return learner;
        }
        finally
        {
            Pool<T>.Drop();
        }
    }

    /// <summary>All steps over a sequence of batches, see <see cref="Fold{T}(IEnumerable{Batch{T}}, Learner{T}, Functional.Step{T}, Func{Learner{T}, bool})"/>.</summary>
    public static Learner<T> Fold<T>(IEnumerable<Batch<T>> batches, Learner<T> start, Step<T> step) where T : struct, IFloatingPointIeee754<T> =>
        Fold(batches, start, step, _ => true);

    /// <summary>Parameters and state of a network, checked and drawn as <see cref="Start{T}"/> does it.</summary>
    public static Initial<T> Initial<T>(ILayer net, Key key, Shape example) where T : struct, IFloatingPointIeee754<T>
    {
        try
        {
            return net.Init<T>(key.Child(0), example);
        }
        catch (DlException error)
        {
            throw error.In(net.Name);
        }
    }
}
