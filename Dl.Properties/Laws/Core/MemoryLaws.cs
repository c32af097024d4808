using System.Threading;

namespace Dl.Properties;

/// <summary>A way to train, as <see cref="Train"/>'s fold is one.</summary>
public delegate Learner<float> Trainer(IEnumerable<Batch<float>> batches, Learner<float> start, Step<float> step, Func<Learner<float>, bool> look);

/// <summary>A way to take a step, as <see cref="Step{T}.Invoke"/> is one.</summary>
public delegate Learner<float> Stepper(Step<float> step, Learner<float> learner, Batch<float> batch);

/// <summary>
/// The laws of memory that comes back: a tensor reads the bits it was made with or says that its run has ended. Never
/// another number.
/// </summary>
public static class MemoryLaws
{
    /// <summary>What a step computes on the way.</summary>
    public static Law<SeedCase> Intermediates { get; } = IntermediatesOf(Train.Fold);

    /// <summary>What a gradient computes on the way.</summary>
    public static Law<SeedCase> Gradients { get; } = GradientsOf(Gradient.Of);

    /// <summary>Learners of the pure door live for ever.</summary>
    public static Law<SeedCase> Pure { get; } = PureOf((step, learner, batch) => step.Invoke(learner, batch));

    /// <summary>Learners of the other door are lent.</summary>
    public static Law<SeedCase> Lent { get; } = LentOf(Train.Fold);

    /// <summary>Where a fold begins stays.</summary>
    public static Law<SeedCase> Starts { get; } = StartsOf(Train.Fold);

    /// <summary>An exception loses nothing.</summary>
    public static Law<SeedCase> Exceptions { get; } = ExceptionsOf(Train.Fold);

    /// <summary>Threads do not meet.</summary>
    public static Law<SeedCase> Threads { get; } = ThreadsOf(Train.Fold);

    /// <summary>Every claim.</summary>
    public static Many<Claim> All { get; } =
    [
        Rare(Intermediates, 3), Rare(Gradients, 20), Rare(Pure, 20), Rare(Lent, 20), Rare(Starts, 20), Rare(Exceptions, 20), Rare(Threads, 10),
    ];

    /// <summary>The law of what a gradient computes on the way, for a way to find gradients.</summary>
    public static Law<SeedCase> GradientsOf(Func<Leaves<double>, Func<Leaves<double>, Diff<double, Var<double>>>, Graded<double, Leaves<double>>> gradient) => new("gradients", "what a gradient computes on the way ends with it; value and gradient live for ever, also those of a gradient inside a gradient", asked =>
    {
        var at = Leaves<double>.Of(Examples.Any(asked.Key, [asked.Scale]));
        var witness = new Witness<double>();
        var inner = new List<Tensor<double>>();
        var outer = Enumerable.Range(0, 20).Select(_ => gradient(at, p =>
            from x in Ops.Multiply(p[0], p[0])
            let seen = witness.Saw(x.Value)
            // The slope of sum(y * y) at y = x: 2 x, a constant outside.
            let slope = gradient(Leaves<double>.Of(p[0].Value), q => from y in Ops.Multiply(q[0], q[0]) let lost = witness.Saw(y.Value) from s in Ops.Sum(y) select s)
            let found = Noted(inner, slope.Gradient[0].Value)
            from noise in Diff.Traverse(Enumerable.Range(0, 10), i => Ops.Scale(x, i))
            from product in Ops.Multiply(p[0], slope.Gradient[0])
            from sum in Ops.Sum(product)
            select sum)).ToList();
        var x = at[0].Value;
        var twice = Tensor<double>.From(x.Shape, [.. x.Span.ToArray().Select(v => 2 * v)]);
        return witness.Verdict("a gradient").And(() => Verdict.If(witness.Alive.Count == 0, () => $"{witness.Alive.Count} intermediates outlived their gradient"))
            .And(() => Verdict.If(inner.All(slope => Ended(slope)), () => "the gradient of an inner gradient outlived the outer one, which did not return it"))
            .And(() => outer.Aggregate(Verdict.Holds, (all, graded) => all
                .And(() => Bits.Same(twice, graded.Gradient[0].Value, () => "the gradient of sum(x * 2x) with 2x constant"))
                .And(() => Verdict.Close(x.Span.ToArray().Sum(v => 2 * v * v), graded.Value.ToScalar(), 1e-12 * (1 + x.Shape.Size * 18), () => "its value"))));
    });

