using System.Runtime.ExceptionServices;
using System.Threading;

namespace Dl.Properties;

/// <summary>The laws of depth: all that loops runs on any stack, and what nests too deep is an exception, never a crash. Each is asked once, on a stack of 1 MB.</summary>
public static class DepthLaws
{
    const int Deep = 10_000;

    /// <summary>Ten thousand layers.</summary>
    public static Law<SeedCase> Layers { get; } = LayersFor(Net.Seq);

    /// <summary>Ten thousand binds.</summary>
    public static Law<SeedCase> Binds { get; } = BindsFor((m, f) => m.Bind(f));

    /// <summary>Long loops.</summary>
    public static Law<SeedCase> Loops { get; } = LoopsFor(Diff.Repeat, Diff.Traverse);

    /// <summary>Layers in layers in layers.</summary>
    public static Law<SeedCase> Nesting { get; } = NestingFor(body => new Residual(body));

    /// <summary>Every claim.</summary>
    public static Many<Claim> All { get; } = LawBook.On(SeedCase.Subject("depth"), [Layers, Binds, Loops, Nesting]).Select(claim => (Claim)new Rare(claim, 1)).ToMany();

    /// <summary>Ten thousand layers, for a way of putting layers one after another.</summary>
    public static Law<SeedCase> LayersFor(Func<ILayer[], ILayer> seq) => new("layers", "10,000 dense layers start, run forward and backward and take a training step on a stack of 1 MB", asked => OnSmallStack(() =>
    {
        var net = seq([.. Enumerable.Repeat(new Dense(2, Activation.Tanh), Deep)]);
        var start = Train.Start<float>(net, Optimizer.Sgd(0.5), [2], asked.Key);
        var batch = new Batch<float>(asked.Key.Normal<float>([2, 2]), asked.Key.Child(0).Normal<float>([2, 2]));
        var next = Train.Step<float>(net, Loss.MeanSquaredError, Optimizer.Sgd(0.5)).Invoke(start, batch);
        return Verdict.If(next.Form.Slots.Count == 2 * Deep && next.Steps == 1 && !next.Vector.SameBits(start.Vector), () => "a step of 10,000 layers changed nothing");
    }));

    /// <summary>Ten thousand binds, for a way of binding.</summary>
    public static Law<SeedCase> BindsFor(Func<Diff<double, Var<double>>, Func<Var<double>, Diff<double, Var<double>>>, Diff<double, Var<double>>> bind) => new("binds", "10,000 binds, nested to the left, to the right, in queries, maps or named parts, run on a stack of 1 MB and leave 10,000 records", asked => OnSmallStack(() =>
    {
        Diff<double, Var<double>> next(Var<double> x) => Ops.Scale(x, 1);
        Diff<double, Var<double>> grown(Func<Diff<double, Var<double>>, Diff<double, Var<double>>> grow, Var<double> x) => Enumerable.Range(0, Deep).Aggregate(Diff.Return<double, Var<double>>(x), (m, _) => grow(m));
        Diff<double, Var<double>> right(int left, Var<double> x) => left == 0 ? Diff.Return<double, Var<double>>(x) : bind(next(x), y => right(left - 1, y));
        Diff<double, Var<double>> query(int left, Var<double> x) => left == 0 ? Diff.Return<double, Var<double>>(x) : from y in next(x) from z in query(left - 1, y) select z;
        return Recorded(Deep, x => grown(m => bind(m, next), x), "nested to the left")
            .And(() => Recorded(Deep, x => right(Deep, x), "nested to the right"))
            .And(() => Recorded(Deep, x => query(Deep, x), "nested queries"))
            .And(() => Recorded(Deep, x => grown(m => from y in m from z in next(y) select z, x), "queries nested to the left"))
            .And(() => Recorded(0, x => grown(m => m.Map(y => y), x), "nested maps"))
            .And(() => Recorded(1, x => grown(m => Diff.In("part", m), x).Bind(next), "nested parts"))
            .And(() => Recorded(1, x => grown(m => Diff.Fold<double, Var<double>, int>([0], x, (_, _) => m), x).Bind(next), "nested folds"))
            .And(() => Recorded(1, x => grown(m => Diff.Traverse([0], _ => m).Map(all => all[0]), x).Bind(next), "nested traversals"));
    }));

