namespace Dl.Functional;

/// <summary>
/// <c>z = x ln y</c> with broadcasting, and 0 where x and y are 0: what has no mass counts nothing. Cotangents g ln y and g x / y, both 0 there.
/// PyTorch: <c>torch.xlogy</c>; JAX: <c>jax.scipy.special.xlogy</c>.
/// </summary>
public sealed record XLogYOp() : Broadcasting("x log y")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => Rule(this, inputs, new Value(), new Left(), new Right());

    /// <summary>An example for the laws; the logarithm is taken away from zero, where its slope has no end.</summary>
    public static Example Example(Key key, int size)
    {
        var drawn = Examples.Stretching(new XLogYOp(), key, size);
        return drawn with { Inputs = [drawn.Inputs[0], Examples.Positive(key.Child(2), drawn.Inputs[1].Shape)] };
    }

    static N Guarded<N>(N x, N y, N z) where N : struct, ILane<N> => N.WherePositive(y, z, N.WherePositive(N.Abs(x), z, N.Of(0)));

    readonly struct Value : IFormula2
    {
        public N At<N>(N x, N y) where N : struct, ILane<N> => Guarded(x, y, x * N.Log(y));
    }

    readonly struct Left : IFormula3
    {
        public N At<N>(N g, N x, N y) where N : struct, ILane<N> => Guarded(x, y, g * N.Log(y));
    }

    readonly struct Right : IFormula3
    {
        public N At<N>(N g, N x, N y) where N : struct, ILane<N> => Guarded(x, y, g * x / y);
    }
}

public static partial class Ops
{
    /// <summary><c>x ln y</c>, 0 where both are 0, see <see cref="XLogYOp"/>.</summary>
    public static Diff<T, Var<T>> XLogY<T>(Var<T> x, Var<T> y) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<XLogYOp>.It, [x, y]);
}
