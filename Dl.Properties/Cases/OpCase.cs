namespace Dl.Properties;

/// <summary>An op with inputs, and the cotangent of its value.</summary>
public sealed record OpCase(Example Example, Tensor<double> Cotangent) : Case
{
    /// <summary>The op.</summary>
    public IOp Op => Example.Op;

    /// <summary>Its inputs.</summary>
    public Few<Tensor<double>> Inputs => Example.Inputs;

    /// <inheritdoc/>
    public override string Source =>
        $"new OpCase(new Example({Properties.Source.Of(Op)}, {Properties.Source.Of(Inputs)}), {Cotangent})";

    /// <inheritdoc/>
    public override Measure Measure =>
        Inputs.Aggregate(Properties.Source.Measure(Op) + Shrink.Of(Cotangent), (sum, input) => sum + Shrink.Of(input));

    /// <summary>The cases of an op whose examples are drawn by a function.</summary>
    public static OpCase Draw(Func<Key, int, Example> example, Key key, int size)
    {
        ArgumentNullException.ThrowIfNull(example);
        var drawn = example(key.Child(0), size);
        return new(drawn, Examples.Any(key.Child(1), drawn.Op.Rule(drawn.Inputs).Value.Shape));
    }

    /// <inheritdoc/>
    public override IEnumerable<Case> Smaller()
    {
        foreach (var op in Properties.Source.Simpler(Op))
            if (Fits(op, Inputs) is { } fitting)
                yield return fitting;
        for (var i = 0; i < Inputs.Count; i++)
            foreach (var input in Shrink.Shorter(Inputs[i]))
                if (Fits(Op, With(i, input)) is { } fitting)
                    yield return fitting;
        for (var i = 0; i < Inputs.Count; i++)
            foreach (var input in Shrink.Simpler(Inputs[i]))
                yield return this with { Example = Example with { Inputs = With(i, input) } };
        foreach (var cotangent in Shrink.Simpler(Cotangent)) yield return this with { Cotangent = cotangent };
    }

    Few<Tensor<double>> With(int at, Tensor<double> input) => Few.Of<Tensor<double>>([.. Inputs.Select((old, i) => i == at ? input : old)]);

    // A simpler op may not take these inputs, nor the op simpler inputs; where the value gets another shape the cotangent is all ones.
    OpCase? Fits(IOp op, Few<Tensor<double>> inputs)
    {
        try
        {
            var shape = op.Rule(inputs).Value.Shape;
            return new(new(op, inputs), shape == Cotangent.Shape ? Cotangent : Tensor<double>.Ones(shape));
        }
        catch (DlException)
        {
            return null;
        }
    }
}
