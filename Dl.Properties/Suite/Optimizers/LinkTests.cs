using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Optimizers;

/// <summary>Links of three kinds, groups of leaves, rates in force and averages, by hand.</summary>
public class LinkTests
{
    static readonly Layout Two = new([new("0.weight", Role.Matrix, [2, 1], 0), new("0.bias", Role.Bias, [1], 2)]);

    static readonly Tensor<double> Start = Tensor<double>.Of([3], 1, 2, 4), Gradient = Tensor<double>.Of([3], 8, 8, 8);

    [Fact]
    public void DecayMovesTheLeavesItIsForAndNoOther()
    {
        var decay = new Decay(0.5, Where.Matrices).Then(new Rate(0.5));
        Assert.Equal(Tensor<double>.Of([3], 0.75, 1.5, 4), Next(decay, Tensor<double>.Zeros([3])).Parameters);
    }

    [Fact]
    public void EachLeafGoesToTheFirstGroupThatTakesItAndOneThatNoneTakesIsFrozen()
    {
        var each = Optimizer.Each((Where.Roles(Role.Bias), Optimizer.Sgd(0.5)), (Where.Path("0"), Optimizer.Momentum(0.25)));
        var next = Next(each, Gradient);
        Assert.Equal(Tensor<double>.Of([3], -1, 0, 0), next.Parameters);
        Assert.Equal<RateInForce>([new("bias.rate", 0.5), new("0.rate", 0.25)], next.Rates);
        var frozen = Optimizer.Momentum(0.25).Freeze(Where.Matrices);
        var last = Next(frozen, Gradient);
        Assert.Equal(Tensor<double>.Of([3], 1, 2, 2), last.Parameters);
        Assert.Equal(1, Tree.Leaves(last.State).Sum(leaf => leaf.Value.Shape.Size));
    }

    [Fact]
    public void WhatIsFrozenCountsInNoNorm()
    {
        var clipped = new ClipNorm(8).Then(new Rate(0.5));
        Assert.Equal(Tensor<double>.Of([3], 1, 2, 0), Next(clipped.Freeze(Where.Matrices), Gradient).Parameters);
        Assert.NotEqual(0, Next(clipped, Gradient).Parameters[2]);
    }

    [Fact]
    public void ANormThatOverflowsIsClippedAndOneThatIsNotFiniteIsNoticed()
    {
        var clip = new Optimizer([new ClipNorm(1)]);
        double[] Step(params double[] g) => [.. clip.Update(clip.Start<double>(g.Length), Tensor<double>.Zeros([g.Length]), Tensor<double>.From([g.Length], [.. g])).Parameters.Span];
        Assert.Equal(-Math.Sqrt(0.5), Step(1e300, 1e300)[0], 1e-15);
        Assert.Equal(-Math.Sqrt(0.5), Step(3e-310, 3e-310, 3, 3)[3], 1e-15);
        Assert.All(Step(double.PositiveInfinity, 1), x => Assert.True(double.IsNaN(x)));
        Assert.All(Step(double.NaN, 1), x => Assert.True(double.IsNaN(x)));
    }

    [Theory]
    [InlineData("0", "0.weight", true)]
    [InlineData("0", "01.weight", false)]
    [InlineData("*.bias", "3.bias", true)]
    [InlineData("*.bias", "3.body.bias", false)]
    [InlineData("3.bias.x", "3.bias", false)]
    public void APathIsTakenPartByPart(string prefix, string path, bool taken) =>
        Assert.Equal(taken, Where.Path(prefix).Takes(new(path, Role.Other, [1], 0)));

    [Fact]
    public void ChoicesOfLeavesAreValues()
    {
        Assert.Equal(Where.Roles(Role.Bias).And(Where.Path("0").Not()), Where.Roles(Role.Bias).And(Where.Path("0").Not()));
        Assert.True(Where.Roles(Role.Bias).Or(Where.Path("0")).Takes(Two.Slots[0]));
        Assert.False(Where.None.Takes(Two.Slots[0]));
    }

    [Fact]
    public void TheRateInForceFollowsItsScheduleAndIsToldByTheStep()
    {
        var optimizer = Optimizer.Sgd(Schedule.MultiStep(1, 0.5, 1));
        var first = Next(optimizer, Gradient);
        var second = optimizer.Update(first.State, first.Parameters, Gradient);
        Assert.Equal((1.0, 0.5), (first.Rates[0].Value, second.Rates[0].Value));
        Assert.Equal(Tensor<double>.Of([3], -11, -10, -8), second.Parameters);
        Assert.Equal(2, optimizer.Scaled(2).Rates(1)[0].Value);
        Assert.Equal(3, Optimizer.Lookahead(Optimizer.Sgd(1)).Scaled(3).Rates(1)[0].Value);
        Assert.Equal(1, Optimizer.Accumulate(optimizer, 2).Rates(2)[0].Value);
        Assert.Equal(0.5, Optimizer.Accumulate(optimizer, 2).Rates(3)[0].Value);
    }

    [Fact]
    public void ASecondGradientIsAskedForOrRefused()
    {
        var sam = Optimizer.Sam(Optimizer.Sgd(1), 3);
        var g = Tensor<double>.Of([1], 2);
        var next = sam.Update(sam.Start<double>(1), Tensor<double>.Of([1], 1), g, point => Tensor<double>.Of([1], 10 * point[0]));
        Assert.Equal(1 - 40, next.Parameters[0]);
        Assert.Contains("Train.Step", Assert.Throws<DlException>(() => sam.Update(sam.Start<double>(1), g, g)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AveragesAreWhatTheirFormulasSay()
    {
        Tensor<double> After(Optimizer optimizer, int steps)
        {
            var at = new Updated<double>(Start, optimizer.Start<double>(Two));
            for (var i = 0; i < steps; i++) at = optimizer.Update(at.State, at.Parameters, Tensor<double>.Ones([3]));
            return optimizer.Average(at.State, at.Parameters);
        }
        var sgd = Optimizer.Sgd(1);
        Assert.Equal(Start, After(sgd.Then(new Ema(0.5)), 0));
        Assert.Equal(Tensor<double>.Of([3], -0.25, 0.75, 2.75), After(sgd.Then(new Ema(0.5)), 2));
        Assert.Equal(Tensor<double>.Of([3], -1.5, -0.5, 1.5), After(sgd.Then(new Swa(2)), 3));
        Assert.Equal(Tensor<double>.Of([3], -0.5, 0.5, 4), After(sgd.Then(new Swa()).Freeze(Where.Roles(Role.Bias)), 2));
    }

    [Fact]
    public void AMemoryOfOtherLeavesIsRefused()
    {
        var each = Optimizer.Each((Where.All, Optimizer.Sgd(1)));
        Assert.Contains("start with this", Assert.Throws<DlException>(() => each.Update(Optimizer.Lookahead(Optimizer.Sgd(1)).Then(new Rate(1)).Start<double>(3), Start, Gradient)).Message, StringComparison.Ordinal);
        Assert.Contains("3 parameters was given 2", Assert.Throws<DlException>(() => each.Update(each.Start<double>(3), Tensor<double>.Ones([2]), Tensor<double>.Ones([2]))).Message, StringComparison.Ordinal);
    }

    static Updated<double> Next(Optimizer optimizer, Tensor<double> gradient) => optimizer.Update(optimizer.Start<double>(Two), Start, gradient);
}
