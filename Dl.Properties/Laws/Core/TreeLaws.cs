namespace Dl.Properties;

/// <summary>
/// The laws of trees, for the trees of this library and, by <see cref="Hold"/>, for records of a user:
/// <c>[Fact] public void MyParams() => TreeLaws.Hold((key, size) => MyParams.Draw(key, size));</c>
/// </summary>
public static class TreeLaws
{
    /// <summary>A tree is what its leaves and counters rebuild.</summary>
    public static Law<TreeCase> Rebuild { get; } = new("rebuild", "a tree rebuilt from its own leaves is that tree; other leaves are refused by path", asked =>
    {
        var leaves = Tree.Leaves(asked.Tree).Select(leaf => leaf.Value.Value).ToArray();
        var again = Tree.Rebuild(asked.Tree, leaves);
        return Verdict.If(again.GetType() == asked.Tree.GetType(), () => $"claimed a {asked.Tree.GetType().Name}, found a {again.GetType().Name}")
            .And(() => Bits.Same(asked.Tree, again, () => "rebuilt"))
            .And(() => Verdict.If(again.Equals(asked.Tree), () => $"rebuilt it has the same leaves, but is not equal: is {asked.Tree.GetType().Name} a record?"))
            .And(() => leaves.Length == 0 ? Verdict.Holds : Bits.Refused($"'{Tree.Leaves(asked.Tree)[^1].Path}'", () => Tree.Rebuild(asked.Tree, leaves[..^1]), () => "a tensor too few"))
            .And(() => leaves.Length == 0 ? Verdict.Holds : Bits.Refused($"'{Tree.Leaves(asked.Tree)[0].Path}'",
                () => Tree.Rebuild(asked.Tree, [leaves[0].Reshape(leaves[0].Shape.Batch(1)), .. leaves[1..]]), () => "a leaf of another shape"))
            .And(() => Bits.Refused($"{leaves.Length + 1} tensors", () => Tree.Rebuild(asked.Tree, [.. leaves, Tensor<double>.Scalar(0)]), () => "a tensor too many"));
    });

    /// <summary>Mapping the identity changes nothing; two maps are one map of both.</summary>
    public static Law<TreeCase> Map { get; } = new("map", "map replaces every leaf; of the identity it changes nothing, and two maps are one map of both", asked =>
    {
        Var<double> f(Leaf<double> leaf) => Each(leaf.Value, x => 2 * x + leaf.Path.Length);
        Var<double> g(Leaf<double> leaf) => Each(leaf.Value, x => x - 3 - (int)leaf.Role);
        var (leaves, mapped) = (Tree.Leaves(asked.Tree), Tree.Leaves(Mapped(asked.Tree, f)));
        return Bits.Same(asked.Tree, Mapped(asked.Tree, leaf => leaf.Value), () => "mapped by the identity")
            .And(() => Verdict.If(leaves.Count == mapped.Count && leaves.Zip(mapped).All(pair => f(pair.First).Value.SameBits(pair.Second.Value.Value)), () => "the leaves of a map are not the map of the leaves"))
            .And(() => Bits.Same(Mapped(asked.Tree, leaf => g(leaf with { Value = f(leaf) })), Mapped(Mapped(asked.Tree, f), g), () => "mapped twice"));
    });

    /// <summary>Paths are unique, and are those of every tree of this form.</summary>
    public static Law<TreeCase> Names { get; } = new("names", "the paths of leaves and counters are unique, stable, and do not depend on the numbers", asked =>
    {
        var paths = Tree.Leaves(asked.Tree).Select(leaf => leaf.Path).ToArray();
        var all = paths.Concat(Tree.Counters(asked.Tree).Select(counter => counter.Path)).ToArray();
        return Verdict.If(all.Distinct().Count() == all.Length, () => $"path '{all.GroupBy(path => path).FirstOrDefault(same => same.Count() > 1)?.Key}' occurs twice")
            .And(() => Verdict.If(all.All(path => path.Split('.').All(name => name.Length > 0)), () => $"a path has an empty name: {string.Join(", ", all)}"))
            .And(() => Verdict.If(paths.SequenceEqual(Tree.Leaves(asked.Tree).Select(leaf => leaf.Path)), () => "asked twice, the paths differ"))
            .And(() => Verdict.If(paths.SequenceEqual(Tree.Leaves(Mapped(asked.Tree, leaf => Each(leaf.Value, _ => 0))).Select(leaf => leaf.Path)), () => "with zeros in all leaves the paths differ"));
    });

