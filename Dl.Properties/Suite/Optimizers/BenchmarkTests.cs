using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Optimizers;

/// <summary>The functions that optimizers are judged on are what they say: slopes, curvatures, minima.</summary>
public sealed class BenchmarkTests
{
    public static TheoryData<string> Names => new(Benchmarks.All.Select((_, i) => Name(i)));

    [Theory, MemberData(nameof(Names))]
    public void TheGradientIsTheSlopeOfTheValue(string name) => Each(name, (f, x, v) =>
        Close(FiniteDifference.Slope(t => f.Value(Moved(x, v, t)), 1e-15 * Math.Abs(f.Value(x))), Dot(f.Gradient(x), v), name));

    [Theory, MemberData(nameof(Names))]
    public void TheHessianIsTheSlopeOfTheGradient(string name) => Each(name, (f, x, v) =>
    {
        if (f is HuberBowl huber && x.Span.ToArray().Any(a => Math.Abs(Math.Abs(a) - huber.Delta) < 0.2)) return;
        for (var i = 0; i < f.Size; i++)
        {
            var row = i;
            Close(FiniteDifference.Slope(t => f.Gradient(Moved(x, v, t))[row], 1e-15 * Norm(f.Gradient(x))), Dot(f.Hessian(x).View(row * f.Size, [f.Size]), v), name);
        }
    });

    [Theory, MemberData(nameof(Names))]
    public void TheMinimaAreMinima(string name)
    {
        Each(name, (f, x, _) => Assert.True(f.Value(x) >= f.Least));
        var f = At(name);
        foreach (var minimum in f.Minima)
        {
            Assert.Equal(f.Least, f.Value(minimum), 1e-13);
            Assert.True(Norm(f.Gradient(minimum)) < 1e-12, $"{name}: {minimum} has the gradient {f.Gradient(minimum)}");
        }
    }

    static void Each(string name, Action<Benchmark, Tensor<double>, Tensor<double>> ask)
    {
        var f = At(name);
        for (var i = 0; i < 20; i++) ask(f, Examples.AwayFromZero(Key.Of(1).Child(i), [f.Size]), Examples.Any(Key.Of(2).Child(i), [f.Size]).Convert<double>());
    }

    static void Close(Estimate measured, double claimed, string name) =>
        Assert.True(Math.Abs(measured.Slope - claimed) <= 4 * measured.Error + 1e-13 * Math.Max(1, Math.Abs(claimed)), $"{name}: claimed {claimed:R}, measured {measured}");

    static Tensor<double> Moved(Tensor<double> x, Tensor<double> v, double t) => Tensor<double>.From(x.Shape, [.. x.Span.ToArray().Zip(v.Span.ToArray(), (a, b) => a + t * b / 4)]);

    static double Dot(Tensor<double> g, Tensor<double> v) => g.Span.ToArray().Zip(v.Span.ToArray(), (a, b) => a * b / 4).Sum();

    static double Norm(Tensor<double> x) => Math.Sqrt(x.Span.ToArray().Sum(a => a * a));

    static string Name(int i) => FormattableString.Invariant($"{i} {Benchmarks.All[i].Name}");

    static Benchmark At(string name) => Benchmarks.All[int.Parse(name.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)];
}
