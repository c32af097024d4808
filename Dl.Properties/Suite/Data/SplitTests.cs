using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Data;

public sealed class SplitTests : Files
{
    public static TheoryData<int, int> Sizes => new() { { 1, 1 }, { 10, 3 }, { 100, 7 }, { 100, 100 }, { 300, 2 } };

    [Theory, MemberData(nameof(Sizes))]
    public void NoGroupIsOnTwoSides(int count, int groups)
    {
        for (var seed = 0UL; seed < 10; seed++)
        {
            // Groups of very different sizes, with any numbers as names.
            var of = Indices.Of([.. Enumerable.Range(0, count).Select(i => -7 + 3 * Math.Min(Key.Of(seed).Below(groups, i), Key.Of(seed).Below(groups, i + count)))]);
            double[] fractions = [0.6, 0.3, 0.1];
            var parts = Numbered(count).SplitGrouped(Key.Of(seed), of, fractions);
            Assert.Equal(Enumerable.Range(0, count), parts.SelectMany(Numbers).Order());
            var sides = parts.SelectMany((part, k) => Numbers(part).Select(i => (Group: of[i], Part: k))).Distinct().ToArray();
            Assert.Equal(sides.Length, sides.DistinctBy(side => side.Group).Count());
            var largest = of.Span.ToArray().CountBy(group => group).Max(pair => pair.Value);
            for (var k = 0; k < 3; k++) Assert.InRange(parts[k].Count, fractions[k] * count - 2 * largest, fractions[k] * count + largest);
            Assert.Equal(parts, Numbered(count).SplitGrouped(Key.Of(seed), of, fractions));
        }
        Fails("numbered: 3 examples need as many groups, not 2", () => Numbered(3).SplitGrouped(Key.Of(1), Indices.Of(0, 1), 0.5, 0.5));
    }

    [Theory, InlineData(10, 2), InlineData(10, 10), InlineData(97, 5)]
    public void EveryExampleIsHeldOutOnce(int count, int folds)
    {
        var line = DataSet.Regression(Numbered(count).Inputs, Numbered(count).Inputs, "line");
        foreach (var data in new[] { Numbered(count), line })
        {
            var pairs = data.Folds(Key.Of(3), folds);
            Assert.Equal(folds, pairs.Count);
            Assert.Equal(Enumerable.Range(0, count), pairs.SelectMany(pair => Numbers(pair.Held)).Order());
            Assert.All(pairs, pair => Assert.Equal(Enumerable.Range(0, count), Numbers(pair.Training).Concat(Numbers(pair.Held)).Order()));
            Assert.All(pairs, pair => Assert.InRange(pair.Held.Count, count / folds, (count + folds - 1) / folds + 1));
        }
        Fails("numbered: a cross validation has 2 folds or more, and at most one for each of its 3 examples, not 4", () => Numbered(3).Folds(Key.Of(1), 4));
    }

    [Fact]
    public void BalancedWeightsMakeClassesCountAlike()
    {
        // scikit-learn's compute_class_weight("balanced") for 1, 3 and 6 examples: 10 / (3 n).
        Assert.Equal([10 / 3.0, 10 / 9.0, 10 / 18.0], Statistics.Balanced([1, 3, 6]).Select(weight => weight), (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Equal([1, 0, 1], Statistics.Balanced([5, 0, 5]));
        for (var seed = 0UL; seed < 20; seed++)
        {
            Many<int> counts = [.. Enumerable.Range(0, 5).Select(i => Key.Of(seed).Below(20, i))];
            Assert.Equal(counts.Sum(), Statistics.Balanced(counts).Zip(counts, (weight, count) => weight * count).Sum(), 1e-9);
        }
        var data = Numbered(7);
        Assert.Equal(Statistics.Balanced([3, 2, 2]), data.BalancedWeights);
        // With them the loss of a network that knows nothing is the mean over classes: a rare class is no less wrong.
        var loss = new CrossEntropy(data.BalancedWeights, []).Of<double>(Tensor<double>.Zeros([7, 3]), data.Labels!).Value().Value.ToScalar();
        Assert.Equal(Math.Log(3), loss, 1e-12);
    }

    [Fact]
    public void StatisticsOfNumbers()
    {
        Assert.Equal((2.5, 2, 1), (Statistics.Mean([1, 1, 3, 5]), Statistics.Median([5, 1, 3, 1]), Statistics.MostFrequent([3, 1, 1, 3])));
        Assert.True(double.IsNaN(Statistics.Mean([])) && double.IsNaN(Statistics.Median([])) && double.IsNaN(Statistics.MostFrequent([])));
        var numbers = Key.Of(1).Normal<float>([1000], 3, 2).Span.ToArray();
        var (mean, deviation) = Statistics.Moments([numbers[..10], [], numbers[10..400], numbers[400..]]);
        Assert.Equal(numbers.Average(x => (double)x), mean, 1e-9);
        Assert.Equal(Math.Sqrt(numbers.Average(x => Math.Pow(x - numbers.Average(y => (double)y), 2))), deviation, 1e-9);
    }

    static DataSet Numbered(int count) => DataSet.Classified(
        Tensor<float>.Of([count, 1], [.. Enumerable.Range(0, count).Select(i => (float)i)]),
        Indices.Of([.. Enumerable.Range(0, count).Select(i => i % 3)]), ["a", "b", "c"], "numbered");

    static IEnumerable<int> Numbers(DataSet data) => data.Inputs.Span.ToArray().Select(number => (int)number);
}
