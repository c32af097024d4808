namespace Dl.Functional;

/// <summary>A value and its gradient with respect to a parameter tree, in the form of that tree.</summary>
public sealed record Graded<T, P>(Tensor<T> Value, P Gradient) where T : struct, IFloatingPointIeee754<T> where P : ITree<T>;

/// <summary>
/// Reverse-mode differentiation with respect to a tree. PyTorch: <c>torch.autograd.grad</c>; JAX: <c>jax.value_and_grad</c>,
/// <c>jax.vjp</c>. What is computed on the way ends with the call; the value and the gradient live for ever.
/// </summary>
public static class Gradient
{
    /// <summary>The value and gradient of a function that gives one number.</summary>
    /// <param name="at">Where: a tree of parameters.</param>
    /// <param name="f">The function.</param>
    /// <exception cref="DlException">The value is not one number.</exception>
    public static Graded<T, P> Of<T, P>(P at, Func<P, Diff<T, Var<T>>> f) where T : struct, IFloatingPointIeee754<T> where P : ITree<T> =>
        Pull(at, f, value => value.Shape.Size == 1 ? Tensor<T>.Ones(value.Shape)
            : throw new DlException($"a gradient needs a function that gives one number, but this one gave {value.Shape}; sum or average it, or give a cotangent with Gradient.Pull"));

    /// <summary>The value of a function and its cotangent pulled back to the tree: the vector-Jacobian product.</summary>
    /// <param name="at">Where: a tree of parameters.</param>
    /// <param name="f">The function.</param>
    /// <param name="cotangent">The cotangent of the value, of its shape.</param>
    public static Graded<T, P> Pull<T, P>(P at, Func<P, Diff<T, Var<T>>> f, Func<Tensor<T>, Tensor<T>> cotangent)
        where T : struct, IFloatingPointIeee754<T> where P : ITree<T>
    {
        var mold = new Mold<T>(at);
        using var region = Region.Open();
        var start = mold.Watch((ITree<T>)at);
        var end = f((P)start.Value).Run(start.Tape);
        region.Keep(end.Value.Value.Owner);
        var gradient = Sweep.Back(end.Tape, end.Value, cotangent(end.Value.Value), mold.Size, last: true);
        region.Keep(gradient);
        return new(end.Value.Value, (P)mold.Pour(gradient));
    }
}
