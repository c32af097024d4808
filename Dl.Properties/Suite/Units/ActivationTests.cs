using System.Numerics;
using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Units;

/// <summary>Activations against numbers of 60 digits computed elsewhere, in their tails too, and against what the lectures print.</summary>
public sealed class ActivationTests
{
    static readonly double[] Points = [-30, -10, -3, -0.5, -0.0000152587890625, 0.75, 5, 40];

    /// <summary>Values and slopes at the points.</summary>
    public static TheoryData<Activation, double[], double[]> Known => new()
    {
        { new Elu(),
            [-0.9999999999999064, -0.9999546000702375, -0.950212931632136, -0.3934693402873666, -1.525867264777029e-05, 0.75, 5.0, 40.0],
            [9.357622968840175e-14, 4.5399929762484854e-05, 0.049787068367863944, 0.6065306597126334, 0.9999847413273523, 1.0, 1.0, 1.0] },
        { new Selu(),
            [-1.7580993408472123, -1.758019523260787, -1.670568728767112, -0.6917581878028713, -2.6826262324250847e-05, 0.7880257405166103, 5.253504936777403, 42.02803949421922],
            [1.6451630773416185e-13, 7.981758658994182e-05, 0.08753061208026489, 1.0663411530445055, 1.7580725145850526, 1.0507009873554805, 1.0507009873554805, 1.0507009873554805] },
        { new Gelu(),
            [-1.472014178144456e-196, -7.619853024160526e-23, -0.0040496940948902835, -0.15426876936299344, -7.629301645262077e-06, 0.5800294857173488, 4.999998566742141, 40.0],
            [-4.416031690708495e-195, -7.618400096464814e-22, -0.011945647204183927, 0.13250487534383715, 0.49998782524779145, 0.9992257217392351, 1.000007146946002, 1.0] },
        { new GeluTanh(),
            [-0.0, -1.204092348209806e-37, -0.003637392081773019, -0.15428599017485609, -7.629301645262077e-06, 0.5799605551656203, 4.999999770820381, 40.0],
            [-0.0, -2.7576380638540315e-36, -0.011584166630969726, 0.1326300964653577, 0.49998782524779145, 0.9989382561374143, 1.0000015463619876, 1.0] },
        { new Silu(),
            [-2.8072868906517896e-12, -0.00045397868702434395, -0.14227761953270035, -0.18877033439907273, -7.629336323589087e-06, 0.5093840243815447, 4.966535745378576, 40.0],
            [-2.713710660963134e-12, -0.0004085602086570823, -0.08810410601516962, 0.2600388126973482, 0.499992370605469, 0.8425999444967535, 1.026547432429666, 1.0000000000000002] },
        { new Mish(),
            [-2.807286890651921e-12, -0.00045398899185674697, -0.14564746127562458, -0.22074377465173, -9.15519893163719e-06, 0.6100183352182934, 4.999552077529406, 40.0],
            [-2.713710660963392e-12, -0.00040857978690299194, -0.09339311453232084, 0.2895106779135122, 0.5999902343638248, 0.985758355716688, 1.0008002248320826, 1.0] },
        { new Softplus(),
            [9.357622968839737e-14, 4.539889921686465e-05, 0.04858735157374206, 0.4740769841801067, 0.6931395511945179, 1.1368710061148999, 5.006715348489118, 40.0],
            [9.357622968839299e-14, 4.5397868702434395e-05, 0.04742587317756678, 0.37754066879814546, 0.49999618530273443, 0.679178699175393, 0.9933071490757152, 1.0] },
        { new LogSigmoid(),
            [-30.000000000000092, -10.000045398899218, -3.048587351573742, -0.9740769841801067, -0.6931548099835804, -0.38687100611489994, -0.006715348489118068, -4.248354255291589e-18],
            [0.9999999999999064, 0.9999546021312976, 0.9525741268224333, 0.6224593312018546, 0.5000038146972655, 0.320821300824607, 0.0066928509242848554, 4.248354255291589e-18] },
        { new Softsign(),
            [-0.967741935483871, -0.9090909090909091, -0.75, -0.3333333333333333, -1.5258556235409006e-05, 0.42857142857142855, 0.8333333333333334, 0.975609756097561],
            [0.001040582726326743, 0.008264462809917356, 0.0625, 0.4444444444444444, 0.9999694831203527, 0.32653061224489793, 0.027777777777777776, 0.000594883997620464] },
    };

