namespace Dl.Functional;

/// <summary>
/// The computation expression <c>diff { let! y = Ops.Relu x ... return y }</c> of F#: <c>open type Dl.Functional.Computations</c>
/// brings it into scope. Plain delegates only, so that F# finds it without a reference of its own.
/// </summary>
public sealed class DiffBuilder
{
    internal DiffBuilder() { }

    /// <summary><c>return x</c>.</summary>
    public Diff<T, A> Return<T, A>(A value) where T : struct, IFloatingPointIeee754<T> => Diff.Return<T, A>(value);

    /// <summary><c>return! m</c>.</summary>
    public Diff<T, A> ReturnFrom<T, A>(Diff<T, A> m) where T : struct, IFloatingPointIeee754<T> => m;

    /// <summary><c>let! a = m in ...</c>.</summary>
    public Diff<T, B> Bind<T, A, B>(Diff<T, A> m, Func<A, Diff<T, B>> f) where T : struct, IFloatingPointIeee754<T> => m.Bind(f);

    /// <summary><c>let! a = m in return ...</c>.</summary>
    public Diff<T, B> BindReturn<T, A, B>(Diff<T, A> m, Func<A, B> f) where T : struct, IFloatingPointIeee754<T> => m.Map(f);

    /// <summary><c>let! a = m and! b = n</c>: neither depends on the other.</summary>
    public Diff<T, (A Left, B Right)> MergeSources<T, A, B>(Diff<T, A> left, Diff<T, B> right) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Zip(left, right);

    /// <summary>An empty branch.</summary>
    public Diff<T, A> Zero<T, A>() where T : struct, IFloatingPointIeee754<T> => Diff.Return<T, A>(default!);

    /// <summary>The body is built when it is run.</summary>
    public Diff<T, A> Delay<T, A>(Func<Diff<T, A>> body) where T : struct, IFloatingPointIeee754<T> => Diff.Return<T, int>(0).Bind(_ => body());

    /// <summary>One computation after another.</summary>
    public Diff<T, B> Combine<T, A, B>(Diff<T, A> first, Diff<T, B> second) where T : struct, IFloatingPointIeee754<T> => first.Bind(_ => second);

    /// <summary><c>for x in xs do ...</c>, a loop on any stack.</summary>
    public Diff<T, B> For<T, A, B>(IEnumerable<A> items, Func<A, Diff<T, B>> body) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Fold<T, B, A>(items, default!, (_, item) => body(item));
}

/// <summary>Where F# finds <c>diff</c>.</summary>
public static class Computations
{
    /// <summary>The builder of differentiable computations.</summary>
#pragma warning disable IDE1006 // the keyword of an F# computation expression is lower case
    public static DiffBuilder diff { get; } = new();
#pragma warning restore IDE1006
}
