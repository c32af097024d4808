using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Losses;

/// <summary>Numbers that the lectures print about losses and penalties.</summary>
public class LossTests
{
    // -ln f_y for three classes, of which the item has class 2.
    [Fact]
    public void TheNegativeLogLikelihoodIsMinusTheLogarithmOfTheClass()
    {
        double[] f = [0.1, 0.2, 0.7];
        var logs = Tensor<double>.Of([1, 3], [.. f.Select(p => Math.Log(p))]);
        Assert.Equal(-Math.Log(0.7), Of(Loss.NegativeLogLikelihood, logs, Indices.Of(2)), 14);
        Assert.Equal(-Math.Log(0.7), Of(Loss.CrossEntropy, logs, Indices.Of(2)), 14);
        // The mean over two items is the cost -1/|S| sum ln f_y.
        Assert.Equal(-(Math.Log(0.7) + Math.Log(0.1)) / 2, Of(Loss.NegativeLogLikelihood, Tensor<double>.Of([2, 3], [.. logs.Span, .. logs.Span]), Indices.Of(2, 0)), 14);
    }

    // Dog 0.95 and cat 0.05: logits that differ by ln 19 = 2.944; the cross entropy is 0.051 where it is a dog and 2.996 where it is a cat.
    [Fact]
    public void DogAndCat()
    {
        var logits = Tensor<double>.Of([1, 2], Math.Log(19), 0);
        var shares = Ops.Softmax<double>(logits).Value().Value;
        Assert.Equal((0.95, 0.05), (Math.Round(shares[0], 12), Math.Round(shares[1], 12)));
        Assert.Equal(0.0512932943875505, Of(Loss.CrossEntropy, logits, Indices.Of(0)), 14);
        Assert.Equal(2.995732273553991, Of(Loss.CrossEntropy, logits, Indices.Of(1)), 14);
        Assert.Equal(0.0512932943875505, Of(Loss.BinaryCrossEntropyOfProbabilities, Tensor<double>.Of([1], 0.95), Tensor<double>.Ones([1])), 14);
    }

    /// <summary>Weighted, smoothed, some labels ignored: the logarithms of the shares that count lose what chance does, and no other constant logits less.</summary>
    [Fact]
    public void NoAnswerThatDoesNotLookLosesLessThanChance()
    {
        for (var draw = 0; draw < 40; draw++)
        {
            var key = Key.Of(3).Child(draw);
            var (classes, items) = (2 + key.Below(4, 0), 5 + key.Below(40, 1));
            var loss = new CrossEntropy(
                key.Bernoulli(0.3, 2) ? [] : [.. Enumerable.Range(0, classes).Select(k => 0.1 + 3 * key.Uniform(k + 100))],
                key.Bernoulli(0.6, 3) ? [] : [0],
                key.Bernoulli(0.4, 4) ? 0 : key.Uniform(5));
            int[] labels = [1, .. Enumerable.Range(1, items).Select(i => key.Below(classes, i + 200))];
            Many<int> counts = [.. Enumerable.Range(0, classes).Select(k => labels.Count(label => label == k))];
            var kept = counts.Select((count, k) => loss.Ignored.Contains(k) ? 0 : count).ToArray();
            var best = Enumerable.Range(0, classes).Select(k => Math.Log((loss.Weights.Count == 0 ? 1 : loss.Weights[k]) * ((1 - loss.Smoothing) * kept[k] + loss.Smoothing * kept.Sum() / classes))).ToArray();
            double Lost(double[] row) => Of(loss, Tensor<double>.From([labels.Length, classes], [.. labels.SelectMany(_ => row)]), Indices.Of(labels));
            Assert.Equal(loss.Chance(counts), Lost([.. best.Select(one => Math.Max(one, -700))]), 1e-12);
            for (var other = 0; other < 5; other++)
                Assert.True(Lost([.. best.Select((one, k) => Math.Max(one, -20) + key.Child(other).Normal(k))]) >= loss.Chance(counts) - 1e-12);
        }
        Assert.Equal(Math.Log(10), new CrossEntropy().Chance([.. Enumerable.Repeat(7, 10)]), 1e-14);
    }

    // As printed: x^2 / 2 within the scale, xi (|x| - xi / 2) beyond; psi x and xi sgn x; omega 1 and xi / |x|.
    [Theory]
    [InlineData(1.0, 2.0, 0.5, 1, 1)]
    [InlineData(3.0, 2.0, 4, 2, 2.0 / 3)]
    [InlineData(-3.0, 2.0, 4, -2, 2.0 / 3)]
    [InlineData(-0.25, 0.5, 0.03125, -0.25, 1)]
    public void HuberIsAsPrinted(double x, double xi, double rho, double psi, double omega)
    {
        var huber = Loss.Huber(xi);
        Assert.Equal((rho, psi, omega), (huber.Rho(x), huber.Psi(x), huber.Omega(x)));
    }

