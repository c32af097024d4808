using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Layers;

/// <summary>Numbers that lecture slides print for normalisation and dropout: reproduced where right, told apart by a number where not.</summary>
public class PrintedTests
{
    /// <summary>10,000 items of the printed means and deviations, scaled by 1, 2, 3 and shifted by 2, 4, 8: the second table follows to its last digit.</summary>
    [Fact]
    public void BatchNormOfTheTwoTables()
    {
        double[] means = [-9.9898, 24.9165, 2.8945], deviations = [2.0006, 5.0146, 9.9501];
        var drawn = Columns(Key.Of(1).Normal<double>([10_000, 3]));
        var x = Rows([.. drawn.Select((column, j) => column.Select(value => means[j] + deviations[j] * (value - column.Average()) / Deviation(column)).ToArray())]);
        Assert.Equal(["-9.9898", "24.9165", "2.8945"], Columns(x).Select(column => Printed(column.Average())));
        Assert.Equal(["2.0006", "5.0146", "9.9501"], Columns(x).Select(column => Printed(Deviation(column))));
        var y = Columns(Learned(new BatchNorm(), new NormParams<double>(Of(1, 2, 3), Of(2, 4, 8)), x));
        Assert.Equal(["2.0000", "4.0000", "8.0000"], y.Select(column => Printed(column.Average())));
        Assert.Equal(["1.0000", "2.0001", "3.0001"], y.Select(column => Printed(Deviation(column))));
        Assert.Equal([35, 45, 100], new BatchNorm().Init<double>(Key.Of(1), [35, 45, 100]).Output);
        Assert.Equal([100], new BatchNorm().Init<double>(Key.Of(1), [35, 45, 100]).Params is NormParams<double> p ? [.. p.Scale.Shape] : Array.Empty<int>());
    }

    /// <summary>A slide says "mean 1 and deviation 0": it is mean 0 and deviation 1.</summary>
    [Fact]
    public void TheNormalisedMeanIsZeroAndTheDeviationOne()
    {
        var y = Columns(Learned(new BatchNorm(Epsilon: 0), new NormParams<double>(Of(1), Of(0)), Tensor<double>.Of([4, 1], 1, 2, 4, 9)))[0];
        Assert.Equal(0, y.Average(), 1e-15);
        Assert.Equal(1, y.Average(value => value * value), 1e-15);
    }

    /// <summary>A slide divides by the variance: features of deviation 10 and 0.1 then have deviations 0.1 and 10, still a hundredfold apart.</summary>
    [Fact]
    public void DividedByTheVarianceFeaturesStayAHundredfoldApart()
    {
        double[] wide = [-10, 10, -10, 10], narrow = [-0.1, 0.1, -0.1, 0.1];
        static double Root(double[] x) => Math.Sqrt(x.Average(value => value * value));
        static double[] Over(double[] x, double divisor) => [.. x.Select(value => value / divisor)];
        Assert.Equal((0.1, 10), (Math.Round(Root(Over(wide, 100)), 12), Math.Round(Root(Over(narrow, 0.01)), 12)));
        Assert.Equal((1, 1), (Root(Over(wide, 10)), Math.Round(Root(Over(narrow, 0.1)), 12)));
    }

    static readonly string[] PrintedOutput = ["404440400", "400000000", "000040404"];

    static readonly string[] PrintedGradient =
    [
        "1.7889 0.0000 1.7889 1.7889 0.0000 0.0000 1.7889 0.0000 0.0000",
        "4.0000 0.0000 0.0000 1.7889 0.0000 0.0000 0.0000 2.3094 0.0000",
        "0.0000 0.0000 0.0000 0.0000 2.3094 0.0000 0.0000 0.0000 2.3094",
    ];

    /// <summary>Dropout of rate 0.75 on ones, then the sum of the norms of rows: 4/sqrt(k) where k of a row are kept: 4, 2.3094 and 1.7889 for 1, 3 and 5.</summary>
    [Fact]
    public void GradientsOfDropoutByTheirMask()
    {
        var (x, layer, seen) = (Tensor<double>.Ones([3, 9]), new Dropout(0.75), new Dictionary<int, string>());
        for (var seed = 0UL; seed < 100; seed++)
        {
            var call = new Call<double>(Empty<double>.It, Empty<double>.It, Key.Of(seed), Mode.Train);
            var (y, gradient) = (layer.Apply(call, x).Value().Output.Value, Gradient.Pull(Leaves<double>.Of(x), leaves =>
                from dropped in layer.Apply(call, leaves[0])
                from squares in Ops.Square(dropped.Output)
                from sums in Ops.Sum(squares, 1)
                from guarded in Ops.Add(sums, Tensor<double>.Scalar(1e-300))
                from norms in Ops.Sqrt(guarded)
                from total in Ops.Sum(norms)
                select total, _ => Tensor<double>.Scalar(1)).Gradient[0].Value);
            for (var row = 0; row < 3; row++)
            {
                var kept = Enumerable.Range(9 * row, 9).Where(i => y[i] == 4).ToArray();
                Assert.All(Enumerable.Range(9 * row, 9), i => Assert.Equal(kept.Contains(i) ? 4 / Math.Sqrt(kept.Length) : 0, gradient[i], 1e-14));
                if (kept.Length > 0) seen[kept.Length] = Printed(gradient[kept[0]]);
            }
        }
        Assert.Equal(("4.0000", "2.3094", "1.7889"), (seen[1], seen[3], seen[5]));
    }

