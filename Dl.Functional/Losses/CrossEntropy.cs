namespace Dl.Functional;

/// <summary>
/// The cross entropy of a softmax: <c>-sum_k y_k ln softmax(z)_k</c> for logits z of shape (batch, classes), against class
/// numbers or distributions y. Takes logits and nothing else; stable at any size. Gradient (softmax - y) / batch.
/// PyTorch: <c>CrossEntropyLoss</c>; Keras: <c>CategoricalCrossentropy(from_logits=True)</c>; Optax: <c>softmax_cross_entropy</c>.
/// </summary>
/// <param name="Reduction">Mean over the batch by default.</param>
public sealed record CrossEntropy(Reduce Reduction = Reduce.Mean) : Loss("cross entropy")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets)
    {
        if (output.Shape.Rank != 2) throw new DlException($"cross entropy takes logits of shape (batch, classes), not {output.Shape}");
        return targets switch
        {
            Targets<T>.Labels labels =>
                from logs in Ops.LogSoftmax(output)
                from picked in Ops.Pick(logs, Checked(labels.Classes, output.Shape))
                from each in Ops.Negate(picked)
                from loss in Reduced(Reduction, each)
                select loss,
            Targets<T>.Values values when values.Numbers.Shape == output.Shape =>
                from logs in Ops.LogSoftmax(output)
                from product in Ops.Multiply(logs, values.Numbers)
                from sums in Ops.Sum(product, 1)
                from each in Ops.Negate(sums)
                from loss in Reduced(Reduction, each)
                select loss,
            Targets<T>.Values values => throw new DlException($"cross entropy: logits {output.Shape} need distributions of that shape, not {values.Numbers.Shape}"),
            _ => throw new DlException("cross entropy takes class numbers or distributions"),
        };
    }

    static Indices Checked(Indices labels, Shape logits)
    {
        if (labels.Shape != Shape.Of(logits[0])) throw new DlException($"cross entropy: logits {logits} need {logits[0]} class numbers, not {labels.Shape}");
        for (var i = 0; i < labels.Count; i++)
            if (labels[i] < 0 || labels[i] >= logits[1])
                throw new DlException($"cross entropy: item {i} has class {labels[i]}, but the network has outputs for the classes 0 to {logits[1] - 1}");
        return labels;
    }

    /// <summary>An example for the laws: class numbers or distributions.</summary>
    public static LossExample Example(Key key, int size)
    {
        var (items, classes) = (Examples.Size(key, size, 0), Examples.Size(key, size, 1));
        var loss = new CrossEntropy((Reduce)key.Below(3, 2));
        var logits = Examples.Any(key.Child(0), [items, classes]);
        return key.Uniform(3) < 0.5
            ? new(loss, logits, Indices.Of([.. Enumerable.Range(0, items).Select(i => key.Below(classes, i + 4))]))
            : new(loss, logits, Examples.Positive(key.Child(1), [items, classes]));
    }
}
