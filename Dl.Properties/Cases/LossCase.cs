namespace Dl.Properties;

/// <summary>A loss with an output, targets, and the cotangent of its value.</summary>
public sealed record LossCase(ILoss Loss, Tensor<double> Output, Targets<double> Targets, Tensor<double> Cotangent) : Case
{
    /// <inheritdoc/>
    public override string Source => $"new LossCase({Properties.Source.Of(Loss)}, {Output}, {Written(Targets)}, {Cotangent})";

    /// <inheritdoc/>
    public override Measure Measure => Properties.Source.Measure(Loss) + Shrink.Of(Output) + Shrink.Of(Cotangent) + Of(Targets);

    /// <summary>The loss as what it claims to be.</summary>
    public ILoss Claimed => Properties.Claimed.By(Loss);

    /// <summary>The cases of a loss whose examples are drawn by a function.</summary>
    public static LossCase Draw(Func<Key, int, LossExample> example, Key key, int size)
    {
        ArgumentNullException.ThrowIfNull(example);
        var drawn = example(key.Child(0), size);
        var value = drawn.Loss.Of<double>(drawn.Output, drawn.Targets).Value();
        return new(drawn.Loss, drawn.Output, drawn.Targets, Examples.Any(key.Child(1), value.Shape));
    }

    /// <summary>The value for an output and targets of any number of items.</summary>
    public Tensor<double> At(Tensor<double> output, Targets<double> targets) => Loss.Of<double>(output, targets).Value().Value;

    /// <summary>The value.</summary>
    public Tensor<double> Value => At(Output, Targets);

    /// <summary>The gradient of the output, for the cotangent.</summary>
    public Tensor<double> Gradient => GradientAt(Output, Targets, _ => Cotangent);

    /// <summary>The gradient of an output, for a cotangent.</summary>
    public Tensor<double> GradientAt(Tensor<double> output, Targets<double> targets, Func<Tensor<double>, Tensor<double>> cotangent) =>
        Functional.Gradient.Pull(Leaves<double>.Of(output), leaves => Loss.Of(leaves[0], targets), cotangent).Gradient[0].Value;

