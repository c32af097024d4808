namespace Dl.Properties;

/// <summary>
/// The laws of the gradient-tape monad. Two computations are equal when value, gradient and the names on the tape are, to
/// the bit. Source: Wadler, "The essence of functional programming", 1992, section 2.10.
/// </summary>
public static class MonadLaws
{
    /// <summary>Left identity.</summary>
    public static Law<SeedCase> Left { get; } = LeftFor(Diff.Return<double, Var<double>>);

    /// <summary>Right identity.</summary>
    public static Law<SeedCase> Right { get; } = RightFor((asked, p) => Arrow(asked, 0, p)(p[0]));

    /// <summary>Associativity.</summary>
    public static Law<SeedCase> Associative { get; } = AssociativeFor((asked, p) => Arrow(asked, 0, p)(p[0]));

    /// <summary>Map is a functor, and the one that Bind gives.</summary>
    public static Law<SeedCase> Map { get; } = MapFor((m, f) => m.Map(f));

    /// <summary>Query syntax is Bind.</summary>
    public static Law<SeedCase> Query { get; } = QueryFor(
        (m, f) =>
            from x in m
            from y in f(x)
            let both = (x, y)
            from z in Ops.Multiply(both.x, both.y)
            select z,
        Diff.Zip);

    /// <summary>A fold is nested binds.</summary>
    public static Law<SeedCase> Fold { get; } = FoldFor(Diff.Fold);

    /// <summary>The other loops are the loops they say.</summary>
    public static Law<SeedCase> Loops { get; } = LoopsFor(Diff.Repeat, Diff.Traverse, Diff.MapAccumulate);

    /// <summary>What is constant is not recorded.</summary>
    public static Law<SeedCase> Constants { get; } = ConstantsFor(Ops.Add);

    /// <summary>F# and C# write the same computations.</summary>
    public static Law<SeedCase> Builder { get; } = BuilderFor();

    /// <summary>A value belongs to the run that made it.</summary>
    public static Law<SeedCase> Foreign { get; } = ForeignFor((at, f) => Gradient.Pull(at, f, value => value));

    /// <summary>Every law.</summary>
    public static Many<Law<SeedCase>> Laws { get; } = [Left, Right, Associative, Map, Query, Fold, Loops, Constants, Builder, Foreign];

    /// <summary>Every claim.</summary>
    public static Many<Claim> All { get; } = LawBook.On(SeedCase.Subject("monad"), Laws).ToMany();

    /// <summary>Left identity, for a return of yours.</summary>
    public static Law<SeedCase> LeftFor(Func<Var<double>, Diff<double, Var<double>>> pure) => new("left identity", "Return(a).Bind(f) is f(a), in value, gradient and tape", asked =>
        Equal(asked, p => pure(p[0]).Bind(Arrow(asked, 0, p)), p => Arrow(asked, 0, p)(p[0])));

    /// <summary>Right identity, for computations of a kind of yours.</summary>
    public static Law<SeedCase> RightFor(Func<SeedCase, Leaves<double>, Diff<double, Var<double>>> m) => new("right identity", "m.Bind(Return) is m, in value, gradient and tape", asked =>
        Equal(asked, p => m(asked, p), p => m(asked, p).Bind(Diff.Return<double, Var<double>>)));

    /// <summary>Associativity, for computations of a kind of yours; Bind sees the tape that they leave.</summary>
    public static Law<SeedCase> AssociativeFor(Func<SeedCase, Leaves<double>, Diff<double, Var<double>>> m) => new("associative", "m.Bind(f).Bind(g) is m.Bind(x => f(x).Bind(g)), and the tape holds what each records, in order", asked =>
        Equal(asked, p => m(asked, p).Bind(Arrow(asked, 1, p)).Bind(Arrow(asked, 2, p)), p => m(asked, p).Bind(x => Arrow(asked, 1, p)(x).Bind(Arrow(asked, 2, p))))
            .And(() => Recorded(asked, m)));

    /// <summary>A fold is nested binds, for a fold of yours.</summary>
    public static Law<SeedCase> FoldFor(Func<IEnumerable<int>, Var<double>, Func<Var<double>, int, Diff<double, Var<double>>>, Diff<double, Var<double>>> fold) =>
        new("fold", "Fold is nested Bind, in value, gradient and tape", asked =>
        {
            var times = asked.Key.Below(2 * asked.Scale + 1, 7);
            return Equal(asked, p => Nested(times, p[0], (x, i) => Arrow(asked, i, p)(x)), p => fold(Enumerable.Range(0, times), p[0], (x, i) => Arrow(asked, i, p)(x)));
        });

