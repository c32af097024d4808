using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.OfOps;

/// <summary>Arithmetic where it is delicate: ties, zeros, infinities, large and small numbers.</summary>
public class ArithmeticTests
{
    static readonly double Infinity = double.PositiveInfinity;

    static (double[] Value, double[][] Gradients) Run(IOp op, params double[][] inputs)
    {
        var ruled = op.Rule(Few.Of<Tensor<double>>([.. inputs.Select(x => Tensor<double>.Of([x.Length], x))]));
        return (ruled.Value.Span.ToArray(), [.. ruled.Pull(Tensor<double>.Ones(ruled.Value.Shape)).Select(delta => delta.ToTensor().Span.ToArray())]);
    }

    [Theory]
    [InlineData(Ties.First, 0.0, 1.0, 0.0, 0.0)]
    [InlineData(Ties.Split, 0.0, 0.5, 0.0, 0.5)]
    public void TiesOfAMaximumAreSharedAsDeclared(Ties ties, params double[] gradient) =>
        Is([5], [gradient], Run(new MaxOp([], false, ties), [1, 5, 2, 5]));

    [Theory]
    [InlineData(Ties.First)]
    [InlineData(Ties.Split)]
    public void EachGroupHasAMaximumOfItsOwn(Ties ties)
    {
        var x = Tensor<double>.Of([2, 3], 9, 4, 5, 1, 3, 2);
        Assert.Equal(Tensor<double>.Of([2], 9, 3), new MaxOp([1], false, ties).Rule<double>([x]).Value);
        Assert.Equal(Tensor<double>.Of([1, 3], 9, 4, 5), new MaxOp([0], true, ties).Rule<double>([x]).Value);
    }

    [Fact]
    public void EachItemHasAMaskOfItsOwn()
    {
        var scores = Tensor<double>.Zeros([2, 2, 2]);
        Assert.Equal(Tensor<double>.Of([2, 2, 2], 1, 0, 1, 0, 0, 1, 0, 1), new MaskedSoftmaxOp(false, Indices.From([2, 2], [1, 0, 0, 1])).Rule<double>([scores]).Value);
        Assert.Equal(Tensor<double>.Of([2, 2, 2], 1, 0, 0.5, 0.5, 1, 0, 0.5, 0.5), new MaskedSoftmaxOp(true).Rule<double>([scores]).Value);
    }

    [Fact]
    public void LargeScoresAreSharesAllTheSame() =>
        Assert.Equal(Tensor<double>.Of([2, 2], 0.5, 0.5, 0, 1), new MaskedSoftmaxOp().Rule<double>([Tensor<double>.Of([2, 2], 2000, 2000, -2000, 2000)]).Value);

