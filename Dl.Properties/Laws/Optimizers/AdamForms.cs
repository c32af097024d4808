using static Dl.Properties.Walks;

namespace Dl.Properties;

/// <summary>Closed forms of Adam. Source: Kingma and Ba 2015, algorithm 1.</summary>
static class AdamForms
{
    /// <summary>The update from the unbiased moments, with epsilon where the settings put it, and with the bias back where they want it.</summary>
    public static double Quotient(this Adam adam, double mean, double square, int step)
    {
        var (ofMean, ofSquare) = (1 - Math.Pow(adam.Beta1, step), 1 - Math.Pow(adam.Beta2, step));
        if (!adam.Debias) (mean, square, ofSquare) = (mean * ofMean, square * ofSquare, 1);
        return mean / (adam.Place switch
        {
            EpsilonPlace.Inside => Math.Sqrt(square + adam.Epsilon),
            EpsilonPlace.Hat => Math.Sqrt(square) + adam.Epsilon / Math.Sqrt(ofSquare),
            _ => Math.Sqrt(square) + adam.Epsilon,
        });
    }

    /// <summary>
    /// O1: under a constant gradient the update is <c>g / (|g| + epsilon)</c> at every step, whatever the betas, with
    /// epsilon where the settings put it. Relative tolerance 1e-9.
    /// </summary>
    public static Law<OptimizerCase> Constant { get; } = new("adam constant", "under a constant gradient Adam's update is g / (|g| + epsilon) at every step (O1; Kingma and Ba 2015)", asked =>
        asked.Sole<Adam>() is not { } adam ? Verdict.Silent : Each(asked.Width, i =>
        {
            var g = asked.Gradient(0)[i];
            return Each(asked.Optimizer.Updates(Enumerable.Repeat(g, 12)), Enumerable.Range(1, 12), (t, u, _) =>
                Agree(u, adam.Quotient(g, g * g, t), 1e-9, () => $"update {t} under the gradient {Literal.Of(g)}"));
        }));

    /// <summary>
    /// O2: the second update, written out: <c>m = (b1 g1 + g2) / (1 + b1)</c>, <c>v = (b2 g1^2 + g2^2) / (1 + b2)</c>. Relative
    /// tolerance 1e-9.
    /// </summary>
    public static Law<OptimizerCase> TwoSteps { get; } = new("adam two steps", "the second update has the mean (b1 g1 + g2) / (1 + b1) and the square alike (O2; Kingma and Ba 2015)", asked =>
        asked.Sole<Adam>() is not { } adam ? Verdict.Silent : Each(asked.Width, i =>
        {
            var (g1, g2) = (asked.Gradient(0)[i], asked.Gradient(1 % asked.Steps)[i]);
            var (m, v) = ((adam.Beta1 * g1 + g2) / (1 + adam.Beta1), (adam.Beta2 * g1 * g1 + g2 * g2) / (1 + adam.Beta2));
            // The sum in m may cancel: the error is relative to its terms.
            var terms = (adam.Beta1 * Math.Abs(g1) + Math.Abs(g2)) / (1 + adam.Beta1);
            var bound = 1e-9 * Math.Abs(adam.Quotient(terms, v, 2));
            return Verdict.Close(asked.Optimizer.Updates([g1, g2]).Last(), adam.Quotient(m, v, 2), Math.Max(bound, double.Epsilon), () => "the second update");
        }));

    /// <summary>O8: the first update has the magnitude <c>|g| / (|g| + epsilon)</c>, at most 1. Tolerance 8 u: four roundings
    /// above, four below.</summary>
    public static Law<OptimizerCase> First { get; } = new("adam first step", "the first update is |g| / (|g| + epsilon) in magnitude, at most 1 (O8; Kingma and Ba 2015)", asked =>
        asked.Sole<Adam>() is not { } adam ? Verdict.Silent : Each(asked.Width, i =>
        {
            var (g, u) = (asked.Gradient(0)[i], asked.Optimizer.Updates([asked.Gradient(0)]).First()[i]);
            return Agree(Math.Abs(u), Math.Abs(adam.Quotient(g, g * g, 1)), 8 * U, () => $"the magnitude of the first update, gradient {Literal.Of(g)}");
        }));

    /// <summary>Two numbers agree relative to the second; what divides 0 by 0 may be anything.</summary>
    public static Verdict Agree(double claimed, double found, double relative, Func<string> where) =>
        double.IsNaN(found) ? Verdict.Silent : Verdict.Close(claimed, found, relative * Math.Abs(found), where);
}