    /// <summary>The law of intermediates, for a way to train.</summary>
    public static Law<SeedCase> IntermediatesOf(Trainer fold) => new("intermediates", "over 100 steps every tensor a step computed reads its bits or says that it has ended: never another number", asked =>
    {
        var lesson = Lesson.Draw(asked.Key, asked.Scale);
        var witness = new Witness<float>();
        var net = Net.Seq([.. lesson.Net.Layers.SelectMany(layer => new ILayer[] { layer, new Watching(witness) })]);
        var step = new Step<float>(net, new WatchingLoss(lesson.Loss, witness), lesson.Optimizer);
        var (start, batches, steps) = (Train.Start<float>(net, lesson.Optimizer, lesson.Input, lesson.Key), lesson.Batches<float>(100), 0);
        var all = Verdict.Holds;
        fold(batches, start, step, _ =>
        {
            if (++steps is 1 or 10 or 50) all = all.And(() => witness.Verdict($"Fold, after step {steps} of {lesson}"));
            return true;
        });
        all = all.And(() => witness.Verdict($"Fold of {lesson}")).And(() => Verdict.If(witness.Count >= 100, () => "nothing was seen")).And(() => Outlived(witness, batches, "Fold"));
        var pure = batches.Take(20).Aggregate(start, (learner, batch) => step.Invoke(learner, batch));
        return all.And(() => witness.Verdict($"Step.Invoke of {lesson}")).And(() => Verdict.If(pure.Steps == 20, () => "steps are missing")).And(() => Outlived(witness, batches, "Step.Invoke"));
    });

    /// <summary>Learners of the pure door live for ever, for a way to take a step.</summary>
    public static Law<SeedCase> PureOf(Stepper take) => new("pure", "every learner that Step.Invoke gave stays readable with the same bits, and so does the one it was given", asked =>
    {
        var lesson = Lesson.Draw(asked.Key, asked.Scale);
        var (step, learners) = (lesson.Step<float>(), new List<(Learner<float> Learner, Learner<float> Copy)>());
        var learner = lesson.Start<float>();
        learners.Add((learner, learner.Keep()));
        foreach (var batch in lesson.Batches<float>(8))
        {
            learner = take(step, learner, batch);
            learners.Add((learner, learner.Keep()));
        }
        return Unchanged(learners, lesson);
    });

    /// <summary>Learners of the other door are lent, for a way to train.</summary>
    public static Law<SeedCase> LentOf(Trainer fold) => new("lent", "a learner lent by Fold reads its bits until the next step and says afterwards that it has ended, unless it was kept", asked =>
    {
        var lesson = Lesson.Draw(asked.Key, asked.Scale);
        var start = lesson.Start<float>();
        var (lent, kept) = (new List<Learner<float>>(), new List<Learner<float>>());
        var all = Verdict.Holds;
        var last = fold(lesson.Batches<float>(8), start, lesson.Step<float>(), learner =>
        {
            if (lent.Count > 0)
            {
                var before = lent[^1];
                all = all.And(() => Verdict.If(Ended(before.Vector), () => $"the learner of step {before.Steps} is readable in step {learner.Steps}: {lesson}"));
            }
            lent.Add(learner);
            kept.Add(learner.Keep());
            return true;
        });
        return all
            .And(() => Bits.Same(kept[^1], last, () => $"the last learner lent, and the one returned: {lesson}"))
            .And(() => Unchanged([.. lesson.Batches<float>(8).Aggregate(new List<Learner<float>> { start }, (done, batch) => [.. done, lesson.Step<float>().Invoke(done[^1], batch)]).Skip(1).Zip(kept)], lesson));
    });