    [Theory, MemberData(nameof(Known))]
    public void KeepsItsDigitsEverywhere(Activation activation, double[] values, double[] slopes)
    {
        Near(values, Values<double>(activation, Points), 2e-14, 1e-300);
        Near(slopes, Slopes<double>(activation, Points), 2e-14, 1e-300);
        Near(values, Values<float>(activation, [.. Points.Select(x => (float)x)]).Select(x => (double)x), 1e-5, 1e-37);
        Near(slopes, Slopes<float>(activation, [.. Points.Select(x => (float)x)]).Select(x => (double)x), 1e-5, 1e-37);
    }

    /// <summary>Lecture E, "Element-wise activation functions": sigm' = sigm (1 - sigm), tanh' = 1 - tanh^2, relu' = 1 where x &gt; 0; and "Rectified
    /// linear units": the derivative is 0 where x &lt;= 0. So it is 0 at 0, forwards and backwards.</summary>
    [Fact]
    public void SlopesAreThoseOfTheLecture()
    {
        double[] points = [-2, -0.5, 0, 0.5, 2];
        Assert.Equal([0, 0, 0, 1, 1], Slopes(Activation.Relu, points));
        Assert.Equal([0, 0, 0, 1, 1], Values(Activation.Relu, [.. points.Select(Dual.Variable)]).Select(y => y.Slope));
        Near([.. points.Select(x => 1 / (1 + Math.Exp(-x)) * (1 - 1 / (1 + Math.Exp(-x))))], Slopes(Activation.Sigmoid, points), 0, 4e-16);
        Near([.. points.Select(x => 1 - Math.Tanh(x) * Math.Tanh(x))], Slopes(Activation.Tanh, points), 0, 4e-16);
    }

    /// <summary>Lecture E, "Rectified linear units": LeakyReLU(x) = max(a x, x) with, for one, a = 0.1.</summary>
    [Fact]
    public void LeakyReluIsThatOfTheLecture() => Assert.Equal([.. Points.Select(x => Math.Max(0.1 * x, x))], Values(new LeakyRelu(0.1), Points));

    /// <summary>Lectures A and D, "Activation Functions": the slope of the sigmoid is at most 0.25 and that of tanh at most 1, both at 0.</summary>
    [Fact]
    public void TheLargestSlopesAreAQuarterAndOne()
    {
        double[] points = [.. Enumerable.Range(-400, 801).Select(i => i / 50.0)];
        Assert.Equal((0.25, 1.0), (Slopes(Activation.Sigmoid, points).Max(), Slopes(Activation.Tanh, points).Max()));
        Assert.Equal((0.25, 1.0), (Slopes(Activation.Sigmoid, [0.0])[0], Slopes(Activation.Tanh, [0.0])[0]));
    }

    /// <summary>Lecture E, "Vanishing gradients": y = s(w3 s(w2 s(w1 x))) with weights in [-1, 1] has |dy/dw1| at most (1/4)^3 |x|; through ReLUs nothing is lost but the weights.</summary>
    [Fact]
    public void ThreeSigmoidsShrinkAGradientBy64()
    {
        static double Slope(Activation activation, double[] w, double x) => Gradient.Of(Leaves<double>.Of(Tensor<double>.Scalar(w[0])), at =>
            from u1 in Ops.Scale(at[0], x)
            from u2 in activation.Of(u1)
            from u3 in Ops.Scale(u2, w[1])
            from u4 in activation.Of(u3)
            from u5 in Ops.Scale(u4, w[2])
            from y in activation.Of(u5)
            select y).Gradient[0].Value.ToScalar();
        var key = Key.Of(1);
        for (var i = 0; i < 200; i++)
        {
            double[] w = [.. Enumerable.Range(0, 3).Select(j => 2 * key.Uniform(4 * i + j) - 1)];
            var x = 6 * key.Uniform(4 * i + 3) - 3;
            Assert.InRange(Math.Abs(Slope(Activation.Sigmoid, w, x)), 0, Math.Abs(x) / 64);
        }
        Assert.True(Slope(Activation.Tanh, [1, 1, 1], 0.1) > 0.1 / 64);
        Assert.Equal(0.5 * 0.25 * 2, Slope(Activation.Relu, [1, 0.5, 0.25], 2));
    }