    /// <summary>Map is a functor, for a map of yours; twice and one more, of constants, do not commute.</summary>
    public static Law<SeedCase> MapFor(Func<Diff<double, Var<double>>, Func<Var<double>, Var<double>>, Diff<double, Var<double>>> map) => new("functor", "Map of the identity changes nothing, two maps are one, and Map(f) is Bind of Return after f", asked =>
    {
        Diff<double, Var<double>> m(Leaves<double> p) => Arrow(asked, 0, p)(p[0]);
        Var<double> f(Var<double> x) => Tensor<double>.From(x.Shape, [.. x.Value.Span.ToArray().Select(v => 2 * v)]);
        Var<double> g(Var<double> x) => Tensor<double>.From(x.Shape, [.. x.Value.Span.ToArray().Select(v => v + 1)]);
        Few<Var<double>> pair(Var<double> x) => [x, x];
        return Equal(asked, m, p => map(m(p), x => x))
            .And(() => Equal(asked, p => map(m(p), x => g(f(x))), p => map(map(m(p), f), g)))
            .And(() => Equal(asked, p => map(map(m(p), f), g), p => m(p).Bind(x => Diff.Return<double, Var<double>>(g(f(x))))))
            .And(() => Equal(asked, p => m(p).Map(pair).Map(both => both[1]), p => m(p).Bind(x => Diff.Return<double, Few<Var<double>>>(pair(x))).Select(both => both[1])));
    });

    /// <summary>Query syntax is Bind, for a way to write x of m, y of f(x), and x times y, and for a zip.</summary>
    public static Law<SeedCase> QueryFor(
        Func<Diff<double, Var<double>>, Func<Var<double>, Diff<double, Var<double>>>, Diff<double, Var<double>>> query,
        Func<Diff<double, Var<double>>, Diff<double, Var<double>>, Diff<double, (Var<double> Left, Var<double> Right)>> zip) => new("query", "from ... select is nested Bind, and Zip computes its left side first", asked =>
    {
        Diff<double, Var<double>> binds(Leaves<double> p) => Arrow(asked, 0, p)(p[0]).Bind(x => Arrow(asked, 1, p)(x).Bind(y => Ops.Multiply(x, y)));
        return Equal(asked, binds, p => query(Arrow(asked, 0, p)(p[0]), Arrow(asked, 1, p)))
            .And(() => Equal(asked,
                p => Arrow(asked, 0, p)(p[0]).Bind(x => Arrow(asked, 1, p)(p[1]).Bind(y => Ops.Add(x, y))),
                p => zip(Arrow(asked, 0, p)(p[0]), Arrow(asked, 1, p)(p[1])).Bind(pair => Ops.Add(pair.Left, pair.Right))));
    });

    /// <summary>The other loops are the loops they say, for loops of yours.</summary>
    public static Law<SeedCase> LoopsFor(
        Func<int, Var<double>, Func<Var<double>, Diff<double, Var<double>>>, Diff<double, Var<double>>> repeat,
        Func<IEnumerable<int>, Func<int, Diff<double, Var<double>>>, Diff<double, Many<Var<double>>>> traverse,
        Func<IEnumerable<int>, Var<double>, Func<Var<double>, int, Diff<double, Stepped<Var<double>, Var<double>>>>, Diff<double, Mapped<Var<double>, Var<double>>>> accumulate) => new("loops", "Repeat, Traverse and MapAccumulate equal their loops over Bind", asked =>
    {
        var times = asked.Key.Below(asked.Scale + 1, 7);
        var items = Enumerable.Range(0, times).ToArray();
        Diff<double, Var<double>> total(IEnumerable<Var<double>> all, Var<double> seed) => Diff.Fold<double, Var<double>, Var<double>>(all, seed, (sum, x) => Ops.Add(sum, x));
        Diff<double, (Var<double> Last, Many<Var<double>> All)> loop(Leaves<double> p, int from, Var<double> at, Many<Var<double>> all) => from == times
            ? Diff.Return<double, (Var<double>, Many<Var<double>>)>((at, all))
            : Arrow(asked, from, p)(at).Bind(next => loop(p, from + 1, next, all.Concat([next])));
        Diff<double, Many<Var<double>>> each(Leaves<double> p, int from, Many<Var<double>> all) => from == times
            ? Diff.Return<double, Many<Var<double>>>(all)
            : Arrow(asked, from, p)(p[0]).Bind(next => each(p, from + 1, all.Concat([next])));
        return Equal(asked, p => Nested(times, p[0], (x, _) => Arrow(asked, 0, p)(x)), p => repeat(times, p[0], x => Arrow(asked, 0, p)(x)))
            .And(() => Equal(asked, p => each(p, 0, []).Bind(all => total(all, p[1])), p => traverse(items, i => Arrow(asked, i, p)(p[0])).Bind(all => total(all, p[1]))))
            .And(() => Equal(asked, p => loop(p, 0, p[0], []).Bind(run => total(run.All, run.Last)),
                p => accumulate(items, p[0], (at, i) => Arrow(asked, i, p)(at).Map(next => new Stepped<Var<double>, Var<double>>(next, next)))
                    .Bind(run => total(run.Items, run.Last))));
    });