    /// <summary>Where a fold begins stays, for a way to train.</summary>
    public static Law<SeedCase> StartsOf(Trainer fold) => new("start", "the learner a fold starts from stays readable and unchanged: a fresh one, another fold's result, and for several folds", asked =>
    {
        var lesson = Lesson.Draw(asked.Key, asked.Scale);
        var (start, batches, step) = (lesson.Start<float>(), lesson.Batches<float>(4), lesson.Step<float>());
        var learners = new List<(Learner<float>, Learner<float>)> { (start, start.Keep()) };
        Learner<float> more(Learner<float> from)
        {
            var learner = fold(batches, from, step, _ => true);
            learners.Add((learner, learner.Keep()));
            return learner;
        }
        var (first, again) = (more(start), more(start));
        var (second, other) = (more(first), more(first));
        var none = fold([], second, step, _ => true);
        var within = new List<Learner<float>>();
        more(fold(batches, start, step, learner =>
        {
            within.Add(fold(batches, learner, step, _ => true));
            return true;
        }));
        return Unchanged(learners, lesson)
            .And(() => Bits.Same(first, again, () => "two folds from one start")).And(() => Bits.Same(second, other, () => "two folds from another's result"))
            .And(() => Bits.Same(second, none, () => "a fold over nothing"))
            .And(() => Bits.Same(fold(batches, fold(batches.Take(1), start, step, _ => true), step, _ => true), within[0], () => $"a fold inside the look of a fold: {lesson}"));
    });

    /// <summary>An exception loses nothing, for a way to train.</summary>
    public static Law<SeedCase> ExceptionsOf(Trainer fold) => new("exceptions", "an exception in the middle of a step or gradient leaves readable what was readable, and the next step runs as ever", asked =>
    {
        var lesson = Lesson.Draw(asked.Key, asked.Scale);
        var (start, batches, step) = (lesson.Start<float>(), lesson.Batches<float>(4), lesson.Step<float>());
        var (failing, built) = (step with { Loss = new Failing(lesson.Loss) }, Tensor<float>.Full([100], 1));
        var learner = batches.Aggregate(start, (from, batch) => step.Invoke(from, batch));
        List<(Learner<float>, Learner<float>)> learners = [(start, start.Keep()), (learner, learner.Keep())];
        return Bits.Refused(Failing.Message, () => failing.Invoke(learner, batches[0]), () => "a loss that throws, in Step.Invoke")
            .And(() => Bits.Refused(Failing.Message, () => fold(batches, learner, failing, _ => true), () => "a loss that throws, in Fold"))
            .And(() => Bits.Refused("look", () => fold(batches, learner, step, _ => throw new DlException("look")), () => "a look that throws"))
            .And(() => Bits.Refused("middle", () => Gradient.Of(Leaves<float>.Of(built), p => Ops.Tanh(p[0]).Bind<Var<float>>(_ => throw new DlException("middle"))), () => "a function that throws"))
            .And(() => Unchanged(learners, lesson))
            .And(() =>
            {
                var later = Tensor<float>.Full([100], 2);
                var next = step.Invoke(learner, batches[0]);
                return Bits.Same(next, step.Invoke(learner, batches[0]), () => "a step after the exceptions")
                    .And(() => Verdict.If(later.Span.ToArray().All(x => x == 2) && built.Span.ToArray().All(x => x == 1), () => "a tensor built outside any run was emptied or overwritten"));
            });
    });