    /// <summary>The flat vector holds every leaf, in order, without gaps.</summary>
    public static Law<TreeCase> Flat { get; } = new("flat", "flattened and poured a tree has the same bits; the slots have no gaps and are in the order of the leaves", asked =>
    {
        var (mold, leaves) = (new Mold<double>(asked.Tree), Tree.Leaves(asked.Tree));
        var vector = mold.Flatten(asked.Tree);
        var starts = mold.Slots.Select((_, i) => mold.Slots.Take(i).Sum(before => before.Shape.Size));
        return Verdict.If(mold.Slots.Select(slot => slot.Start).SequenceEqual(starts) && mold.Size == mold.Slots.Sum(slot => slot.Shape.Size), () => $"the slots {mold.Slots} leave gaps in {mold.Size} numbers")
            .And(() => Verdict.If(mold.Slots.Select(slot => (slot.Path, slot.Role, slot.Shape)).SequenceEqual(leaves.Select(leaf => (leaf.Path, leaf.Role, leaf.Value.Shape))), () => $"the slots {mold.Slots} are not the leaves"))
            .And(() => Bits.Same(asked.Tree, mold.Pour(vector), () => "poured"))
            .And(() => Bits.Same(vector, mold.Flatten(mold.Pour(vector)), () => "flattened again"))
            .And(() => asked.Tree is Learner<double> { Form.Size: > 0 } || (asked.Tree is OptimizerState<double> && leaves.Count > 0)
                ? Bits.Refused("no gradient", () => mold.Watch(vector), () => "a gradient of what has none")
                : Verdict.If(mold.Watch(vector).Tape.Count == leaves.Count, () => $"{leaves.Count} leaves, but {mold.Watch(vector).Tape.Count} are watched"))
            .And(() => Bits.Refused($"[{mold.Size}]", () => mold.Pour(Tensor<double>.Zeros([mold.Size + 1])), () => "a vector that is too long"));
    });

    /// <summary>Trees of one form zip leaf by leaf; others are refused.</summary>
    public static Law<TreeCase> Zip { get; } = new("zip", "trees zip leaf by leaf; a tree of another form is refused, and the message names the path", asked =>
    {
        var twice = Mapped(asked.Tree, leaf => Each(leaf.Value, x => 2 * x));
        var (leaves, deeper) = (Tree.Leaves(asked.Tree), new Trees<double>([asked.Tree]));
        return Bits.Same(twice, Tree.Zip<double, ITree<double>>(asked.Tree, twice, (_, right) => right), () => "the right side of a zip")
            .And(() => Bits.Same(asked.Tree, Tree.Zip<double, ITree<double>>(asked.Tree, twice, (left, _) => left), () => "the left side of a zip"))
            .And(() => leaves.Count == 0 ? Verdict.Holds : Bits.Refused($"'{leaves[0].Path}'", () => Tree.Zip<double, ITree<double>>(asked.Tree, deeper, (left, _) => left), () => "a tree of another form"))
            .And(() => leaves.Count == 0 ? Verdict.Holds : Bits.Refused($"'{leaves[0].Path}'", () => Tree.Zip<double, ITree<double>>(asked.Tree, Empty<double>.It, (left, _) => left), () => "a tree without leaves"));
    });

    /// <summary>A leaf is known by its place (G6).</summary>
    public static Law<TreeCase> Apart { get; } = new("apart", "leaves of equal value, even of one object, stay apart and keep a gradient each (G6)", asked =>
    {
        var shared = new Dictionary<Shape, Var<double>>();
        var equal = Mapped(asked.Tree, leaf => shared.TryGetValue(leaf.Value.Shape, out var one) ? one : shared[leaf.Value.Shape] = Tensor<double>.Ones(leaf.Value.Shape));
        var at = 0;
        var numbered = Mapped(equal, leaf => Tensor<double>.Full(leaf.Value.Shape, ++at));
        return Verdict.If(Tree.Leaves(equal).Select(leaf => leaf.Path).SequenceEqual(Tree.Leaves(asked.Tree).Select(leaf => leaf.Path)), () => "with equal leaves it has other paths")
            .And(() => Numbered(numbered, "the tree"))
            .And(() => asked.Tree is Learner<double> or OptimizerState<double> || at == 0 ? Verdict.Holds : Numbered(Gradient.Of(equal, tree => Weighted(tree)).Gradient, "the gradient"));
    });

    /// <summary>Counters are numbers of their own.</summary>
    public static Law<TreeCase> Counters { get; } = new("counters", "counters survive maps and rebuilding, and are set by path without touching leaves", asked =>
    {
        var counters = Tree.Counters(asked.Tree);
        var set = counters.ToDictionary(counter => counter.Path, counter => 3 * counter.Value + 1);
        var counted = Tree.WithCounters<double, ITree<double>>(asked.Tree, set);
        return Verdict.If(Tree.Counters(Mapped(asked.Tree, leaf => Each(leaf.Value, x => x + 1))).Equals(counters), () => "a map of the leaves changed a counter")
            .And(() => Verdict.If(Tree.Counters(counted).All(counter => counter.Value == set[counter.Path]), () => $"claimed counters {string.Join(", ", set)}, found {Tree.Counters(counted)}"))
            .And(() => Bits.Same(asked.Tree, Tree.WithCounters<double, ITree<double>>(counted, counters.ToDictionary(counter => counter.Path, counter => counter.Value)), () => "counters set and set back"))
            .And(() => Bits.Same(asked.Tree, Tree.WithCounters<double, ITree<double>>(asked.Tree, new Dictionary<string, long> { ["no such path"] = 1 }), () => "a counter that is not there"));
    });

