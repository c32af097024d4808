namespace Dl.Functional;

/// <summary>
/// The probabilities of the classes, along an axis, see <see cref="SoftmaxOp"/>. Cross entropy takes logits: a network that learns with it does not end
/// in this layer. PyTorch: <c>nn.Softmax(dim)</c>; Keras: <c>Softmax(axis)</c>; Flax: <c>nn.softmax</c>.
/// </summary>
/// <param name="Axis">The axis of an example, counted from the end: -1 is the last.</param>
public sealed record Softmax(int Axis = -1) : Activation("softmax")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.Softmax(x, Within(Name, Axis, x.Shape));

    /// <inheritdoc/>
    public override Shape Fitted(Shape example) => Along(Name, Axis, example);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => Along(axis => new Softmax(axis), key, size);

    // The first axis of a batch counts examples, which do not share a probability.
    internal static int Within(string name, int axis, Shape batch) => axis < 0 && -axis < Math.Max(2, batch.Rank)
        ? axis
        : throw new DlException($"{name}: axis {axis} is not one of examples {batch.Example}; it counts from the end, -1{(batch.Rank > 2 ? $" to -{batch.Rank - 1}" : "")}");

    internal static Shape Along(string name, int axis, Shape example)
    {
        Demand.Features(name, example);
        Within(name, axis, example.Batch(1));
        return example;
    }

    internal static LayerExample Along(Func<int, ILayer> layer, Key key, int size)
    {
        var shape = Examples.Features(key, size);
        return new(layer(-1 - key.Below(shape.Rank, 9)), shape);
    }
}
