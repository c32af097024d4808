namespace Dl.Functional;

/// <summary>
/// The products of matrices that lie behind each other: <c>C[i] = A'[i] B'[i]</c>, where ' transposes if asked for and i counts through the
/// axes before the last two, stretched to each other. Cotangents: G B^T and A^T G, summed where an operand was stretched.
/// Shapes: (..., m, k) by (..., k, n) gives (..., m, n). PyTorch: <c>torch.matmul</c>; JAX: <c>jnp.matmul</c>.
/// </summary>
/// <param name="TransposeLeft">Whether A is given as (..., k, m).</param>
/// <param name="TransposeRight">Whether B is given as (..., n, k).</param>
public sealed record BatchMatMulOp(bool TransposeLeft = false, bool TransposeRight = false) : Op("batch matmul"), IBilinear
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 2);
        var (a, b) = (inputs[0], inputs[1]);
        if (a.Shape.Rank < 2 || b.Shape.Rank < 2) throw new DlException($"batch matmul multiplies matrices, but was given {a.Shape} and {b.Shape}; both need at least two axes");
        var (m, k) = Sides(a.Shape, TransposeLeft);
        var (rows, n) = Sides(b.Shape, TransposeRight);
        if (k != rows)
            throw new DlException($"batch matmul: {a.Shape}{Mark(TransposeLeft)} has {k} columns, but {b.Shape}{Mark(TransposeRight)} has {rows} rows");
        var (left, right) = (Shape.Of([.. a.Shape.Take(a.Shape.Rank - 2)]), Shape.Of([.. b.Shape.Take(b.Shape.Rank - 2)]));
        var batch = this.Common(left, right);
        var plan = new Plan(Items(left, batch), Items(right, batch), (m, k, n), TransposeLeft, TransposeRight);
        var c = Tensor<T>.Build([.. batch, m, n], (a, b, plan), static (into, s) =>
            Core.Sharing.Items(into, s.plan.Left.Length, s.plan.Cost, s, static (into, s, i) => s.plan.Product(i, s.a.Span, s.b.Span, into)));
        return new(c, g => [
            Delta<T>.Of(a.Shape, (g, b, plan, stretched: left.Size != batch.Size), static (into, add, s) =>
            {
                if (s.stretched && !add) into.Clear();
                Core.Sharing.Items(into, s.plan.Left.Length, s.stretched ? long.MaxValue : s.plan.Cost, (s.g, s.b, s.plan, add: add || s.stretched),
                    static (into, s, i) => s.plan.ToLeft(i, s.g.Span, s.b.Span, into, s.add));
            }),
            Delta<T>.Of(b.Shape, (g, a, plan, stretched: right.Size != batch.Size), static (into, add, s) =>
            {
                if (s.stretched && !add) into.Clear();
                Core.Sharing.Items(into, s.plan.Left.Length, s.stretched ? long.MaxValue : s.plan.Cost, (s.g, s.a, s.plan, add: add || s.stretched),
                    static (into, s, i) => s.plan.ToRight(i, s.g.Span, s.a.Span, into, s.add));
            })]);
    }

    /// <summary>An example for the laws: batches are equal, stretched or missing on either side.</summary>
    public static Example Example(Key key, int size)
    {
        var (m, k, n) = (Examples.Size(key, Math.Min(size, 3), 0), Examples.Size(key, Math.Min(size, 3), 1), Examples.Size(key, Math.Min(size, 3), 2));
        var (left, right) = (key.Bernoulli(0.5, 3), key.Bernoulli(0.5, 4));
        var (before, behind) = Examples.StretchingShapes(key.Child(2), Math.Min(size, 3), 2);
        return new(new BatchMatMulOp(left, right), [
            Examples.Any(key.Child(0), left ? [.. before, k, m] : [.. before, m, k]),
            Examples.Any(key.Child(1), right ? [.. behind, n, k] : [.. behind, k, n])]);
    }

    static (int Rows, int Columns) Sides(Shape shape, bool transposed) => transposed ? (shape.Last, shape[shape.Rank - 2]) : (shape[shape.Rank - 2], shape.Last);

    // For each item of the stretched batch the item of the operand that it reads.
    static int[] Items(Shape from, Shape batch)
    {
        var items = new int[batch.Size];
        for (var i = 0; i < items.Length; i++)
        {
            var (rest, at, stride) = (i, 0, 1);
            for (var back = 1; back <= from.Rank; back++)
            {
                var size = batch[batch.Rank - back];
                if (from[from.Rank - back] != 1) at += rest % size * stride;
                stride *= from[from.Rank - back];
                rest /= size;
            }
            items[i] = at;
        }
        return items;
    }

    static string Mark(bool transposed) => transposed ? " transposed" : "";

    // Which matrices of A and B make matrix i of C, their sizes, and how they lie.
    readonly record struct Plan(int[] Left, int[] Right, (int M, int K, int N) Size, bool FlipA, bool FlipB)
    {
        // Multiply-adds of one item.
        public long Cost => (long)Size.M * Size.K * Size.N;

        public void Product<T>(int i, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c) where T : struct, IFloatingPointIeee754<T>
        {
            var (m, k, n) = Size;
            Matrix.Multiply(Item(a, Left[i], m * k), FlipA, Item(b, Right[i], k * n), FlipB, c.Slice(i * m * n, m * n), m, k, n, false);
        }

        // G B^T, or B G^T where A lies transposed.
        public void ToLeft<T>(int i, ReadOnlySpan<T> g, ReadOnlySpan<T> b, Span<T> into, bool add) where T : struct, IFloatingPointIeee754<T>
        {
            var (m, k, n) = Size;
            var target = into.Slice(Left[i] * m * k, m * k);
            if (FlipA) Matrix.Multiply(Item(b, Right[i], k * n), FlipB, Item(g, i, m * n), true, target, k, n, m, add);
            else Matrix.Multiply(Item(g, i, m * n), false, Item(b, Right[i], k * n), !FlipB, target, m, n, k, add);
        }

        // A^T G, or G^T A where B lies transposed.
        public void ToRight<T>(int i, ReadOnlySpan<T> g, ReadOnlySpan<T> a, Span<T> into, bool add) where T : struct, IFloatingPointIeee754<T>
        {
            var (m, k, n) = Size;
            var target = into.Slice(Right[i] * k * n, k * n);
            if (FlipB) Matrix.Multiply(Item(g, i, m * n), true, Item(a, Left[i], m * k), FlipA, target, n, m, k, add);
            else Matrix.Multiply(Item(a, Left[i], m * k), !FlipA, Item(g, i, m * n), false, target, k, m, n, add);
        }

        static ReadOnlySpan<T> Item<T>(ReadOnlySpan<T> all, int i, int size) => all.Slice(i * size, size);
    }
}

public static partial class Ops
{
    /// <summary>Products of the matrices (..., m, k) and (..., k, n), either given transposed; see <see cref="BatchMatMulOp"/>.</summary>
    public static Diff<T, Var<T>> BatchMatMul<T>(Var<T> a, Var<T> b, bool transposeLeft = false, bool transposeRight = false) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new BatchMatMulOp(transposeLeft, transposeRight), [a, b]);
}