    /// <summary>One network has one form, whatever its numbers are.</summary>
    public static Law<SeedCase> Scalars { get; } = ScalarsFor(net => net);

    /// <summary>The laws of one tree.</summary>
    public static Many<Law<TreeCase>> Laws { get; } = [Rebuild, Map, Names, Flat, Zip, Apart, Counters];

    /// <summary>Every claim.</summary>
    public static Many<Claim> All { get; } =
    [
        .. LawBook.On(new Subject<TreeCase>("tree", Draw), Laws), new Claim<SeedCase>(SeedCase.Subject("tree"), Scalars),
    ];

    /// <summary>One network has one form, for what is made of a drawn one.</summary>
    public static Law<SeedCase> ScalarsFor(Func<ILayer, ILayer> made) => new("scalars", "parameters drawn at float, double and dual numbers have the same slots and, up to rounding, the same numbers", asked =>
    {
        var lesson = Lesson.Draw(asked.Key, asked.Scale);
        Initial<T> initial<T>() where T : struct, IFloatingPointIeee754<T> => Train.Initial<T>(made(lesson.Net), asked.Key, lesson.Input);
        var (wide, narrow, dual) = (initial<double>().Params, initial<float>().Params, initial<Dual<double>>().Params);
        var (w, n, d) = (new Mold<double>(wide), new Mold<float>(narrow), new Mold<Dual<double>>(dual));
        return Verdict.If(w.Slots.Equals(n.Slots) && w.Slots.Equals(d.Slots), () => $"slots {w.Slots} at double, {n.Slots} at float, {d.Slots} at dual numbers: {lesson}")
            .And(() => Bits.Same(w.Flatten(wide).Convert<float>(), n.Flatten(narrow), () => $"at float: {lesson}"))
            .And(() => Bits.Same(w.Flatten(wide), d.Flatten(dual).Convert<double>(), () => $"at dual numbers: {lesson}"));
    });

    /// <summary>Checks the laws of trees on a record of yours, drawn by a function of a key and a size.</summary>
    /// <exception cref="LawException">A law is broken.</exception>
    public static void Hold(Func<Key, int, ITree<double>> draw, CheckSettings? settings = null) =>
        LawBook.Hold(new Subject<TreeCase>("tree", (key, size) => new("draw", draw, key, size)), Laws, settings);

    /// <summary>The parameters of a drawn network.</summary>
    public static ITree<double> Parameters(Key key, int scale) => Lesson.Draw(key, scale).Start<double>().Params;

    /// <summary>A drawn learner after two steps.</summary>
    public static ITree<double> Learner(Key key, int scale)
    {
        var lesson = Lesson.Draw(key, scale);
        return lesson.Batches<double>(2).Aggregate(lesson.Start<double>(), lesson.Step<double>().Invoke);
    }

    /// <summary>The state of its optimizer.</summary>
    public static ITree<double> Optimizer(Key key, int scale) => ((Learner<double>)Learner(key, scale)).Optimizer;

    /// <summary>The state of its layers.</summary>
    public static ITree<double> State(Key key, int scale) => ((Learner<double>)Learner(key, scale)).State;

    static TreeCase Draw(Key key, int size) => key.Below(4, 0) switch
    {
        0 => new("TreeLaws.Parameters", Parameters, key.Child(0), size),
        1 => new("TreeLaws.Learner", Learner, key.Child(0), size),
        2 => new("TreeLaws.Optimizer", Optimizer, key.Child(0), size),
        _ => new("TreeLaws.State", State, key.Child(0), size),
    };

    static ITree<double> Mapped(ITree<double> tree, Func<Leaf<double>, Var<double>> f) => Tree.Map(tree, f);

    static Var<double> Each(Var<double> x, Func<double, double> f) => Tensor<double>.From(x.Shape, [.. x.Value.Span.ToArray().Select(f)]);

    // The sum over leaves i of (i + 1) times the sum of its numbers.
    static Diff<double, Var<double>> Weighted(ITree<double> tree) =>
        Diff.Fold<double, Var<double>, (Leaf<double> Leaf, int At)>(Tree.Leaves(tree).Select((leaf, i) => (leaf, i + 1)), Tensor<double>.Scalar(0), (sum, item) =>
            from part in Ops.Sum(item.Leaf.Value)
            from scaled in Ops.Scale(part, item.At)
            from more in Ops.Add(sum, scaled)
            select more);

    static Verdict Numbered(ITree<double> tree, string what)
    {
        var leaves = Tree.Leaves(tree);
        var all = Verdict.Holds;
        for (var i = 0; i < leaves.Count; i++)
        {
            var (leaf, number) = (leaves[i], i + 1);
            all = all.And(() => Verdict.If(leaf.Value.Value.Span.ToArray().All(x => x == number), () => $"leaf '{leaf.Path}' of {what} should hold {number}, but is {leaf.Value.Value}"));
        }
        return all;
    }
}
