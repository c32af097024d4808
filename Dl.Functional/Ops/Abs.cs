namespace Dl.Functional;

/// <summary><c>y = |x|</c>; slope the sign of x, 0 at 0. PyTorch: <c>torch.abs</c>; JAX: <c>jnp.abs</c>.</summary>
public sealed record AbsOp() : Op("abs")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, TensorPrimitives.Abs, new Slope());

    /// <summary>An example for the laws, away from the kink at 0.</summary>
    public static Example Example(Key key, int size) => new(new AbsOp(), [Examples.AwayFromZero(key, Examples.AnyShape(key.Child(0), size, 3))]);

    readonly struct Slope : IFormula2
    {
        public N At<N>(N x, N y) where N : struct, ILane<N> => N.WherePositive(x, N.Of(1), N.WherePositive(-x, N.Of(-1), N.Of(0)));
    }
}

public static partial class Ops
{
    /// <summary><c>|x|</c>, see <see cref="AbsOp"/>.</summary>
    public static Diff<T, Var<T>> Abs<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<AbsOp>.It, [x]);
}
