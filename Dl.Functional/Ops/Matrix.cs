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
    public static void Multiply<T>(Matrix<T> a, Matrix<T> b, Span<T> into, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        var (m, k, n) = (a.Rows, a.Columns, b.Columns);
        if (Tuned.Product(a.Value.Span, a.Flipped, b.Value.Span, b.Flipped, into, m, k, n, add)) return;
        if (!add) into.Clear();
        var (ai, ap) = a.Flipped ? (1, m) : (k, 1);
        var (bp, bj) = b.Flipped ? (1, k) : (n, 1);
        ReadOnlySpan<T> left = a.Value.Span, right = b.Value.Span;
        for (var i = 0; i < m; i++)
            for (var p = 0; p < k; p++)
            {
                var factor = left[i * ai + p * ap];
                for (var j = 0; j < n; j++) into[i * n + j] += factor * right[p * bp + j * bj];
            }
    }
}
