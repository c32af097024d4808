using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Core;

/// <summary>Every law can fail: each is shown a fault and breaks.</summary>
public sealed class PlantedFaultTests
{
    static readonly CheckSettings Settings = new(200);

    [Fact]
    public void ATreeThatSwapsItsLeaves() => Breaks("rebuild", () => TreeLaws.Hold((key, size) => new Faulty("swap", Examples.Any(key.Child(0), [size]), Examples.Any(key.Child(1), [size]), size), Settings));

    [Fact]
    public void ATreeWithTwoLeavesOfOneName() => Breaks("names", TreeLaws.Names, "name");

    [Fact]
    public void ATreeThatForgetsALeaf() => Breaks("map", TreeLaws.Map, "forget");

    [Fact]
    public void ATreeThatKnowsLeavesByObject() => Breaks("apart", TreeLaws.Apart, "object");

    [Fact]
    public void ATreeThatForgetsItsCounter() => Breaks("counters", TreeLaws.Counters, "count");

    [Fact]
    public void ATreeThatSwapsInTheFlatVector() => Breaks("flat", TreeLaws.Flat, "swap");

    [Fact]
    public void ATreeThatSwapsInAZip() => Breaks("zip", TreeLaws.Zip, "swap");

    [Fact]
    public void AComputationThatDropsTheTape() => Breaks("associative", () => Hold(MonadLaws.AssociativeFor((_, p) => new Dropping<Var<double>>(Ops.Tanh(p[0])))));

    [Fact]
    public void AComputationThatDiffersEachTime() => Breaks("right identity", () =>
    {
        var times = 0;
        Hold(MonadLaws.RightFor((_, p) => Ops.Scale(p[0], ++times)));
    });

    [Fact]
    public void AFoldThatSkipsTheLast() => Breaks("fold", () => Hold(MonadLaws.FoldFor((items, seed, step) => Diff.Fold<double, Var<double>, int>(items.SkipLast(1), seed, step))));

    [Fact]
    public void AFoldThatForgetsTheTape() => Breaks("fold", () => Hold(MonadLaws.FoldFor((items, seed, step) => new Dropping<Var<double>>(Diff.Fold<double, Var<double>, int>(items, seed, step)))));

    [Fact]
    public void EqualChildren() => Breaks("children", () => Hold(KeyLaws.ChildrenFor((key, i) => key.Child(i / 2))));

    [Fact]
    public void ChildrenThatShareTheParentsDraws() => Breaks("independent", () => Hold(KeyLaws.IndependentFor((key, i) => key with { Seed = key.Seed + (ulong)i * key.Gamma })));

    [Fact]
    public void AUniformThatIsSquared() => Breaks("uniform", () => Hold(KeyLaws.UniformFor((key, i) => Math.Pow(key.Uniform(i), 1.1))));

    [Fact]
    public void ANormalThatIsASumOfUniforms() => Breaks("normal", () => Hold(KeyLaws.NormalFor((key, i) => (key.Uniform(3 * i) + key.Uniform(3 * i + 1) + key.Uniform(3 * i + 2) - 1.5) * 2)));

    [Fact]
    public void AModuloBias() => Breaks("below", () => Hold(KeyLaws.BelowFor((key, bound, i) => (int)((uint)key.Bits(i) % (uint)bound))));

    [Fact]
    public void AShuffleThatSwapsWithAnyPlace() => Breaks("permutation", () => Hold(KeyLaws.PermutationFor((key, count) =>
    {
        var order = Enumerable.Range(0, count).ToArray();
        for (var i = 0; i < count; i++)
        {
            var j = key.Below(count, i);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return Indices.Of(order);
    })));

    [Fact]
    public void ATrainerThatWritesIntoWhatItLent() => Breaks("doors", () => Hold(TrainingLaws.DoorsOf((batches, start, step, look) =>
    {
        var learner = Train.Fold(batches, start, step, look);
        if (learner.Vector.Shape.Size > 0) learner.Vector.Writable[0] += 1;
        return learner;
    })));

    [Fact]
    public void ATrainerThatOverwritesTheStart() => Breaks("doors", () => Hold(TrainingLaws.DoorsOf((batches, start, step, look) =>
    {
        var learner = Train.Fold(batches, start, step, look);
        learner.Vector.Span.CopyTo(start.Vector.Writable);
        return learner;
    })));

    [Fact]
    public void AFoldThatKeepsWhatItLends() => Breaks("lent", () => Hold(MemoryLaws.LentOf(Pure)));

    [Fact]
    public void AFoldThatUsesUpItsStart() => Breaks("start", () => Hold(MemoryLaws.StartsOf((batches, start, step, look) =>
    {
        var learner = Train.Fold(batches, start, step, look);
        learner.Vector.Span.CopyTo(start.Vector.Writable);
        return learner;
    })));

    [Fact]
    public void AFoldThatSwallowsExceptions() => Breaks("exceptions", () => Hold(MemoryLaws.ExceptionsOf((batches, start, step, look) =>
    {
        try
        {
            return Train.Fold(batches, start, step, look);
        }
        catch (DlException)
        {
            return start;
        }
    })));

    [Fact]
    public void AFoldThatCountsItsCalls() => Breaks("threads", () =>
    {
        var calls = 0;
        Hold(MemoryLaws.ThreadsOf((batches, start, step, look) => Train.Fold(batches.Take(10 - System.Threading.Interlocked.Increment(ref calls) % 2), start, step, look)));
    });

    [Fact]
    public void AFoldThatStepsOnceMore() => Breaks("additive", () => Hold(TrainingLaws.AdditiveOf((batches, start, step, look) => Train.Fold([.. batches.Take(1), .. batches], start, step, look))));

    [Fact]
    public void AFoldThatReadsAhead() => Breaks("look", () => Hold(TrainingLaws.LooksOf((batches, start, step, look) => Train.Fold(batches.ToList(), start, step, look))));

    [Fact]
    public void ATensorThatDependsOnItsLength() => Breaks("prefix", () => Hold(KeyLaws.PrefixFor((key, count) => key.Child(count).Uniform<double>([count]))));

    [Fact]
    public void ASequenceThatHandsTheKeyOn() => Breaks("siblings", () => Hold(KeyLaws.SiblingsFor(layers => layers.Reverse().Aggregate((next, layer) => Net.Seq(layer, next)))));

    [Fact]
    public void MemoryThatIsHandedOutTwice() => Breaks("intermediates", () => Hold(MemoryLaws.IntermediatesOf((batches, start, step, look) =>
        Train.Fold(batches, start, step with { Loss = new Spoiling(step.Loss) }, look))));

    [Fact]
    public void AStretchThatForgetsOnes() => Breaks("stretch", () => Hold(TensorLaws.StretchFor((x, shape) => Tensor<double>.Build(shape, x, (into, x) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = x[i % x.Shape.Size];
    }))));

