namespace Dl.Functional;

/// <summary><c>max(x, 0)</c>, slope 0 at 0. PyTorch: <c>nn.ReLU</c>; Keras: <c>ReLU</c>.</summary>
public sealed record Relu() : Activation("relu")
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("slope at 0", "0", "same", "same", "same"),
    ];

    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.Relu(x);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Relu(), Examples.Features(key, size));
}
