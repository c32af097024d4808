namespace Dl.Functional;

/// <summary><c>z = x - y</c> with broadcasting; cotangents g and -g. PyTorch: <c>torch.sub</c>.</summary>
public sealed record SubtractOp() : Broadcasting("subtract"), ILinear
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => Rule(this, inputs, new Minus(), new Unchanged(), new Negative());

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => Examples.Stretching(new SubtractOp(), key, size);

    readonly struct Negative : IFormula3
    {
        public N At<N>(N g, N x, N y) where N : struct, ILane<N> => -g;
    }
}

public static partial class Ops
{
    /// <summary><c>x - y</c>, see <see cref="SubtractOp"/>.</summary>
    public static Diff<T, Var<T>> Subtract<T>(Var<T> x, Var<T> y) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<SubtractOp>.It, [x, y]);
}