    /// <summary>What is constant is not recorded, for an add of yours.</summary>
    public static Law<SeedCase> ConstantsFor(Func<Var<double>, Var<double>, Diff<double, Var<double>>> add) => new("constants", "ops over constants leave the very tape they were given, and one op over a variable makes it one longer", asked =>
    {
        var at = Point(asked);
        var watched = new Mold<double>(at).Watch(new Mold<double>(at).Flatten(at));
        var program = Arrow(asked, 0, at)(at[0]).Bind(x => add(x, at[1]));
        var mixed = add(((Leaves<double>)watched.Value)[0], at[0]).Run(watched.Tape);
        return Verdict.If(ReferenceEquals(program.Run(watched.Tape).Tape, watched.Tape), () => $"a computation over constants recorded {string.Join(", ", program.Run(watched.Tape).Tape.Names)}")
            .And(() => Verdict.If(watched.Tape.Count == 2 && mixed.Tape.Count == 3 && mixed.Tape.Names.First() == "add", () => $"one op after two leaves, but the tape holds {string.Join(", ", mixed.Tape.Names)}"))
            .And(() => Verdict.If(ReferenceEquals(program.Run(watched.Tape).Value.On, Place.None), () => "the value of a computation over constants is not a constant"))
            .And(() => Bits.Same(program.Run(watched.Tape).Value.Value, program.Value().Value, () => "on a tape and without one"));
    });

    /// <summary>F# and C# write the same computations, for methods of yours.</summary>
    public static Law<SeedCase> BuilderFor(
        Func<Diff<double, Var<double>>, Func<Var<double>, Diff<double, Var<double>>>, Diff<double, Var<double>>>? bind = null,
        Func<Func<Diff<double, Var<double>>>, Diff<double, Var<double>>>? delay = null,
        Func<Diff<double, Var<double>>, Diff<double, Var<double>>, Diff<double, Var<double>>>? combine = null) => new("builder", "the methods behind F#'s diff { } equal those behind C#'s from ... select", asked =>
    {
        var build = Computations.diff;
        (bind, delay, combine) = (bind ?? build.Bind, delay ?? build.Delay, combine ?? build.Combine);
        Diff<double, Var<double>> m(Leaves<double> p) => Arrow(asked, 0, p)(p[0]);
        Diff<double, Var<double>> n(Leaves<double> p) => Arrow(asked, 1, p)(p[1]);
        return Equal(asked, p => Diff.Return<double, Var<double>>(p[0]), p => build.Return<double, Var<double>>(p[0]))
            .And(() => Equal(asked, m, p => build.ReturnFrom(m(p))))
            .And(() => Equal(asked, p => m(p).Bind(Arrow(asked, 2, p)), p => bind(m(p), Arrow(asked, 2, p))))
            .And(() => Equal(asked, p => m(p).Map(x => x), p => build.BindReturn(m(p), x => x)))
            .And(() => Equal(asked, p => Diff.Zip(m(p), n(p)).Bind(pair => Ops.Add(pair.Left, pair.Right)), p => build.MergeSources(m(p), n(p)).Bind(pair => Ops.Add(pair.Left, pair.Right))))
            .And(() => Equal(asked, m, p => delay(() => m(p))))
            .And(() => Equal(asked, p => m(p).Bind(_ => n(p)), p => combine(m(p), n(p))))
            .And(() => Equal(asked, p => m(p).Bind(_ => n(p)), p => build.For([m(p), n(p)], each => each)))
            .And(() => Verdict.If(build.Zero<double, int>().Value() == 0, () => "an empty branch has a value"));
    });

    /// <summary>A value belongs to the run that made it, for a gradient of yours.</summary>
    public static Law<SeedCase> ForeignFor(Func<Leaves<double>, Func<Leaves<double>, Diff<double, Var<double>>>, object> pull) => new("foreign", "a value that was recorded on another tape is refused, never differentiated as if it were here", asked =>
    {
        var at = Point(asked);
        var mold = new Mold<double>(at);
        var elsewhere = mold.Watch(mold.Flatten(at));
        var foreign = Diff.Repeat(asked.Key.Below(4, 9), ((Leaves<double>)elsewhere.Value)[asked.Key.Below(2, 10)], Ops.Tanh).Run(elsewhere.Tape).Value;
        return Bits.Refused("another tape", () => pull(at, p =>
            from x in Arrow(asked, 0, p)(p[0])
            from y in Ops.Add(x, foreign)
            from z in Ops.Multiply(y, p[1])
            select z), () => $"a value of index {asked.Key.Below(4, 9)} on another tape")
            .And(() => Bits.Refused("another tape", () => pull(at, _ => Diff.Return<double, Var<double>>(foreign)), () => "another tape's value as the result"));
    });

