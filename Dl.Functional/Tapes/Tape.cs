namespace Dl.Functional;

/// <summary>
/// What was computed so far, newest first: an immutable list, so append is O(1) and reading it is the order of
/// back-propagation. A record is either a watched leaf of the parameters or an op with its pullback.
/// </summary>
public sealed class Tape<T> : Place where T : struct, IFloatingPointIeee754<T>
{
    Tape(Tape<T>? before, Shape shape, string name, Few<Place> parents, Pull<T>? pull, int start, Tensor<T>? value, Rerun<T>? again = null)
        : base((before?.Index ?? -1) + 1) =>
        (Before, Shape, Name, Parents, Pullback, Start, Value, Again) = (before, shape, name, parents, pull, start, value, again);

    /// <summary>The tape with nothing on it.</summary>
    public static Tape<T> Empty { get; } = new(null, Shape.Scalar, "", default, null, 0, null);

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

    internal Shape Shape { get; }

    internal string Name { get; }

    internal Few<Place> Parents { get; }

    internal Pull<T>? Pullback { get; }

    /// <summary>For an op: its value, for drawings. It lives as long as the run.</summary>
    internal Tensor<T>? Value { get; }

    /// <summary>For a segment that is run again: how, straight into the sums of the sweep.</summary>
    internal Rerun<T>? Again { get; }

    /// <summary>For a leaf: its first element in the flat vector.</summary>
    internal int Start { get; }

    /// <summary>The tape with a watched leaf on top: its cotangent will be written at <paramref name="start"/> of the flat gradient.</summary>
    internal Tape<T> Watch(Shape shape, int start) => new(this, shape, "leaf", default, null, start, null);

    /// <summary>The tape with an op on top.</summary>
    internal Tape<T> Push(Tensor<T> value, string op, Few<Place> parents, Pull<T> pull, Rerun<T>? again = null) => new(this, value.Shape, op, parents, pull, 0, value, again);
}

/// <summary>Adds a cotangent to that of input i; returns the sum so far, if it is a tensor of its own.</summary>
delegate Tensor<T>? Adding<T>(int i, Delta<T> cotangent) where T : struct, IFloatingPointIeee754<T>;

/// <summary>Runs a segment again and adds what its inputs get from the cotangent of its output.</summary>
delegate void Rerun<T>(Tensor<T> cotangent, Adding<T> add) where T : struct, IFloatingPointIeee754<T>;
