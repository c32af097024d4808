namespace Dl.Functional;

/// <summary>
/// What was computed so far, newest first: an immutable list, so append is O(1) and reading it is the order of
/// back-propagation. A record is either a watched leaf of the parameters or an op with its pullback.
/// </summary>
public sealed class Tape<T> : Place where T : struct, IFloatingPointIeee754<T>
{
    Tape(Tape<T>? before, Shape shape, string name, Few<Place> parents, Pull<T>? pull, int start, Tensor<T>? value)
        : base((before?.Index ?? -1) + 1) =>
        (Before, Shape, Name, Parents, Pullback, Start, Value) = (before, shape, name, parents, pull, start, value);

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

    /// <summary>For a leaf: its first element in the flat vector.</summary>
    internal int Start { get; }

    /// <summary>The tape with a watched leaf on top: its cotangent will be written at <paramref name="start"/> of the flat gradient.</summary>
    internal Tape<T> Watch(Shape shape, int start) => new(this, shape, "leaf", default, null, start, null);

    /// <summary>The tape with an op on top.</summary>
    internal Tape<T> Push(Tensor<T> value, string op, Few<Place> parents, Pull<T> pull) => new(this, value.Shape, op, parents, pull, 0, value);
}
