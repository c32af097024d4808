namespace Dl.Properties;

/// <summary>
/// The loss of a mixture density is <c>-ln sum_k p_k (2 pi)^(-d/2) det(S_k)^(-1/2) exp(-(t - m_k)' S_k^-1 (t - m_k) / 2)</c>, computed by the covariances S_k = L_k L_k' themselves, their
/// determinants and inverses by Gauss and Jordan with pivots: nothing is shared with the triangular solutions of the op. Speaks of what claims to be a mixture density.
/// </summary>
public static class MixtureLaw
{
    /// <summary>The law.</summary>
    public static Law<LossCase> Of { get; } = new("mixture", "minus the logarithm of the mixture's density, by determinants and inverses of the covariances", asked =>
    {
        if (asked.Claimed is not MixtureDensity mixture) return Verdict.Silent;
        var (items, d) = (asked.Output.Shape[0], ((Targets<double>.Values)asked.Targets).Numbers.Shape.Last);
        var (each, bounds) = (new double[items], new double[items]);
        for (var i = 0; i < items; i++)
            (each[i], bounds[i]) = Item(mixture, asked.Output.View(i * asked.Output.Shape.Last, [asked.Output.Shape.Last]).Span, ((Targets<double>.Values)asked.Targets).Numbers.View(i * d, [d]).Span.ToArray());
        var found = asked.Value;
        var (expected, allowed) = mixture.Reduction switch
        {
            Reduce.None => (each, bounds),
            Reduce.Sum => ([each.Sum()], new[] { bounds.Sum() + Rounding.Of(items, each.Sum(Math.Abs)) }),
            _ => ([each.Average()], new[] { bounds.Average() + Rounding.Of(items + 1, each.Average(Math.Abs)) }),
        };
        return Enumerable.Range(0, expected.Length).Aggregate(Verdict.If(found.Shape.Size == expected.Length, () => $"{expected.Length} losses are due, but there are {found.Shape.Size}"),
            (all, i) => all.And(() => Verdict.Close(found[i], expected[i], allowed[i], () => $"entry {i}")));
    });

    // The loss of one item and how far rounding may take it.
    static (double Loss, double Bound) Item(MixtureDensity mixture, ReadOnlySpan<double> row, double[] target)
    {
        var (k, d) = (mixture.Components, target.Length);
        var numbers = row.ToArray();
        var scales = (numbers.Length - k * (1 + d)) / k;
        var (logs, worst) = (new double[k], 0.0);
        var largest = numbers.Take(k).Max();
        var normaliser = largest + Math.Log(numbers.Take(k).Sum(logit => Math.Exp(logit - largest)));
        for (var c = 0; c < k; c++)
        {
            var covariance = Covariance(mixture.Covariance, numbers.AsSpan(k * (1 + d) + c * scales, scales).ToArray(), d);
            var (inverse, logDeterminant, condition) = Inverse(covariance);
            var e = target.Select((t, i) => t - numbers[k + c * d + i]).ToArray();
            var (square, terms) = (0.0, 0.0);
            for (var i = 0; i < d; i++)
                for (var j = 0; j < d; j++)
                {
                    square += e[i] * inverse[i, j] * e[j];
                    terms += Math.Abs(e[i] * inverse[i, j] * e[j]);
                }
            logs[c] = numbers[c] - normaliser - (d * Math.Log(2 * Math.PI) + logDeterminant + square) / 2;
            // An inverse is off by its condition times u (Higham, section 14); so is the logarithm of the determinant, of d factors.
            worst = Math.Max(worst, Rounding.Of(64 * d * d, condition * (terms + d) + Math.Abs(numbers[c]) + Math.Abs(normaliser) + Math.Abs(logs[c])));
        }
        var most = logs.Max();
        var loss = -(most + Math.Log(logs.Sum(log => Math.Exp(log - most))));
        return (loss, worst + Rounding.Of(16 * k, 1 + Math.Abs(loss)));
    }

    static double[,] Covariance(Covariance kind, double[] scales, int d)
    {
        double Factor(int i, int j) => kind switch
        {
            Functional.Covariance.Full => j > i ? 0 : i == j ? Math.Exp(scales[i * (i + 1) / 2 + i]) : scales[i * (i + 1) / 2 + j],
            _ => i != j ? 0 : Math.Exp(scales[kind == Functional.Covariance.Diagonal ? i : 0]),
        };
        var covariance = new double[d, d];
        for (var i = 0; i < d; i++)
            for (var j = 0; j < d; j++)
                covariance[i, j] = Enumerable.Range(0, d).Sum(m => Factor(i, m) * Factor(j, m));
        return covariance;
    }

    // The inverse, the logarithm of the determinant, and the condition in the norm of the largest row sum.
    static (double[,] Inverse, double LogDeterminant, double Condition) Inverse(double[,] a)
    {
        var d = a.GetLength(0);
        var (left, right, log) = ((double[,])a.Clone(), new double[d, d], 0.0);
        for (var i = 0; i < d; i++) right[i, i] = 1;
        for (var column = 0; column < d; column++)
        {
            var pivot = Enumerable.Range(column, d - column).MaxBy(row => Math.Abs(left[row, column]));
            for (var j = 0; j < d; j++)
            {
                (left[column, j], left[pivot, j]) = (left[pivot, j], left[column, j]);
                (right[column, j], right[pivot, j]) = (right[pivot, j], right[column, j]);
            }
            var head = left[column, column];
            log += Math.Log(Math.Abs(head));
            for (var j = 0; j < d; j++) (left[column, j], right[column, j]) = (left[column, j] / head, right[column, j] / head);
            for (var row = 0; row < d; row++)
            {
                if (row == column) continue;
                var factor = left[row, column];
                for (var j = 0; j < d; j++) (left[row, j], right[row, j]) = (left[row, j] - factor * left[column, j], right[row, j] - factor * right[column, j]);
            }
        }
        return (right, log, Norm(a) * Norm(right));
    }

    static double Norm(double[,] a) => Enumerable.Range(0, a.GetLength(0)).Max(i => Enumerable.Range(0, a.GetLength(1)).Sum(j => Math.Abs(a[i, j])));
}
