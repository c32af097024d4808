namespace Dl.Properties;

/// <summary>
/// A number with a bound on its own rounding error, which every operation carries on: to first order in the unit round-off,
/// for sums in any order (Higham, "Accuracy and stability of numerical algorithms", section 3.3). Oracles that compute with
/// it say themselves how far another computation of the same may lie.
/// </summary>
readonly record struct Rounded(double Value, double Error)
{
    const double UnitRoundOff = 1.0 / (1L << 53);

    // Elementary functions of libraries are exact to a few units.
    const double Units = 4 * UnitRoundOff;

    public static implicit operator Rounded(double exact) => new(exact, 0);

    public static Rounded operator +(Rounded a, Rounded b) => Sum([a, b]);

    public static Rounded operator -(Rounded a, Rounded b) => Sum([a, b with { Value = -b.Value }]);

    public static Rounded operator *(Rounded a, Rounded b) =>
        new(a.Value * b.Value, Math.Abs(a.Value) * b.Error + Math.Abs(b.Value) * a.Error + UnitRoundOff * Math.Abs(a.Value * b.Value));

    /// <summary>The sum in any order.</summary>
    public static Rounded Sum(IReadOnlyCollection<Rounded> terms) =>
        new(terms.Sum(term => term.Value), terms.Sum(term => term.Error) + terms.Count * UnitRoundOff * terms.Sum(term => Math.Abs(term.Value)));

    /// <summary>The logistic function, whose slope is at most 1/4.</summary>
    public static Rounded Sigmoid(Rounded x) => new(1 / (1 + Math.Exp(-x.Value)), x.Error / 4 + Units);

    /// <summary>The hyperbolic tangent, whose slope is at most 1.</summary>
    public static Rounded Tanh(Rounded x) => new(Math.Tanh(x.Value), x.Error + Units);

    /// <summary>Numbers times their exponentials' shares: <c>sum_j e^(s_j) v_j / sum_j e^(s_j)</c>; zero for none.</summary>
    public static Rounded Weighted(IReadOnlyList<Rounded> scores, IReadOnlyList<Rounded> values)
    {
        if (scores.Count == 0) return 0;
        var most = scores.Max(score => score.Value);
        var total = scores.Sum(score => Math.Exp(score.Value - most));
        // A weight e^s / sum is off by at most twice the largest error of a score, relative to itself.
        var relative = 2 * scores.Max(score => score.Error + Units * (1 + Math.Abs(score.Value) + Math.Abs(most))) + (scores.Count + 2) * Units;
        return Sum([.. scores.Select((score, j) => new Rounded(Math.Exp(score.Value - most) / total, relative * Math.Exp(score.Value - most) / total) * values[j])]);
    }

    /// <summary>Whether another computation of the same gave a number that both errors allow.</summary>
    public Verdict Allows(double found, Func<string> where) => Verdict.Close(found, Value, 2 * Error + double.Epsilon, where);
}