    /// <summary>Long loops, for ways of looping.</summary>
    public static Law<SeedCase> LoopsFor(
        Func<int, Var<double>, Func<Var<double>, Diff<double, Var<double>>>, Diff<double, Var<double>>> repeat,
        Func<IEnumerable<int>, Func<int, Diff<double, Var<double>>>, Diff<double, Many<Var<double>>>> traverse) => new("loops", "a fold over 100,000 items, and its sweep, run on a stack of 1 MB", asked => OnSmallStack(() =>
        Recorded(100_000, x => repeat(100_000, x, y => Ops.Scale(y, 1)), "a loop")
            .And(() => Recorded(100_000, x => traverse(Enumerable.Range(0, 100_000), _ => Ops.Scale(x, 1)).Map(all => all[^1]), "a traversal", 1))));

    /// <summary>Layers in layers in layers, for a way of nesting one.</summary>
    public static Law<SeedCase> NestingFor(Func<ILayer, ILayer> around) => new("nesting", "residual inside residual, 20,000 deep, is an exception on a stack of 1 MB, at the start and when it runs, and so is walking its tree; 100 deep is fine", asked =>
    {
        ILayer nested(int depth) => Enumerable.Range(0, depth).Aggregate((ILayer)new Scaled(), (body, _) => around(body));
        ITree<double> tree(int depth, ITree<double> leaf) => Enumerable.Range(0, depth).Aggregate(leaf, (inner, _) => new Trees<double>([inner, Empty<double>.It]));
        Verdict run(int depth, bool deep) => Bounded(deep, () => Train.Initial<double>(nested(depth), asked.Key, [2]), $"the start of {depth} nested layers")
            .And(() => Bounded(deep, () => Tree.Leaves(tree(depth, Leaves<double>.Of(Tensor<double>.Ones([2])))), $"a tree of depth {depth}"))
            .And(() => Bounded(deep, () => nested(depth).Apply(new Call<double>(tree(depth, Empty<double>.It), tree(depth, Empty<double>.It), asked.Key, Mode.Train), Tensor<double>.Zeros([1, 2])).Value(), $"{depth} nested layers"));
        return OnSmallStack(() => run(100, false).And(() => run(20_000, true)));
    });

    // All of it comes back, or one of the two exceptions that say why not; below the limit it must come back.
    static Verdict Bounded(bool deep, Func<object> act, string what)
    {
        try
        {
            _ = act();
            return Verdict.Holds;
        }
        catch (Exception error) when (deep && error is InsufficientExecutionStackException or DlException)
        {
            return Verdict.Holds;
        }
        catch (InsufficientExecutionStackException)
        {
            return Verdict.Broken($"{what}: not enough stack");
        }
    }

    // The slope of so many scales by 1 is 1, and each of them is on the tape.
    static Verdict Recorded(int ops, Func<Var<double>, Diff<double, Var<double>>> f, string how, double slope = 1)
    {
        var at = Leaves<double>.Of(Tensor<double>.Scalar(0.5));
        var mold = new Mold<double>(at);
        var watched = mold.Watch(mold.Flatten(at));
        var end = f(((Leaves<double>)watched.Value)[0]).Run(watched.Tape);
        return Verdict.If(end.Tape.Count == ops + 1, () => $"{how}: {ops} ops, but {end.Tape.Count - 1} on the tape")
            .And(() => Verdict.Close(slope, Gradient.Of(at, p => f(p[0])).Gradient[0].Value.ToScalar(), 0, () => $"{how}, the slope"));
    }

    static Verdict OnSmallStack(Func<Verdict> body)
    {
        var verdict = Verdict.Holds;
        ExceptionDispatchInfo? error = null;
        var thread = new Thread(() =>
        {
            try
            {
                verdict = body();
            }
            catch (Exception thrown) when (thrown is not OutOfMemoryException)
            {
                error = ExceptionDispatchInfo.Capture(thrown);
            }
        }, 1 << 20);
        thread.Start();
        thread.Join();
        error?.Throw();
        return verdict;
    }

    // A layer that adds nothing: nesting it is all there is.
    sealed record Scaled() : Layer("scaled")
    {
        public override Initial<T> Init<T>(Key key, Shape example) => new(example, Empty<T>.It, Empty<T>.It);

        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => from y in Ops.Scale(x, 0) select new Result<T>(y, call.State);
    }
}
