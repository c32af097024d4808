using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Losses;

/// <summary>Penalties and constraints in training, and what a network and a loss refuse together.</summary>
public class PenaltyTests
{
    static readonly Batch<double> Batch = new(Key.Of(1).Normal<double>([4, 3]), Indices.Of(0, 1, 1, 0));

    // An L2 penalty and the coupled decay of the optimizer are the same step; both leave the bias alone.
    [Fact]
    public void APenaltyOnSquaresIsCoupledDecay()
    {
        var net = new Dense(2);
        var start = Train.Start<double>(net, Optimizer.Sgd(0.5), [3], Key.Of(2));
        var penalised = (Train.Step<double>(net, Loss.CrossEntropy, Optimizer.Sgd(0.5)) with { Penalties = [Penalty.L2(0.25)] }).Invoke(start, Batch);
        var decayed = Train.Step<double>(net, Loss.CrossEntropy, new L2(0.25, Where.Matrices).Then(new Rate(0.5)));
        var other = decayed.Invoke(Train.Start<double>(net, decayed.Optimizer, [3], Key.Of(2)), Batch);
        for (var i = 0; i < start.Vector.Shape.Size; i++) Assert.Equal(other.Vector[i], penalised.Vector[i], 14);
        Assert.Equal(other.Loss + 0.125 * Complexity.Ridge(start.Params, Where.Matrices), penalised.Loss, 14);
    }

    [Fact]
    public void MaxNormHoldsAfterEveryStep()
    {
        var net = new Dense(2);
        var step = Train.Step<double>(net, Loss.CrossEntropy, Optimizer.Sgd(4)) with { Constraints = [new MaxNorm(0.5)] };
        var learner = Enumerable.Range(0, 5).Aggregate(Train.Start<double>(net, step.Optimizer, [3], Key.Of(2)), (at, _) => step.Invoke(at, Batch));
        var weight = Tree.Leaves(learner.Params)[0].Value.Value;
        var lengths = Enumerable.Range(0, 2).Select(unit => Math.Sqrt(Enumerable.Range(0, 3).Sum(i => weight[i * 2 + unit] * weight[i * 2 + unit]))).ToArray();
        Assert.All(lengths, length => Assert.True(length <= 0.5 * (1 + 1e-15)));
        Assert.Contains(lengths, length => length > 0.499);
        // Projected again nothing moves, and what is inside stays.
        Assert.Equal(learner.Vector.Span.ToArray().Length, new MaxNorm(9).Project(learner.Vector, learner.Form.Slots) is var same && same.SameBits(learner.Vector) ? same.Shape.Size : -1);
    }

    [Fact]
    public void ANetworkThatEndsInWhatTheLossAppliesIsRefused()
    {
        void Take(ILayer net, ILoss loss) => Train.Step<double>(net, loss, Optimizer.Sgd(0.1)).Invoke(Train.Start<double>(net, Optimizer.Sgd(0.1), [3], Key.Of(1)), Batch);
        string Refused(ILayer net, ILoss loss) => Assert.Throws<DlException>(() => Take(net, loss)).Message;
        Assert.Contains("ends in 'softmax'; leave that layer out", Refused(Net.Seq(new Dense(2), new Softmax()), Loss.CrossEntropy), StringComparison.Ordinal);
        Assert.Contains("ends in 'log softmax'; leave that layer out", Refused(new Dense(2, new LogSoftmax()), Loss.CrossEntropy), StringComparison.Ordinal);
        Assert.Contains("applies the sigmoid itself", Refused(Net.Seq(new Dense(1), new Sigmoid(), new Identity()), Loss.BinaryCrossEntropy), StringComparison.Ordinal);
        Assert.Contains("end it in LogSoftmax", Refused(Net.Seq(new Dense(2), new Softmax()), Loss.NegativeLogLikelihood), StringComparison.Ordinal);
        Assert.Contains("train with cross entropy and measure with this one", Refused(new Dense(2), Loss.ZeroOne), StringComparison.Ordinal);
        Take(new Dense(2), Loss.CrossEntropy);
        Take(Net.Seq(new Dense(2), new LogSoftmax()), Loss.NegativeLogLikelihood);
    }
}
