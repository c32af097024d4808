using System.Runtime.CompilerServices;
using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Core;

/// <summary>Faults in memory, training and depth.</summary>
public sealed partial class PlantedFaultTests
{
    [Plant("memory/gradients")]
    public void AGradientThatComputesOutsideItsRun() => Breaks(MemoryLaws.GradientsOf((at, f) =>
    {
        _ = f(at).Value();
        return Gradient.Of(at, f);
    }), "outlived");

    [Plant("memory/gradients")]
    public void AGradientThatIsKept() => Breaks(MemoryLaws.GradientsOf((at, f) =>
    {
        var graded = Gradient.Of(at, f);
        Region.Current?.Keep(graded.Gradient[0].Value.Owner);
        return graded;
    }), "an inner gradient outlived");

    [Plant("memory/gradients")]
    public void AGradientThatEnds() => Breaks(MemoryLaws.GradientsOf((at, f) =>
    {
        Graded<double, Leaves<double>>? inner = null;
        Gradient.Of(at, p =>
        {
            inner = Gradient.Of(at, f);
            return Ops.Sum(p[0]);
        });
        return inner!;
    }), "a run that has ended");

    [Plant("memory/gradients")]
    public void AGradientOfTwice() => Breaks(MemoryLaws.GradientsOf((at, f) => Gradient.Of(at, p => f(p).Bind(y => Ops.Scale(y, 2)))), "the gradient of");

    [Plant("memory/pure")]
    public void AStepThatWritesIntoItsStart() => Breaks(MemoryLaws.PureOf((step, learner, batch) =>
    {
        var next = step.Invoke(learner, batch);
        next.Vector.Span.CopyTo(learner.Vector.Writable);
        return next;
    }), "a learner after");

    [Plant("memory/pure")]
    public void AStepThatGivesWhatItWasLent() => Breaks(MemoryLaws.PureOf((step, learner, batch) =>
    {
        var lent = new List<Learner<float>>();
        Train.Fold([batch, batch], learner, step, next =>
        {
            lent.Add(next);
            return true;
        });
        return lent[0];
    }), "a run that has ended");

    [Plant("training/states")]
    public void AFoldThatForgetsTheState() => Breaks(TrainingLaws.StatesOf((batches, start, step, look) =>
    {
        var end = Train.Fold(batches, start, step, look);
        return new(end.Form, end.Vector, start.State, end.Optimizer, end.Key, end.Loss, end.Rates);
    }), "parameters as state");

    [Plant("training/workers")]
    public void AFoldForOneWorkerOnly() => Breaks(TrainingLaws.AnyWorkersOf((batches, start, step, look) => Train.Fold(batches.Take(Workers.Threads > 1 ? 1 : 2), start, step, look)), "on two workers");

    [Plant("training/workers")]
    public void AFoldForAFewWorkersOnly() => Breaks(TrainingLaws.AnyWorkersOf((batches, start, step, look) => Train.Fold(batches.Take(Workers.Threads > 2 ? 1 : 2), start, step, look)), "on seven workers");

    [Plant("training/foreign")]
    public void AStepOfAnyOptimizer() => Breaks(TrainingLaws.ForeignOf(Accepting("start with this optimizer")), "an optimizer of one link more");

    [Plant("training/foreign")]
    public void AStepOfAnyNetwork() => Breaks(TrainingLaws.ForeignOf(Accepting("another network")), "a network of one layer more");

    [Plant("training/foreign")]
    public void AStepOfAnyLoss() => Breaks(TrainingLaws.ForeignOf(Accepting("one number")), "a loss that is not one number");

    [Plant("depth/layers")]
    public void ASequenceThatNests() => Breaks(DepthLaws.LayersFor(layers => layers.Reverse().Aggregate((next, layer) => Net.Seq(layer, next))));

    [Plant("depth/layers")]
    public void ASequenceOfTheFirst() => Breaks(DepthLaws.LayersFor(layers => Net.Seq(layers[0])), "changed nothing");

    [Plant("depth/binds")]
    public void ABindThatRecurs() => Breaks(DepthLaws.BindsFor((m, f) => new Recursive(m, f)), nameof(InsufficientExecutionStackException));

    [Plant("depth/binds")]
    public void ABindThatForgetsARecord() => Breaks(DepthLaws.BindsFor((m, _) => m), "on the tape");

    [Plant("depth/loops")]
    public void ALoopThatRecurs() => Breaks(DepthLaws.LoopsFor(Recurring, Diff.Traverse), nameof(InsufficientExecutionStackException));

    [Plant("depth/loops")]
    public void ALoopThatEndsEarly() => Breaks(DepthLaws.LoopsFor((times, seed, step) => Diff.Repeat(times - 1, seed, step), Diff.Traverse), "a loop");

    [Plant("depth/loops")]
    public void ATraversalThatEndsEarly() => Breaks(DepthLaws.LoopsFor(Diff.Repeat, (items, f) => Diff.Traverse(items.SkipLast(1), f)), "a traversal");

    [Plant("depth/nesting")]
    public void ANestThatIsRefusedTooEarly() => Breaks(DepthLaws.NestingFor(body => Deeper(body, 50, new InsufficientExecutionStackException())), "not enough stack");

    [Plant("depth/nesting")]
    public void ANestWithAnExceptionOfItsOwn() => Breaks(DepthLaws.NestingFor(body => Deeper(body, 500, new InvalidOperationException("too deep"))), "too deep");

    // A step that takes what it should refuse with this message.
    static Stepper Accepting(string refusal) => (step, learner, batch) =>
    {
        try
        {
            return step.Invoke(learner, batch);
        }
        catch (DlException error) when (error.Message.Contains(refusal, StringComparison.Ordinal))
        {
            return learner;
        }
    };

    // One more layer, up to a depth.
    static Residual Deeper(ILayer body, int limit, Exception refusal)
    {
        var depth = 0;
        for (var at = body; at is Residual inner; at = inner.Body) depth++;
        return depth < limit ? new Residual(body) : throw refusal;
    }

    static Diff<double, Var<double>> Recurring(int times, Var<double> x, Func<Var<double>, Diff<double, Var<double>>> step) =>
        times == 0 ? Diff.Return<double, Var<double>>(x) : new Recursive(step(x), y => Recurring(times - 1, y, step));

    /// <summary>A bind that runs its parts on the stack.</summary>
    sealed class Recursive(Diff<double, Var<double>> m, Func<Var<double>, Diff<double, Var<double>>> f) : Diff<double, Var<double>>
    {
        public override Traced<double, Var<double>> Run(Tape<double> tape)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            var first = m.Run(tape);
            return f(first.Value).Run(first.Tape);
        }
    }
}
