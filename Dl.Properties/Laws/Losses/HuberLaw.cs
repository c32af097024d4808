namespace Dl.Properties;

/// <summary>
/// S5: Huber's loss is half a square up to delta and a line of slope delta beyond, and neither value nor slope jumps there. The robust family: psi is odd and the slope of rho, omega is
/// psi over the error, rho is even and 0 at 0, and the loss is rho of the error.
/// </summary>
public static class HuberLaw
{
    /// <summary>S5.</summary>
    public static Law<LossCase> Huber { get; } = new("huber", "half a square inside, slope delta outside, smooth at delta, for any delta (S5)", asked =>
    {
        var (delta, over) = asked.Claimed switch { Huber huber => (huber.Delta, 1), SmoothL1 smooth => (smooth.Beta, smooth.Beta), _ => (double.NaN, 1) };
        if (double.IsNaN(delta)) return Verdict.Silent;
        var all = Verdict.Holds;
        foreach (var ratio in new[] { 0, 0.25, -0.5, 1 - 1e-9, 1, 1 + 1e-9, -1, 2, -3 })
        {
            var e = ratio * delta;
            var (value, slope) = Math.Abs(ratio) <= 1 ? (e * e / 2, e) : (delta * (Math.Abs(e) - delta / 2), Math.Sign(e) * delta);
            all = all.And(() => One(asked, e, value / over, slope / over, Rounding.Of(16, delta * (Math.Abs(e) + delta) / over), Rounding.Of(16, delta / over)));
        }
        return all;
    });

    /// <summary>The robust family.</summary>
    public static Law<LossCase> Estimator { get; } = new("estimator", "the loss is rho of the error; psi is its slope and odd, omega is psi over the error, rho is even and 0 at 0", asked =>
    {
        if (asked.Claimed is not MEstimator estimator) return Verdict.Silent;
        var all = Verdict.Close(estimator.Rho(0.0), 0, 0, () => "rho at 0");
        foreach (var (output, target) in asked.Output.Span.ToArray().Zip(((Targets<double>.Values)asked.Targets).Numbers.Span.ToArray()).Take(4))
        {
            var e = output - target;
            if (e == 0) continue;
            var slope = FiniteDifference.Slope(t => estimator.Rho(e + t));
            double Bound(double size) => Rounding.Of(64, Math.Max(1, Math.Abs(size)));
            all = all.And(() => One(asked, e, estimator.Rho(e), estimator.Psi(e), Bound(estimator.Rho(e)), Bound(estimator.Psi(e))))
                .And(() => Verdict.Close(estimator.Omega(e) * e, estimator.Psi(e), Bound(estimator.Psi(e)), () => "omega times the error against psi"))
                .And(() => Verdict.Close(estimator.Rho(-e), estimator.Rho(e), 0, () => "rho of minus the error"))
                .And(() => Verdict.Close(estimator.Psi(-e), -estimator.Psi(e), 0, () => "psi of minus the error"))
                .And(() => FiniteDifference.IsKink(t => estimator.Rho(e + t)) ? Verdict.Silent
                    : slope.Error > 1e-6 ? new(Finding.Inconclusive, 0, "")
                    : Verdict.Close(estimator.Psi(e), slope.Slope, 4 * slope.Error + 1e-15 * Math.Max(1, estimator.Rho(e)), () => FormattableString.Invariant($"psi against the slope of rho at {e:R}")));
        }
        return all;
    });

    static Verdict One(LossCase asked, double error, double value, double slope, double bound, double ofSlope)
    {
        var (output, target) = (Tensor<double>.Of([1], error), Tensor<double>.Zeros([1]));
        return Verdict.Close(asked.At(output, target)[0], value, bound, () => FormattableString.Invariant($"loss of the error {error:R}"))
            .And(() => Verdict.Close(asked.GradientAt(output, target, loss => Tensor<double>.Ones(loss.Shape))[0], slope, ofSlope, () => FormattableString.Invariant($"slope at the error {error:R}")));
    }
}