    // m, f and g one after another leave on the tape what they record, and nothing is lost between them.
    static Verdict Recorded(SeedCase asked, Func<SeedCase, Leaves<double>, Diff<double, Var<double>>> m)
    {
        var mold = new Mold<double>(Point(asked));
        var watched = mold.Watch(mold.Flatten(Point(asked)));
        var p = (Leaves<double>)watched.Value;
        var first = m(asked, p).Run(watched.Tape);
        var lone = Arrow(asked, 1, p)(first.Value).Run(first.Tape);
        var whole = m(asked, p).Bind(Arrow(asked, 1, p)).Run(watched.Tape);
        return Verdict.If(whole.Tape.Names.SequenceEqual(lone.Tape.Names) && lone.Tape.Names.TakeLast(first.Tape.Count).SequenceEqual(first.Tape.Names) && first.Tape.Names.TakeLast(2).SequenceEqual(["leaf", "leaf"]),
            () => $"alone they record {string.Join(", ", lone.Tape.Names)}, together {string.Join(", ", whole.Tape.Names)}")
            .And(() => Verdict.If(ReferenceEquals(first.Value.On, Place.None) || first.Tape.Count >= 2 && Reaches(first.Tape, first.Value.On), () => "the value's place is not on the tape that came with it"));
    }

    static bool Reaches(Tape<double> tape, Place place) => place is Tape<double> at && at.Count <= tape.Count && tape.Names.TakeLast(at.Count).SequenceEqual(at.Names);

    // step(... step(step(seed, 0), 1) ..., times - 1), each step a bind around the next.
    static Diff<double, Var<double>> Nested(int times, Var<double> seed, Func<Var<double>, int, Diff<double, Var<double>>> step)
    {
        Diff<double, Var<double>> from(int i, Var<double> x) => i == times ? Diff.Return<double, Var<double>>(x) : step(x, i).Bind(next => from(i + 1, next));
        return from(0, seed);
    }

    static Leaves<double> Point(SeedCase asked) => Leaves<double>.Of(Examples.Any(asked.Key.Child(100), [asked.Scale]), Examples.Any(asked.Key.Child(101), [asked.Scale]));

    // A computation of up to three ops that depends on x, and perhaps on the parameters.
    static Func<Var<double>, Diff<double, Var<double>>> Arrow(SeedCase asked, int number, Leaves<double> p)
    {
        var key = asked.Key.Child(number);
        return x => Diff.Fold<double, Var<double>, int>(Enumerable.Range(0, 1 + key.Below(3, 0)), x, (x, i) => key.Below(7, i + 1) switch
        {
            0 => Ops.Tanh(x),
            1 => Ops.Sigmoid(x),
            2 => Ops.Scale(x, 0.5),
            3 => Ops.Multiply(x, p[0]),
            4 => Ops.Add(x, p[1]),
            5 => Ops.Multiply(x, x),
            _ => from half in Ops.Scale(p[1], 0.5)
                 from sum in Ops.Subtract(x, half)
                 select sum,
        });
    }

    static Verdict Equal(SeedCase asked, Func<Leaves<double>, Diff<double, Var<double>>> claimed, Func<Leaves<double>, Diff<double, Var<double>>> found)
    {
        var at = Point(asked);
        Graded<double, Leaves<double>> pulled(Func<Leaves<double>, Diff<double, Var<double>>> f) => Gradient.Pull(at, f, value => Examples.Any(asked.Key.Child(102), value.Shape));
        var (left, right) = (pulled(claimed), pulled(found));
        var (one, other) = (Names(at, claimed), Names(at, found));
        return Bits.Same(left.Value, right.Value, () => "the value")
            .And(() => Bits.Same<double>(left.Gradient, right.Gradient, () => "the gradient"))
            .And(() => Verdict.If(one == other, () => $"the tape: claimed {one}, found {other}"));
    }

    static string Names(Leaves<double> at, Func<Leaves<double>, Diff<double, Var<double>>> f)
    {
        var mold = new Mold<double>(at);
        var watched = mold.Watch(mold.Flatten(at));
        return string.Join(", ", f((Leaves<double>)watched.Value).Run(watched.Tape).Tape.Names);
    }
}
