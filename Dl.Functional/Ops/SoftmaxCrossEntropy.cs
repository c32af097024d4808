namespace Dl.Functional;

/// <summary>
/// The cross entropy of each row's softmax against a class, <c>y = ln sum_k e^(x_k) - x_class</c> along the last axis: softmax, logarithm and choice in one
/// pass, row by row, stable at any size of x. Cotangent: <c>g (softmax(x) - 1 at the class)</c>. PyTorch: <c>F.cross_entropy(reduction="none")</c>;
/// Optax: <c>softmax_cross_entropy_with_integer_labels</c>.
/// </summary>
/// <param name="Classes">For each row the class, of the shape of x without its last axis.</param>
public sealed record SoftmaxCrossEntropyOp(Indices Classes) : Op("softmax cross entropy"), IFused
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var x = inputs[0];
        if (x.Shape.Rank == 0 || Classes.Shape != Shape.Of([.. x.Shape.Take(x.Shape.Rank - 1)]))
            throw new DlException($"{Name}: {x.Shape} has {x.Shape.Rows} rows, but there are classes of shape {Classes.Shape}; give one for each row");
        var (rows, width) = (Classes.Count, x.Shape.Last);
        for (var i = 0; i < rows; i++)
            if (Classes[i] < 0 || Classes[i] >= width)
                throw new DlException($"{Name}: class {Classes[i]} of row {i} is outside the last axis of {x.Shape}; it must be in 0 to {width - 1}");
        var computed = Tensor<T>.Build([rows * (width + 2)], (x, Classes), static (into, s) => SoftmaxRows.Losses(s.x, s.Classes, into));
        return new(computed.View(rows * (width + 1), Classes.Shape), g => [Delta<T>.Of(x.Shape, (g, computed, Classes, width), static (into, add, s) =>
            SoftmaxRows.Pull(s.g, s.computed, s.Classes, s.width, into, add))]);
    }

    /// <inheritdoc/>
    public Diff<T, Var<T>> Parts<T>(Few<Var<T>> inputs) where T : struct, IFloatingPointIeee754<T> =>
        from logarithms in Ops.LogSoftmax(inputs[0])
        from picked in Ops.Pick(logarithms, Classes)
        from y in Ops.Negate(picked)
        select y;

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size)
    {
        var (rows, classes) = (Examples.AnyShape(key.Child(0), size, 2), 1 + Examples.Size(key, size, 1));
        return new(new SoftmaxCrossEntropyOp(Indices.From(rows, [.. Enumerable.Range(0, rows.Size).Select(i => key.Below(classes, i + 2))])), [Examples.Any(key.Child(1), [.. rows, classes])]);
    }
}

public static partial class Ops
{
    /// <summary>The cross entropy of each row's softmax against a class, see <see cref="SoftmaxCrossEntropyOp"/>.</summary>
    public static Diff<T, Var<T>> SoftmaxCrossEntropy<T>(Var<T> x, Indices classes) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(new SoftmaxCrossEntropyOp(classes), [x]);
}
