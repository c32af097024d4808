namespace Dl.Properties;

/// <summary>
/// Iteratively reweighted least squares: no round makes the sum of rho larger (omega falls with the error, so each round minimises a parabola above it), and where it has
/// converged the sum of psi(e_i) x_i is zero: a stationary point of the sum of rho.
/// </summary>
public static class ReweightedLaw
{
    /// <summary>A way to fit a line.</summary>
    public delegate Line<double> Fitter(Tensor<double> design, Tensor<double> targets, MEstimator loss, Tensor<double> start, int rounds);

    /// <summary>The law on the library's way.</summary>
    public static Many<Claim> All { get; } =
        [new Claim<SeedCase>(SeedCase.Subject("Regression"), Of((design, targets, loss, start, rounds) => Regression.Reweighted(design, targets, loss, start, rounds)))];

    /// <summary>The law, for a way to fit a line.</summary>
    public static Law<SeedCase> Of(Fitter fit) => new("reweighted", "no round makes the sum of rho larger; where it converged the sum of psi(e) x is zero", asked =>
    {
        ArgumentNullException.ThrowIfNull(fit);
        var (key, columns) = (asked.Key, 1 + asked.Key.Below(3, 0));
        var items = columns + 4 + key.Below(12, 1);
        MEstimator[] losses = [new MeanSquaredError(), new Huber(0.5), new SmoothL1(0.5), new Fair(0.5), new Cauchy(1), new Tukey(4), new Lp(1.5)];
        var loss = losses[key.Below(losses.Length, 2)];
        var (design, targets) = (key.Child(0).Normal<double>([items, columns]), key.Child(1).Normal<double>([items], 0, 2));
        double Cost(Tensor<double> line) => Regression.Errors(design, targets, line).Span.ToArray().Sum(loss.Rho);
        var line = new Line<double>(key.Child(2).Normal<double>([columns], 0, 0.125), 0, false);
        var all = Verdict.Holds;
        for (var round = 0; round < 8; round++)
        {
            var (before, next) = (line, fit(design, targets, loss, line.Weights, 1));
            all = all.And(() => Verdict.If(Cost(next.Weights) <= Cost(before.Weights) + Rounding.Of(64 * items, 1 + Cost(before.Weights)), () => $"a round of {loss.Name} went from {Cost(before.Weights):R} to {Cost(next.Weights):R}"));
            line = next;
        }
        var end = fit(design, targets, loss, line.Weights, 2000);
        if (!end.Converged) return all;
        var psi = Regression.Errors(design, targets, end.Weights).Span.ToArray().Select(loss.Psi).ToArray();
        for (var column = 0; column < columns; column++)
        {
            var at = column;
            // Steps below 1e-12 that shrink by a factor c leave a distance of 1e-12 / (1 - c): c stays below 0.999 here.
            all = all.And(() => Verdict.Close(Enumerable.Range(0, items).Sum(i => psi[i] * design[i * columns + at]), 0, 1e-9 * items * 4, () => $"slope of the sum of rho by weight {at}, for {loss.Name}"));
        }
        return all;
    });
}
