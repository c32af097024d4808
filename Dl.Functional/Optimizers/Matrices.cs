namespace Dl.Functional;

/// <summary>Matrices of an optimizer's leaves: what a leaf is as a matrix, and products.</summary>
static class Matrices
{
    /// <summary>A leaf as a matrix: a kernel's outputs are its columns, a vector is one column.</summary>
    public static (int Rows, int Columns) Of(Slot slot) => slot.Shape.Rank < 2 ? (slot.Shape.Size, 1) : (slot.Shape.Rows, slot.Shape.Last);

    /// <summary>The matrix of a leaf in a flat vector.</summary>
    public static Tensor<T> In<T>(Slot slot, Tensor<T> vector) where T : struct, IFloatingPointIeee754<T>
    {
        var (rows, columns) = Of(slot);
        return vector.View(slot.Start, [rows, columns]);
    }

    /// <summary>a b, each transposed if so said.</summary>
    public static Tensor<T> Product<T>(Tensor<T> a, bool aTransposed, Tensor<T> b, bool bTransposed) where T : struct, IFloatingPointIeee754<T>
    {
        var (m, k) = aTransposed ? (a.Shape[1], a.Shape[0]) : (a.Shape[0], a.Shape[1]);
        var n = bTransposed ? b.Shape[0] : b.Shape[1];
        return Tensor<T>.Build([m, n], (a, aTransposed, b, bTransposed, m, k, n), static (into, s) =>
            Matrix.Multiply(s.a.Span, s.aTransposed, s.b.Span, s.bTransposed, into, s.m, s.k, s.n, add: false));
    }
}
