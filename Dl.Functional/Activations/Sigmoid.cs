namespace Dl.Functional;

/// <summary><c>y = 1 / (1 + exp(-x))</c>; slope y (1 - y). PyTorch: <c>torch.sigmoid</c>.</summary>
public sealed record SigmoidOp() : Op("sigmoid")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, static (x, y) => Core.Pointwise.Map(new Value(), x, y), new Slope());

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => new(new SigmoidOp(), [Examples.Any(key, Examples.AnyShape(key.Child(0), size, 3))]);

    readonly struct Value : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => Lane.Sigmoid(x);
    }

    readonly struct Slope : IFormula2
    {
        public N At<N>(N x, N y) where N : struct, ILane<N> => y * (N.Of(1) - y);
    }
}

public static partial class Ops
{
    /// <summary><c>1 / (1 + exp(-x))</c>, see <see cref="SigmoidOp"/>.</summary>
    public static Diff<T, Var<T>> Sigmoid<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<SigmoidOp>.It, [x]);
}

/// <summary><c>1 / (1 + exp(-x))</c>. PyTorch: <c>nn.Sigmoid</c>.</summary>
public sealed record Sigmoid() : Activation("sigmoid")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.Sigmoid(x);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Sigmoid(), Examples.Features(key, size));
}
