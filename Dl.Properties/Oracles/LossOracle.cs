namespace Dl.Properties;

/// <summary>The losses of the items of a batch and their weights, by the formula, in plain loops.</summary>
/// <param name="Each">The loss of each item, times its weight.</param>
/// <param name="Weights">The weight of each item.</param>
/// <param name="Masses">For losses of classes, the target of each item as masses of the classes; else empty.</param>
/// <param name="Terms">For each item the sum of the magnitudes that enter its loss: what rounding errors are measured against.</param>
/// <param name="Operations">How many roundings an item's loss takes.</param>
sealed record LossOracle(double[] Each, double[] Weights, double[][] Masses, double[] Terms, int Operations)
{
    /// <summary>The oracle of a loss of classes, or null for another one.</summary>
    public static LossOracle? Of(ILoss claimed, Tensor<double> output, Targets<double> targets) => claimed switch
    {
        CrossEntropy loss => Rows(loss, output, targets, softmax: true),
        NegativeLogLikelihood loss => Rows(new(loss.Weights, loss.Ignored), output, targets, softmax: false),
        BinaryCrossEntropy loss => Binary(loss.Weights, loss.Smoothing, output, targets, z => Math.Max(z, 0) + Log1p(Math.Exp(-Math.Abs(z))), z => Math.Max(-z, 0) + Log1p(Math.Exp(-Math.Abs(z)))),
        BinaryCrossEntropyOfProbabilities loss => Binary(loss.Weights, loss.Smoothing, output, targets, p => -Math.Log(1 - p), p => -Math.Log(p)),
        _ => null,
    };

    /// <summary>What is made of them.</summary>
    public double[] Reduced(Reduce reduction) => reduction switch
    {
        Reduce.None => Each,
        Reduce.Sum => [Each.Sum()],
        _ => [Weights.Sum() == 0 ? 0 : Each.Sum() / Weights.Sum()],
    };

    /// <summary>How far from these two computations may lie apart by rounding.</summary>
    public double[] Bounds(Reduce reduction) => reduction switch
    {
        Reduce.None => [.. Terms.Select(terms => Rounding.Of(Operations, terms))],
        Reduce.Sum => [Rounding.Of(Operations + Each.Length, Terms.Sum())],
        // The sum of the weights, by which is divided, has as many terms again.
        _ => [Weights.Sum() == 0 ? 0 : Rounding.Of(Operations + 2 * Each.Length, Terms.Sum()) / Weights.Sum()],
    };

    /// <summary>Whether a loss is this one, to rounding.</summary>
    public Verdict Allows(Tensor<double> found, Reduce reduction, Func<string> where)
    {
        var (expected, bounds) = (Reduced(reduction), Bounds(reduction));
        var all = Verdict.If(found.Shape.Size == expected.Length, () => $"{where()}: {expected.Length} losses are due, but there are {found.Shape.Size}");
        for (var i = 0; i < expected.Length; i++)
        {
            var at = i;
            all = all.And(() => Verdict.Close(found[at], expected[at], bounds[at], () => $"{where()}, entry {at}"));
        }
        return all;
    }

    /// <summary>The magnitudes that enter a loss of any kind: those of the oracle, or the outputs and targets of ordinary size.</summary>
    public static double Magnitude(LossCase asked, Tensor<double> output, Targets<double> targets) => Of(asked.Claimed, output, targets) is { } oracle
        ? oracle.Terms.Sum()
        : output.Span.ToArray().Where(double.IsFinite).Sum(z => 1 + Math.Abs(z)) + Numbers(targets).Where(double.IsFinite).Sum(Math.Abs);

    static IEnumerable<double> Numbers(Targets<double> targets) => targets switch
    {
        Targets<double>.Values values => values.Numbers.Span.ToArray(),
        Targets<double>.Several several => several.Parts.SelectMany(Numbers),
        _ => [],
    };

    /// <summary>The weights of the items of any loss: one each, where it says nothing else.</summary>
    public static double[] WeightsOf(LossCase asked, Tensor<double> output, Targets<double> targets) =>
        Of(asked.Claimed, output, targets)?.Weights ?? [.. Enumerable.Repeat(1.0, ((IReduced)asked.Claimed).By(Reduce.None).Of<double>(output, targets).Value().Shape.Size)];

    /// <summary>exp of each number of a row over their sum.</summary>
    public static double[] Softmax(ReadOnlySpan<double> row)
    {
        var numbers = row.ToArray();
        var largest = numbers.Max();
        var sum = numbers.Sum(z => Math.Exp(z - largest));
        return [.. numbers.Select(z => Math.Exp(z - largest) / sum)];
    }

    static LossOracle Rows(CrossEntropy loss, Tensor<double> output, Targets<double> targets, bool softmax)
    {
        var classes = output.Shape.Last;
        var items = output.Shape.Rows;
        var (each, weights, masses, terms) = (new double[items], new double[items], new double[items][], new double[items]);
        for (var i = 0; i < items; i++)
        {
            var row = output.Span.Slice(i * classes, classes).ToArray();
            var largest = row.Max();
            var logarithm = softmax ? largest + Math.Log(row.Sum(z => Math.Exp(z - largest))) : 0;
            var target = new double[classes];
            if (targets is Targets<double>.Labels { Classes: var labels })
            {
                if (!loss.Ignored.Contains(labels[i])) target[labels[i]] = 1;
            }
            else
                for (var k = 0; k < classes; k++) target[k] = ((Targets<double>.Values)targets).Numbers[i * classes + k];
            var mass = target.Sum();
            masses[i] = [.. target.Select((y, k) => (loss.Weights.Count == 0 ? 1 : loss.Weights[k]) * ((1 - loss.Smoothing) * y + loss.Smoothing * mass / classes))];
            weights[i] = mass == 0 ? 0 : masses[i].Sum() / mass;
            for (var k = 0; k < classes; k++)
                if (masses[i][k] != 0)
                {
                    each[i] -= masses[i][k] * (row[k] - logarithm);
                    terms[i] += masses[i][k] * (Math.Abs(row[k]) + Math.Abs(logarithm) + 1);
                }
        }
        // Exponential, sum, logarithm, difference, mass and product for each class.
        return new(each, weights, masses, terms, 16 * (classes + 2));
    }

    static LossOracle Binary(Many<double> weights, double smoothing, Tensor<double> output, Targets<double> targets, Func<double, double> ofZero, Func<double, double> ofOne)
    {
        var (each, sums, terms) = (new double[output.Shape.Size], new double[output.Shape.Size], new double[output.Shape.Size]);
        for (var i = 0; i < each.Length; i++)
        {
            var y = (1 - smoothing) * (targets is Targets<double>.Labels labels ? labels.Classes[i] : ((Targets<double>.Values)targets).Numbers[i]) + smoothing / 2;
            var (zero, one) = ((weights.Count == 0 ? 1 : weights[0]) * (1 - y), (weights.Count == 0 ? 1 : weights[1]) * y);
            var (left, right) = (zero == 0 ? 0 : zero * ofZero(output[i]), one == 0 ? 0 : one * ofOne(output[i]));
            (each[i], sums[i], terms[i]) = (left + right, zero + one, Math.Abs(left) + Math.Abs(right) + zero + one);
        }
        return new(each, sums, [], terms, 48);
    }

    // ln(1 + x) for x from 0 to 1, by the series of the inverse hyperbolic tangent.
    static double Log1p(double x)
    {
        var (s, sum) = (x / (2 + x), 0.0);
        for (var n = 61; n >= 1; n -= 2) sum = 1.0 / n + s * s * sum;
        return 2 * s * sum;
    }
}
