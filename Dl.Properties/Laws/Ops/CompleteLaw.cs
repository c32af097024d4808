namespace Dl.Properties;

/// <summary>
/// G10: no gradient is silently severed: where forward mode moves the value when an input moves, the pullback of that
/// movement is not zero.
/// </summary>
public static class CompleteLaw
{
    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("complete", "an input that moves the value has a gradient that is not zero (G10)", asked =>
    {
        var ruled = asked.Op.Rule(asked.Inputs);
        var all = Verdict.Silent;
        for (var i = 0; i < asked.Inputs.Count; i++)
        {
            var at = i;
            var direction = asked.Inputs.Select((x, j) => j == at ? Examples.AwayFromZero(Key.Of(23), x.Shape) : Tensor<double>.Zeros(x.Shape)).ToArray();
            var moved = ForwardMode.Of(asked.Op, asked.Inputs, direction);
            if (!moved.Span.ToArray().All(double.IsFinite) || Inner.Product(moved, moved) < 1e-20) continue;
            all = all.And(() => Verdict.If(ruled.Pull(moved)[at].ToTensor().Span.ToArray().Any(x => x != 0), () => $"input {at} moves the value by {moved}, but its gradient is zero"));
        }
        return all;
    });
}
