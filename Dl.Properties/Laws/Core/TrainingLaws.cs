namespace Dl.Properties;

/// <summary>The laws of training: one pure step, two doors, one meaning.</summary>
public static class TrainingLaws
{
    /// <summary>Two doors, one meaning.</summary>
    public static Law<SeedCase> Doors { get; } = DoorsOf(Train.Fold);

    /// <summary>What a layer returns as its state lives on.</summary>
    public static Law<SeedCase> States { get; } = StatesOf(Train.Fold);

    /// <summary>The number of workers changes nothing.</summary>
    public static Law<SeedCase> AnyWorkers { get; } = AnyWorkersOf(Train.Fold);

    /// <summary>Steps add up.</summary>
    public static Law<SeedCase> Additive { get; } = AdditiveOf(Train.Fold);

    /// <summary>Who looks may stop.</summary>
    public static Law<SeedCase> Looks { get; } = LooksOf(Train.Fold);

    /// <summary>A learner belongs to its optimizer and its network.</summary>
    public static Law<SeedCase> Foreign { get; } = ForeignOf((step, learner, batch) => step.Invoke(learner, batch));

    /// <summary>Every law.</summary>
    public static Many<Claim> All { get; } = LawBook.On(SeedCase.Subject("training"), [Doors, States, AnyWorkers, Additive, Looks, Foreign]).Select(claim => (Claim)new Rare(claim, 25)).ToMany();

    /// <summary>Two doors, one meaning, for a way to train.</summary>
    public static Law<SeedCase> DoorsOf(Trainer fold) => new("doors", "Fold is batches.Aggregate(start, step.Invoke), to the bit, and neither changes the learner it was given", asked =>
    {
        var lesson = Lesson.Draw(asked.Key, asked.Scale);
        var (start, step, batches) = (lesson.Start<float>(), lesson.Step<float>(), lesson.Batches<float>(6));
        var copy = start.Keep();
        var pure = Pure(batches, start, step);
        return Bits.Same(copy, start, () => $"the start after Step.Invoke: {lesson}")
            .And(() => Bits.Same(pure, fold(batches, start, step, _ => true), () => $"Fold against Aggregate of {lesson}"))
            .And(() => Bits.Same(copy, start, () => $"the start after Fold: {lesson}"))
            .And(() => Bits.Same(pure, Pure(batches, start, step), () => $"the same steps again: {lesson}"))
            .And(() => Verdict.If(!pure.Vector.SameBits(start.Vector), () => $"six steps changed nothing: {lesson}"));
    });

    /// <summary>What a layer returns as its state lives on, for a way to train.</summary>
    public static Law<SeedCase> StatesOf(Trainer fold) => new("states", "a state may be any tensor of the step, also the parameters it was given: Fold gives what Step.Invoke gives", asked =>
    {
        var lesson = Lesson.Draw(asked.Key, asked.Scale);
        lesson = lesson with { Net = Net.Seq(new Remembering(), lesson.Net) };
        var (start, step, batches) = (lesson.Start<float>(), lesson.Step<float>(), lesson.Batches<float>(4));
        return Bits.Same(Pure(batches, start, step), fold(batches, start, step, _ => true), () => "parameters as state");
    });

    /// <summary>The number of workers changes nothing, for a way to train.</summary>
    public static Law<SeedCase> AnyWorkersOf(Trainer fold) => new("workers", "training gives the same bits on 1, 2 and 7 workers, also where work is cut", asked =>
    {
        var lesson = Lesson.Draw(asked.Key, asked.Scale);
        // Wide enough that products and the optimizer's blocks are shared.
        lesson = lesson with { Net = Net.Seq(lesson.Net, new Dense(160, Activation.Tanh), new Dense(160, Activation.Tanh), new Dense(3)) };
        Learner<float> trained(int workers) => Workers.With(workers, () => fold(lesson.Batches<float>(2), lesson.Start<float>(), lesson.Step<float>(), _ => true));
        var one = trained(1);
        return Bits.Same(one, trained(2), () => $"on two workers: {lesson}").And(() => Bits.Same(one, trained(7), () => $"on seven workers: {lesson}"));
    });

