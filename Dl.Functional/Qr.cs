namespace Dl.Functional;

/// <summary>
/// The decomposition A = Q R of a tall matrix into orthonormal columns and an upper triangle, by Householder's reflections: each maps what is left of a
/// column to a multiple of the first unit vector. Source: Golub and Van Loan, "Matrix computations", algorithm 5.2.1.
/// </summary>
/// <param name="Q">The orthonormal columns, of the shape of A.</param>
/// <param name="R">The upper triangle, (columns, columns).</param>
sealed record Qr<T>(Tensor<T> Q, Tensor<T> R) where T : struct, IFloatingPointIeee754<T>;

static class Qr
{
    /// <summary>The decomposition.</summary>
    /// <param name="a">A matrix with at least as many rows as columns.</param>
    public static Qr<T> Of<T>(Tensor<T> a) where T : struct, IFloatingPointIeee754<T>
    {
        var (m, n) = (a.Shape[0], a.Shape[1]);
        if (a.Shape.Rank != 2 || m < n) throw new DlException($"this decomposition takes at least as many rows as columns, not {a.Shape}");
        // Below the diagonal and on it stand the reflections' vectors, above it R; the diagonal of R is kept apart.
        var (work, diagonal) = (a.Span.ToArray(), new T[n]);
        for (var k = 0; k < n; k++)
        {
            var square = T.Zero;
            for (var i = k; i < m; i++) square += work[i * n + k] * work[i * n + k];
            var length = T.Sqrt(square);
            if (length == T.Zero) continue;
            diagonal[k] = work[k * n + k] > T.Zero ? -length : length;
            work[k * n + k] -= diagonal[k];
            for (var j = k + 1; j < n; j++) Reflect(work, work, m, n, k, j);
        }
        var r = Tensor<T>.Build([n, n], (work, diagonal, n), static (into, s) =>
        {
            for (var i = 0; i < s.n; i++)
                for (var j = 0; j < s.n; j++)
                    into[i * s.n + j] = j > i ? s.work[i * s.n + j] : j == i ? s.diagonal[i] : T.Zero;
        });
        var q = Tensor<T>.Build([m, n], (work, m, n), static (into, s) =>
        {
            into.Clear();
            for (var i = 0; i < s.n; i++) into[i * s.n + i] = T.One;
            for (var k = s.n - 1; k >= 0; k--)
                for (var j = k; j < s.n; j++)
                    Reflect(s.work, into, s.m, s.n, k, j);
        });
        return new(q, r);
    }

    // x -= 2 v (v x) / (v v) for the vector v in column k of work, from row k, and x in column j.
    static void Reflect<T>(ReadOnlySpan<T> work, Span<T> into, int m, int n, int k, int j) where T : struct, IFloatingPointIeee754<T>
    {
        var (product, square) = (T.Zero, T.Zero);
        for (var i = k; i < m; i++)
        {
            product += work[i * n + k] * into[i * n + j];
            square += work[i * n + k] * work[i * n + k];
        }
        if (square == T.Zero) return;
        var factor = (product + product) / square;
        for (var i = k; i < m; i++) into[i * n + j] -= factor * work[i * n + k];
    }
}
