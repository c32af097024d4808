namespace Dl.Properties;

/// <summary>What the laws of normalisations and dropouts ask of a case.</summary>
static class NormCase
{
    /// <summary>The output at the case's own parameters and batch.</summary>
    public static Tensor<double> Run(this LayerCase asked, Mode mode) => asked.Apply(asked.Poured(), asked.Batch, mode).Value().Output.Value;

    /// <summary>The parameters as the layer's record.</summary>
    public static ITree<double> Poured(this LayerCase asked) => new Mold<double>(asked.Start<double>().Params).Pour(asked.Vector);

    /// <summary>The gradient of the batch in learning.</summary>
    public static Tensor<double> Pulled(this LayerCase asked) =>
        Gradient.Pull(Leaves<double>.Of(asked.Batch), leaves => asked.Apply(asked.Poured(), leaves[0], Mode.Train).Map(result => result.Output), _ => asked.Cotangent).Gradient[0].Value;

    /// <summary>The parameter of a role, or one number everywhere where there is none.</summary>
    public static double[] Parameter(this LayerCase asked, Role role, int size, double otherwise)
    {
        var slots = new Mold<double>(asked.Start<double>().Params).Slots.Where(slot => slot.Role == role).ToArray();
        return slots.Length == 0 ? [.. Enumerable.Repeat(otherwise, size)] : asked.Vector.View(slots[0].Start, [slots[0].Shape.Size]).Span.ToArray();
    }

    /// <summary>The case with scale one and shift zero.</summary>
    public static LayerCase Plain(this LayerCase asked) => asked with
    {
        Vector = Tensor<double>.From(asked.Vector.Shape, [.. new Mold<double>(asked.Start<double>().Params).Slots.SelectMany(slot => Enumerable.Repeat(slot.Role == Role.Scale ? 1.0 : 0.0, slot.Shape.Size))]),
    };

    /// <summary>The batch with each number changed.</summary>
    public static Tensor<double> Mapped(this Tensor<double> x, Func<double, int, double> f) => Tensor<double>.From(x.Shape, [.. x.Span.ToArray().Select(f)]);

    /// <summary>A bound that a count of so many independent draws of probability p leaves with a probability below 2e-9 (Bernstein's
    /// inequality: rigorous, where six standard deviations are not for rare events).</summary>
    public static double Bernstein(double p, double draws) => Bernstein(draws * p * (1 - p));

    /// <summary>The same for independent draws of any probabilities, by the variance of the count.</summary>
    public static double Bernstein(double variance)
    {
        var log = Math.Log(1e9);
        return log / 3 + Math.Sqrt(log * log / 9 + 2 * log * variance);
    }
}
