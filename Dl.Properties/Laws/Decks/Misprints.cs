namespace Dl.Properties;

/// <summary>Misprints, imprecisions and clashes of conventions of the lectures.</summary>
public static class Misprints
{
    /// <summary>All of them.</summary>
    public static Many<Misprint> All { get; } =
    [
        .. OfAdam(), .. OfAdaptiveRules(), .. OfGradients(), .. OfDecay(), .. OfConventions(), .. OfUnits(), .. OfLayers(), .. OfDropout(),
    ];

    static IEnumerable<Misprint> OfAdam() =>
    [
        new("E", "bias correction m / (1 - beta1), v / (1 - beta2), without the power t", "m / (1 - beta1^t), v / (1 - beta2^t)", "Adam's update 10 under the gradient 1",
            () => (1 - Math.Pow(0.9, 10)) / 0.1 / Math.Sqrt((1 - Math.Pow(0.999, 10)) / 0.001), () => 1 / (1 + 1e-8), () => Update(new Adam(), Enumerable.Repeat(1.0, 10))),
        new("C, E", "eta m / sqrt(v + epsilon), epsilon in the root", "eta m / (sqrt(v) + epsilon)", "Adam's first update under the gradient 1e-6",
            () => 1e-6 / Math.Sqrt(1e-12 + 1e-8), () => 1e-6 / (1e-6 + 1e-8), () => Update(new Adam(), [1e-6])),
        new("A, D", "Adam is AdaDelta and momentum", "moments with their bias corrected, and a rate", "the first step under the gradient 1, in rates of 0.001",
            () => Math.Sqrt(1e-6) / Math.Sqrt(0.1 + 1e-6) / 1e-3, () => 1 / (1 + 1e-8), () => Update(Optimizer.Adam(), [1]) / 1e-3),
        new("C", "Adam is RMSProp and momentum", "the same without a bias at the start", "the first update under the gradient 1",
            () => 1 / Math.Sqrt(0.001), () => 1 / (1 + 1e-8), () => Update(new Adam(), [1])),
        new("A", "Nadam is AdaDelta and Nesterov", "Adam and Nesterov: without epsilon the scale of a gradient does not matter", "the second update under the gradient 1 over that under 0.001",
            () => Past(0.95, 1e-6)([1, 1]).Last() / Past(0.95, 1e-6)([0.001, 0.001]).Last(), () => 1, () => Update(new NAdam(Epsilon: 0), [1, 1]) / Update(new NAdam(Epsilon: 0), [0.001, 0.001])),
    ];

    static IEnumerable<Misprint> OfAdaptiveRules() =>
    [
        new("C", "AdaGrad's RMS[g] is the sum of the squares", "the root of the sum", "AdaGrad's update 4 under the gradient 2",
            () => 2.0 / 16, () => 2.0 / 4, () => Update(new AdaGrad(), Enumerable.Repeat(2.0, 4))),
        new("C", "AdaGrad without epsilon", "sqrt(sum) + epsilon", "AdaGrad's first update under the gradient 1e-10",
            () => 1, () => 0.5, () => Update(new AdaGrad(1e-10), [1e-10])),
        new("C", "x_t = x_(t-1) - rate g(x_t): the gradient at the new point", "the gradient at the old point", "the distance from the minimum of 3 x^2 / 2 after a step of rate 1 from 1",
            () => 1 / (1 + 3.0), () => 2, () => Math.Abs(Optimizer.Sgd(1).Follow(One(1), (_, x) => One(3 * x[0]), 1).Last()[0])),
        new("C", "AdaDelta decreases its rate monotonically", "its rate is RMS[step] / RMS[g], which rises where gradients shrink", "by how much the rate grows in 20 steps under 0.1 behind one gradient of 10",
            () => 1, () => Growth(Past(0.95, 1e-6)), () => Growth(gradients => new Optimizer([new AdaDelta()]).Updates(gradients))),
        new("C, E", "RMSProp with epsilon in the root, beside torch.optim.RMSprop", "(what the code beside it does) epsilon beside the root", "RMSProp's first update under the gradient 1e-4",
            () => 1e-4 / Math.Sqrt(0.01 * 1e-8 + 1e-8), () => 1e-4 / (Math.Sqrt(0.01 * 1e-8) + 1e-8), () => Update(new RmsProp(0.99), [1e-4])),
    ];

