namespace Dl.Functional;

/// <summary>
/// Steps by second derivatives, for small problems: each needs an n by n matrix and about n^3 / 3 multiplications to solve it. Laws: Newton's step minimises a
/// quadratic at once, Gauss' and Newton's solves linear least squares at once. SciPy: <c>optimize.minimize(method="Newton-CG")</c>, <c>least_squares</c>.
/// </summary>
public static class Newton
{
    /// <summary>Newton's step for a function that gives one number: x - (H + damping I)^-1 gradient.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where: a vector.</param>
    /// <param name="damping">Added to the diagonal of H; large, it makes the step a small one down the gradient.</param>
    /// <exception cref="DlException">The matrix is singular.</exception>
    public static Tensor<double> Step(IMap f, Tensor<double> x, double damping = 0)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(x);
        var gradient = Gradient.Of(Leaves<double>.Of(x), at => f.Of(at[0])).Gradient[0].Value;
        return Minus(x, LinearSystem.Solve(Damped(Hessian.Of(f, x), damping), gradient));
    }

    /// <summary>The step of Gauss and Newton for residuals r, whose squares are to be small: x - (J^T J + damping I)^-1 J^T r. With damping it is that of
    /// Levenberg (1944) and Marquardt (1963).</summary>
    /// <param name="residuals">The function r of x.</param>
    /// <param name="x">Where: a vector.</param>
    /// <param name="damping">Added to the diagonal.</param>
    /// <exception cref="DlException">The matrix is singular.</exception>
    public static Tensor<double> GaussStep(IMap residuals, Tensor<double> x, double damping = 0)
    {
        ArgumentNullException.ThrowIfNull(residuals);
        ArgumentNullException.ThrowIfNull(x);
        var (j, r) = (Derivative.Reverse(residuals, x).Matrix, residuals.Of<double>(x).Value().Value);
        var (rows, n) = (j.Shape[0], x.Shape.Size);
        double sum(Func<int, double> term) => Enumerable.Range(0, rows).Sum(term);
        var square = Tensor<double>.From([n, n], [.. Enumerable.Range(0, n * n).Select(at => sum(i => j[i * n + at / n] * j[i * n + at % n]))]);
        var right = Tensor<double>.From([n], [.. Enumerable.Range(0, n).Select(at => sum(i => j[i * n + at] * r[i]))]);
        return Minus(x, LinearSystem.Solve(Damped(square, damping), right));
    }

    static Tensor<double> Damped(Tensor<double> matrix, double damping) => Tensor<double>.Build(matrix.Shape, (matrix, damping), static (into, s) =>
    {
        s.matrix.Span.CopyTo(into);
        for (var i = 0; i < into.Length; i += s.matrix.Shape.Last + 1) into[i] += s.damping;
    });

    static Tensor<double> Minus(Tensor<double> x, Tensor<double> step) => Tensor<double>.Build(x.Shape, (x, step), static (into, s) => Pointwise.Map(new Minus(), s.x.Span, s.step.Span, into));
}
