namespace Dl.Properties;

/// <summary>
/// G1: the pullback is the gradient that differences measure. Along coordinates, a random direction and all-ones, the slope
/// of <c>t -> &lt;c, f(x + t v)&gt;</c> at 0 is <c>&lt;J^T c, v&gt;</c>. Broken if it is off by more than 4 times the oracle's own
/// error estimate and 8 u times the magnitudes of the terms of both sums; where an output has a kink, between the slopes of its two sides.
/// Inputs move alone and together: of equal items each may take anything from 0 to 1, but all of them together 1.
/// </summary>
public static class GradientLaw
{
    // Every entry is part of the random direction; some are asked about alone.
    const int Coordinates = 4;

    // The unit round-off of double precision.
    const double UnitRoundOff = 1.0 / (1L << 53);

    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("gradient", "the pullback is the slope that differences measure (G1)", Ask);

    /// <summary>The law for any function of tensors and its claimed gradients: what the laws of layers and losses share.</summary>
    /// <param name="inputs">Where.</param>
    /// <param name="claimed">The claimed gradients.</param>
    /// <param name="f">The function.</param>
    /// <param name="cotangent">The cotangent of its value.</param>
    /// <param name="directions">Whether each input moves by itself too.</param>
    public static Verdict Ask(IReadOnlyList<Tensor<double>> inputs, IReadOnlyList<Tensor<double>> claimed, Func<IReadOnlyList<Tensor<double>>, Tensor<double>> f, Tensor<double> cotangent, Along directions = Along.Each)
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
            if (claimed[i].Shape != inputs[i].Shape) return Verdict.Broken($"input {i} has shape {inputs[i].Shape}, its gradient {claimed[i].Shape}");
            if (directions == Along.Each) foreach (var (name, vector) in Directions(inputs[i].Shape, key.Child(i))) Add($"input {i}, {name}", Only(inputs, i, vector));
        }
        if (inputs.Count > 1 || directions == Along.All)
        {
            Add("all inputs along all ones", [.. inputs.Select(x => Tensor<double>.Ones(x.Shape))]);
            Add("all inputs along a random direction", [.. inputs.Select((x, i) => Examples.AwayFromZero(key.Child(i).Child(1), x.Shape))]);
        }
        return all;

        void Add(string name, IReadOnlyList<Tensor<double>> direction) => all = all.And(() =>
        {
            var sum = new Sum(claimed.Zip(direction, Inner.Product).Sum(), terms + claimed.Zip(direction, Inner.Magnitude).Sum());
            return Told(new(inputs, direction, f, cotangent), sum, () => name);
        });
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
    static Verdict Told(Line line, Sum sum, Func<string> where)
    {
        var verdict = Measured(line, sum, where);
        if (verdict.Finding != Finding.Broken) return verdict;
        var (near, far) = (FiniteDifference.Near(line.Total, UnitRoundOff * sum.Terms), FiniteDifference.Slope(line.Total, UnitRoundOff * sum.Terms));
        return Math.Abs(near.Slope - sum.Value) <= 4 * near.Error && Math.Abs(near.Slope - far.Slope) > 4 * (near.Error + far.Error) ? new(Finding.Inconclusive, 0, "") : verdict;
    }

    static Verdict Measured(Line line, Sum sum, Func<string> where)
    {
        if (line.Kinks.Count == 0) return Smooth(line, sum, where);
        var (low, high, error) = line.Sides();
        if (sum.Value >= low && sum.Value <= high) return Verdict.Holds;
        var sided = Verdict.Close(sum.Value, sum.Value < low ? low : high, 4 * error + Allowed(sum), () => FormattableString.Invariant($"{where()}, at a kink with slopes from {low:R} to {high:R}"));
        // What rounding made look like a kink is smooth; and at a kink the slope measured across it is the mean of the sides.
        return sided.Finding == Finding.Broken && Smooth(line, sum, where) is { Finding: Finding.Holds } smooth ? smooth : sided;
    }

    static double Allowed(Sum sum) => 8 * UnitRoundOff * Math.Max(1, sum.Terms);

    static Verdict Smooth(Line line, Sum sum, Func<string> where)
    {
        var found = FiniteDifference.Slope(line.Total, UnitRoundOff * sum.Terms);
        if (!double.IsFinite(found.Slope)) return Verdict.Silent;
        var verdict = Verdict.Close(sum.Value, found.Slope, 4 * found.Error + Allowed(sum), where);
        return found.Error > 1e-6 * Math.Max(1, sum.Terms) && verdict.Finding == Finding.Holds ? verdict with { Finding = Finding.Inconclusive } : verdict;
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

    static Tensor<double>[] Only(IReadOnlyList<Tensor<double>> inputs, int at, Tensor<double> vector) =>
        [.. inputs.Select((x, i) => i == at ? vector : Tensor<double>.Zeros(x.Shape))];
}

/// <summary>Along which directions slopes are measured.</summary>
public enum Along
{
    /// <summary>Entries of each input, each input as a whole, and all together.</summary>
    Each,

    /// <summary>All inputs together: along all ones, and along a random direction.</summary>
    All,
}