    static IEnumerable<Misprint> OfGradients() =>
    [
        new("E", "sum over b of grad l(y_i(t+1)): the index does not depend on b", "grad l of item n(t, b)", "the sum of the gradients of a batch whose items have 1, 2 and 3",
            () => 3 * 1, () => 6),
        new("E", "the gradient is summed over the batch", "averaged (C, and the losses here)", "the step at rate 1 for a batch of the gradients 1, 2 and 3",
            () => 6, () => 2, () => Descended([1, 2, 3])),
        new("B", "grad |theta x - y|^2 = theta (theta x - y)", "2 x (theta x - y)", "the slope at theta = 3, x = 2, y = 1",
            () => 3.0 * (3 * 2 - 1), () => 2.0 * 2 * (3 * 2 - 1), () => Slope()),
    ];

    static IEnumerable<Misprint> OfDecay() =>
    [
        new("C", "x - lambda g - beta x, of the penalty beta / 2 |x|^2", "x - lambda g - lambda beta x", "where 1 goes without a gradient, lambda = 0.1 and beta = 0.01",
            () => 1 - 0.01, () => 1 - 0.1 * 0.01, () => Decayed(new L2(0.01).Then(new Rate(0.1)))),
        new("C", "weight decay is Adam(weight_decay=0.01)", "that is L2, which Adam rescales; decoupled decay is AdamW", "by how much 1 shrinks without a gradient at the rate 0.001",
            () => 1 - Decayed(new L2(0.01).Then(new Adam()).Then(new Rate(1e-3))), () => 1e-5, () => 1 - Decayed(Optimizer.AdamW(1e-3, 0.01))),
        new("D", "lambda / (2 m) sum over i = 0 to m of w_i^2: divided and counted by the same m, bias included", "m counts items, the sum runs over weights without the bias", "the penalty of the weights 3 and 4 and the bias 5 for 100 items, lambda = 2",
            () => 2.0 / (2 * 3) * (9 + 16 + 25), () => 2.0 / (2 * 100) * (9 + 16), () => Cost(Penalty.L2(2.0 / 100))),
        new("D", "lambda / m sum over i = 0 to m of |w_i|: the same of L1", "the same: m counts items, the sum runs over weights without the bias", "the penalty of the weights 3 and 4 and the bias 5 for 100 items, lambda = 2",
            () => 2.0 / 3 * (3 + 4 + 5), () => 2.0 / 100 * (3 + 4), () => Cost(Penalty.L1(2.0 / 100))),
        new("E", "cross entropy + lambda (|W1|_2 + |W2|_2): norms that are not squared, whose gradient is as long for small weights as for large ones", "(E elsewhere) lambda (|W1|^2 + |W2|^2)", "how many times as strongly twice the weights are pulled",
            () => 1, () => 2, () => Pull(6, 8) / Pull(3, 4)),
        new("D", "(x - mu) / sigma^2", "(x - mu) / sigma", "the deviation of a feature of deviation 10, standardised",
            () => 10 / 100.0, () => 1),
    ];

    static IEnumerable<Misprint> OfConventions() =>
    [
        new("C, E", "m = eta m + lambda g, x - m: the rate inside the velocity", "(PyTorch, and here) outside: v = eta v + g, x - lambda v; the same at a constant rate", "the second update under the gradient 1, rates 1 and 0.1",
            () => 0.9 * 1 + 0.1 * 1, () => 0.1 * 1.9, () => new Momentum(0.9).Then(new Rate(Schedule.MultiStep(1, 0.1, 1))) is var rule ? rule.Updates([1.0, 1.0]).Last() : 0),
        new("C", "eta is the damping and lambda the rate", "(E) eta is the rate and gamma the damping", "the first update under the gradient 1 of 'eta = 0.05' with 0.9 for the other",
            () => 0.9, () => 0.05, () => Update(new Momentum(0.9).Then(new Rate(0.05)), [1])),
        new("C, E", "alpha is the momentum and beta the rate", "(E elsewhere) alpha is the rate and beta the momentum", "the first update under the gradient 1 of 'alpha = 0.003, beta = 0.9'",
            () => 0.9, () => 0.003, () => Update(new Momentum(0.9).Then(new Rate(0.003)), [1])),
        new("C", "Tukey's loss without a factor, scale^4 times as much as", "one of weight 1 at 0, as all its kin", "the weight of a small error at the scale 2",
            () => Math.Pow(2, 4), () => 1, () => new Tukey(2).Omega(new Scalar<double>(0)).Value),
        new("A, D", "Glorot: variance 1 / n by the number of inputs, 1 / 200", "2 / (inputs + outputs); 1 / inputs is LeCun's", "the variance for 200 inputs and 50 outputs",
            () => 1.0 / 200, () => 2.0 / 250),
    ];

