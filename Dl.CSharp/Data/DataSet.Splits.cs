using System.Globalization;
using Dl.Core;

namespace Dl.CSharp;

// Parts that are drawn with a key: disjoint, and together every example once.
public sealed partial record DataSet
{
    /// <summary>
    /// Disjoint parts that together hold every example once, drawn at random: <c>Split(key, 0.8, 0.2)</c>.
    /// scikit-learn: <c>train_test_split</c>.
    /// </summary>
    /// <remarks>Part k ends at round(N (f0 + ... + fk)) of the shuffled examples, so each size is within 1 of N fk.</remarks>
    /// <param name="key">Draws the order.</param>
    /// <param name="fractions">The share of each part; positive numbers whose sum is 1.</param>
    /// <exception cref="DlException">A fraction is not positive, or the sum is not 1.</exception>
    public Many<DataSet> Split(Key key, params double[] fractions) => Parts(Divided(key, Count, fractions));

    /// <summary>
    /// Disjoint parts that together hold every example once and in which each class has its share.
    /// scikit-learn: <c>train_test_split(stratify=labels)</c>.
    /// </summary>
    /// <remarks>
    /// The examples, sorted by class and in random order inside it, are dealt one by one to the part that is furthest
    /// behind its share so far. So a part's number of examples of a class is within 2 of the fraction of that class.
    /// </remarks>
    /// <param name="key">Draws the order.</param>
    /// <param name="fractions">The share of each part; positive numbers whose sum is 1.</param>
    /// <exception cref="DlException">The set has no classes, a fraction is not positive, or the sum is not 1.</exception>
    public Many<DataSet> SplitStratified(Key key, params double[] fractions)
    {
        CheckFractions(fractions);
        return Labels is { Shape.Rank: 1 }
            ? Parts(Divided(key, Labels, fractions))
            : throw new DlException($"{Name}: a stratified split needs classes, but {(Labels is null ? "the set has values" : $"an example has several, {Target}")}; use Split");
    }

    /// <summary>
    /// Disjoint parts that together hold every example once and that share no group: what belongs together (the pictures of one patient, the
    /// days of one week) is not on both sides. scikit-learn: <c>GroupShuffleSplit</c>, whose fractions are of groups; these are of examples.
    /// </summary>
    /// <remarks>The groups, in random order and the larger ones first, are dealt one by one to the part that is furthest behind its share of examples. So a
    /// part's size is within the largest group of its share.</remarks>
    /// <param name="key">Draws the order.</param>
    /// <param name="groups">The group of each example: any numbers.</param>
    /// <param name="fractions">The share of each part; positive numbers whose sum is 1.</param>
    /// <exception cref="DlException">There is not one group for each example, a fraction is not positive, or the sum is not 1.</exception>
    public Many<DataSet> SplitGrouped(Key key, Indices groups, params double[] fractions)
    {
        ArgumentNullException.ThrowIfNull(groups);
        CheckFractions(fractions);
        return groups.Count == Count
            ? Parts(Dealt(key, fractions, Shuffled(key, Count).GroupBy(i => groups[i]).Select(group => group.ToArray()).OrderByDescending(group => group.Length)))
            : throw Wrong.That($"{Name}: {Count} examples need as many groups, not {groups.Count}");
    }

    /// <summary>
    /// The pairs of a cross validation: each example is held out once, drawn as <see cref="SplitStratified"/> does where each has a class, else as
    /// <see cref="Split"/>. scikit-learn: <c>StratifiedKFold(shuffle=True)</c>, <c>KFold(shuffle=True)</c>.
    /// </summary>
    /// <param name="key">Draws the order.</param>
    /// <param name="folds">How many, at least 2 and at most the number of examples.</param>
    /// <exception cref="DlException">The number of folds is another.</exception>
    public Many<(DataSet Training, DataSet Held)> Folds(Key key, int folds)
    {
        if (folds < 2 || folds > Count) throw Wrong.That($"{Name}: a cross validation has 2 folds or more, and at most one for each of its {Count} examples, not {folds}");
        var shares = Enumerable.Repeat(1.0 / folds, folds).ToArray();
        var held = (Labels is { Shape.Rank: 1 } ? Divided(key, Labels, shares) : Divided(key, Count, shares)).ToArray();
        return held.Select((part, k) => (At(Indices.Of([.. held.Where((_, other) => other != k).SelectMany(other => other.Span.ToArray())])), At(part))).ToMany();
    }

    Many<DataSet> Parts(IEnumerable<Indices> parts) => [.. parts.Select(At)];

    /// <summary>The positions of the parts of a random split of so many examples.</summary>
    internal static IEnumerable<Indices> Divided(Key key, int count, double[] fractions)
    {
        CheckFractions(fractions);
        var order = key.Permutation(count);
        var (sum, start) = (0.0, 0);
        return fractions.Select((fraction, k) =>
        {
            sum += fraction;
            var end = k == fractions.Length - 1 ? count : (int)Math.Round(Math.Min(sum, 1) * count);
            var part = order.Slice(start, end - start);
            start = end;
            return part;
        });
    }

    /// <summary>The positions of the parts of a stratified split of examples with these labels.</summary>
    internal static IEnumerable<Indices> Divided(Key key, Indices labels, double[] fractions)
    {
        CheckFractions(fractions);
        return Dealt(key, fractions, Shuffled(key, labels.Count).OrderBy(i => labels[i]).Select(i => (int[])[i]));
    }

    static int[] Shuffled(Key key, int count) => key.Child(0).Permutation(count).Span.ToArray();

    // Hands go one by one to the part that is furthest behind its share of what was dealt with them.
    static IEnumerable<Indices> Dealt(Key key, double[] fractions, IEnumerable<int[]> hands)
    {
        var parts = fractions.Select(_ => new List<int>()).ToArray();
        var dealt = 0;
        foreach (var hand in hands)
        {
            dealt += hand.Length;
            var behind = 0;
            for (var k = 1; k < parts.Length; k++)
                if (Lag(k) > Lag(behind)) behind = k;
            parts[behind].AddRange(hand);
        }
        return parts.Select((part, k) => Indices.Of([.. part]).At(key.Child(k + 1).Permutation(part.Count)));

        double Lag(int k) => fractions[k] * dealt - parts[k].Count;
    }

    static void CheckFractions(double[] fractions)
    {
        ArgumentNullException.ThrowIfNull(fractions);
        if (fractions.Length == 0 || !fractions.All(f => f > 0) || Math.Abs(fractions.Sum() - 1) > 1e-9)
            throw new DlException(string.Create(CultureInfo.InvariantCulture,
                $"the fractions of a split are positive and their sum is 1, such as 0.8, 0.2; but [{string.Join(", ", fractions.Select(f => f.ToString("R", CultureInfo.InvariantCulture)))}] were given"));
    }
}
