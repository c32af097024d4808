namespace Dl.Functional;

/// <summary>A line fitted to data.</summary>
/// <param name="Weights">One weight for each column of the design.</param>
/// <param name="Rounds">How often it was fitted.</param>
/// <param name="Converged">Whether the last round changed it by less than the tolerance.</param>
public sealed record Line<T>(Tensor<T> Weights, int Rounds, bool Converged) where T : struct, IFloatingPointIeee754<T>;

/// <summary>Linear regression in closed form.</summary>
public static class Regression
{
    /// <summary>
    /// The weights b that minimise <c>sum_i weight_i (x_i b - y_i)^2</c>, by the QR decomposition of the rows times the roots of their weights. PyTorch: <c>torch.linalg.lstsq</c>.
    /// </summary>
    /// <param name="design">One row of inputs for each item; for a constant, a column of ones.</param>
    /// <param name="targets">One number for each item.</param>
    /// <param name="weights">One weight for each item, none negative.</param>
    /// <exception cref="DlException">The shapes differ, or the columns depend on each other.</exception>
    public static Tensor<T> LeastSquares<T>(Tensor<T> design, Tensor<T> targets, Tensor<T> weights) where T : struct, IFloatingPointIeee754<T>
    {
        if (design.Shape.Rank != 2 || targets.Shape != Shape.Of(design.Shape[0]) || weights.Shape != targets.Shape || design.Shape[0] < design.Shape[1])
            throw new DlException($"a regression takes a design (items, columns) of at least as many items as columns, and a target and a weight for each item, not {design.Shape}, {targets.Shape} and {weights.Shape}");
        var scaled = Tensor<T>.Build(design.Shape, (design, weights), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = s.design[i] * T.Sqrt(s.weights[i / s.design.Shape.Last]);
        });
        var (decomposed, columns) = (Qr.Of(scaled), design.Shape[1]);
        var largest = Enumerable.Range(0, columns).Select(i => T.Abs(decomposed.R[i * columns + i])).Aggregate(T.Zero, T.Max);
        for (var i = 0; i < columns; i++)
            if (!(T.Abs(decomposed.R[i * columns + i]) > largest * T.CreateChecked(design.Shape[0]) * (T.BitIncrement(T.One) - T.One)))
                throw new DlException($"column {i} of the design depends on those before it (for the items that have a weight): leave it out, or give more items");
        return Tensor<T>.Build([columns], (decomposed, targets, weights), static (into, s) =>
        {
            // R b = Q^T (roots of the weights times y), from the last row up.
            for (var k = into.Length - 1; k >= 0; k--)
            {
                var rest = T.Zero;
                for (var i = 0; i < s.targets.Shape.Size; i++) rest += s.decomposed.Q[i * into.Length + k] * T.Sqrt(s.weights[i]) * s.targets[i];
                for (var j = k + 1; j < into.Length; j++) rest -= s.decomposed.R[k * into.Length + j] * into[j];
                into[k] = rest / s.decomposed.R[k * into.Length + k];
            }
        });
    }

    /// <summary>
    /// A line by iteratively reweighted least squares: least squares, whose items are then weighted by omega of their errors, and so on. Laws: the sum of rho never grows
    /// (where omega falls with the error), and where it converges the sum of <c>psi(e_i) x_i</c> is zero. Source: Holland and Welsch, 1977; R: <c>MASS::rlm</c>.
    /// </summary>
    /// <param name="design">One row of inputs for each item; for a constant, a column of ones.</param>
    /// <param name="targets">One number for each item.</param>
    /// <param name="loss">How errors are weighed.</param>
    /// <param name="start">Where it begins, which matters where there are several minima.</param>
    /// <param name="rounds">The largest number of rounds.</param>
    /// <param name="tolerance">It ends when no weight changes by more than this, relative to the largest of 1 and the weights.</param>
    /// <param name="least">The least error that is told from 0, where omega may be infinite.</param>
    public static Line<T> Reweighted<T>(Tensor<T> design, Tensor<T> targets, MEstimator loss, Tensor<T> start, int rounds = 1000, double tolerance = 1e-12, double least = 1e-9)
        where T : struct, IFloatingPointIeee754<T>
    {
        var line = new Line<T>(start, 0, false);
        while (!line.Converged && line.Rounds < rounds)
        {
            var next = LeastSquares(design, targets, Weights(design, targets, loss, line.Weights, T.CreateChecked(least)));
            var (change, size) = (T.Zero, T.One);
            for (var i = 0; i < next.Shape.Size; i++) (change, size) = (T.Max(change, T.Abs(next[i] - line.Weights[i])), T.Max(size, T.Abs(next[i])));
            line = new(next, line.Rounds + 1, change <= T.CreateChecked(tolerance) * size);
        }
        return line;
    }

    /// <summary>The same, from least squares.</summary>
    public static Line<T> Reweighted<T>(Tensor<T> design, Tensor<T> targets, MEstimator loss) where T : struct, IFloatingPointIeee754<T> =>
        Reweighted(design, targets, loss, LeastSquares(design, targets, Tensor<T>.Ones(targets.Shape)));

    /// <summary>The errors of a line, <c>x_i b - y_i</c>.</summary>
    public static Tensor<T> Errors<T>(Tensor<T> design, Tensor<T> targets, Tensor<T> weights) where T : struct, IFloatingPointIeee754<T> =>
        Tensor<T>.Build(targets.Shape, (design, targets, weights), static (into, s) =>
        {
            var columns = s.weights.Shape.Size;
            for (var i = 0; i < into.Length; i++) into[i] = TensorPrimitives.Dot(s.design.Span.Slice(i * columns, columns), s.weights.Span) - s.targets[i];
        });

    static Tensor<T> Weights<T>(Tensor<T> design, Tensor<T> targets, MEstimator loss, Tensor<T> line, T least) where T : struct, IFloatingPointIeee754<T> =>
        Tensor<T>.Build(targets.Shape, (errors: Errors(design, targets, line), loss, least), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = s.loss.Omega(new Scalar<T>(T.Max(T.Abs(s.errors[i]), s.least))).Value;
        });
}
