namespace Dl.Functional;

/// <summary>Powers of symmetric matrices.</summary>
static class Eigen
{
    const int Sweeps = 30;

    /// <summary><c>(A + epsilon)^(-power)</c> of a symmetric positive matrix, by Jacobi's rotations in double.</summary>
    public static Tensor<T> InversePower<T>(Tensor<T> matrix, double epsilon, double power) where T : struct, IFloatingPointIeee754<T>
    {
        var n = matrix.Shape[0];
        var (a, v) = (new double[n, n], new double[n, n]);
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
                (a[i, j], v[i, j]) = (double.CreateTruncating(matrix[i * n + j]) + (i == j ? epsilon : 0), i == j ? 1 : 0);
        for (var sweep = 0; sweep < Sweeps && Turn(a, v); sweep++) { }
        return Tensor<T>.Build(matrix.Shape, (a, v, epsilon, power), static (into, s) =>
        {
            var n = s.a.GetLength(0);
            into.Clear();
            for (var k = 0; k < n; k++)
            {
                // An eigenvalue is not below epsilon; its rounding may be.
                var root = Math.Pow(Math.Max(s.a[k, k], s.epsilon), -s.power);
                for (var i = 0; i < n; i++)
                    for (var j = 0; j < n; j++)
                        into[i * n + j] += T.CreateTruncating(s.v[k, i] * root * s.v[k, j]);
            }
        });
    }

    // One sweep of rotations that make A diagonal, gathered in the rows of V; false where nothing was left to turn: with epsilon in the diagonal that
    // comes soon, also where A alone has no full rank. Golub and Van Loan, 8.5.
    static bool Turn(double[,] a, double[,] v)
    {
        var (n, turned) = (a.GetLength(0), false);
        for (var p = 0; p < n; p++)
            for (var q = p + 1; q < n; q++)
            {
                if (!(Math.Abs(a[p, q]) > 1e-17 * Math.Sqrt(Math.Abs(a[p, p] * a[q, q])))) continue;
                turned = true;
                var tau = (a[q, q] - a[p, p]) / (2 * a[p, q]);
                var t = (tau < 0 ? -1 : 1) / (Math.Abs(tau) + Math.Sqrt(1 + tau * tau));
                var c = 1 / Math.Sqrt(1 + t * t);
                var s = t * c;
                for (var k = 0; k < n; k++) (a[k, p], a[k, q]) = (c * a[k, p] - s * a[k, q], s * a[k, p] + c * a[k, q]);
                for (var k = 0; k < n; k++) (a[p, k], a[q, k]) = (c * a[p, k] - s * a[q, k], s * a[p, k] + c * a[q, k]);
                for (var k = 0; k < n; k++) (v[p, k], v[q, k]) = (c * v[p, k] - s * v[q, k], s * v[p, k] + c * v[q, k]);
            }
        return turned;
    }
}
