namespace Dl.Functional;

/// <summary>
/// The logarithm of the probabilities of the classes, along the last axis. PyTorch: <c>nn.LogSoftmax(dim=-1)</c>.
/// Cross entropy takes logits: a network that learns with it does not end in this layer.
/// </summary>
public sealed record LogSoftmax() : Activation("log softmax")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.LogSoftmax(x);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new LogSoftmax(), Examples.Features(key, size));
}