    [Fact]
    public void AShrinkerThatProposesOtherShapes() => Breaks("valid", () => Hold(ShrinkerLaws.ValidFor(asked => [asked with { Cotangent = asked.Cotangent.Reshape(asked.Cotangent.Shape.Batch(1)) }])));

    [Fact]
    public void AShrinkerThatCountsDownSlowly() => Breaks("ends", () => LawBook.Hold(new Claim<OpCase>(
        new("a fault", (key, size) => OpCase.Draw(AddOp.Example, key, size) with { Cotangent = Tensor<double>.Zeros([502]) }),
        ShrinkerLaws.EndsFor(asked => [asked with { Cotangent = Tensor<double>.Zeros([asked.Cotangent.Shape.Size - 1]) }])), new(1)));

    static Learner<float> Pure(IEnumerable<Batch<float>> batches, Learner<float> start, Step<float> step, Func<Learner<float>, bool> look) =>
        batches.Aggregate(start, (learner, batch) =>
        {
            var next = step.Invoke(learner, batch);
            look(next);
            return next;
        });

    static void Hold(Law<SeedCase> law) => LawBook.Hold(new Claim<SeedCase>(SeedCase.Subject("a fault"), law), Settings);

    static void Hold(Law<OpCase> law) => LawBook.Hold(new Claim<OpCase>(OpLaws.Subject("a fault", AddOp.Example), law), Settings);

    static void Breaks(string law, Law<TreeCase> stated, string fault) => Breaks(law, () => LawBook.Hold(
        new Claim<TreeCase>(new("a fault", (key, size) => new("faulty", (key, size) => new Faulty(fault, Examples.Any(key.Child(0), [size]), Examples.Any(key.Child(1), [size]), size), key, size)), stated), Settings));

    static void Breaks(string law, Action hold)
    {
        var found = Assert.Throws<LawException>(hold).Counterexample;
        Assert.Equal(law, found.Law);
        Assert.True(found.Size <= 5, found.ToString());
    }

    /// <summary>A record whose walk has one fault.</summary>
    sealed record Faulty(string Fault, Var<double> First, Var<double> Second, long Count) : ITree<double>
    {
        public ITree<double> Walk(Walk<double> walk)
        {
            var first = walk.Leaf("first", Role.Matrix, First);
            var second = Fault == "object" && First.Equals(Second) ? first : walk.Leaf(Fault == "name" ? "first" : "second", Role.Matrix, Second);
            var count = walk.Count("count", Count);
            return new Faulty(Fault, Fault == "swap" ? second : first, Fault switch { "swap" => first, "forget" => Second, _ => second }, Fault == "count" ? Count : count);
        }
    }

    /// <summary>A computation that forgets what it recorded.</summary>
    sealed class Dropping<A>(Diff<double, A> m) : Diff<double, A>
    {
        public override Traced<double, A> Run(Tape<double> tape) => new(m.Run(tape).Value, tape);
    }

    /// <summary>Writes into the output of the network after it was seen.</summary>
    sealed record Spoiling(ILoss Inner) : Loss("spoiling")
    {
        public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets) => Inner.Of(output, targets).Map(loss =>
        {
            if (output.Value is Tensor<float> seen)
            {
                // It leaves the run, so it is never emptied, and other numbers come into its memory.
                Region.Current!.Keep(seen.Owner);
                seen.Owner.Writable.Fill(7);
            }
            return loss;
        });
    }
}
