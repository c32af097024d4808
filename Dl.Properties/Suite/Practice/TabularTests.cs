using Dl.Bench.Tabular;

namespace Dl.Properties.Suite.Practice;

/// <summary>The baselines on real tables reach what such methods reach; beside scikit-learn they stand in bench.</summary>
public sealed class TabularTests
{
    [SharedFact]
    public void BaselinesReachWhatTheyShould()
    {
        // Floors, not records: the most frequent class has at most 0.63 of the items, and the mean has an R^2 of 0.
        var least = new Dictionary<string, double>();
        foreach (var one in Baselines.All(SharedFactAttribute.At("data", "tabular"), steps: 150, epochs: 15))
        {
            var score = (one with { Seeds = 1 }).Scores().Average();
            Assert.True(score > (one.IsClassified ? 0.94 : 0.43), FormattableString.Invariant($"{one.Name}: {score:F4}"));
            least[one.Name] = score;
        }
        Assert.Equal(5, least.Count);
    }
}
