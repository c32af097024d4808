using Dl.Core;
using Dl.Functional;

namespace Dl.Samples.CSharp;

/// <summary>The example of the README.</summary>
public sealed class FirstNetwork
{
    [Fact]
    public void LearnsWhichQuadrant()
    {
        // Points of the plane; the class says whether both coordinates have the same sign.
        var points = Key.Of(7).Normal<float>([256, 2]);
        var classes = Indices.Of([.. Enumerable.Range(0, 256).Select(i => points[2 * i] * points[2 * i + 1] > 0 ? 1 : 0)]);
        var batches = Enumerable.Repeat(new Batch<float>(points, classes), 300);

        var net = Net.Seq(new Dense(16, Activation.Tanh), new Dense(2));
        var adam = Optimizer.Adam(rate: 0.02);
        var start = Train.Start<float>(net, adam, Shape.Of(2), Key.Of(1));
        var step = Train.Step<float>(net, Loss.CrossEntropy, adam);

        var trained = batches.Aggregate(start, step.Invoke);        // pure: every learner on the way stays readable
        var faster = Train.Fold(batches, start, step);              // the same bits: memory is handed down

        Assert.True(trained.Vector.SameBits(faster.Vector));
        Assert.True(trained.Loss < 0.1, $"loss {trained.Loss}");
        Assert.Equal(0, start.Steps);
    }
}
