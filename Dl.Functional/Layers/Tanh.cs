namespace Dl.Functional;

/// <summary><c>tanh x</c>. PyTorch: <c>nn.Tanh</c>.</summary>
public sealed record Tanh() : Activation("tanh")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.Tanh(x);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Tanh(), Examples.Features(key, size));
}