    /// <summary>Steps add up, for a way to train.</summary>
    public static Law<SeedCase> AdditiveOf(Trainer fold) => new("additive", "n + m steps are m steps after n, and a step counts one", asked =>
    {
        var lesson = Lesson.Draw(asked.Key, asked.Scale);
        var (start, step, batches) = (lesson.Start<float>(), lesson.Step<float>(), lesson.Batches<float>(7));
        var n = asked.Key.Below(8, 11);
        var whole = fold(batches, start, step, _ => true);
        return Bits.Same(whole, fold(batches.Skip(n), fold(batches.Take(n), start, step, _ => true), step, _ => true), () => $"{n} and {7 - n} steps against 7 of {lesson}")
            .And(() => Verdict.If(whole.Steps == 7 && start.Steps == 0 && double.IsNaN(start.Loss) && double.IsFinite(whole.Loss), () => $"after 7 steps the learner counts {whole.Steps}, with loss {whole.Loss}"));
    });

    /// <summary>Who looks may stop, for a way to train.</summary>
    public static Law<SeedCase> LooksOf(Trainer fold) => new("look", "Fold lends each learner once, in order, and when look says false it ends after that step and takes no further batch", asked =>
    {
        var lesson = Lesson.Draw(asked.Key, asked.Scale);
        var (start, step, batches) = (lesson.Start<float>(), lesson.Step<float>(), lesson.Batches<float>(7));
        var (stop, taken, seen) = (1 + asked.Key.Below(7, 11), 0, new List<long>());
        IEnumerable<Batch<float>> counted()
        {
            foreach (var batch in batches)
            {
                taken++;
                yield return batch;
            }
        }
        var stopped = fold(counted(), start, step, learner =>
        {
            seen.Add(learner.Steps);
            return learner.Steps < stop;
        });
        return Bits.Same(Pure(batches.Take(stop), start, step), stopped, () => $"stopped after {stop} of 7 steps of {lesson}")
            .And(() => Verdict.If(taken == stop && seen.SequenceEqual(Enumerable.Range(1, stop).Select(i => (long)i)), () => $"stopped after {stop} steps, but {taken} batches were taken and steps {string.Join(", ", seen)} shown"));
    });

    /// <summary>A learner belongs to its optimizer and its network, for a way to take a step.</summary>
    public static Law<SeedCase> ForeignOf(Stepper take) => new("foreign", "an optimizer, a network or a batch of another form is refused, and the message says what would be right", asked =>
    {
        var lesson = Lesson.Draw(asked.Key, asked.Scale);
        var (start, batch) = (lesson.Start<float>(), lesson.Batches<float>(1)[0]);
        Learner<float> with(Optimizer optimizer) => take(lesson.Step<float>() with { Optimizer = optimizer }, start, batch);
        return Bits.Refused("start with this optimizer", () => with(lesson.Optimizer.Then(new Rate(0.5))), () => "an optimizer of one link more")
            .And(() => Bits.Refused("start with this optimizer", () => with(new([.. lesson.Optimizer.Links.Select(_ => new Twin())])), () => "links that remember something else"))
            .And(() => Bits.Refused("another network", () => take(lesson.Step<float>() with { Net = Net.Seq([.. lesson.Net.Layers, new Tanh()]) }, start, batch), () => "a network of one layer more"))
            .And(() => Bits.Refused("one number", () => take(lesson.Step<float>() with { Loss = new MeanSquaredError(Reduce.None) }, start, batch with { Targets = Tensor<float>.Zeros([5, 3]) }), () => "a loss that is not one number"));
    });

    static Learner<T> Pure<T>(IEnumerable<Batch<T>> batches, Learner<T> start, Step<T> step) where T : struct, IFloatingPointIeee754<T> =>
        batches.Aggregate(start, (learner, batch) => step.Invoke(learner, batch));

    /// <summary>Scales each feature; its state is the scale it used last: a view of the parameters.</summary>
    sealed record Remembering() : Layer("remembering")
    {
        public override Initial<T> Init<T>(Key key, Shape example) => new(example, Leaves<T>.Of(Tensor<T>.Ones([example.Last])), Leaves<T>.Of(Tensor<T>.Zeros([example.Last])));

        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
            from y in Ops.Multiply(x, call.ParamsAs<Leaves<T>>(this)[0])
            select new Result<T>(y, Leaves<T>.Of(call.ParamsAs<Leaves<T>>(this)[0].Value));
    }

    sealed record Twin() : BlockLink("twin")
    {
        public override Many<string> Slots => ["twin"];

        public override void On<N>(Block<N> block) { }
    }
}
