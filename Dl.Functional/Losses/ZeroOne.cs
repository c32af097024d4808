namespace Dl.Functional;

/// <summary>
/// 1 for an item whose largest output is not that of its class, else 0: the share of errors. A step function, so its gradient is zero wherever it has
/// one, and here everywhere: it measures and cannot train, which <see cref="Train"/> refuses. PyTorch: -; Keras: 1 - <c>SparseCategoricalAccuracy</c>; Optax: -.
/// </summary>
/// <param name="Reduction">Mean over the items by default.</param>
public sealed record ZeroOne(Reduce Reduction = Reduce.Mean) : Loss("0-1 loss"), IReduced, IFlat
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("ties", "the first of the largest outputs counts", "same (argmax)", "same", "same")];

    /// <inheritdoc/>
    public string Instead => "train with cross entropy and measure with this one";

    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets)
    {
        if (targets is not Targets<T>.Labels labels) throw new DlException($"{Name} takes class numbers");
        var classes = Categorical<T>.Checked(Name, labels.Classes, output.Shape, []);
        return Reduced<T>(Reduction, Tensor<T>.Build(classes.Shape, (output.Value, classes), static (into, s) =>
        {
            var last = s.Value.Shape.Last;
            for (var i = 0; i < into.Length; i++) into[i] = TensorPrimitives.IndexOfMax(s.Value.Span.Slice(i * last, last)) == s.classes[i] ? T.Zero : T.One;
        }));
    }

    /// <inheritdoc/>
    public ILoss By(Reduce reduction) => this with { Reduction = reduction };

    /// <summary>An example for the laws: outputs that are all different.</summary>
    public static LossExample Example(Key key, int size)
    {
        var (items, classes) = (Examples.Size(key, size, 0), 1 + Examples.Size(key, size, 1));
        return new(new ZeroOne((Reduce)key.Below(3, 2)), Ops.Scale<double>(Examples.Distinct(key.Child(0), [items, classes]), 16).Value().Value,
            Indices.Of([.. Enumerable.Range(0, items).Select(i => key.Below(classes, i + 4))]));
    }
}