    // Printed: x^6 / 6 - xi^2 x^4 / 2 + xi^4 x^2 / 2, x (xi^2 - x^2)^2, (xi^2 - x^2)^2, and xi^6 / 6 beyond: xi^4 times what has the weight 1 at 0, as its kin has.
    [Theory]
    [InlineData(1.0, 2.0)]
    [InlineData(-0.5, 3.0)]
    [InlineData(5.0, 2.0)]
    public void TukeyIsPrintedWithAFactorOfTheFourthPowerOfItsScale(double x, double xi)
    {
        var (tukey, factor, inside) = (Loss.Tukey(xi), Math.Pow(xi, 4), Math.Abs(x) <= xi);
        var (square, weight) = (x * x, inside ? Math.Pow(xi * xi - x * x, 2) : 0);
        var rho = inside ? Math.Pow(square, 3) / 6 - xi * xi * square * square / 2 + factor * square / 2 : Math.Pow(xi, 6) / 6;
        Assert.Equal(rho, factor * tukey.Rho(x), 1e-12 * rho);
        Assert.Equal(x * weight, factor * tukey.Psi(x), 1e-12 * factor);
        Assert.Equal(weight, factor * tukey.Omega(x), 1e-12 * factor);
        Assert.Equal(1, tukey.Omega(0));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(-3.0)]
    public void FairAndCauchyAreAsPrinted(double x)
    {
        const double xi = 1.5;
        var a = Math.Abs(x) / xi;
        var (fair, cauchy) = (Loss.Fair(xi), Loss.Cauchy(xi));
        Assert.Equal(xi * xi * (a - Math.Log(1 + a)), fair.Rho(x), 1e-14);
        Assert.Equal((x / (1 + a), 1 / (1 + a)), (fair.Psi(x), fair.Omega(x)));
        Assert.Equal(xi * xi / 2 * Math.Log(1 + x * x / (xi * xi)), cauchy.Rho(x), 1e-14);
        Assert.Equal(x / (1 + a * a), cauchy.Psi(x), 1e-14);
    }

    // Printed for |theta^T x - y|^2: theta^T (theta x - y). The gradient is 2 x (theta^T x - y): x, not theta, and the factor 2.
    [Fact]
    public void TheGradientOfASquareHasTheInputAndAFactorOfTwo()
    {
        Tensor<double> x = Tensor<double>.Of([1, 2], 3, -1), theta = Tensor<double>.Of([2, 1], 0.5, 2), y = Tensor<double>.Of([1, 1], 1);
        var graded = Gradient.Of(Leaves<double>.Of(theta), leaves => Ops.MatMul(x, leaves[0]).Bind(output => Loss.MeanSquaredError.Of(output, y)));
        var error = 3 * 0.5 - 2 - 1;
        Assert.Equal(Tensor<double>.Of([2, 1], 2 * 3 * error, 2 * -1 * error), graded.Gradient[0].Value);
        Assert.NotEqual(0.5 * error, graded.Gradient[0].Value[0]);
    }

    // Printed: loss + lambda / m sum |w_i| and lambda / 2m sum w_i^2, both sums to m, the number of items, and w_0 among them. With 2 weights, a bias and m = 10 items the complexities are
    // those of all three numbers, and penalties leave the bias out and know nothing of m.
    [Fact]
    public void PenaltiesCountWeightsNotItems()
    {
        var line = new DenseParams<double>(Tensor<double>.Of([2, 1], 3, -4), Tensor<double>.Of([1], 2));
        Assert.Equal((3, 9, 29), (Complexity.Count(line, Where.All), Complexity.Lasso(line, Where.All), Complexity.Ridge(line, Where.All)));
        Assert.Equal((2, 7, 25), (Complexity.Count(line, Where.Matrices), Complexity.Lasso(line, Where.Matrices), Complexity.Ridge(line, Where.Matrices)));
        const double lambda = 0.5, items = 10;
        Assert.Equal(lambda / items * 7, Penalty.L1(lambda / items).Of(line).Value().Value.ToScalar(), 15);
        Assert.Equal(lambda / (2 * items) * 25, Penalty.L2(lambda / items).Of(line).Value().Value.ToScalar(), 15);
        Assert.Equal(lambda * (0.25 * 7 + 0.75 / 2 * 25), new ElasticNet(lambda, 0.25, Where.Matrices).Of(line).Value().Value.ToScalar(), 15);
        // (w / 2, w / 2) is cheaper than (w, 0) for the ridge and as dear for the lasso.
        Assert.Equal((0.5, 1), (Complexity.Ridge(Leaves<double>.Of(Tensor<double>.Of([2], 0.5, 0.5)), Where.All), Complexity.Ridge(Leaves<double>.Of(Tensor<double>.Of([2], 1, 0)), Where.All)));
    }

