namespace Dl.Functional;

/// <summary>
/// <c>y = x W + b</c> along the last axis, in one pass over y. Shapes: x (..., in), W (in, out), b (out), y (..., out).
/// Cotangents: g W^T, x^T g, and g summed over all rows. PyTorch: <c>nn.functional.linear</c> (whose W is (out, in)).
/// </summary>
public sealed record DenseOp() : Op("dense"), IFused, ILinear
{
    /// <summary>Linear in weight and bias together.</summary>
    public Many<Many<int>> LinearIn(int inputs) => [[1, 2]];

    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 3);
        var (x, w, b) = (inputs[0], inputs[1], inputs[2]);
        if (w.Shape.Rank != 2) throw new DlException($"dense: the weight has the axes (in, out), but is {w.Shape}");
        if (x.Shape.Rank == 0) throw new DlException($"dense: the input has the axes (..., {w.Shape[0]}), but is a single number");
        if (x.Shape.Last != w.Shape[0])
            throw new DlException($"dense: input {x.Shape} ends in {x.Shape.Last}, but the weight {w.Shape} takes {w.Shape[0]}; give an input that ends in {w.Shape[0]}, or flatten it first");
        if (b.Shape.Rank != 1 || b.Shape[0] != w.Shape[1])
            throw new DlException($"dense: the weight {w.Shape} gives {w.Shape[1]} features, but the bias is {b.Shape}, not [{w.Shape[1]}]");
        var y = Tensor<T>.Build(x.Shape.WithLast(w.Shape[1]), (x, w, b), static (into, s) =>
        {
            for (var start = 0; start < into.Length; start += s.b.Shape.Size) s.b.Span.CopyTo(into[start..]);
            Matrix.Multiply(new(s.x), new(s.w), into, true);
        });
        return new(y, g => [
            Delta<T>.Of(x.Shape, (g, w), static (into, add, s) => Matrix.Multiply(new(s.g), new(s.w, true), into, add)),
            Delta<T>.Of(w.Shape, (x, g), static (into, add, s) => Matrix.Multiply(new(s.x, true), new(s.g), into, add)),
            Delta<T>.Of(b.Shape, (g, b.Shape), static (into, add, s) => Broadcast.SumTo(s.g, s.Shape, into, add))]);
    }

    /// <inheritdoc/>
    public Diff<T, Var<T>> Parts<T>(Few<Var<T>> inputs) where T : struct, IFloatingPointIeee754<T> =>
        from rows in Ops.Reshape(inputs[0], -1, inputs[0].Shape.Last)
        from product in Ops.MatMul(rows, inputs[1])
        from sum in Ops.Add(product, inputs[2])
        from y in Ops.Reshape(sum, [.. inputs[0].Shape.WithLast(inputs[1].Shape[1])])
        select y;

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size)
    {
        var (n, k) = (Examples.Size(key, size, 0), Examples.Size(key, size, 1));
        var leading = Examples.AnyShape(key.Child(3), size, 2);
        return new(new DenseOp(), [Examples.Any(key.Child(0), [.. leading, k]), Examples.Any(key.Child(1), [k, n]), Examples.Any(key.Child(2), [n])]);
    }
}

public static partial class Ops
{
    /// <summary><c>x W + b</c>, see <see cref="DenseOp"/>.</summary>
    public static Diff<T, Var<T>> Dense<T>(Var<T> x, Var<T> weight, Var<T> bias) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(Sole<DenseOp>.It, [x, weight, bias]);
}
