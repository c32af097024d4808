namespace Dl.Functional;

/// <summary><c>y = tanh x</c>; slope 1 - y^2. PyTorch: <c>torch.tanh</c>.</summary>
public sealed record TanhOp() : Op("tanh")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, static (x, y) => Core.Pointwise.Map(new Value(), x, y), new Slope());

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => new(new TanhOp(), [Examples.Any(key, Examples.AnyShape(key.Child(0), size, 3))]);

    // Not TensorPrimitives.Tanh: in vectors that subtracts two numbers near 1, and of a small x hardly a digit is left.
    readonly struct Value : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => Lane.Tanh(x);
    }

    readonly struct Slope : IFormula2
    {
        public N At<N>(N x, N y) where N : struct, ILane<N> => N.Of(1) - y * y;
    }
}

public static partial class Ops
{
    /// <summary><c>tanh x</c>, see <see cref="TanhOp"/>.</summary>
    public static Diff<T, Var<T>> Tanh<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<TanhOp>.It, [x]);
}

/// <summary><c>tanh x</c>. PyTorch: <c>nn.Tanh</c>.</summary>
public sealed record Tanh() : Activation("tanh")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.Tanh(x);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Tanh(), Examples.Features(key, size));
}