    /// <summary>Lecture B, "Neuron Model": LeakyReLU max(0.1 x, x), ELU x where x &gt;= 0 and alpha (e^x - 1) below, and Maxout, the larger of two affine maps.</summary>
    [Fact]
    public void EluAndMaxoutAreThoseOfTheLecture()
    {
        Near([.. Points.Select(x => x >= 0 ? x : 0.5 * (Math.Exp(x) - 1))], Values(new Elu(0.5), Points), 1e-13, 1e-13);
        Tensor<double> x = Tensor<double>.Of([3, 2], 1, 2, -1, 0.5, 3, -2), w = Tensor<double>.Of([2, 2], 0.5, -1, 2, 0.25);
        var y = Net.Infer(new Maxout(1), new DenseParams<double>(w, Tensor<double>.Of([2], 0.125, -0.5)), Empty<double>.It, x);
        for (var i = 0; i < 3; i++) Assert.Equal(Math.Max(x[2 * i] * 0.5 + x[2 * i + 1] * 2 + 0.125, -x[2 * i] + x[2 * i + 1] * 0.25 - 0.5), y[i], 1e-15);
    }

    /// <summary>Lecture E, "Softmax function": the derivative of output i by input j is s_i (1 - s_i) for i = j and -s_i s_j otherwise.</summary>
    [Fact]
    public void TheJacobianOfSoftmaxIsThatOfTheLecture()
    {
        var x = Tensor<double>.Of([1, 3], 0.5, -1, 2);
        var s = Activation.Softmax.Of<double>(x).Value().Value;
        Assert.Equal(1, s[0] + s[1] + s[2], 1e-15);
        for (var i = 0; i < 3; i++)
        {
            var row = Gradient.Pull(Leaves<double>.Of(x), at => Activation.Softmax.Of(at[0]), _ => Tensor<double>.Of([1, 3], [.. Enumerable.Range(0, 3).Select(k => k == i ? 1.0 : 0)])).Gradient[0].Value;
            for (var j = 0; j < 3; j++) Assert.Equal(i == j ? s[i] * (1 - s[i]) : -s[i] * s[j], row[j], 1e-15);
        }
    }

    /// <summary>Klambauer et al.: mean 0 and variance 1 are the fixed point of SELU on normal numbers.</summary>
    [Fact]
    public void SeluKeepsMeanAndVariance()
    {
        const int steps = 200_000;
        const double reach = 12, h = 2 * reach / steps;
        double mean = 0, square = 0;
        double[] x = [.. Enumerable.Range(0, steps).Select(i => -reach + (i + 0.5) * h)];
        var y = Values(Activation.Selu, x);
        for (var i = 0; i < steps; i++)
        {
            var weight = Math.Exp(-x[i] * x[i] / 2) / Math.Sqrt(2 * Math.PI) * h;
            mean += y[i] * weight;
            square += y[i] * y[i] * weight;
        }
        Assert.Equal(0, mean, 1e-9);
        Assert.Equal(1, square, 1e-9);
    }

    /// <summary>The error function itself, by Mathematica's digits.</summary>
    [Fact]
    public void TheErrorFunctionKeepsItsDigits()
    {
        Near([1.9999999999984626, 1.5204998778130465, 1.0000000000112838, 1, 0.4795001221869535, 0.004677734981047266, 1.5374597944280349e-12, 2.088487583762545e-45, 5.3958656116079005e-176],
            new[] { -5, -0.5, -1e-11, 0, 0.5, 2, 5, 10, 20 }.Select(x => Lane.Erfc(new Scalar<double>(x)).Value), 2e-15, 0);
        Near([-0.9999999999984626, -0.5204998778130465, 1.1283791670955126e-20, 0.1124629160182849, 0.5204998778130465, 0.8427007929497149],
            new[] { -5, -0.5, 1e-20, 0.1, 0.5, 1 }.Select(x => Lane.Erf(new Scalar<double>(x)).Value), 2e-15, 0);
        Assert.Equal(-2 / Math.Sqrt(Math.PI), Lane.Erfc(new Scalar<Dual<double>>(Dual.Variable(0.0))).Value.Slope, 1e-15);
        Assert.Equal(0, Lane.Erfc(new Scalar<Dual<Dual<double>>>(Dual.Variable(Dual.Variable(0.0)))).Value.Slope.Slope, 1e-12);
    }

