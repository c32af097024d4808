namespace Dl.Functional;

/// <summary><c>y = ln x</c>; slope 1 / x. PyTorch: <c>torch.log</c>.</summary>
public sealed record LogOp() : Op("log")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, TensorPrimitives.Log, new Slope());

    /// <summary>An example for the laws, of positive numbers.</summary>
    public static Example Example(Key key, int size) => new(new LogOp(), [Examples.Positive(key, Examples.AnyShape(key.Child(0), size, 3))]);

    readonly struct Slope : IFormula2
    {
        public N At<N>(N x, N y) where N : struct, ILane<N> => N.Of(1) / x;
    }
}

public static partial class Ops
{
    /// <summary><c>ln x</c>, see <see cref="LogOp"/>.</summary>
    public static Diff<T, Var<T>> Log<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<LogOp>.It, [x]);
}
