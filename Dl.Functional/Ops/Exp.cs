namespace Dl.Functional;

/// <summary><c>y = exp x</c>; slope y. PyTorch: <c>torch.exp</c>.</summary>
public sealed record ExpOp() : Op("exp")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, static (x, y) => Core.Pointwise.Map(new Exponential(), x, y), new Slope());

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => new(new ExpOp(), [Examples.Any(key, Examples.AnyShape(key.Child(0), size, 3))]);

    readonly struct Slope : IFormula2
    {
        public N At<N>(N x, N y) where N : struct, ILane<N> => y;
    }
}

public static partial class Ops
{
    /// <summary><c>exp x</c>, see <see cref="ExpOp"/>.</summary>
    public static Diff<T, Var<T>> Exp<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(new ExpOp(), [x]);
}
