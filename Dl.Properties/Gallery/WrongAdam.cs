namespace Dl.Properties;

/// <summary>What may be wrong in an Adam.</summary>
enum AdamFault
{
    EpsilonInside,
    EpsilonHat,
    MinusEpsilon,
    NoEpsilon,
    MeanNotCorrected,
    SquareNotCorrected,
    NotCorrected,
    PowerOfDifference,
    CountLate,
    PowersFrozen,
    BetasSwapped,
    MagnitudeForSquare,
    MeanNotWeighted,
    SquareOfMean,
    NoRoot,
    CorrectionTwice,
    Narrow,
}

/// <summary>Adam with one fault.</summary>
/// <param name="Right">The settings.</param>
/// <param name="Fault">The fault.</param>
sealed record WrongAdam(Adam Right, AdamFault Fault) : BlockLink("wrong adam"), IClaims<ILink>
{
    /// <inheritdoc/>
    public ILink Claims => Right;

    /// <inheritdoc/>
    public override Many<string> Slots => ["m", "v"];

    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        var (b1, b2) = Fault == AdamFault.BetasSwapped ? (Right.Beta2, Right.Beta1) : (Right.Beta1, Right.Beta2);
        var (c1, c2) = Corrections(b1, b2, block.Count);
        // 1 - b2 to the power t in the lanes' own precision: at float it loses four digits where b2 is 0.9999.
        var (square, power) = (N.Of(c2), N.Of(1));
        for (var t = 0L; t < block.Count && Fault == AdamFault.Narrow; t++) power = power * N.Of(b2);
        if (Fault == AdamFault.Narrow) square = N.Of(1) / (N.Of(1) - power);
        var weight = Fault == AdamFault.MeanNotWeighted ? 1 : 1 - b1;
        var epsilon = N.Of(Fault == AdamFault.EpsilonHat ? Right.Epsilon * Math.Sqrt(c2) : Fault == AdamFault.NoEpsilon ? 0 : Right.Epsilon);
        for (var i = 0; i < block.Length; i++)
        {
            var g = block.Update[i];
            var m = N.Of(b1) * block.Was(0)[i] + N.Of(weight) * g;
            var v = N.Of(b2) * block.Was(1)[i] + N.Of(1 - b2) * (Fault switch
            {
                AdamFault.MagnitudeForSquare => N.Abs(g),
                AdamFault.SquareOfMean => m * m,
                _ => g * g,
            });
            block.Now(0)[i] = m;
            block.Now(1)[i] = v;
            block.Update[i] = m * N.Of(c1) / (Fault switch
            {
                AdamFault.EpsilonInside => N.Sqrt(v * square + epsilon),
                AdamFault.MinusEpsilon => N.Sqrt(v * square) - epsilon,
                AdamFault.NoRoot => v * square + epsilon,
                _ => N.Sqrt(v * square) + epsilon,
            });
        }
    }

    // What the moments are multiplied by.
    (double, double) Corrections(double b1, double b2, long t)
    {
        var (c1, c2) = Fault switch
        {
            AdamFault.PowerOfDifference => (Math.Pow(1 - b1, -t), Math.Pow(1 - b2, -t)),
            AdamFault.CorrectionTwice => (Math.Pow(b1, -t), Math.Pow(b2, -t)),
            AdamFault.CountLate => (1 / (1 - Math.Pow(b1, t + 1)), 1 / (1 - Math.Pow(b2, t + 1))),
            AdamFault.PowersFrozen => (1 / (1 - b1), 1 / (1 - b2)),
            _ => (1 / (1 - Math.Pow(b1, t)), 1 / (1 - Math.Pow(b2, t))),
        };
        return (Fault is AdamFault.MeanNotCorrected or AdamFault.NotCorrected ? 1 : c1, Fault is AdamFault.SquareNotCorrected or AdamFault.NotCorrected ? 1 : c2);
    }
}
