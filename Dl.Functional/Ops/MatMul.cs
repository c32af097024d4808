namespace Dl.Functional;

/// <summary>
/// The matrix product <c>C = A' B'</c>, where ' transposes if asked for. For C = A B the cotangents are G B^T and A^T G.
/// Shapes: (m, k) by (k, n) gives (m, n). PyTorch: <c>torch.mm</c>.
/// </summary>
/// <param name="TransposeLeft">Whether A is given as (k, m).</param>
/// <param name="TransposeRight">Whether B is given as (n, k).</param>
public sealed record MatMulOp(bool TransposeLeft = false, bool TransposeRight = false) : Op("matmul"), IBilinear
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 2);
        var (a, b) = (new Matrix<T>(inputs[0], TransposeLeft), new Matrix<T>(inputs[1], TransposeRight));
        if (inputs[0].Shape.Rank != 2 || inputs[1].Shape.Rank != 2)
            throw new DlException($"matmul multiplies two matrices, but was given {inputs[0].Shape} and {inputs[1].Shape}; reshape them to two axes");
        if (a.Columns != b.Rows)
            throw new DlException($"matmul: {inputs[0].Shape}{Mark(TransposeLeft)} has {a.Columns} columns, but {inputs[1].Shape}{Mark(TransposeRight)} has {b.Rows} rows");
        var c = Tensor<T>.Build([a.Rows, b.Columns], (a, b), static (into, s) => Matrix.Multiply(s.a, s.b, into, false));
        return new(c, g =>
        {
            var cotangent = new Matrix<T>(g);
            return [a.Cotangent(cotangent, b.Transposed), b.Transposed.Cotangent(cotangent.Transposed, a)];
        });
    }

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size)
    {
        var (m, k, n) = (Examples.Size(key, size, 0), Examples.Size(key, size, 1), Examples.Size(key, size, 2));
        var (left, right) = (key.Bernoulli(0.5, 3), key.Bernoulli(0.5, 4));
        return new(new MatMulOp(left, right), [Examples.Any(key.Child(0), left ? [k, m] : [m, k]), Examples.Any(key.Child(1), right ? [n, k] : [k, n])]);
    }

    static string Mark(bool transposed) => transposed ? " transposed" : "";
}

public static partial class Ops
{
    /// <summary>The matrix product of (m, k) and (k, n), see <see cref="MatMulOp"/>.</summary>
    public static Diff<T, Var<T>> MatMul<T>(Var<T> a, Var<T> b) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(new MatMulOp(), [a, b]);
}