    [Fact]
    public void SettingsThatMakeNoSenseAreRefused()
    {
        Assert.Contains("beta is finite and above 0, but is 0", Assert.Throws<DlException>(() => Values(new Softplus(0), Points)).Message, StringComparison.Ordinal);
        Assert.Contains("the bounds rise", Assert.Throws<DlException>(() => Values(new HardTanh(1, 1), Points)).Message, StringComparison.Ordinal);
        Assert.Contains("axis -2 is not one of examples", Assert.Throws<DlException>(() => new Softmax(-2).Of<double>(Tensor<double>.Zeros([2, 3])).Value()).Message, StringComparison.Ordinal);
        Assert.Contains("at least one unit", Assert.Throws<DlException>(() => new Maxout(0).Init<double>(Key.Of(0), [2])).Message, StringComparison.Ordinal);
    }

    /// <summary>Each of these was, or might be, taken for the right one: the law of activations finds it.</summary>
    public static TheoryData<Activation> Wrong =>
    [
        new Claiming(new GeluTanh(), new Gelu()), new Claiming(new Gelu(), new GeluTanh()), new Claiming(new LeakyRelu(0.3), new LeakyRelu()), new Claiming(new Elu(1), new Selu()),
        new Claiming(new Softplus(), new Mish()), new Claiming(new Step(0), new Step()), new Claiming(new HardTanh(0, 6), new Relu()), new FifthSigmoid(), new BareSoftplus(), new KeptSlope(),
    ];

    [Theory, MemberData(nameof(Wrong))]
    public void WhatIsTakenForAnotherIsFound(Activation wrong)
    {
        var claim = new Claim<LayerCase>(LayerLaws.Subject("wrong", (_, _) => new(wrong, [2])), ActivationLaw.Of);
        Assert.True(Assert.Throws<LawException>(() => LawBook.Hold(claim)).Counterexample.Size <= 4);
    }

    static T[] Values<T>(Activation activation, params T[] points) where T : struct, IFloatingPointIeee754<T> => activation.Of<T>(Tensor<T>.Of([points.Length], points)).Value().Value.Span.ToArray();

    static T[] Slopes<T>(Activation activation, params T[] points) where T : struct, IFloatingPointIeee754<T> =>
        Gradient.Pull(Leaves<T>.Of(Tensor<T>.Of([points.Length], points)), at => activation.Of(at[0]), y => Tensor<T>.Ones(y.Shape)).Gradient[0].Value.Span.ToArray();

    static void Near(double[] known, IEnumerable<double> found, double relative, double least) =>
        Assert.All(known.Zip(found), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= Math.Max(relative * Math.Abs(pair.First), least), FormattableString.Invariant($"{pair.First:R} is known, {pair.Second:R} was found")));

    sealed record Claiming(Activation Is, Activation Pretends) : Activation("claiming"), IClaims<ILayer>
    {
        public ILayer Claims => Pretends;

        public override Diff<T, Var<T>> Of<T>(Var<T> x) => Is.Of(x);
    }

    /// <summary>The hard sigmoid of Keras 2: x / 5 + 1/2.</summary>
    sealed record FifthSigmoid() : Activation("fifth"), IClaims<ILayer>
    {
        public ILayer Claims => new HardSigmoid();

        public override Diff<T, Var<T>> Of<T>(Var<T> x) => from scaled in Ops.Scale(x, 1.2) from y in Ops.HardSigmoid(scaled) select y;
    }

    /// <summary>ln(1 + e^x) as it is written: infinite for large x.</summary>
    sealed record BareSoftplus() : Activation("bare"), IClaims<ILayer>
    {
        public ILayer Claims => new Softplus();

        public override Diff<T, Var<T>> Of<T>(Var<T> x) => from e in Ops.Exp(x) from sum in Ops.Add(e, Tensor<T>.Scalar(T.One)) from y in Ops.Log(sum) select y;
    }

    /// <summary>A ReLU whose slope at 0 is 1.</summary>
    sealed record KeptSlope() : Activation("kept"), IClaims<ILayer>
    {
        public ILayer Claims => new Relu();

        public override Diff<T, Var<T>> Of<T>(Var<T> x) => from flipped in Ops.Negate(x) from cut in Ops.Relu(flipped) from y in Ops.Add(x, cut) select y;
    }
}
