using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Samples.CSharp;

/// <summary>The examples of the README.</summary>
public sealed class FirstNetwork
{
    [Fact]
    public void AModelFits()
    {
        var data = Synthetic.TwoMoons(Key.Of(1), 1000).Split(Key.Of(2), 0.8, 0.2);
        var model = Model.Of(2).Dense(32, Activation.Relu).Dense(2).Init(Key.Of(3));

        var result = model.Fit(data[0], new FitSettings { Optimizer = Optimizer.Adam(0.01), Epochs = 20, Validation = data[1] });

        Assert.True(result.Best.Evaluate(data[1]).Accuracy > 0.98);
    }

    [Fact]
    public void TheSameAsAFold()
    {
        var data = Synthetic.TwoMoons(Key.Of(1), 1000);
        var batch = new Batch<float>(data.Inputs, data.Labels!);
        var batches = Enumerable.Repeat(batch, 200);

        var net = Net.Seq(new Dense(32, Activation.Relu), new Dense(2));
        var step = Train.Step<float>(net, Loss.CrossEntropy, Optimizer.Adam(0.01));
        var start = Train.Start<float>(net, step.Optimizer, Shape.Of(2), Key.Of(3));

        var trained = batches.Aggregate(start, step.Invoke);    // pure: every learner on the way stays readable
        var faster = Train.Fold(batches, start, step);          // the same bits: memory is handed down

        Assert.True(trained.Vector.SameBits(faster.Vector));
        Assert.True(trained.Loss < 0.1, $"loss {trained.Loss}");
        Assert.Equal(0, start.Steps);
    }
}
