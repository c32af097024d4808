namespace Dl.Functional;

/// <summary>
/// What was computed so far, newest first: an immutable list, so append is O(1) and reading it is the order of
/// back-propagation. A record is either a watched leaf of the parameters or an op with its pullback.
/// </summary>
public sealed class Tape<T> : Place where T : struct, IFloatingPointIeee754<T>
{
    // The sign tells whether layers leave marks on this tape: a record stays as small as it was.
    readonly int from;

    Tape(Tape<T>? before, Tensor<T> value, IApplied<T>? applied, Pull<T>? pull, int from) : base((before?.Index ?? -1) + 1) =>
        (Before, Value, Applied, Pullback, this.from) = (before, value, applied, pull, from);

    /// <summary>The tape with nothing on it.</summary>
    public static Tape<T> Empty { get; } = new(null, Tensor<T>.Hollow(Shape.Scalar), null, null, 0);

    /// <summary>The tape with nothing on it, on which each layer leaves a mark where it begins and where it ends; for who asks afterwards what happened where.</summary>
    internal static Tape<T> Marked { get; } = new(null, Tensor<T>.Hollow(Shape.Scalar), null, null, int.MinValue);

    /// <summary>The number of leaves and ops recorded.</summary>
    public int Count => Index;

    /// <summary>The names of all that was recorded, newest first.</summary>
    public IEnumerable<string> Names
    {
        get
        {
            for (var at = this; at.Before is not null; at = at.Before) yield return at.Name;
        }
    }

    internal Tape<T>? Before { get; }

    /// <summary>The value of the leaf or op. It lives as long as the run.</summary>
    internal Tensor<T> Value { get; }

    /// <summary>For an op: what it was applied to.</summary>
    internal IApplied<T>? Applied { get; }

    internal Pull<T>? Pullback { get; }

    /// <summary>For a leaf: its first element in the flat vector.</summary>
    internal int Start => from & int.MaxValue;

    /// <summary>For an op: how many tensors the open region listed before it was applied.</summary>
    internal int Mark => from & int.MaxValue;

    /// <summary>Whether layers leave marks.</summary>
    internal bool IsMarked => from < 0;

    internal Shape Shape => Value.Shape;

    internal string Name => Applied?.Name ?? "leaf";

    /// <summary>The tape with a watched leaf on top: its cotangent will be written at <paramref name="start"/> of the flat gradient.</summary>
    internal Tape<T> Watch(Tensor<T> leaf, int start) => new(this, leaf, null, null, start | Sign);

    /// <summary>The tape with an op on top.</summary>
    /// <param name="value">Its value.</param>
    /// <param name="applied">What it was applied to.</param>
    /// <param name="pull">Its pullback.</param>
    /// <param name="mark">How many tensors the open region listed before it was applied.</param>
    internal Tape<T> Push(Tensor<T> value, IApplied<T> applied, Pull<T> pull, int mark) => new(this, value, applied, pull, mark | Sign);

    /// <summary>What a part of a network records, between two marks that name it.</summary>
    internal Traced<T, A> Within<A>(string part, Diff<T, A> m)
    {
        var inner = m.Run(new(this, Nothing, new Border<T>(part), null, Sign));
        return inner with { Tape = new(inner.Tape, Nothing, new Border<T>(""), null, Sign) };
    }

    int Sign => from & int.MinValue;

    // A mark has no numbers, so that a sweep passes over it.
    static Tensor<T> Nothing { get; } = Tensor<T>.Hollow([0]);
}

/// <summary>Where a part of a network begins; or, without a name, where the one that began last ends.</summary>
sealed class Border<T>(string part) : IApplied<T> where T : struct, IFloatingPointIeee754<T>
{
    public string Name => part;

    public int Count => 0;

    public Var<T> Input(int i) => throw new ArgumentOutOfRangeException(nameof(i));
}

/// <summary>An op and what it was applied to.</summary>
interface IApplied<T> where T : struct, IFloatingPointIeee754<T>
{
    string Name { get; }

    /// <summary>The number of inputs.</summary>
    int Count { get; }

    Var<T> Input(int i);
}

/// <summary>A segment that is run again in the sweep, straight into the sums there.</summary>
interface IRerun<T> : IApplied<T> where T : struct, IFloatingPointIeee754<T>
{
    void Again(Tensor<T> cotangent, Adding<T> add);
}

/// <summary>Adds a cotangent to that of input i; returns the sum so far, if it is a tensor of its own.</summary>
delegate Tensor<T>? Adding<T>(int i, Delta<T> cotangent) where T : struct, IFloatingPointIeee754<T>;
