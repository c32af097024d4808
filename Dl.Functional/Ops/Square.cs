namespace Dl.Functional;

/// <summary><c>y = x^2</c>; slope 2 x. PyTorch: <c>torch.square</c>.</summary>
public sealed record SquareOp() : Op("square")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, static (x, y) => TensorPrimitives.Multiply(x, x, y), new Slope());

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => new(new SquareOp(), [Examples.Any(key, Examples.AnyShape(key.Child(0), size, 3))]);

    readonly struct Slope : IFormula2
    {
        public N At<N>(N x, N y) where N : struct, ILane<N> => x + x;
    }
}

public static partial class Ops
{
    /// <summary><c>x^2</c>, see <see cref="SquareOp"/>.</summary>
    public static Diff<T, Var<T>> Square<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<SquareOp>.It, [x]);
}
