namespace Dl.Functional;

/// <summary>A tensor read as a matrix, all axes but the last as rows, perhaps transposed; no copy.</summary>
readonly record struct Matrix<T>(Tensor<T> Value, bool Flipped = false) where T : struct, IFloatingPointIeee754<T>
{
    public int Rows => Flipped ? Value.Shape.Last : Value.Shape.Rows;

    public int Columns => Flipped ? Value.Shape.Rows : Value.Shape.Last;

    public Matrix<T> Transposed => new(Value, !Flipped);

    /// <summary>The recipe for the cotangent of this matrix, which is the product of two others, in the layout of its tensor.</summary>
    public Delta<T> Cotangent(Matrix<T> left, Matrix<T> right) => Flipped
        ? Delta<T>.Of(Value.Shape, (right.Transposed, left.Transposed), static (into, add, s) => Matrix.Multiply(s.Item1, s.Item2, into, add))
        : Delta<T>.Of(Value.Shape, (left, right), static (into, add, s) => Matrix.Multiply(s.left, s.right, into, add));
}

static class Matrix
{
    /// <summary><c>into (+)= a b</c>: the tuned kernel where there is one for the scalar, and else plain loops.</summary>
    public static void Multiply<T>(Matrix<T> a, Matrix<T> b, Span<T> into, bool add) where T : struct, IFloatingPointIeee754<T> =>
        Multiply(a.Value.Span, a.Flipped, b.Value.Span, b.Flipped, into, a.Rows, a.Columns, b.Columns, add);

    /// <summary>The same over spans: (m, k) by (k, n), each given transposed where it says so.</summary>
    public static void Multiply<T>(ReadOnlySpan<T> a, bool aTransposed, ReadOnlySpan<T> b, bool bTransposed, Span<T> into, int m, int k, int n, bool add)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (Tuned.Product(a, aTransposed, b, bTransposed, into, m, k, n, add)) return;
        if (!add) into.Clear();
        var (ai, ap) = aTransposed ? (1, m) : (k, 1);
        var (bp, bj) = bTransposed ? (1, k) : (n, 1);
        for (var i = 0; i < m; i++)
            for (var p = 0; p < k; p++)
            {
                var factor = a[i * ai + p * ap];
                for (var j = 0; j < n; j++) into[i * n + j] += factor * b[p * bp + j * bj];
            }
    }
}
