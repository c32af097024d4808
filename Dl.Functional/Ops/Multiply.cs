namespace Dl.Functional;

/// <summary><c>z = x y</c>, number by number, with broadcasting; cotangents g y and g x. PyTorch: <c>torch.mul</c>.</summary>
public sealed record MultiplyOp() : Broadcasting("multiply"), IBilinear
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => Rule(this, inputs, new Times(), new ByRight(), new ByLeft());

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => Examples.Stretching(new MultiplyOp(), key, size);

    readonly struct ByRight : IFormula3
    {
        public N At<N>(N g, N x, N y) where N : struct, ILane<N> => g * y;
    }

    readonly struct ByLeft : IFormula3
    {
        public N At<N>(N g, N x, N y) where N : struct, ILane<N> => g * x;
    }
}

public static partial class Ops
{
    /// <summary><c>x y</c>, number by number, see <see cref="MultiplyOp"/>.</summary>
    public static Diff<T, Var<T>> Multiply<T>(Var<T> x, Var<T> y) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<MultiplyOp>.It, [x, y]);
}