    /// <summary>Of the printed gradients one of the first row and one of the third stand in the second.</summary>
    [Fact]
    public void TwoPrintedGradientsAreDisplaced()
    {
        var wrong = new List<(int Row, int Column, string Printed, string Right)>();
        for (var row = 0; row < 3; row++)
            for (var column = 0; column < 9; column++)
            {
                var right = Printed(PrintedOutput[row][column] == '4' ? 4 / Math.Sqrt(PrintedOutput[row].Count(c => c == '4')) : 0);
                var printed = PrintedGradient[row].Split(' ')[column];
                if (printed != right) wrong.Add((row, column, printed, right));
            }
        Assert.Equal([(0, 4, "0.0000", "1.7889"), (1, 3, "1.7889", "0.0000"), (1, 7, "2.3094", "0.0000"), (2, 6, "0.0000", "2.3094")], wrong);
    }

    /// <summary>Whole channels of ones become 0 or 2; the printed pattern is one of the 64, and some key draws it.</summary>
    [Fact]
    public void SpatialDropoutAsPrinted()
    {
        var x = Tensor<double>.Ones([2, 2, 2, 3]);
        double[] Channels(ulong seed)
        {
            var y = new SpatialDropout().Apply(new Call<double>(Empty<double>.It, Empty<double>.It, Key.Of(seed), Mode.Train), x).Value().Output.Value;
            Assert.All(Enumerable.Range(0, 24), i => Assert.Equal(y[i / 12 * 12 + i % 3], y[i]));
            return [y[0], y[1], y[2], y[12], y[13], y[14]];
        }
        Assert.Contains(Enumerable.Range(0, 1000), seed => Channels((ulong)seed).SequenceEqual([0, 0, 2, 2, 0, 2]));
    }

    /// <summary>"Linear (3 -> 10), Dropout (p = 0.5), Linear (10 -> 3)": in use nothing is dropped; while learning each hidden number is 0 or doubled. And "nn.Dropout (p=0.4)" drops 40 %.</summary>
    [Fact]
    public void ADropoutIsOffInUse()
    {
        var net = Net.Seq(new Dense(10), new Dropout(), new Dense(3));
        var start = net.Init<double>(Key.Of(1), [3]);
        var parts = ((Trees<double>)start.Params).Items;
        var x = Key.Of(2).Normal<double>([5, 3]);
        var hidden = Net.Infer(new Dense(10), parts[0], Empty<double>.It, x);
        Assert.Equal(Net.Infer(new Dense(3), parts[2], Empty<double>.It, hidden), Net.Infer(net, start.Params, start.State, x));
        Tensor<double> Dropped(double rate, Tensor<double> of) => new Dropout(rate).Apply(new Call<double>(Empty<double>.It, Empty<double>.It, Key.Of(3), Mode.Train), of).Value().Output.Value;
        var learned = Dropped(0.5, hidden);
        Assert.All(Enumerable.Range(0, 50), i => Assert.Contains(learned[i], new[] { 0, 2 * hidden[i] }));
        Assert.InRange(Dropped(0.4, Tensor<double>.Ones([100_000])).Span.ToArray().Count(y => y == 0) / 100_000.0, 0.4 - 0.01, 0.4 + 0.01);
    }

    /// <summary>With p the probability to drop, the original form multiplies by 1 - p in use. Slides that multiply by p are right for p = 1/2 alone: at 3/4 they give 3/4 where the mean in learning is 1/4.</summary>
    [Fact]
    public void UseMultipliesByTheProbabilityToKeep()
    {
        var layer = new Dropout(0.75, Original: true);
        var x = Tensor<double>.Ones([100_000]).Reshape([1000, 100]);
        Tensor<double> Run(Mode mode) => layer.Apply(new Call<double>(Empty<double>.It, Empty<double>.It, Key.Of(1), mode), x).Value().Output.Value;
        Assert.Equal(0.25, Run(Mode.Infer)[0]);
        Assert.InRange(Run(Mode.Train).Span.ToArray().Average(), 0.24, 0.26);
    }

    static Tensor<double> Learned(BatchNorm norm, ITree<double> parameters, Tensor<double> x) =>
        norm.Apply(new Call<double>(parameters, norm.Init<double>(Key.Of(1), x.Shape.Example).State, Key.Of(1), Mode.Train), x).Value().Output.Value;

    static Tensor<double> Of(params double[] numbers) => Tensor<double>.Of([numbers.Length], numbers);

    static double[][] Columns(Tensor<double> x) => [.. Enumerable.Range(0, x.Shape.Last).Select(j => Enumerable.Range(0, x.Shape.Rows).Select(i => x[i * x.Shape.Last + j]).ToArray())];

    static Tensor<double> Rows(double[][] columns) => Tensor<double>.Of([columns[0].Length, columns.Length], [.. Enumerable.Range(0, columns[0].Length).SelectMany(i => columns.Select(column => column[i]))]);

    static double Deviation(double[] x) => x.Average() is var mean ? Math.Sqrt(x.Sum(value => (value - mean) * (value - mean)) / (x.Length - 1)) : 0;

    static string Printed(double value) => Math.Abs(value) < 5e-5 ? "0.0000" : FormattableString.Invariant($"{value:F4}");
}
