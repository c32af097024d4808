using System.Runtime.CompilerServices;

namespace Dl.Functional;

/// <summary>A value and the tape after it was computed.</summary>
public readonly record struct Traced<T, A>(A Value, Tape<T> Tape) where T : struct, IFloatingPointIeee754<T>;

/// <summary>
/// A differentiable computation: takes a tape, gives a value and a longer tape. It describes and does nothing until
/// <see cref="Run"/>. Reads as LINQ query syntax in C# and as <c>diff { let! ... }</c> in F#.
/// </summary>
/// <remarks>Laws: return is a left and a right identity and bind associates, for value, gradient and tape; a fold equals
/// nested binds; constants record nothing. Binds nested 10,000 deep run on any stack.</remarks>
/// <typeparam name="T">The scalar of the tape.</typeparam>
/// <typeparam name="A">The type of the value.</typeparam>
public abstract class Diff<T, A> where T : struct, IFloatingPointIeee754<T>
{
    private protected Diff() { }

    /// <summary>Computes the value, recording on the tape.</summary>
    public abstract Traced<T, A> Run(Tape<T> tape);

    /// <summary>The value when nothing is recorded.</summary>
    public A Value() => Run(Tape<T>.Empty).Value;

    /// <summary>Then a pure function of the value.</summary>
    public Diff<T, B> Map<B>(Func<A, B> f) => new MapNode<T, A, B>(this, f);

    /// <summary>Then a computation that depends on the value.</summary>
    public Diff<T, B> Bind<B>(Func<A, Diff<T, B>> f) => new BindNode<T, A, B>(this, f);

    /// <summary>Query syntax for <see cref="Map{B}"/>.</summary>
    public Diff<T, B> Select<B>(Func<A, B> f) => Map(f);

    /// <summary>Query syntax for <see cref="Bind{B}"/> and a pure function of both values.</summary>
    public Diff<T, C> SelectMany<B, C>(Func<A, Diff<T, B>> f, Func<A, B, C> g) => new SelectManyNode<T, A, B, C>(this, f, g);
}

sealed class ReturnNode<T, A>(A value) : Diff<T, A> where T : struct, IFloatingPointIeee754<T>
{
    public override Traced<T, A> Run(Tape<T> tape) => new(value, tape);
}

sealed class MapNode<T, A, B>(Diff<T, A> m, Func<A, B> f) : Diff<T, B> where T : struct, IFloatingPointIeee754<T>
{
    public override Traced<T, B> Run(Tape<T> tape)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return Stack.Hop(this, tape);
        var a = m.Run(tape);
        return new(f(a.Value), a.Tape);
    }
}

sealed class BindNode<T, A, B>(Diff<T, A> m, Func<A, Diff<T, B>> f) : Diff<T, B> where T : struct, IFloatingPointIeee754<T>
{
    public override Traced<T, B> Run(Tape<T> tape)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return Stack.Hop(this, tape);
        var a = m.Run(tape);
        return f(a.Value).Run(a.Tape);
    }
}

sealed class SelectManyNode<T, A, B, C>(Diff<T, A> m, Func<A, Diff<T, B>> f, Func<A, B, C> g) : Diff<T, C> where T : struct, IFloatingPointIeee754<T>
{
    public override Traced<T, C> Run(Tape<T> tape)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return Stack.Hop(this, tape);
        var a = m.Run(tape);
        var b = f(a.Value).Run(a.Tape);
        return new(g(a.Value, b.Value), b.Tape);
    }
}

static class Stack
{
    /// <summary>Goes on, on a fresh stack, where the caller's is nearly full.</summary>
    public static Traced<T, A> Hop<T, A>(Diff<T, A> m, Tape<T> tape) where T : struct, IFloatingPointIeee754<T> =>
        Region.OnFreshStack((m, tape), static s => s.m.Run(s.tape));
}
