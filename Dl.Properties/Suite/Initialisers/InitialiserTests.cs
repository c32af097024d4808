using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Initialisers;

/// <summary>Numbers that the lectures print about the start of a network.</summary>
public class InitialiserTests
{
    // Sums of 200 standard normal numbers have the deviation sqrt 200 = 14.14; drawn with the variance 1 / 200 = 0.005 they have the deviation 1.
    [Fact]
    public void TheSumOf200NormalNumbersHasTheDeviation14()
    {
        const int inputs = 200, units = 20000;
        double Deviation(IInitialiser initialiser)
        {
            var weight = initialiser.Draw<double>(Key.Of(1), [inputs, units], new(inputs, units));
            var sums = Ops.Sum<double>(weight, 0).Value().Value.Span.ToArray();
            return Math.Sqrt(sums.Average(sum => sum * sum));
        }
        // A mean square of 20,000 numbers has the relative deviation sqrt(2 / 20,000) = 1 %, its root half of that.
        Assert.InRange(Deviation(new Normal(1)), 14.14 * (1 - 0.03), 14.15 * (1 + 0.03));
        Assert.InRange(Deviation(LeCun.Normal), 1 - 0.03, 1 + 0.03);
    }

    // The rule that the lectures print as Glorot's, variance 1 / n with n inputs, is LeCun's; Glorot's halves the sum of inputs and outputs.
    [Fact]
    public void TheVarianceOfOneOverNIsLeCuns()
    {
        Fans fans = new(200, 100);
        Assert.Equal(0.005, LeCun.Normal.Variance(fans));
        Assert.Equal(2.0 / 300, Glorot.Normal.Variance(fans), 15);
        Assert.Equal(0.005, Glorot.Normal.Variance(new(200, 200)));
        Assert.Equal(0.01, He.Normal.Variance(fans));
    }

    [Fact]
    public void HeKeepsASignalThrough50LayersAndTheOthersDoNot()
    {
        double Growth(IInitialiser initialiser) => SignalLaw.Growth(initialiser, 0, Key.Of(3), 256, 50);
        Assert.InRange(Growth(He.Normal), -6, 6);
        Assert.InRange(Growth(LeCun.Normal) / Math.Log(2), -50 - 9, -50 + 9);
        Assert.InRange(Growth(new Normal(1)) / Math.Log(128), 50 - 2, 50 + 2);
    }

    [Theory]
    [InlineData(2, 0.87962566103423978)]
    [InlineData(1, 0.5395600937548969)]
    [InlineData(1e-6, 1e-6 / 1.7320508075688772)]
    [InlineData(100, 1)]
    public void ANormalCutAtTwoDeviationsKeeps88PercentOfItsOwn(double cut, double share) =>
        Assert.Equal(cut / share, new TruncatedNormal(1, cut).Limit(new(1, 1)), 1e-9 * cut / share);

    [Fact]
    public void AKernelOfAnyShapeIsAnOrthogonalMatrixOfItsFans()
    {
        var kernel = new Orthogonal(2).Draw<double>(Key.Of(1), [3, 3, 2, 5], Fans.Convolution(2, 5, 1, 3, 3)).Reshape([18, 5]);
        var product = Diff.Apply<double>(new MatMulOp(TransposeLeft: true), [kernel, kernel]).Value().Value;
        for (var i = 0; i < 5; i++)
            for (var j = 0; j < 5; j++)
                Assert.Equal(i == j ? 4 : 0, product[i * 5 + j], 1e-13);
        Assert.Equal(1, Math.Abs(new Orthogonal().Draw<double>(Key.Of(1), Shape.Scalar, new(1, 1)).ToScalar()));
        Assert.Equal(0, new Orthogonal().Draw<float>(Key.Of(1), [3, 0], new(3, 0)).Shape.Size);
    }

    [Fact]
    public void GroupsDivideTheChannels() => Assert.Equal("fans: 2 groups do not divide 3 channels and 4 filters; give a divisor of both", Assert.Throws<DlException>(() => Fans.Convolution(3, 4, 2, 5)).Message);

    [Fact]
    public void EveryInitialiserIsWrittenAndRead()
    {
        Many<IInitialiser> all =
        [
            He.Uniform, new He(Distribution.TruncatedNormal, 0.25, FanMode.Out), Glorot.Normal, new Glorot(Distribution.TruncatedNormal, 2), LeCun.Uniform, new Orthogonal(1 / 3.0),
            new Normal(0.1), new TruncatedNormal(0.1, 3), new Uniform(-1, 0.5), Constant.Zeros, new Constant(0.1),
        ];
        Assert.All(all, initialiser => Assert.Equal(new Dense(3, Activation.None, initialiser), NetJson.Read(NetJson.Write(new Dense(3, Activation.None, initialiser)))));
        Assert.Contains("\"mode\" is one of In, Out, Average, not \"Up\"", Assert.Throws<DlException>(() => NetJson.Read(NetJson.Write(new Dense(1, Activation.Relu)).Replace("\"In\"", "\"Up\"", StringComparison.Ordinal))).Message, StringComparison.Ordinal);
    }
}
