using Dl.Core;

namespace Dl.Properties.Suite.Laws;

/// <summary>Simpler numbers are smaller ones, the boldest first.</summary>
public sealed class ShrinkTests
{
    [Fact]
    public void EverySimplerTensorIsSmallerAndOfTheSameShape()
    {
        for (var draw = 0; draw < 50; draw++)
        {
            var tensor = Key.Of(9).Child(draw).Normal<double>([2, 1 + draw % 5]);
            var all = Shrink.Simpler(tensor).ToArray();
            Assert.Equal(Tensor<double>.Ones(tensor.Shape), all[0]);
            Assert.All(all, simpler => Assert.True(simpler.Shape == tensor.Shape && Shrink.Of(simpler) < Shrink.Of(tensor), $"{simpler} of {tensor}"));
        }
    }

    [Fact]
    public void TheProposalsForTwoNumbers() => Assert.Equal(
        [[1, 1], [0, 0], [0, 2], [0.5, 1.5], [0.25, 1.625], [1, 1.6321], [0, 1.6321], [0, 1.6321], [0.5, 1.6321], [0.26, 1], [0.26, 0], [0.26, 2], [0.26, 1.5], [0.26, 1.625]],
        Shrink.Simpler(Tensor<double>.Of([2], 0.26, 1.6321)).Select(tensor => tensor.Span.ToArray()));
}
