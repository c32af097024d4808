using System.IO;
using System.Text.Json.Nodes;
using Dl.Cli;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Optimizers;

public sealed class RaceTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("dl-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void DescentOnABowlArrivesWhenItsClosedFormDoes()
    {
        // f = x^2 / 2 from 1: x_k = (1 - a)^k, and the value is below 1e-3 once (1 - a)^2k is below 2e-3.
        var course = Course.To(1e-3, new Quadratic([1]), 100);
        Assert.Equal((int)Math.Ceiling(Math.Log(2e-3) / 2 / Math.Log(0.9)), Race.Run(Optimizer.Sgd(0.1), course).Arrived);
    }

    [Fact]
    public void TheBestAttemptArrivesFirst()
    {
        var course = Course.To(1e-3, new Quadratic([1]), 100);
        // The largest rate, 1, arrives at once.
        Assert.Equal((1.0, 1), Race.Best(Race.Tune(new("sgd", 0.01, rate => Optimizer.Sgd(rate)), course), course) is var best ? (best.Rate, best.Trajectory.Arrived) : default);
    }

    [Fact]
    public void WhoDivergesStopsEarlyAndIsTold()
    {
        var course = Course.To(1e-3, new Quadratic([1]), 100);
        var way = Race.Run(Optimizer.Sgd(3), course);
        Assert.True(way.Diverged(course));
        Assert.Null(way.Arrived);
        Assert.True(way.Points.Count < 30);
    }

    [Fact]
    public void ContoursOfABowlAreCircles()
    {
        var curves = Contours.Of((x, y) => x * x + y * y, (-2, 2), (-2, 2), [1], cells: 100).Curves;
        var curve = Assert.Single(curves);
        Assert.Equal(curve[0], curve[^1]);
        Assert.All(curve, p => Assert.Equal(1, Math.Sqrt(p.X * p.X + p.Y * p.Y), 1e-3));
    }

    [Fact]
    public void TheCommandWritesTheSamePicturesAndTablesAgain()
    {
        foreach (var name in new[] { "a", "b" })
            Assert.Equal(0, Run("race", "--functions", "rosenbrock,noisy-bowl", "--optimizers", "sgd,adam", "--steps", "40", "--out", Path.Combine(folder, name)).Code);
        var files = Directory.GetFiles(Path.Combine(folder, "a")).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(10, files.Length);
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "a", file!)), File.ReadAllBytes(Path.Combine(folder, "b", file!))));
        Assert.Equal(1 + 2 * 2 * 13, File.ReadAllLines(Path.Combine(folder, "a", "rates.csv")).Length);
    }

    [Fact]
    public void TheCommandSpeaksJsonAndRefusesStrangers()
    {
        var run = Run("race", "--functions", "beale", "--optimizers", "sgd", "--steps", "10", "--json");
        Assert.Equal(13, JsonNode.Parse(run.Output)![0]!["grid"]!.AsArray().Count);
        foreach (var wrong in new[] { new[] { "--functions", "bale" }, ["--optimizers", "nobody"], ["--steps", "0"] })
        {
            var refused = Run(["race", .. wrong]);
            Assert.Equal((Program.Wrong, 1), (refused.Code, refused.Error.Count(c => c == '\n')));
        }
    }

    static (int Code, string Output, string Error) Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        var code = Program.Run(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
