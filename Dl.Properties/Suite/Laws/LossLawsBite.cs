using System.Numerics;
using System.Reflection;
using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Laws;

/// <summary>Wrong losses and the laws that find them; those of the gallery break the other laws.</summary>
public class LossLawsBite
{
    [Theory]
    [InlineData("divergence")]
    [InlineData("huber")]
    [InlineData("estimator")]
    [InlineData("kullback leibler")]
    [InlineData("permutation")]
    [InlineData("likelihood")]
    [InlineData("finite")]
    public void OfLossesCanFail(string law)
    {
        Func<Key, int, LossExample> wrong = law switch
        {
            "divergence" => Claiming(MeanAbsoluteError.Example, new Shifted(Loss.MeanAbsoluteError)),
            "huber" => Claiming(Huber.Example, new Shifted(Loss.Huber())),
            "estimator" => Claiming(Tukey.Example, new Shifted(Loss.Tukey())),
            "kullback leibler" => Claiming(KullbackLeibler.Example, new Shifted(Loss.KullbackLeibler)),
            "permutation" => Claiming((key, size) => CrossEntropy.Example(key, size) with { Loss = Loss.CrossEntropy }, new Ordered()),
            "likelihood" => Claiming(MeanSquaredError.Example, new Shifted(Loss.MeanSquaredError)),
            _ => Claiming(MeanAbsoluteError.Example, new Rooted()),
        };
        var claim = new Claim<LossCase>(LossLaws.Subject("faulty", wrong), LossLaws.All.Single(one => one.Name == law));
        Assert.True(Assert.Throws<LawException>(() => LawBook.Hold(claim)).Counterexample.Size <= 4);
    }

    [Fact]
    public void EveryLawOfLossesIsShownAFault()
    {
        var planted = new[] { typeof(LossLawsBite), typeof(LayerLawsBite) }.SelectMany(type => type.GetMethod(nameof(OfLossesCanFail))!.GetCustomAttributes<InlineDataAttribute>())
            .SelectMany(row => row.GetData(null!)).Select(row => (string)row[0]);
        var killers = Gallery.All.Where(mutant => mutant.Claims.Any(claim => claim is Claim<LossCase>)).SelectMany(mutant => mutant.Judge().Killers).Select(report => report.Law);
        Assert.Empty(LossLaws.All.Select(law => law.Name).Except(planted).Except(killers));
    }

    [Fact]
    public void ARegressionThatStaysWhereItBeganIsFound()
    {
        var claim = new Claim<SeedCase>(SeedCase.Subject("faulty"), ReweightedLaw.Of((_, _, _, start, _) => new Line<double>(start, 1, true)));
        Assert.Contains("slope of the sum of rho", Assert.Throws<LawException>(() => LawBook.Hold(claim)).Message, StringComparison.Ordinal);
    }

    static Func<Key, int, LossExample> Claiming(Func<Key, int, LossExample> example, ILoss wrong) => (key, size) => example(key, size) with { Loss = wrong };

    // A constant too much.
    sealed record Shifted(ILoss Claims) : Loss("shifted"), IClaims<ILoss>
    {
        public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets) => Claims.Of(output, targets).Bind(loss => Ops.Add(loss, Tensor<T>.Scalar(T.CreateChecked(0.25))));
    }

    // The first class costs twice.
    sealed record Ordered() : Loss("ordered"), IClaims<ILoss>
    {
        public ILoss Claims => CrossEntropy;

        public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets) => (CrossEntropy with { Weights = [2, .. Enumerable.Repeat(1.0, output.Shape.Last - 1)], Reduction = Reduce.Sum }).Of(output, targets);
    }

    // The root of the squared error, whose slope at 0 is 0 / 0.
    sealed record Rooted() : Loss("rooted"), IClaims<ILoss>
    {
        public ILoss Claims => MeanAbsoluteError;

        public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets) =>
            from error in Ops.Subtract(output, ((Targets<T>.Values)targets).Numbers)
            from square in Ops.Square(error)
            from log in Ops.Log(square)
            from half in Ops.Scale(log, 0.5)
            from each in Ops.Exp(half)
            from loss in Ops.Mean(each)
            select loss;
    }
}
