namespace Dl.Properties;

/// <summary>
/// G1: the pullback is the gradient that differences measure. Along coordinates, a random direction and all-ones, the slope
/// of <c>t -> &lt;c, f(x + t v)&gt;</c> at 0 is <c>&lt;J^T c, v&gt;</c>. Broken if it is off by more than 4 times the oracle's own
/// error estimate and 8 u times the magnitudes of the terms of both sums; at a kink the claimed slope must lie between those of both sides.
/// </summary>
public static class GradientLaw
{
    const int Coordinates = 8;

    // The unit round-off of double precision.
    const double UnitRoundOff = 1.0 / (1L << 53);

    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("gradient", "the pullback is the slope that differences measure (G1)", Ask);

    /// <summary>The law for any function of tensors and its claimed gradients: what the laws of layers and losses share.</summary>
    /// <param name="inputs">Where.</param>
    /// <param name="claimed">The claimed gradients.</param>
    /// <param name="f">The function.</param>
    /// <param name="cotangent">The cotangent of its value.</param>
    public static Verdict Ask(IReadOnlyList<Tensor<double>> inputs, IReadOnlyList<Tensor<double>> claimed, Func<IReadOnlyList<Tensor<double>>, Tensor<double>> f, Tensor<double> cotangent)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(claimed);
        ArgumentNullException.ThrowIfNull(f);
        var terms = Inner.Magnitude(cotangent, f(inputs));
        if (!double.IsFinite(terms)) return Verdict.Silent;
        var key = Key.Of(7);
        var all = Verdict.Silent;
        for (var i = 0; i < inputs.Count; i++)
        {
            var at = i;
            if (claimed[i].Shape != inputs[i].Shape) return Verdict.Broken($"input {i} has shape {inputs[i].Shape}, its gradient {claimed[i].Shape}");
            foreach (var direction in Directions(inputs[i].Shape, key.Child(i)))
            {
                var line = new Line(inputs, at, direction.Vector, f, cotangent);
                var sum = new Sum(Inner.Product(claimed[at], direction.Vector), terms + Inner.Magnitude(claimed[at], direction.Vector));
                all = all.And(() => Along(line.At, sum, () => $"input {at}, {direction.Name}"));
            }
        }
        return all;
    }

    static Verdict Ask(OpCase asked)
    {
        var pulled = asked.Op.Rule(asked.Inputs).Pull(asked.Cotangent);
        return pulled.Count != asked.Inputs.Count
            ? Verdict.Broken($"the op has {asked.Inputs.Count} inputs, its pullback returned {pulled.Count} cotangents")
            : Ask([.. asked.Inputs], [.. pulled.Select(delta => delta.ToTensor())],
                inputs => asked.Op.Rule(Few.Of<Tensor<double>>([.. inputs])).Value, asked.Cotangent);
    }

    // A kink so near that no rung of the ladder is on one side of it: far below the ladder the slope is the claimed one, and not the measured one.
    static Verdict Along(Func<double, double> f, Sum sum, Func<string> where)
    {
        var verdict = Measured(f, sum, where);
        if (verdict.Finding != Finding.Broken) return verdict;
        var (near, far) = (FiniteDifference.Near(f, UnitRoundOff * sum.Terms), FiniteDifference.Slope(f, UnitRoundOff * sum.Terms));
        return Math.Abs(near.Slope - sum.Value) <= 4 * near.Error && Math.Abs(near.Slope - far.Slope) > 4 * (near.Error + far.Error) ? new(Finding.Inconclusive, 0, "") : verdict;
    }

    static Verdict Measured(Func<double, double> f, Sum sum, Func<string> where)
    {
        var claimed = sum.Value;
        if (FiniteDifference.IsKink(f))
        {
            var (left, right) = FiniteDifference.Sides(f);
            var (low, high) = left.Slope <= right.Slope ? (left, right) : (right, left);
            var nearest = claimed < low.Slope ? low : high;
            var between = claimed >= low.Slope && claimed <= high.Slope;
            return between ? Verdict.Holds : Verdict.Close(claimed, nearest.Slope, 4 * nearest.Error + 8 * UnitRoundOff * Math.Max(1, sum.Terms),
                () => FormattableString.Invariant($"{where()}, at a kink whose sides have the slopes {left.Slope:R} and {right.Slope:R}"));
        }
        var found = FiniteDifference.Slope(f, UnitRoundOff * sum.Terms);
        if (!double.IsFinite(found.Slope)) return Verdict.Silent;
        var scale = Math.Max(1, sum.Terms);
        var verdict = Verdict.Close(claimed, found.Slope, 4 * found.Error + 8 * UnitRoundOff * scale, where);
        return found.Error > 1e-6 * scale && verdict.Finding == Finding.Holds ? verdict with { Finding = Finding.Inconclusive } : verdict;
    }

    /// <summary>A sum, and the sum of the magnitudes of its terms: what its rounding error is measured against.</summary>
    readonly record struct Sum(double Value, double Terms);

    static IEnumerable<(string Name, Tensor<double> Vector)> Directions(Shape shape, Key key)
    {
        if (shape.Size == 0) yield break;
        var some = shape.Size <= Coordinates ? Enumerable.Range(0, shape.Size) : Enumerable.Range(0, Coordinates).Select(i => key.Below(shape.Size, i)).Distinct();
        foreach (var i in some) yield return ($"entry {i}", Unit(shape, i));
        if (shape.Size == 1) yield break;
        yield return ("along all ones", Tensor<double>.Ones(shape));
        yield return ("along a random direction", Examples.AwayFromZero(key.Child(0), shape));
    }

    static Tensor<double> Unit(Shape shape, int at) => Tensor<double>.Build(shape, at, static (into, at) =>
    {
        into.Clear();
        into[at] = 1;
    });

    sealed record Line(IReadOnlyList<Tensor<double>> Inputs, int Input, Tensor<double> Direction, Func<IReadOnlyList<Tensor<double>>, Tensor<double>> F, Tensor<double> Cotangent)
    {
        public double At(double t)
        {
            var moved = Inputs.ToArray();
            moved[Input] = Tensor<double>.Build(moved[Input].Shape, (From: moved[Input], Direction, t), static (into, s) =>
            {
                for (var i = 0; i < into.Length; i++) into[i] = s.From[i] + s.t * s.Direction[i];
            });
            return Inner.Product(Cotangent, F(moved));
        }
    }
}
