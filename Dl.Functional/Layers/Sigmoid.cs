namespace Dl.Functional;

/// <summary><c>1 / (1 + exp(-x))</c>. PyTorch: <c>nn.Sigmoid</c>.</summary>
public sealed record Sigmoid() : Activation("sigmoid")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.Sigmoid(x);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Sigmoid(), Examples.Features(key, size));
}
