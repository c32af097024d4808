namespace Dl.Functional;

/// <summary><c>z = x / y</c> with broadcasting; cotangents g / y and -g x / y^2. PyTorch: <c>torch.div</c>.</summary>
public sealed record DivideOp() : Broadcasting("divide")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => Rule(this, inputs, new Quotient(), new OverRight(), new Right());

    /// <summary>An example for the laws: the divisor stays away from zero.</summary>
    public static Example Example(Key key, int size)
    {
        var drawn = Examples.Stretching(new DivideOp(), key, size);
        return drawn with { Inputs = [drawn.Inputs[0], Examples.AwayFromZero(key.Child(2), drawn.Inputs[1].Shape)] };
    }

    readonly struct OverRight : IFormula3
    {
        public N At<N>(N g, N x, N y) where N : struct, ILane<N> => g / y;
    }

    readonly struct Right : IFormula3
    {
        public N At<N>(N g, N x, N y) where N : struct, ILane<N> => -(g * (x / y) / y);
    }
}

public static partial class Ops
{
    /// <summary><c>x / y</c>, see <see cref="DivideOp"/>.</summary>
    public static Diff<T, Var<T>> Divide<T>(Var<T> x, Var<T> y) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<DivideOp>.It, [x, y]);
}
