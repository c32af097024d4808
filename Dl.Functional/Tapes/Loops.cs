using System.Runtime.CompilerServices;

namespace Dl.Functional;

/// <summary>Values along a sequence, and what the last step handed on.</summary>
public readonly record struct Mapped<S, B>(S Last, Many<B> Items);

/// <summary>One step of a <see cref="Diff.MapAccumulate{T, S, A, B}"/>: what it hands on and what it gives.</summary>
public readonly record struct Stepped<S, B>(S Next, B Item);

/// <summary>
/// Makes and combines differentiable computations. All that loops goes through here: a loop runs as a loop, whatever its
/// length, on any stack.
/// </summary>
public static class Diff
{
    /// <summary>A value, nothing recorded.</summary>
    public static Diff<T, A> Return<T, A>(A value) where T : struct, IFloatingPointIeee754<T> => new ReturnNode<T, A>(value);

    /// <summary>Both values, the left one computed first.</summary>
    public static Diff<T, (A Left, B Right)> Zip<T, A, B>(Diff<T, A> left, Diff<T, B> right) where T : struct, IFloatingPointIeee754<T> =>
        left.SelectMany(_ => right, (a, b) => (a, b));

    /// <summary>Goes through a sequence, handing a value on. Law: equals nested binds.</summary>
    public static Diff<T, S> Fold<T, S, A>(IEnumerable<A> items, S seed, Func<S, A, Diff<T, S>> step) where T : struct, IFloatingPointIeee754<T> =>
        new FoldNode<T, S, A>(items, seed, step);

    /// <summary>The same step <paramref name="times"/> times.</summary>
    public static Diff<T, S> Repeat<T, S>(int times, S seed, Func<S, Diff<T, S>> step) where T : struct, IFloatingPointIeee754<T> =>
        Fold<T, S, int>(Enumerable.Range(0, times), seed, (s, _) => step(s));

    /// <summary>A computation for each item, in order, and all their values.</summary>
    public static Diff<T, Many<B>> Traverse<T, A, B>(IEnumerable<A> items, Func<A, Diff<T, B>> f) where T : struct, IFloatingPointIeee754<T> =>
        MapAccumulate<T, int, A, B>(items, 0, (s, a) => f(a).Map(b => new Stepped<int, B>(s, b))).Map(mapped => mapped.Items);

    /// <summary>Goes through a sequence, handing a value on and collecting another: layers with their states, steps of a
    /// recurrent network.</summary>
    public static Diff<T, Mapped<S, B>> MapAccumulate<T, S, A, B>(IEnumerable<A> items, S seed, Func<S, A, Diff<T, Stepped<S, B>>> step)
        where T : struct, IFloatingPointIeee754<T> => new MapAccumulateNode<T, S, A, B>(items, seed, step);

    /// <summary>The same computation; an error inside it tells that it happened in <paramref name="part"/>.</summary>
    public static Diff<T, A> In<T, A>(string part, Diff<T, A> m) where T : struct, IFloatingPointIeee754<T> => new InNode<T, A>(part, m);

    /// <summary>
    /// A segment that is not recorded but run again in the sweep: what it computes on the way is forgotten at once, for the price of computing it
    /// twice. Law (G12): same value and gradient, to the bit. PyTorch: <c>torch.utils.checkpoint</c>; JAX: <c>jax.checkpoint</c>.
    /// </summary>
    /// <param name="at">All values of the tape that the segment uses.</param>
    /// <param name="f">The segment; it must be pure.</param>
    /// <exception cref="DlException">The segment uses a value of the tape that is not in <paramref name="at"/>.</exception>
    public static Diff<T, Var<T>> Recompute<T, P>(P at, Func<P, Diff<T, Var<T>>> f) where T : struct, IFloatingPointIeee754<T> where P : ITree<T> =>
        new RecomputeNode<T, P>(at, p => f(p).Map(y => new Result<T>(y, Empty<T>.It))).Map(result => result.Output);

    /// <summary>An op applied to values: computes its value and, unless all inputs are constants, records its pullback.</summary>
    public static Diff<T, Var<T>> Apply<T>(IOp op, Few<Var<T>> inputs) where T : struct, IFloatingPointIeee754<T> =>
        Application<T>.Of(op, inputs);

    /// <summary>As <see cref="Apply{T}"/>, for an op that also hands out tensors off the tape.</summary>
    public static Diff<T, With<T>> ApplyWith<T>(IOp op, Few<Var<T>> inputs) where T : struct, IFloatingPointIeee754<T> =>
        new ApplyWithNode<T>(Application<T>.Of(op, inputs));
}

sealed class FoldNode<T, S, A>(IEnumerable<A> items, S seed, Func<S, A, Diff<T, S>> step) : Diff<T, S> where T : struct, IFloatingPointIeee754<T>
{
    public override Traced<T, S> Run(Tape<T> tape)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return Stack.Hop(this, tape);
        var at = new Traced<T, S>(seed, tape);
        foreach (var item in items) at = step(at.Value, item).Run(at.Tape);
        return at;
    }
}

sealed class MapAccumulateNode<T, S, A, B>(IEnumerable<A> items, S seed, Func<S, A, Diff<T, Stepped<S, B>>> step) : Diff<T, Mapped<S, B>>
    where T : struct, IFloatingPointIeee754<T>
{
    public override Traced<T, Mapped<S, B>> Run(Tape<T> tape)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return Stack.Hop(this, tape);
        var handed = seed;
        var collected = ImmutableArray.CreateBuilder<B>();
        foreach (var item in items)
        {
            var at = step(handed, item).Run(tape);
            (handed, tape) = (at.Value.Next, at.Tape);
            collected.Add(at.Value.Item);
        }
        return new(new(handed, collected.ToMany()), tape);
    }
}

sealed class InNode<T, A>(string part, Diff<T, A> m) : Diff<T, A> where T : struct, IFloatingPointIeee754<T>
{
    public override Traced<T, A> Run(Tape<T> tape)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return Stack.Hop(this, tape);
        try
        {
            return tape.IsMarked ? tape.Within(part, m) : m.Run(tape);
        }
        catch (DlException error)
        {
            throw error.In(part);
        }
    }
}
