namespace Dl.Functional;

/// <summary>
/// A tensor and, perhaps, its place on a tape. Without a place it is a constant: ops over constants record nothing, so
/// inference is the same code at no cost.
/// </summary>
/// <param name="Value">The tensor.</param>
/// <param name="On">Where it was recorded; <see cref="Place.None"/> for a constant.</param>
public readonly record struct Var<T>(Tensor<T> Value, Place On) where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>A constant.</summary>
    public Var(Tensor<T> value) : this(value, Place.None) { }

    /// <summary>The shape of the tensor.</summary>
    public Shape Shape => Value.Shape;

    /// <summary>A tensor is a constant.</summary>
    public static implicit operator Var<T>(Tensor<T> value) => new(value);
}
