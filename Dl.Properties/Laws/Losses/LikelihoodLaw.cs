namespace Dl.Properties;

/// <summary>
/// A likelihood is minus the logarithm of a probability plus a constant: exp(-loss) of one item, added up over all its targets - 0 and 1, the classes, or an integral over the numbers - is
/// the declared mass, whatever the output says. The integral is the trapezoid rule over 40 deviations on either side, which is exact to rounding for normal densities when its step is below a
/// deviation: by Poisson's formula it is off by 2 exp(-2 (pi s / h)^2), below 1e-50 for a step h of 1/8 and deviations s above 1/3. Tolerance: the rounding of exp(-loss) in all terms.
/// </summary>
public static class LikelihoodLaw
{
    /// <summary>The law.</summary>
    public static Law<LossCase> Of { get; } = new("likelihood", "exp(-loss) over all targets adds up to the declared mass: minus a logarithm of a probability plus a constant", asked =>
    {
        if (asked.Claimed is not ILikelihood) return Verdict.Silent;
        if (Plain(asked) is not { Claimed: ILikelihood likelihood } plain) return Verdict.Silent;
        asked = plain;
        var mass = likelihood.Support switch
        {
            Support.Bits => One(asked.Output, 1) is var z ? Density(asked, z, Tensor<double>.Zeros(z.Shape)) + Density(asked, z, Tensor<double>.Ones(z.Shape)) : 0,
            Support.Classes => One(asked.Output, asked.Output.Shape.Last) is var row ? Enumerable.Range(0, row.Shape.Last).Sum(k => Density(asked, row, Indices.Of(k))) : 0,
            _ => Integral(asked, likelihood),
        };
        // A loss of a few hundred has an absolute error of a few hundred u, which its exponential has relative to itself; the terms number up to 640.
        return Verdict.Close(mass, Math.Exp(likelihood.LogMass), Rounding.Of(4096, Math.Exp(likelihood.LogMass)), () => "the sum of exp(-loss) over all targets");
    });

    // With weights and smoothing a cross entropy is no likelihood, but without them it is. Of a wrong twin they cannot be taken away.
    static LossCase? Plain(LossCase asked) => asked.Loss switch
    {
        CrossEntropy loss => asked with { Loss = new CrossEntropy(loss.Reduction) },
        BinaryCrossEntropy loss => asked with { Loss = loss with { Weights = [], Smoothing = 0 } },
        _ => asked.Claimed is ILikelihood { LogMass: double.NaN } ? null : asked,
    };

    static double Integral(LossCase asked, ILikelihood likelihood)
    {
        const double reach = 40, step = 1.0 / 8;
        // Ordinary outputs: means within 3, deviations from e^-1 to e.
        var all = Enumerable.Range(0, likelihood.Item.Outputs).Select(i => asked.Output[i % asked.Output.Shape.Size] / 3).ToArray();
        var output = Tensor<double>.Of([1, all.Length], all);
        return Enumerable.Range(0, (int)(2 * reach / step) + 1).Sum(i => step * Density(asked, output, Tensor<double>.Of([1, 1], i * step - reach)));
    }

    static Tensor<double> One(Tensor<double> output, int numbers) => output.View(0, [1, numbers]).Keep();

    static double Density(LossCase asked, Tensor<double> output, Targets<double> target) => Math.Exp(-asked.At(output, target).Span.ToArray().Single());
}
