namespace Dl.Functional;

/// <summary>
/// The sums of all items so far along an axis: <c>y[i] = x[0] + ... + x[i]</c>, without x[i] itself if exclusive, from the end if reversed.
/// The cotangent is the same sum the other way. PyTorch: <c>torch.cumsum</c>; TensorFlow: <c>tf.cumsum</c>.
/// </summary>
/// <param name="Axis">The axis; negative ones count from the end.</param>
/// <param name="Exclusive">Whether the item itself is left out.</param>
/// <param name="Reverse">Whether to begin at the end.</param>
public sealed record CumulativeSumOp(int Axis, bool Exclusive = false, bool Reverse = false) : Op("cumulative sum"), ILinear
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var walk = new Walk(Functional.Axis.Of(Name, inputs[0].Shape, Axis), Reverse);
        var exclusive = Exclusive;
        return new(walk.Scan(new Plus(), 0, inputs[0], exclusive), g => [walk.Back.Scan(new Plus(), 0, g, exclusive)]);
    }

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size)
    {
        var shape = Examples.AnyShape(key.Child(0), size, 2).Batch(Examples.Size(key, size, 0));
        return new(new CumulativeSumOp(key.Below(2 * shape.Rank, 1) - shape.Rank, key.Bernoulli(0.5, 2), key.Bernoulli(0.5, 3)), [Examples.Any(key.Child(1), shape)]);
    }
}

public static partial class Ops
{
    /// <summary>The sums of all items so far along an axis, see <see cref="CumulativeSumOp"/>.</summary>
    public static Diff<T, Var<T>> CumulativeSum<T>(Var<T> x, int axis, bool exclusive = false, bool reverse = false) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new CumulativeSumOp(axis, exclusive, reverse), [x]);
}
