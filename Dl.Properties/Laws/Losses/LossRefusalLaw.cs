namespace Dl.Properties;

/// <summary>G4 for losses: outputs and targets that do not belong together are refused in one line that begins with the loss's name, or a loss comes out; nothing else does.</summary>
public static class LossRefusalLaw
{
    /// <summary>The law.</summary>
    public static Law<LossCase> Of { get; } = new("refusal", "outputs and targets that do not belong together are refused by the loss's name (G4)", asked =>
    {
        var all = Verdict.Holds;
        foreach (var shape in LayerRefusalLaw.Others(asked.Output.Shape))
        {
            all = all.And(() => Ask(asked.Loss, Tensor<double>.Full(shape, 0.5), asked.Targets, () => $"outputs {shape} and its targets"));
            all = all.And(() => Ask(asked.Loss, asked.Output, Tensor<double>.Ones(shape), () => $"targets of numbers {shape}"));
        }
        foreach (var targets in Strange(asked)) all = all.And(() => Ask(asked.Loss, asked.Output, targets, () => $"targets {targets}"));
        return all;
    });

    static IEnumerable<Targets<double>> Strange(LossCase asked)
    {
        var items = Enumerable.Repeat(-1, asked.Output.Shape[0]).ToArray();
        yield return Indices.From(Shape.Scalar, [0]);
        yield return Indices.Of(0);
        yield return Indices.Of(items);
        yield return Tensor<double>.Full(asked.Output.Shape, -2);
        yield return Targets<double>.Of();
        yield return Targets<double>.Of(asked.Targets, asked.Targets);
        yield return Targets<double>.Of(Tensor<double>.Ones(asked.Output.Shape), Indices.Of(items));
        yield return Targets<double>.Of(Tensor<double>.Ones(asked.Output.Shape), Tensor<double>.Full(asked.Output.Shape, -1));
    }

    static Verdict Ask(ILoss loss, Tensor<double> output, Targets<double> targets, Func<string> what)
    {
        try
        {
            loss.Of<double>(output, targets).Value();
            return Verdict.Holds;
        }
        catch (DlException refusal)
        {
            return Verdict.If(LayerRefusalLaw.Named(refusal, loss.Name, Claimed.By(loss).Name) && !refusal.Message.Contains('\n', StringComparison.Ordinal),
                () => $"of {what()} it complains without its name '{loss.Name}': {refusal.Message}");
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return Verdict.Broken($"of {what()} it breaks with {error.GetType().Name}: {error.Message}");
        }
    }
}
