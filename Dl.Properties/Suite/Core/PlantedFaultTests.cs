using System.Reflection;
using System.Runtime.CompilerServices;
using Dl.Core;
using Dl.Functional;
using Dl.Properties.Suite.Derivatives;
using Dl.Properties.Suite.Units;

namespace Dl.Properties.Suite.Core;

/// <summary>Every law can fail: each is shown a fault and breaks.</summary>
public sealed partial class PlantedFaultTests
{
    static readonly CheckSettings Settings = new(200);

    [Fact]
    public void EveryLawHasAPlantedFault() => Assert.Equal(
        CoreLaws.All.Select(claim => $"{claim.Thing}/{claim.Law}").Order(StringComparer.Ordinal),
        typeof(PlantedFaultTests).GetMethods().Select(test => test.GetCustomAttribute<PlantAttribute>()?.Claim).OfType<string>()
            .Concat(Elsewhere("units", UnitTests.Faults)).Concat(Elsewhere("derivatives", DerivativeTests.Faults)).Distinct().Order(StringComparer.Ordinal));

    static IEnumerable<string> Elsewhere(string thing, TheoryData<string, Law<SeedCase>> faults) => faults.Select(fault => $"{thing}/{((Law<SeedCase>)fault[1]).Name}");

    [Plant("tree/rebuild")]
    public void ATreeThatSwapsItsLeaves() => Breaks(() => TreeLaws.Hold((key, size) => new Faulty("swap", Examples.Any(key.Child(0), [size]), Examples.Any(key.Child(1), [size]), size), Settings));

    [Plant("tree/names")]
    public void ATreeWithTwoLeavesOfOneName() => Breaks(TreeLaws.Names, "name");

    [Plant("tree/map")]
    public void ATreeThatForgetsALeaf() => Breaks(TreeLaws.Map, "forget");

    [Plant("tree/apart")]
    public void ATreeThatKnowsLeavesByObject() => Breaks(TreeLaws.Apart, "object");

    [Plant("tree/counters")]
    public void ATreeThatForgetsItsCounter() => Breaks(TreeLaws.Counters, "count");

    [Plant("tree/flat")]
    public void ATreeThatSwapsInTheFlatVector() => Breaks(TreeLaws.Flat, "swap");

    [Plant("tree/zip")]
    public void ATreeThatSwapsInAZip() => Breaks(TreeLaws.Zip, "swap");

    [Plant("monad/associative")]
    public void AComputationThatDropsTheTape() => Breaks(() => Hold(MonadLaws.AssociativeFor((_, p) => new Dropping<Var<double>>(Ops.Tanh(p[0])))));

    [Plant("monad/right identity")]
    public void AComputationThatDiffersEachTime() => Breaks(() =>
    {
        var times = 0;
        Hold(MonadLaws.RightFor((_, p) => Ops.Scale(p[0], ++times)));
    });

    [Plant("monad/fold")]
    public void AFoldThatSkipsTheLast() => Breaks(() => Hold(MonadLaws.FoldFor((items, seed, step) => Diff.Fold<double, Var<double>, int>(items.SkipLast(1), seed, step))));

    [Plant("monad/fold")]
    public void AFoldThatForgetsTheTape() => Breaks(() => Hold(MonadLaws.FoldFor((items, seed, step) => new Dropping<Var<double>>(Diff.Fold<double, Var<double>, int>(items, seed, step)))));

    [Plant("key/children")]
    public void EqualChildren() => Breaks(() => Hold(KeyLaws.ChildrenFor((key, i) => key.Child(i / 2))));

    [Plant("key/independent")]
    public void ChildrenThatShareTheParentsDraws() => Breaks(() => Hold(KeyLaws.IndependentFor((key, i) => key with { Seed = key.Seed + (ulong)i * key.Gamma })));

    [Plant("key/uniform")]
    public void AUniformThatIsSquared() => Breaks(() => Hold(KeyLaws.UniformFor((key, i) => Math.Pow(key.Uniform(i), 1.1))));

    [Plant("key/normal")]
    public void ANormalThatIsASumOfUniforms() => Breaks(() => Hold(KeyLaws.NormalFor((key, i) => (key.Uniform(3 * i) + key.Uniform(3 * i + 1) + key.Uniform(3 * i + 2) - 1.5) * 2)));

    [Plant("key/below")]
    public void AModuloBias() => Breaks(() => Hold(KeyLaws.BelowFor((key, bound, i) => (int)((uint)key.Bits(i) % (uint)bound))));

