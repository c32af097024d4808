namespace Dl.Properties;

/// <summary>A loss with an output, targets, and the cotangent of its value.</summary>
public sealed record LossCase(ILoss Loss, Tensor<double> Output, Targets<double> Targets, Tensor<double> Cotangent) : Case
{
    /// <inheritdoc/>
    public override string Source => $"new LossCase({Properties.Source.Of(Loss)}, {Output}, {Written(Targets)}, {Cotangent})";

    /// <inheritdoc/>
    public override Measure Measure => Properties.Source.Measure(Loss) + Shrink.Of(Output) + Shrink.Of(Cotangent) + Of(Targets);

    /// <summary>The cases of a loss whose examples are drawn by a function.</summary>
    public static LossCase Draw(Func<Key, int, LossExample> example, Key key, int size)
    {
        ArgumentNullException.ThrowIfNull(example);
        var drawn = example(key.Child(0), size);
        var value = drawn.Loss.Of<double>(drawn.Output, drawn.Targets).Value();
        return new(drawn.Loss, drawn.Output, drawn.Targets, Examples.Any(key.Child(1), value.Shape));
    }

    /// <inheritdoc/>
    public override IEnumerable<Case> Smaller()
    {
        foreach (var output in Shrink.Simpler(Output)) yield return this with { Output = output };
        foreach (var cotangent in Shrink.Simpler(Cotangent)) yield return this with { Cotangent = cotangent };
        if (Targets is Targets<double>.Values values)
            foreach (var numbers in Shrink.Simpler(values.Numbers)) yield return this with { Targets = numbers };
    }

    static string Written(Targets<double> targets) => targets switch
    {
        Targets<double>.Labels labels => labels.Classes.ToString(),
        Targets<double>.Values values => values.Numbers.ToString(),
        _ => targets.ToString(),
    };

    static Measure Of(Targets<double> targets) => targets switch
    {
        Targets<double>.Labels labels => labels.Classes.Span.ToArray().Aggregate(default(Measure), (sum, i) => sum + Shrink.Of(i)),
        Targets<double>.Values values => Shrink.Of(values.Numbers),
        _ => default,
    };
}
