namespace Dl.Functional;

/// <summary>
/// The logarithm of the probabilities of the classes, along an axis, see <see cref="LogSoftmaxOp"/>. Cross entropy takes logits: a network that learns
/// with it does not end in this layer. PyTorch: <c>nn.LogSoftmax(dim)</c>; Keras: <c>Activation("log_softmax")</c>; Flax: <c>nn.log_softmax</c>.
/// </summary>
/// <param name="Axis">The axis of an example, counted from the end: -1 is the last.</param>
public sealed record LogSoftmax(int Axis = -1) : Activation("log softmax")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.LogSoftmax(x, Functional.Softmax.Within(Name, Axis, x.Shape));

    /// <inheritdoc/>
    public override Shape Fitted(Shape example) => Functional.Softmax.Along(Name, Axis, example);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => Functional.Softmax.Along(axis => new LogSoftmax(axis), key, size);
}
