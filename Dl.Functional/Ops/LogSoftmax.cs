namespace Dl.Functional;

/// <summary>
/// <c>y = x - ln sum exp x</c> along the last axis, stable at any size of x. Cotangent: <c>g - softmax(x) sum g</c>.
/// Laws: exp of a row sums to 1; adding a number to a row changes nothing. PyTorch: <c>log_softmax(dim=-1)</c>.
/// </summary>
public sealed record LogSoftmaxOp() : Op("log softmax")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var x = inputs[0];
        if (x.Shape.Rank == 0 || x.Shape.Last == 0) throw new DlException($"log softmax needs at least one class on the last axis, but was given {x.Shape}");
        var exponentials = Tensor<T>.Build(x.Shape, x, static (into, x) => EachRow(x, into, static (row, into) =>
        {
            TensorPrimitives.Subtract(row, TensorPrimitives.Max(row), into);
            TensorPrimitives.Exp(into, into);
        }));
        var y = Tensor<T>.Build(x.Shape, (x, exponentials), static (into, s) =>
        {
            for (var start = 0; start < into.Length; start += s.x.Shape.Last)
            {
                var row = s.x.Span.Slice(start, s.x.Shape.Last);
                var sum = TensorPrimitives.Sum(s.exponentials.Span.Slice(start, s.x.Shape.Last));
                TensorPrimitives.Subtract(row, TensorPrimitives.Max(row) + T.Log(sum), into.Slice(start, row.Length));
            }
        });
        return new(y, g => [Delta<T>.Of(x.Shape, (g, exponentials), static (into, add, s) =>
        {
            var classes = s.g.Shape.Last;
            for (var start = 0; start < into.Length; start += classes)
            {
                ReadOnlySpan<T> e = s.exponentials.Span.Slice(start, classes), row = s.g.Span.Slice(start, classes);
                var share = TensorPrimitives.Sum(row) / TensorPrimitives.Sum(e);
                var target = into.Slice(start, classes);
                for (var i = 0; i < classes; i++) target[i] = (add ? target[i] : T.Zero) + (row[i] - e[i] * share);
            }
        })]);
    }

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) =>
        new(new LogSoftmaxOp(), [Examples.Any(key, [.. Examples.AnyShape(key.Child(0), size, 2), Examples.Size(key, size, 0)])]);

    static void EachRow<T>(Tensor<T> x, Span<T> into, Kernel<T> kernel) where T : struct, IFloatingPointIeee754<T>
    {
        for (var start = 0; start < into.Length; start += x.Shape.Last)
            kernel(x.Span.Slice(start, x.Shape.Last), into.Slice(start, x.Shape.Last));
    }
}

public static partial class Ops
{
    /// <summary>The logarithm of the softmax along the last axis, see <see cref="LogSoftmaxOp"/>.</summary>
    public static Diff<T, Var<T>> LogSoftmax<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(new LogSoftmaxOp(), [x]);
}
