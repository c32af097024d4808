namespace Dl.Functional;

/// <summary>Small systems of linear equations.</summary>
public static class LinearSystem
{
    /// <summary>The x of A x = b, by elimination with the largest pivot of each column. NumPy: <c>linalg.solve</c>.</summary>
    /// <param name="a">A, of shape (n, n).</param>
    /// <param name="b">b, of shape (n).</param>
    /// <exception cref="DlException">A is singular, or the shapes do not fit.</exception>
    public static Tensor<double> Solve(Tensor<double> a, Tensor<double> b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var n = b.Shape.Size;
        if (b.Shape.Rank != 1 || a.Shape != Shape.Of(n, n)) throw new DlException($"a linear system has a matrix of [n, n] and a right side of [n], not {a.Shape} and {b.Shape}");
        var rows = Enumerable.Range(0, n).Select(i => a.Span.Slice(i * n, n).ToArray().Append(b[i]).ToArray()).ToArray();
        for (var column = 0; column < n; column++) Eliminate(rows, column);
        return Tensor<double>.From([n], [.. rows.Select((row, i) => row[n] / row[i])]);
    }

    // Leaves a diagonal matrix: the column is cleared above the pivot too.
    static void Eliminate(double[][] rows, int column)
    {
        var pivot = Enumerable.Range(column, rows.Length - column).MaxBy(i => Math.Abs(rows[i][column]));
        (rows[column], rows[pivot]) = (rows[pivot], rows[column]);
        if (!(Math.Abs(rows[column][column]) > 0)) throw new DlException($"the matrix is singular: nothing is left to divide by in column {column}; add damping");
        for (var i = 0; i < rows.Length; i++)
            if (i != column)
            {
                var factor = rows[i][column] / rows[column][column];
                for (var j = column; j <= rows.Length; j++) rows[i][j] -= factor * rows[column][j];
            }
    }
}