    static IEnumerable<Misprint> OfUnits() =>
    [
        new("A, D, E", "a threshold unit fires if the sum is > 0", "(elsewhere in the same decks, and here) if it is >= 0", "the output at the threshold",
            () => 0, () => 1, () => new ThresholdUnit([1], -1).OfNumbers([1]) ? 1 : 0),
        new("A, D", "Rosenblatt 1948; Howard Hebb", "Rosenblatt 1958, nine years behind Donald Hebb's book", "the year of the perceptron",
            () => 1948, () => 1958),
        new("A, D", "the association units of the perceptron learn", "their wires are drawn once, at random; only the weights behind them learn", "the weights that learn in the Mark I: 400 cells, 512 association units, 8 responses",
            () => 400 * 512 + 512 * 8, () => 512 * 8),
        new("E", "universal approximation asks for bounded units, and is used for ReLU", "ReLU is not bounded: units need only be no polynomial (Leshno et al. 1993)", "the largest output of such a unit on [-100, 100]",
            () => 1, () => 100, () => Ops.Relu<double>(One(100)).Value().Value[0]),
    ];

    static IEnumerable<Misprint> OfLayers() =>
    [
        new("D", "the output size (n + 2 p - k) / s + 1", "floor((n + 2 p - k) / s) + 1", "the output of 7 numbers under a window of 2 with stride 2",
            () => (7 - 2) / 2.0 + 1, () => 3, () => new Conv2d(1, 2, stride: 2).Init<double>(Key.Of(1), [7, 7, 1]).Output[0]),
        new("D", "a^[0] = g(W^[0] x + b^[0]): layer 0 is the first of units", "(E) layer 0 is the input, h_0 = x, and units begin with h_1", "layer 0 for the input 2 under ReLU(3 x + 1)",
            () => Math.Max(0, 3 * 2 + 1), () => 2),
        new("A", "batch norm makes the deviation 0", "the deviation 1", "the deviation of the normalised 1, 2, 4 and 9",
            () => 0, () => 1, () => Math.Sqrt(Normalised().Average(y => y * y))),
        new("A", "batch norm makes the mean 1", "the mean 0", "the mean of the normalised 1, 2, 4 and 9",
            () => 1, () => 0, () => Normalised().Average()),
    ];

    static IEnumerable<Misprint> OfDropout() =>
    [
        new("E, A", "p is the probability to drop, and use multiplies by p", "by the probability to keep, 1 - p (Srivastava et al. 2014, whose p it is)", "the factor of use for p = 3/4",
            () => 0.75, () => 0.25, () => Dropped(Mode.Infer, original: true).Max()),
        new("B", "p is the probability to keep", "(E, and here) to drop", "by how much what stays grows in learning for p = 3/4",
            () => 1 / 0.75, () => 1 / (1 - 0.75), () => Dropped(Mode.Train, original: false).Max()),
        new("D", "dropout uses the l0 complexity, the number of coefficients that are not 0", "it makes outputs of units 0, for one step; coefficients stay", "how many of 8 weights behind dropout of 1/2 are not 0 after a step",
            () => 8 * 0.5, () => 8, () => Complexity.Count(Learnt().Params, Where.Matrices)),
        new("E", "gradients of dropout, one displaced from the first row to the second and one from the third", "the mask of the gradient is that of the output: 4 / sqrt(5) where five of a row stay", "the gradient at row 1, column 5, which is kept",
            () => 0, () => 4 / Math.Sqrt(5), () => OfNorm([4, 0, 4, 4, 4, 0, 4, 0, 0])[4]),
    ];

    static Tensor<double> One(double x) => Tensor<double>.From([1], [x]);

    static double Update(Optimizer rule, IEnumerable<double> gradients) => rule.Updates(gradients).Last();

