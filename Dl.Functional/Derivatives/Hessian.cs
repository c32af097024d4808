namespace Dl.Functional;

/// <summary>
/// Second derivatives of a function that gives one number, forward over reverse: the gradient at x + e v in dual numbers has the slope H v, for the cost of a
/// gradient or two. So a product costs no matrix; the matrix itself costs n of them, and that is why Newton's method does not reach large networks.
/// Law: H is symmetric, and H v the slope of the gradient. JAX: <c>jvp(grad(f))</c>; PyTorch: <c>torch.autograd.functional.hvp</c>.
/// Source: Pearlmutter, "Fast exact multiplication by the Hessian", 1994.
/// </summary>
public static class Hessian
{
    /// <summary><c>H v</c>.</summary>
    /// <param name="f">The function; it gives one number.</param>
    /// <param name="x">Where: a vector.</param>
    /// <param name="v">The direction, of the same length.</param>
    public static Tensor<double> Product(IMap f, Tensor<double> x, Tensor<double> v)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(v);
        if (Derivative.Length(x) != v.Shape.Size || v.Shape.Rank != 1) throw new DlException($"a Hessian at {x.Shape} multiplies vectors of that shape, not {v.Shape}");
        return Derivative.Slopes(Gradient.Of(Leaves<Dual<double>>.Of(Derivative.Moved(x, v)), at => f.Of(at[0])).Gradient[0].Value);
    }

    /// <summary>The matrix H, by n products.</summary>
    public static Tensor<double> Of(IMap f, Tensor<double> x) => Derivative.Columns(Derivative.Length(x), j => Product(f, x, Derivative.Unit(x.Shape, j)));
}