    /// <summary>The first that is no number is the maximum, wherever it stands, and takes the cotangent.</summary>
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(1, 0)]
    public void WhatIsNoNumberIsTheMaximum(int first, int second)
    {
        var x = new[] { 1.0, 2, 3 };
        (x[first], x[second]) = (double.NaN, double.NaN);
        var (value, gradients) = Run(new MaxOp([], false, Ties.First), x);
        Assert.Equal([double.NaN], value);
        Assert.Equal([.. Enumerable.Range(0, 3).Select(i => i == Math.Min(first, second) ? 1.0 : 0)], gradients[0]);
    }

    [Fact]
    public void AMaximumOfInfinitiesIsInfinite() => Assert.Equal([Infinity], Run(new MaxOp([], false, Ties.Split), [Infinity, 1, Infinity]).Value);

    [Fact]
    public void TheMinimumIsTheLeast() => Assert.Equal(-2, Ops.Min<double>(Tensor<double>.Of([3], 1, -2, 4)).Value().Value.ToScalar());

    [Fact]
    public void EqualSidesShareTheCotangent()
    {
        Assert.Equal([[0.5, 1, 0], [0.5, 0, 1]], Run(new MaximumOp(), [1, 2, 3], [1, 1, 5]).Gradients);
        Assert.Equal([[0.5, 0, 1], [0.5, 1, 0]], Run(new MinimumOp(), [1, 2, 3], [1, 1, 5]).Gradients);
        Assert.All(Run(new MaximumOp(), [double.NaN, 1], [1, double.NaN]).Value, value => Assert.True(double.IsNaN(value)));
        Assert.Equal([Infinity, -Infinity, Infinity], Run(new MaximumOp(), [Infinity, -Infinity, -Infinity], [Infinity, -Infinity, Infinity]).Value);
    }

    [Fact]
    public void ANormNeitherOverflowsNorVanishes()
    {
        Is([5e200], [[0.6, 0.8]], Rounded(Run(new NormOp([]), [3e200, 4e200])));
        Is([5e-200], [[0.6, 0.8]], Rounded(Run(new NormOp([]), [3e-200, 4e-200])));
        Assert.Equal([Infinity], Run(new NormOp([]), [Infinity, 1]).Value);
        Is([0.0], [[0.0, 0.0]], Run(new NormOp([]), [0, 0]));
        Assert.Equal(5e30f, new NormOp([]).Rule<float>([Tensor<float>.Of([2], 3e30f, -4e30f)]).Value.ToScalar(), 1e24f);
    }

    [Fact]
    public void ALogarithmOfASumOfExponentialsIsStable()
    {
        Assert.Equal(1000 + Math.Log(2), Run(new LogSumExpOp([]), [1000, 1000]).Value[0], 1e-12);
        Assert.Equal([[0.5, 0.5]], Run(new LogSumExpOp([]), [1000, 1000]).Gradients);
        Assert.Equal([-Infinity], Run(new LogSumExpOp([]), [-Infinity, -Infinity]).Value);
        Assert.Equal([Infinity], Run(new LogSumExpOp([]), [Infinity, 1]).Value);
        Is([7.0], [[1.0, 0.0]], Run(new LogSumExpOp([]), [7, -Infinity]));
    }

    [Fact]
    public void ASoftmaxOfHugeLogitsIsFinite()
    {
        Assert.Equal([1.0, 0.0], Run(new SoftmaxOp(), [1e4, -1e4]).Value);
        Assert.Equal([0.0, -2e4], Run(new LogSoftmaxOp(), [1e4, -1e4]).Value);
    }

    [Fact]
    public void ProductsAreRightAtZeros()
    {
        Is([0.0], [[0, 8, 0]], Run(new ProductOp([]), [2, 0, 4]));
        Is([0.0], [[0.0, 0, 0]], Run(new ProductOp([]), [0, 0, 4]));
        Is([2.0, 0, 0], [[1.0, 2 + 2 * 4, 0]], Run(new CumulativeProductOp(0), [2, 0, 4]));
        Is([1.0, 2, 0], [[1.0 + 0, 2, 0]], Run(new CumulativeProductOp(0, Exclusive: true), [2, 0, 4]));
        Assert.Equal([0.0, 0, 4], Run(new CumulativeProductOp(0, Reverse: true), [2, 0, 4]).Value);
        Assert.Equal([0.0, 4, 1], Run(new CumulativeProductOp(0, Exclusive: true, Reverse: true), [2, 0, 4]).Value);
    }

    [Fact]
    public void SumsSoFarGoEitherWay()
    {
        Is([1.0, 3, 6], [[3.0, 2, 1]], Run(new CumulativeSumOp(0), [1, 2, 3]));
        Is([0.0, 1, 3], [[2.0, 1, 0]], Run(new CumulativeSumOp(0, Exclusive: true), [1, 2, 3]));
        Is([6.0, 5, 3], [[1.0, 2, 3]], Run(new CumulativeSumOp(0, Reverse: true), [1, 2, 3]));
        Is([5.0, 3, 0], [[0.0, 1, 2]], Run(new CumulativeSumOp(0, Exclusive: true, Reverse: true), [1, 2, 3]));
    }

    [Fact]
    public void VarianceIsBiasedUnlessCorrected()
    {
        Is([1.0], [[-1.0, 1]], Run(new VarianceOp([]), [1, 3]));
        Is([2.0], [[-2.0, 2]], Run(new VarianceOp([], false, 1), [1, 3]));
        Is([1.0], [[-0.5, 0.5]], Run(new DeviationOp([]), [1, 3]));
        Is([0.0], [[0.0, 0]], Run(new DeviationOp([]), [3, 3]));
    }

    [Fact]
    public void PowersHaveTheirDeclaredSlopes()
    {
        Assert.Equal([[0.0, 1, 12, -4], [0.0, 0, 8 * Math.Log(2), 0]], Run(new PowerOp(), [0, 0, 2, -2], [2, 1, 3, 2]).Gradients);
        Is([1.0], [[0.0], [0.0]], Run(new PowerOp(), [0], [0]));
        Assert.Equal(Infinity, Run(new PowerOp(), [0], [0.5]).Gradients[0][0]);
        Assert.Equal([0.0], new PowerOp().Rule<double>([Tensor<double>.Zeros([1]), Tensor<double>.Full([1], 0.5)]).Pull(Tensor<double>.Zeros([1]))[0].ToTensor().Span.ToArray());
    }

    [Fact]
    public void ARootLeavesACotangentOfZeroAlone()
    {
        var pull = new SqrtOp().Rule<double>([Tensor<double>.Zeros([3])]).Pull;
        Assert.Equal([0.0, Infinity, double.NaN], pull(Tensor<double>.Of([3], 0, 1, double.NaN))[0].ToTensor().Span.ToArray());
    }

    [Fact]
    public void ClampHasSlopeOneUpToItsEnds() => Assert.Equal([[0.0, 1, 1, 1, 0]], Run(new ClampOp(-1, 1), [-2, -1, 0, 1, 2]).Gradients);

    static void Is(double[] value, double[][] gradients, (double[] Value, double[][] Gradients) run)
    {
        Assert.Equal(value, run.Value);
        Assert.Equal(gradients, run.Gradients);
    }

    static (double[] Value, double[][] Gradients) Rounded((double[] Value, double[][] Gradients) run) =>
        ([.. run.Value.Select(Round)], [.. run.Gradients.Select(gradient => gradient.Select(Round).ToArray())]);

    static double Round(double x) => double.Parse(x.ToString("E12", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
}