    // The table of model complexities: of w1 x + w0 with w0 = 1.3 and w1 = -1.2, and of w2 x^2 with w2 = 2.2.
    [Theory]
    [InlineData(new[] { 1.3, -1.2, 0, 0 }, 2, 2.5, 3.13)]
    [InlineData(new[] { 0, 0, 2.2, 0 }, 1, 2.2, 4.84)]
    public void TheComplexityTable(double[] coefficients, int count, double lasso, double ridge)
    {
        var h = Leaves<double>.Of(Tensor<double>.Of([4], coefficients));
        Assert.Equal(count, Complexity.Count(h, Where.All));
        Assert.Equal(lasso, Complexity.Lasso(h, Where.All), 1e-15);
        Assert.Equal(ridge, Complexity.Ridge(h, Where.All), 1e-14);
        // The trained penalties are these at rate 1 and, for the half that makes its gradient w, at rate 2.
        Assert.Equal(lasso, Penalty.L1(1, Where.All).Of(h).Value().Value.ToScalar(), 1e-15);
        Assert.Equal(ridge, Penalty.L2(2, Where.All).Of(h).Value().Value.ToScalar(), 1e-14);
    }

    // A like class weights example: three classes, one ignored label.
    [Fact]
    public void OptionsOfTheCrossEntropyTogether()
    {
        var loss = new CrossEntropy([1, 2, 4], [-100], 0.25);
        var value = Of(loss, Tensor<double>.Zeros([3, 3]), Indices.Of(1, -100, 2));
        // All classes cost ln 3: so does any weighted mean.
        Assert.Equal(Math.Log(3), value, 14);
        Assert.Equal(0, Of(loss, Tensor<double>.Zeros([1, 3]), Indices.Of(-100)));
        Assert.Contains("has class 3, but the network has outputs for the classes 0 to 2", Refused(() => Of(loss, Tensor<double>.Zeros([1, 3]), Indices.Of(3))), StringComparison.Ordinal);
        Assert.Contains("3 classes need as many weights", Refused(() => Of(loss with { Weights = [1] }, Tensor<double>.Zeros([1, 3]), Indices.Of(0))), StringComparison.Ordinal);
        Assert.Contains("targets are 0, 1 or between", Refused(() => Of(Loss.BinaryCrossEntropy, Tensor<double>.Zeros([1]), Tensor<double>.Of([1], -1))), StringComparison.Ordinal);
        Assert.Contains("targets are 1 and -1", Refused(() => Of(Loss.Hinge(), Tensor<double>.Zeros([1]), Tensor<double>.Of([1], 0))), StringComparison.Ordinal);
        Assert.Contains("give Targets.Of(..., ...)", Refused(() => Of(Loss.Triplet(), Tensor<double>.Zeros([1, 2]), Tensor<double>.Zeros([1, 2]))), StringComparison.Ordinal);
    }

    [Fact]
    public void AllPointsOfATripletLearn()
    {
        Tensor<double>[] points = [Tensor<double>.Of([1, 2], 1, 0.5), Tensor<double>.Of([1, 2], 0.25, -1), Tensor<double>.Of([1, 2], 0.5, 2)];
        Func<IReadOnlyList<Tensor<double>>, Tensor<double>> triplet = at => Loss.Triplet(3).Of<double>(at[0], at[1], at[2]).Value().Value;
        var gradient = Gradient.Of(Leaves<double>.Of(points), leaves => Loss.Triplet(3).Of(leaves[0], leaves[1], leaves[2])).Gradient;
        Assert.Equal(Finding.Holds, GradientLaw.Ask(points, [gradient[0].Value, gradient[1].Value, gradient[2].Value], triplet, Tensor<double>.Scalar(1)).Finding);
    }

    [Fact]
    public void AMixtureOfTwoReadsAsItWasWritten()
    {
        // Weights 1/4 and 3/4, means -1 and 2, full factors [[2, 0], [3, 1]] and unit.
        var output = Tensor<double>.Of([1, 12], 0, Math.Log(3), -1, -1, 2, 2, Math.Log(2), 3, 0, 0, 0, 0);
        var loss = Loss.MixtureDensity(2, Covariance.Full);
        Assert.Equal(12, loss.Outputs(2));
        var mixture = loss.Read(output, 2);
        Assert.Equal(0.25, mixture.Weights[0], 15);
        Assert.Equal([-1, -1, 2, 2], mixture.Means.Span.ToArray());
        Assert.Equal([2, 0, 3, 1, 1, 0, 0, 1], mixture.Factors.Span.ToArray());
        // At (1, 3): z = (1, 1) in the first, (-1, 1) in the second.
        Assert.Equal(-Math.Log((0.25 / 2 + 0.75) * Math.Exp(-1) / (2 * Math.PI)), Of(loss, output, Tensor<double>.Of([1, 2], 1, 3)), 14);
    }

    static double Of(ILoss loss, Tensor<double> output, Targets<double> targets) => loss.Of<double>(output, targets).Value().Value.ToScalar();

    static string Refused(Action act) => Assert.Throws<DlException>(act).Message;
}
