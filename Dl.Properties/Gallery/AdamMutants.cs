namespace Dl.Properties;

/// <summary>Sixteen wrong Adams, each off by one line.</summary>
static class AdamMutants
{
    const string Source = "sixteen one-line mutants of Adam, of which common tests of optimizers accept most";

    /// <summary>The faults.</summary>
    public static Many<OptimizerFault> Faults { get; } =
    [
        Adam("A01", "epsilon inside the root", AdamFault.EpsilonInside),
        Adam("A02", "epsilon added before the bias correction", AdamFault.EpsilonHat),
        Adam("A03", "epsilon subtracted in the denominator", AdamFault.MinusEpsilon),
        Adam("A04", "no epsilon", AdamFault.NoEpsilon),
        Adam("A05", "bias correction missing on m", AdamFault.MeanNotCorrected),
        Adam("A06", "bias correction missing on v", AdamFault.SquareNotCorrected),
        Adam("A07", "bias correction missing on both m and v", AdamFault.NotCorrected),
        Adam("A08", "(1 - b)^t in place of 1 - b^t", AdamFault.PowerOfDifference),
        Adam("A09", "the step counted one too far in the bias correction", AdamFault.CountLate),
        Adam("A10", "the powers of the betas never advance", AdamFault.PowersFrozen),
        Adam("A11", "beta1 and beta2 swapped", AdamFault.BetasSwapped),
        Adam("A12", "v gathers |g| in place of g^2", AdamFault.MagnitudeForSquare),
        Adam("A13", "m gathers g without the weight 1 - b1", AdamFault.MeanNotWeighted),
        Adam("A14", "v gathers m^2 in place of g^2", AdamFault.SquareOfMean),
        Adam("A15", "no root in the denominator", AdamFault.NoRoot),
        new("A16", Source, "the largest square forgotten", key => new([(AmsGrad)AmsGrad.Example(key) with { Order = AmsOrder.MaxThenDebias }]), OptimizerFault.Replace<AmsGrad>(ams => new Adam(ams.Beta1, ams.Beta2, ams.Epsilon)))
        {
            Usual = new(rate => Optimizer.AmsGrad(rate), 1e-3, 0.1),
        },
    ];

    /// <summary>All of them as mutants.</summary>
    public static Many<Mutant> All => Faults.Map(fault => fault.Mutant);

    /// <summary>A fault in every Adam of a chain.</summary>
    public static OptimizerFault Adam(string name, string wrong, AdamFault fault, string source = Source) =>
        new(name, source, wrong, key => new([(Adam)Functional.Adam.Example(key) with { Place = EpsilonPlace.Outside, Debias = true }]), OptimizerFault.Replace<Adam>(adam => adam is { Place: EpsilonPlace.Outside, Debias: true } ? new WrongAdam(adam, fault) : null))
        {
            Usual = new(rate => Optimizer.Adam(rate), 1e-3, 0.1),
        };
}