    static double Decayed(Optimizer rule) => rule.Follow(One(1), (_, _) => One(0), 1).Last()[0];

    // A mean over items, differentiated: w at 0, with the loss of item i being i w.
    static double Descended(double[] items) => Optimizer.Sgd(1).Follow(One(0), (_, _) =>
        Gradient.Of(Leaves<double>.Of(One(0)), leaves => from product in Ops.Multiply(leaves[0], Tensor<double>.From([items.Length], [.. items])) from mean in Ops.Mean(product) select mean).Gradient[0].Value, 1).Last()[0] * -1;

    static double Slope() => Gradient.Of(Leaves<double>.Of(One(3)), leaves =>
        from product in Ops.Multiply(leaves[0], One(2)) from wrong in Ops.Subtract(product, One(1)) from square in Ops.Multiply(wrong, wrong) from sum in Ops.Sum(square) select sum).Gradient[0].Value[0];

    // What a penalty asks of a unit with the weights 3 and 4 and the bias 5.
    static double Cost(Penalty penalty) =>
        penalty.Of(new Mold<double>(new Dense(1).Init<double>(Key.Of(1), [2]).Params).Pour(Tensor<double>.Of([3], 3, 4, 5))).Value().Value.ToScalar();

    // How long the gradient of the squared penalty is at two weights.
    static double Pull(double first, double second)
    {
        var slope = Gradient.Of(Leaves<double>.Of(Tensor<double>.Of([2], first, second)), leaves => Penalty.L2(0.1, Where.All).Of(leaves)).Gradient[0].Value;
        return Math.Sqrt(slope[0] * slope[0] + slope[1] * slope[1]);
    }

    // Eight inputs, half of them dropped, in front of one unit, after a step of descent.
    static Learner<double> Learnt()
    {
        var step = Train.Step<double>(Net.Seq(new Dropout(0.5), new Dense(1)), Loss.MeanSquaredError, Optimizer.Sgd(0.1));
        return step.Invoke(Train.Start<double>(step.Net, step.Optimizer, [8], Key.Of(1)), new(Tensor<double>.Ones([1, 8]), Tensor<double>.Ones([1, 1])));
    }

    // What batch norm makes of a column of 1, 2, 4 and 9.
    static double[] Normalised()
    {
        var norm = new BatchNorm(Epsilon: 0);
        var start = norm.Init<double>(Key.Of(1), [1]);
        return [.. norm.Apply(new Call<double>(start.Params, start.State, Key.Of(1), Mode.Train), Tensor<double>.Of([4, 1], 1, 2, 4, 9)).Value().Output.Value.Span];
    }

    // What dropout of 3/4 makes of ones.
    static double[] Dropped(Mode mode, bool original) =>
        [.. new Dropout(0.75, original).Apply(new Call<double>(Empty<double>.It, Empty<double>.It, Key.Of(1), mode), Tensor<double>.Ones([64])).Value().Output.Value.Span];

    // The gradient of the norm of a row, x times a mask, at ones.
    static Tensor<double> OfNorm(double[] mask) => Gradient.Of(Leaves<double>.Of(Tensor<double>.Ones([mask.Length])), leaves =>
        from kept in Ops.Multiply(leaves[0], Tensor<double>.From([mask.Length], [.. mask])) from squares in Ops.Square(kept) from sum in Ops.Sum(squares) from norm in Ops.Sqrt(sum) select norm).Gradient[0].Value;

    // One gradient of 10 and 20 of 0.1: the last rate over the first that follows the spike.
    static double Growth(Func<IEnumerable<double>, IEnumerable<double>> rule)
    {
        double[] gradients = [10, .. Enumerable.Repeat(0.1, 20)];
        var rates = rule(gradients).Zip(gradients, (u, g) => u / g).ToArray();
        return rates[^1] / rates[1];
    }

    // Zeiler 2012, algorithm 1, for one coordinate.
    static Func<IEnumerable<double>, IEnumerable<double>> Past(double rho, double epsilon) => gradients =>
    {
        var (squares, steps) = (0.0, 0.0);
        return gradients.Select(g =>
        {
            squares = rho * squares + (1 - rho) * g * g;
            var u = Math.Sqrt(steps + epsilon) / Math.Sqrt(squares + epsilon) * g;
            steps = rho * steps + (1 - rho) * u * u;
            return u;
        }).ToArray();
    };
}