    /// <summary>Some of the items of an output, from one on.</summary>
    public static Tensor<double> Items(Tensor<double> batch, int start, int count)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return batch.View(start * batch.Shape.Example.Size, batch.Shape.Example.Batch(count)).Keep();
    }

    /// <summary>The targets of some of the items, from one on.</summary>
    public static Targets<double> Items(Targets<double> targets, int start, int count) => targets switch
    {
        Targets<double>.Labels { Classes: var classes } => Indices.From(classes.Shape.Example.Batch(count), [.. classes.Span.Slice(start * classes.Shape.Example.Size, count * classes.Shape.Example.Size)]),
        Targets<double>.Values values => Items(values.Numbers, start, count),
        Targets<double>.Several several => new Targets<double>.Several(several.Parts.Map(part => Items(part, start, count))),
        _ => targets,
    };

    /// <inheritdoc/>
    public override IEnumerable<Case> Smaller()
    {
        for (var count = Output.Shape[0] / 2; count >= 1; count /= 2)
            for (var start = 0; start + count <= Output.Shape[0]; start += count)
            {
                var (output, targets) = (Items(Output, start, count), Items(Targets, start, count));
                if (Fit(Loss, output, targets) is { } fewer) yield return fewer;
            }
        if (Output.Shape.Rank == 2)
            foreach (var column in Enumerable.Range(0, Output.Shape[1]))
                if (Narrower(Targets, column, Output.Shape[1]) is { } targets && Fit(Loss, Without(Output, column), targets) is { } fewer)
                    yield return fewer;
        foreach (var output in Shrink.Simpler(Output)) if (Fit(Loss, output, Targets) is { } simpler) yield return simpler;
        foreach (var cotangent in Shrink.Simpler(Cotangent)) yield return this with { Cotangent = cotangent };
        foreach (var targets in Simpler(Targets)) if (Fit(Loss, Output, targets) is { } simpler) yield return simpler;
        foreach (var loss in Properties.Source.Simpler(Loss)) if (Fit(loss, Output, Targets) is { } simpler) yield return simpler;
    }

    // The case with other parts, if the loss takes them; the cotangent is cut, or filled with ones.
    LossCase? Fit(ILoss loss, Tensor<double> output, Targets<double> targets)
    {
        try
        {
            var shape = loss.Of<double>(output, targets).Value().Shape;
            return new(loss, output, targets, shape == Cotangent.Shape ? Cotangent : shape.Size <= Cotangent.Shape.Size ? Cotangent.View(0, shape).Keep() : Tensor<double>.Ones(shape));
        }
        catch (DlException)
        {
            return null;
        }
    }

    static IEnumerable<Targets<double>> Simpler(Targets<double> targets)
    {
        switch (targets)
        {
            case Targets<double>.Labels { Classes: var classes }:
                if (classes.Span.ContainsAnyExcept(0)) yield return Indices.From(classes.Shape, [.. classes.Span.ToArray().Select(_ => 0)]);
                for (var i = 0; i < classes.Count; i++)
                {
                    var at = i;
                    foreach (var simpler in Enumerable.Range(0, 2).Where(simpler => Shrink.Of(simpler) < Shrink.Of(classes[at])))
                        yield return Indices.From(classes.Shape, [.. classes.Span.ToArray().Select((label, j) => j == at ? simpler : label)]);
                }
                break;
            case Targets<double>.Values values:
                foreach (var numbers in Shrink.Simpler(values.Numbers)) yield return numbers;
                break;
            case Targets<double>.Several several:
                for (var i = 0; i < several.Parts.Count; i++)
                {
                    var at = i;
                    foreach (var part in Simpler(several.Parts[at])) yield return new Targets<double>.Several(several.Parts.Select((old, j) => j == at ? part : old).ToMany());
                }
                break;
        }
    }

    // Targets without a column of the outputs: that of a class, or of a feature.
    static Targets<double>? Narrower(Targets<double> targets, int column, int columns) => targets switch
    {
        Targets<double>.Labels { Classes: var classes } when columns > 1 => Indices.From(classes.Shape, [.. classes.Span.ToArray().Select(label => label > column ? label - 1 : label)]),
        Targets<double>.Values { Numbers.Shape: { Rank: 2 } shape } values when shape[1] == columns && columns > 1 => Without(values.Numbers, column),
        Targets<double>.Several several when several.Parts.Map(part => part is Targets<double>.Values ? Narrower(part, column, columns) : part) is var parts && parts.All(part => part is not null) =>
            new Targets<double>.Several(parts.Map(part => part!)),
        _ => null,
    };

    static Tensor<double> Without(Tensor<double> rows, int column) =>
        Tensor<double>.From([rows.Shape[0], rows.Shape[1] - 1], [.. rows.Span.ToArray().Where((_, i) => i % rows.Shape[1] != column)]);

    static string Written(Targets<double> targets) => targets switch
    {
        Targets<double>.Labels labels => labels.Classes.ToString(),
        Targets<double>.Values values => values.Numbers.ToString(),
        Targets<double>.Several several => $"Targets<double>.Of({string.Join(", ", several.Parts.Select(Written))})",
        _ => targets.ToString(),
    };

    static Measure Of(Targets<double> targets) => targets switch
    {
        Targets<double>.Labels labels => labels.Classes.Span.ToArray().Aggregate(default(Measure), (sum, i) => sum + Shrink.Of(i)),
        Targets<double>.Values values => Shrink.Of(values.Numbers),
        Targets<double>.Several several => several.Parts.Aggregate(default(Measure), (sum, part) => sum + Of(part)),
        _ => default,
    };
}
