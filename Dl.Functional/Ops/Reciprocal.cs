namespace Dl.Functional;

/// <summary><c>y = 1 / x</c>; slope -y^2. PyTorch: <c>torch.reciprocal</c>.</summary>
public sealed record ReciprocalOp() : Op("reciprocal")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, static (x, y) => TensorPrimitives.Divide(T.One, x, y), new Slope());

    /// <summary>An example for the laws, away from zero.</summary>
    public static Example Example(Key key, int size) => new(new ReciprocalOp(), [Examples.AwayFromZero(key, Examples.AnyShape(key.Child(0), size, 3))]);

    readonly struct Slope : IFormula2
    {
        public N At<N>(N x, N y) where N : struct, ILane<N> => -(y * y);
    }
}

public static partial class Ops
{
    /// <summary><c>1 / x</c>, see <see cref="ReciprocalOp"/>.</summary>
    public static Diff<T, Var<T>> Reciprocal<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<ReciprocalOp>.It, [x]);
}
