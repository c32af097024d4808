namespace Dl.Functional;

/// <summary>What a perceptron is shown: inputs x and whether it ought to fire.</summary>
public sealed record Observation(Many<double> X, bool Fires);

/// <summary>A perceptron that has learned.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Mistakes">How often it was wrong on the way, and changed.</param>
/// <param name="Passes">How often all observations were shown.</param>
/// <param name="Converged">Whether the last pass was without a mistake.</param>
public sealed record Learned(ThresholdUnit Unit, int Mistakes, int Passes, bool Converged);

/// <summary>
/// Rosenblatt's rule, as a pure fold: <c>w += a (d - y) x</c> for the desired answer d and the given answer y, and the same for the bias, whose input is 1.
/// Law (Novikoff, 1962): from zero weights the mistakes are at most (R / g)^2, if all (x, 1) are of length at most R and some unit vector separates them by g; on what no line
/// separates it never converges. Source: Rosenblatt, "The perceptron", 1958.
/// </summary>
public static class Perceptron
{
    /// <summary>A unit whose weights are zero.</summary>
    public static ThresholdUnit Start(int inputs, Firing fires = Firing.At) => new(Enumerable.Repeat(0.0, inputs).ToMany(), 0, fires);

    /// <summary>The unit after one observation; the unit itself if it was right.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="seen">What it is shown.</param>
    /// <param name="rate">a.</param>
    public static ThresholdUnit Learn(ThresholdUnit unit, Observation seen, double rate = 1)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(seen);
        var answer = unit.OfNumbers(seen.X);
        if (answer == seen.Fires) return unit;
        var change = rate * ((seen.Fires ? 1 : 0) - (answer ? 1 : 0));
        return unit with { Weights = unit.Weights.Zip(seen.X, (w, x) => w + change * x).ToMany(), Bias = unit.Bias + change };
    }

    /// <summary>Shows all observations again and again, until a pass is without a mistake or there were so many passes.</summary>
    public static Learned Learn(ThresholdUnit start, Many<Observation> observations, int passes, double rate = 1)
    {
        var at = new Learned(start, 0, 0, false);
        while (!at.Converged && at.Passes < passes) at = Pass(at, observations, rate);
        return at;
    }

    static Learned Pass(Learned before, Many<Observation> observations, double rate)
    {
        var after = observations.Aggregate(before, (at, seen) =>
        {
            var next = Learn(at.Unit, seen, rate);
            return ReferenceEquals(next, at.Unit) ? at : at with { Unit = next, Mistakes = at.Mistakes + 1 };
        });
        return after with { Passes = before.Passes + 1, Converged = after.Mistakes == before.Mistakes };
    }
}