    [Plant("key/permutation")]
    public void AShuffleThatSwapsWithAnyPlace() => Breaks(() => Hold(KeyLaws.PermutationFor((key, count) =>
    {
        var order = Enumerable.Range(0, count).ToArray();
        for (var i = 0; i < count; i++)
        {
            var j = key.Below(count, i);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return Indices.Of(order);
    })));

    [Plant("training/doors")]
    public void ATrainerThatWritesIntoWhatItLent() => Breaks(() => Hold(TrainingLaws.DoorsOf((batches, start, step, look) =>
    {
        var learner = Train.Fold(batches, start, step, look);
        if (learner.Vector.Shape.Size > 0) learner.Vector.Writable[0] += 1;
        return learner;
    })));

    [Plant("training/doors")]
    public void ATrainerThatOverwritesTheStart() => Breaks(() => Hold(TrainingLaws.DoorsOf((batches, start, step, look) =>
    {
        var learner = Train.Fold(batches, start, step, look);
        learner.Vector.Span.CopyTo(start.Vector.Writable);
        return learner;
    })));

    [Plant("memory/lent")]
    public void AFoldThatKeepsWhatItLends() => Breaks(() => Hold(MemoryLaws.LentOf(Pure)));

    [Plant("memory/start")]
    public void AFoldThatUsesUpItsStart() => Breaks(() => Hold(MemoryLaws.StartsOf((batches, start, step, look) =>
    {
        var learner = Train.Fold(batches, start, step, look);
        learner.Vector.Span.CopyTo(start.Vector.Writable);
        return learner;
    })));

    [Plant("memory/exceptions")]
    public void AFoldThatSwallowsExceptions() => Breaks(() => Hold(MemoryLaws.ExceptionsOf((batches, start, step, look) =>
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

    [Plant("memory/threads")]
    public void AFoldThatCountsItsCalls() => Breaks(() =>
    {
        var calls = 0;
        Hold(MemoryLaws.ThreadsOf((batches, start, step, look) => Train.Fold(batches.Take(10 - System.Threading.Interlocked.Increment(ref calls) % 2), start, step, look)));
    });

    [Plant("training/additive")]
    public void AFoldThatStepsOnceMore() => Breaks(() => Hold(TrainingLaws.AdditiveOf((batches, start, step, look) => Train.Fold([.. batches.Take(1), .. batches], start, step, look))));

    [Plant("training/look")]
    public void AFoldThatReadsAhead() => Breaks(() => Hold(TrainingLaws.LooksOf((batches, start, step, look) => Train.Fold(batches.ToList(), start, step, look))));

    [Plant("key/prefix")]
    public void ATensorThatDependsOnItsLength() => Breaks(() => Hold(KeyLaws.PrefixFor((key, count) => key.Child(count).Uniform<double>([count]))));

    [Plant("key/siblings")]
    public void ASequenceThatHandsTheKeyOn() => Breaks(() => Hold(KeyLaws.SiblingsFor(layers => layers.Reverse().Aggregate((next, layer) => Net.Seq(layer, next)))));

    [Plant("memory/intermediates")]
    public void MemoryThatIsHandedOutTwice() => Breaks(() => Hold(MemoryLaws.IntermediatesOf((batches, start, step, look) =>
        Train.Fold(batches, start, step with { Loss = new Spoiling(step.Loss) }, look))));

    [Plant("tensor/stretch")]
    public void AStretchThatForgetsOnes() => Breaks(() => Hold(TensorLaws.StretchFor((x, shape) => Tensor<double>.Build(shape, x, (into, x) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = x[i % x.Shape.Size];
    }))));

    [Plant("shrinker/valid")]
    public void AShrinkerThatProposesOtherShapes() => Breaks(() => Hold(ShrinkerLaws.ValidFor(asked => [asked with { Cotangent = asked.Cotangent.Reshape(asked.Cotangent.Shape.Batch(1)) }])));

    [Plant("shrinker/ends")]
    public void AShrinkerThatBeginsAnewForEachNumber() => Breaks(() => LawBook.Hold(new Claim<OpCase>(
        new("a fault", (key, size) => OpCase.Draw(AddOp.Example, key, size) with { Cotangent = Tensor<double>.Zeros([40]) }),
        ShrinkerLaws.EndsFor(asked => asked.Cotangent.Span.ToArray() is var numbers && Array.IndexOf(numbers, 0) is >= 0 and var at
            ? [asked with { Cotangent = Tensor<double>.From(asked.Cotangent.Shape, [.. numbers.Select((x, i) => i == at ? 1 : x)]) }]
            : [asked with { Cotangent = Tensor<double>.Zeros([asked.Cotangent.Shape.Size - 1]) }])), new(1)));

    static Learner<float> Pure(IEnumerable<Batch<float>> batches, Learner<float> start, Step<float> step, Func<Learner<float>, bool> look) =>
        batches.Aggregate(start, (learner, batch) =>
        {
            var next = step.Invoke(learner, batch);
            look(next);
            return next;
        });

    static void Hold(Law<SeedCase> law) => LawBook.Hold(new Claim<SeedCase>(SeedCase.Subject("a fault"), law), Settings);

    static void Hold(Law<OpCase> law) => LawBook.Hold(new Claim<OpCase>(OpLaws.Subject("a fault", AddOp.Example), law), Settings);

    static void Breaks(Law<TreeCase> stated, string fault, [CallerMemberName] string test = "") => Breaks(() => LawBook.Hold(
        new Claim<TreeCase>(new("a fault", (key, size) => new("faulty", (key, size) => new Faulty(fault, Examples.Any(key.Child(0), [size]), Examples.Any(key.Child(1), [size]), size), key, size)), stated), Settings), "", test);

    static void Breaks(Law<SeedCase> law, string why = "", [CallerMemberName] string test = "") => Breaks(() => Hold(law), why, test);

    // The law that the test names is broken, by a small case and for this reason.
    static void Breaks(Action hold, string why = "", [CallerMemberName] string test = "")
    {
        var found = Assert.Throws<LawException>(hold).Counterexample;
        Assert.EndsWith($"/{found.Law}", typeof(PlantedFaultTests).GetMethod(test)!.GetCustomAttribute<PlantAttribute>()!.Claim, StringComparison.Ordinal);
        Assert.True(found.Size <= 5, found.ToString());
        Assert.Contains(why, found.Why, StringComparison.Ordinal);
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

/// <summary>A test that plants a fault and sees this claim, <c>thing/law</c>, break.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PlantAttribute(string claim) : FactAttribute
{
    public string Claim { get; } = claim;
}
