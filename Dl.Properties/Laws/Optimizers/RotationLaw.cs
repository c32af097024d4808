namespace Dl.Properties;

/// <summary>
/// O35: gradient descent and momentum do not know the axes: rotated gradients give rotated updates, to 1e-9 of the largest.
/// Adam knows them, and must.
/// </summary>
public static class RotationLaw
{
    static readonly (double C, double S) Turn = (0.6, 0.8);

    /// <summary>The law.</summary>
    public static Law<OptimizerCase> Of { get; } = new("rotation", "gradient descent and momentum commute with rotations, Adam does not (O35)", asked =>
    {
        var gradients = Enumerable.Range(0, asked.Steps).Select(t => Pair(asked.Gradient(t)[0], asked.Gradient(t)[asked.Width - 1])).ToArray();
        if (asked.Held.Links.All(IsLinear))
            return Walks.Each(asked.Optimizer.Updates(gradients).Select(Rotated), asked.Optimizer.Updates(gradients.Select(Rotated)), (t, a, b) =>
                Verdict.Close(b, a, 1e-9, () => $"update {t} of rotated gradients, against the rotated update"));
        if (asked.Sole<Adam>() is not { Epsilon: <= 1 }) return Verdict.Silent;
        var (u, v) = (asked.Optimizer.Updates([Pair(1, 0)]).First(), asked.Optimizer.Updates([Rotated(Pair(1, 0))]).First());
        return Verdict.If(Enumerable.Range(0, 2).Any(i => Math.Abs(Rotated(u)[i] - v[i]) > 1e-3 * Math.Abs(u[0])), () => $"the updates {u} of (1, 0) and {v} of its rotation are rotations of each other");
    });

    /// <summary>Rules that are linear in the gradients with one number for all coordinates.</summary>
    internal static bool IsLinear(ILink link) => link is Rate or Momentum or Nesterov or Maximize or L2 { Where: Everywhere } or Decay { Where: Everywhere } or ClipNorm;

    static Tensor<double> Pair(double x, double y) => Tensor<double>.From([2], [x, y]);

    static Tensor<double> Rotated(Tensor<double> x) => Pair(Turn.C * x[0] - Turn.S * x[1], Turn.S * x[0] + Turn.C * x[1]);
}