    /// <summary>Threads do not meet, for a way to train.</summary>
    public static Law<SeedCase> ThreadsOf(Trainer fold) => new("threads", "several threads that train at once, from one start, give the bits that each gives alone", asked =>
    {
        var lesson = Lesson.Draw(asked.Key, asked.Scale);
        var (start, batches, step) = (lesson.Start<float>(), lesson.Batches<float>(10), lesson.Step<float>());
        var copy = start.Keep();
        Learner<float> folded() => fold(batches, start, step, _ => true);
        var (alone, found) = (folded(), new Learner<float>?[4]);
        var threads = Enumerable.Range(0, found.Length).Select(i => new Thread(() => found[i] = i % 2 == 0 ? folded() : batches.Aggregate(start, (from, batch) => step.Invoke(from, batch)))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return found.Aggregate(Bits.Same(copy, start, () => "the start"), (all, learner) => all.And(() => learner is null ? Verdict.Broken("a thread did not finish") : Bits.Same(alone, learner, () => $"a thread among four: {lesson}")));
    });

    static Rare Rare(Law<SeedCase> law, int most) => new(new Claim<SeedCase>(SeedCase.Subject("memory"), law), most);

    // A layer that only reshapes hands on the batch itself, which is not of the run.
    static Verdict Outlived(Witness<float> witness, Many<Batch<float>> batches, string run)
    {
        var alive = witness.Alive.Count(tensor => !batches.Any(batch => batch.Inputs.Span.Overlaps(tensor.Span)));
        return Verdict.If(alive == 0, () => $"{alive} intermediates outlived their step in {run}");
    }

    static Verdict Unchanged(IReadOnlyList<(Learner<float> Learner, Learner<float> Copy)> learners, Lesson lesson) =>
        learners.Aggregate(Verdict.Holds, (all, one) => all.And(() => Bits.Same(one.Copy, one.Learner, () => $"a learner after {one.Copy.Steps} steps of {lesson}")));

    static Tensor<double> Noted(List<Tensor<double>> seen, Tensor<double> tensor)
    {
        seen.Add(tensor);
        return tensor;
    }

    static bool Ended<T>(Tensor<T> tensor) where T : struct, IFloatingPointIeee754<T>
    {
        try
        {
            return tensor.Span.Length < 0;
        }
        catch (DlException error) when (error.Message.Contains("a run that has ended", StringComparison.Ordinal))
        {
            return true;
        }
    }

    /// <summary>Tensors that were seen, and the numbers they had.</summary>
    sealed class Witness<T> where T : struct, IFloatingPointIeee754<T>
    {
        readonly List<(Tensor<T> Tensor, Tensor<T> Copy)> seen = [];

        public int Count => seen.Count;

        public IReadOnlyList<Tensor<T>> Alive => [.. seen.Select(one => one.Tensor).Where(tensor => !Ended(tensor))];

        public Tensor<T> Saw(Tensor<T> tensor)
        {
            seen.Add((tensor, tensor.Keep()));
            return tensor;
        }

        public Verdict Verdict(string run) => seen.Where(one => !Ended(one.Tensor)).Aggregate(Properties.Verdict.Holds, (all, one) => all.And(() => Bits.Same(one.Copy, one.Tensor, () => $"an intermediate of {run}")));
    }

    sealed record Watching(Witness<float> Witness) : Layer("watching")
    {
        public override Initial<T> Init<T>(Key key, Shape example) => new(example, Empty<T>.It, Empty<T>.It);

        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x)
        {
            if (x.Value is Tensor<float> seen) Witness.Saw(seen);
            return Diff.Return<T, Result<T>>(new(x, call.State));
        }
    }

    sealed record WatchingLoss(ILoss Inner, Witness<float> Witness) : Loss("watching")
    {
        public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets)
        {
            if (output.Value is Tensor<float> seen) Witness.Saw(seen);
            return Inner.Of(output, targets).Map(loss =>
            {
                if (loss.Value is Tensor<float> one) Witness.Saw(one);
                return loss;
            });
        }
    }

    sealed record Failing(ILoss Inner) : Loss("failing")
    {
        public const string Message = "this loss fails";

        public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets) => Inner.Of(output, targets).Bind<Var<T>>(_ => throw new DlException(Message));
    }
}
