namespace Dl.Functional;

/// <summary><c>z = x + y</c> with broadcasting; cotangents g and g. PyTorch: <c>torch.add</c>.</summary>
public sealed record AddOp() : Broadcasting("add")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => Rule(this, inputs, new Sum(), new Unchanged(), new Unchanged());

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => Examples.Stretching(new AddOp(), key, size);

    readonly struct Sum : IFormula2
    {
        public N At<N>(N x, N y) where N : struct, ILane<N> => x + y;
    }
}

public static partial class Ops
{
    /// <summary><c>x + y</c>, see <see cref="AddOp"/>.</summary>
    public static Diff<T, Var<T>> Add<T>(Var<T> x, Var<T> y) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(new AddOp(), [x, y]);
}
