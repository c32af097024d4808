namespace Dl.Functional;

/// <summary><c>y = max(x, 0)</c>; slope 1 where x &gt; 0 and 0 elsewhere, at 0 too. PyTorch: <c>torch.relu</c>.</summary>
public sealed record ReluOp() : Op("relu")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) =>
        this.Pointwise(inputs, static (x, y) => TensorPrimitives.Max(x, T.Zero, y), new Slope());

    /// <summary>An example for the laws, away from the kink at 0.</summary>
    public static Example Example(Key key, int size) => new(new ReluOp(), [Examples.AwayFromZero(key, Examples.AnyShape(key.Child(0), size, 3))]);

    readonly struct Slope : IFormula2
    {
        public N At<N>(N x, N y) where N : struct, ILane<N> => N.WherePositive(x, N.Of(1), N.Of(0));
    }
}

public static partial class Ops
{
    /// <summary><c>max(x, 0)</c>, see <see cref="ReluOp"/>.</summary>
    public static Diff<T, Var<T>> Relu<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(new ReluOp(), [x]);
}
