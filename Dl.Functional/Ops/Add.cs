namespace Dl.Functional;

/// <summary><c>z = x + y</c> with broadcasting; cotangents g and g. PyTorch: <c>torch.add</c>.</summary>
public sealed record AddOp() : Broadcasting("add"), ILinear
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => Rule(this, inputs, new Plus(), new Unchanged(), new Unchanged());

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => Examples.Stretching(new AddOp(), key, size);
}

public static partial class Ops
{
    /// <summary><c>x + y</c>, see <see cref="AddOp"/>.</summary>
    public static Diff<T, Var<T>> Add<T>(Var<T> x, Var<T> y) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<AddOp>.It, [x, y]);
}
