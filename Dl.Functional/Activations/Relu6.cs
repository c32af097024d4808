namespace Dl.Functional;

public static partial class Ops
{
    /// <summary><c>min(max(x, 0), 6)</c>, see <see cref="HardTanhOp"/>.</summary>
    public static Diff<T, Var<T>> Relu6<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => HardTanh(x, 0, 6);
}

/// <summary><c>min(max(x, 0), 6)</c>, slope 0 at 0 and at 6. Source: Krizhevsky, 2010. PyTorch: <c>nn.ReLU6</c>; Keras: <c>ReLU(max_value=6)</c>;
/// Flax: <c>nn.relu6</c>.</summary>
public sealed record Relu6() : Activation("relu6")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.Relu6(x);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Relu6(), Examples.Features(key, size));
}
