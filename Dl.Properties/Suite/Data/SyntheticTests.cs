using Dl.Core;
using Dl.CSharp;

namespace Dl.Properties.Suite.Data;

public sealed class SyntheticTests
{
    public static TheoryData<string, Func<Key, int, DataSet>> Sets => new()
    {
        { "disc", Synthetic.Disc }, { "two moons", (key, count) => Synthetic.TwoMoons(key, count) }, { "spirals", (key, count) => Synthetic.Spirals(key, count, arms: 3) },
        { "xor", (key, count) => Synthetic.Xor(key, count) }, { "glyphs", Glyphs.Make },
    };

    [Theory, MemberData(nameof(Sets))]
    public void ExampleIDependsOnKeyAndIAlone(string name, Func<Key, int, DataSet> make)
    {
        var data = make(Key.Of(1), 100);
        Assert.Equal((name, 100), (data.Name, data.Count));
        Assert.Equal(data.Take(37), make(Key.Of(1), 37));
        Assert.Equal(0, make(Key.Of(1), 0).Count);
        Assert.NotEqual(data, make(Key.Of(2), 100));
    }

    [Theory, MemberData(nameof(Sets))]
    public void ClassesAreBalanced(string name, Func<Key, int, DataSet> make) =>
        Assert.All(make(Key.Of(7), 6000).CountByClass.Select(count => count * make(Key.Of(1), 1).Classes.Count / 6000.0), share => Assert.True(share is > 0.93 and < 1.07, $"{name}: {share}"));

    [Fact]
    public void WithoutNoisePointsLieWhereTheyShould()
    {
        Points(Synthetic.Disc(Key.Of(1), 500), (x, y, label) => Assert.Equal(x * x + y * y < 2 / Math.PI ? 1 : 0, label));
        Points(Synthetic.TwoMoons(Key.Of(1), 500, 0), (x, y, label) => Assert.Equal(1, label == 0 ? x * x + y * y : (1 - x) * (1 - x) + (0.5 - y) * (0.5 - y), 1e-5));
        Points(Synthetic.Xor(Key.Of(1), 500, 0), (x, y, label) => Assert.Equal((1, 1, x * y < 0 ? 1 : 0), (x * x, y * y, label)));
        Points(Synthetic.Spirals(Key.Of(1), 500, 0.2, 0, 4), (x, y, label) =>
            Assert.Equal(0, Math.IEEERemainder(Math.Atan2(y, x) / (2 * Math.PI) - 0.2 * Math.Sqrt(x * x + y * y) - label / 4.0, 1), 1e-4));
    }

    [Fact]
    public void NoiseHasItsDeviation()
    {
        double sum = 0;
        Points(Synthetic.Xor(Key.Of(1), 10_000, 0.3), (x, y, _) => sum += Math.Pow(Math.Abs(x) - 1, 2) + Math.Pow(Math.Abs(y) - 1, 2));
        Assert.Equal(0.3, Math.Sqrt(sum / 20_000), 0.01);
    }

    static void Points(DataSet data, Action<double, double, int> check)
    {
        for (var i = 0; i < data.Count; i++) check(data.Inputs[2 * i], data.Inputs[2 * i + 1], data.Labels![i]);
    }
}
