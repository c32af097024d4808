#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

// Where to begin: the variance argument, constants, and zeros
//
// The deck adds up 200 weights drawn from N(0, 1): a sum of independent normal numbers is normal and the variances add, so a unit's input has the deviation
// sqrt(200) = 14.14, where a sigmoid is flat. Xavier's or Glorot's answer is the variance 1/200. Another deck crosses out constants ("no symmetry breaking") and zeros
// ("no gradient flow"). Each of the three is a statement about numbers.

var note = Note.Begin(args, Console.Out);
const int N = 200;
// The deviation of a normal number of deviation 1 cut at 2: its variance is 1 - 4 phi(2) / (2 Phi(2) - 1).
var cut = Math.Sqrt(1 - 4 * Math.Exp(-2) / Math.Sqrt(2 * Math.PI) / 0.9544997361036416);
double Deviation(ReadOnlySpan<double> values)
{
    var (sum, square) = (0.0, 0.0);
    foreach (var x in values) (sum, square) = (sum + x, square + x * x);
    return Math.Sqrt(square / values.Length - Math.Pow(sum / values.Length, 2));
}

// 1. 200 inputs
//
// Inputs of 1, as on the slide, into so many units that their deviation is known well: m normal numbers give it with a relative error of 1 / sqrt(2 m).
var units = note.Quick ? 4000 : 40_000;
Tensor<double> Sums(IInitialiser weight) => Net.Seq(new Dense(units, Activation.None, weight).WithoutBias()) is var net && Train.Initial<double>(net, Key.Of(1), [N]) is var initial
    ? Net.Infer(net, initial.Params, initial.State, Tensor<double>.Ones([1, N])) : null!;
var error = 4 / Math.Sqrt(2.0 * units);
void Claims(string name, IInitialiser weight, double theory)
{
    var deviation = Deviation(Sums(weight).Span);
    note.Claim($"{name}: the sums have the deviation {deviation:F3}, theory {theory:F3}", Math.Abs(deviation / theory - 1) < error);
}
Claims("N(0, 1)", new Normal(1), Math.Sqrt(N));
// Truncated at two deviations a normal number has only 0.774 of its variance; a deck that calls it "alternative" does not say which of the two deviations it means. Here
// Deviation is that of what is drawn; a parameter of 1 before truncation is 0.880 of it. Either way 14 is not cured by cutting tails.
Claims("truncated, deviation 1 before it", new TruncatedNormal(cut), cut * Math.Sqrt(N));
Claims("N(0, 1/200)", new Normal(Math.Sqrt(1.0 / N)), 1);
double Saturated(IInitialiser weight) => Sums(weight).Span.ToArray() is var u ? u.Count(x => Math.Abs(x) > 4) / (double)units : 0;
note.Claim($"beyond 4, where a sigmoid's slope is under 0.018, are {Saturated(new Normal(1)):P1} of them with N(0, 1), {Saturated(new TruncatedNormal(cut)):P1} truncated, {Saturated(new Normal(Math.Sqrt(1.0 / N))):P1} with 1/200",
    Saturated(new Normal(1)) > 0.7 && Saturated(new TruncatedNormal(cut)) > 0.7 && Saturated(new Normal(Math.Sqrt(1.0 / N))) < 0.001);

// 2. Whose rule is 1/200?
//
// Both decks call "normalize variance by number of inputs" Glorot's. That is LeCun's rule (1998). Glorot and Bengio (2010) take 2 / (inputs + outputs), a compromise: 1 / inputs keeps the
// activations, 1 / outputs the gradients. On a square layer they agree.
double Variance(IInitialiser rule, int outputs) => rule.Variance(Fans.Dense(N, outputs));
note.Claim($"200 to 200: LeCun {Variance(LeCun.Normal, 200)}, Glorot {Variance(Glorot.Normal, 200)}; 200 to 10: LeCun {Variance(LeCun.Normal, 10)}, Glorot {Variance(Glorot.Normal, 10):F5}",
    Variance(LeCun.Normal, 200) == 0.005 && Variance(Glorot.Normal, 200) == 0.005 && Variance(LeCun.Normal, 10) == 0.005 && Variance(Glorot.Normal, 10) == 2.0 / 210);

// 3. Through depth
//
// "OK for shallow, but deviation grows with size": with variance v and n units a linear layer multiplies the deviation by sqrt(n v). tanh hides the growth, for it is bounded: all its values go to
// -1 and 1. ReLU shows it, and halves the mean square: so He's 2 / n.
var depth = note.Quick ? 6 : 10;
double[][] Values(Activation then, IInitialiser weight)
{
    List<double[]> layers = [];
    var at = Key.Of(2).Normal<double>([note.Quick ? 50 : 500, N]);
    for (var layer = 0; layer < depth; layer++)
    {
        var (dense, start) = (new Dense(N, then, weight), Train.Initial<double>(new Dense(N, then, weight), Key.Of(3).Child(layer), [N]));
        at = Net.Infer(dense, start.Params, start.State, at);
        layers.Add(at.Span.ToArray());
    }
    return [.. layers];
}
double[] Through(Activation then, IInitialiser weight) => [.. Values(then, weight).Select(layer => Math.Sqrt(layer.Average(x => x * x)))];
(string Name, double[] Sizes)[] ways =
[
    ("ReLU, N(0, 1)", Through(Activation.Relu, new Normal(1))), ("ReLU, LeCun", Through(Activation.Relu, LeCun.Normal)), ("ReLU, He", Through(Activation.Relu, He.Normal)),
    ("tanh, N(0, 1)", Through(Activation.Tanh, new Normal(1))), ("tanh, Glorot", Through(Activation.Tanh, Glorot.Normal)), ("tanh, N(0, 0.01²)", Through(Activation.Tanh, new Normal(0.01))),
];
double Growth(string name) => ways.First(w => w.Name == name).Sizes is var s ? Math.Pow(s[^1] / s[1], 1.0 / (depth - 2)) : 0;
note.Claim($"a ReLU layer of 200 multiplies activations by {Growth("ReLU, N(0, 1)"):F2} with N(0, 1) (theory 10), by {Growth("ReLU, LeCun"):F3} with 1/n (theory {Math.Sqrt(0.5):F3}), by {Growth("ReLU, He"):F3} with 2/n (theory 1)",
    Math.Abs(Growth("ReLU, N(0, 1)") / 10 - 1) < 0.06 && Math.Abs(Growth("ReLU, LeCun") / Math.Sqrt(0.5) - 1) < 0.06 && Math.Abs(Growth("ReLU, He") - 1) < 0.06);
note.Claim($"tanh with N(0, 1) is at {ways[3].Sizes[^1]:F2} in layer {depth}: all its units sit at the ends; with \"small numbers\" of deviation 0.01 it is at {ways[5].Sizes[^1]:E0}: nothing is left", ways[3].Sizes[^1] > 0.9 && ways[5].Sizes[^1] < 2e-4 * (note.Quick ? 10 : 1));
// A root mean square near 1 is what He's ReLU has, and what saturated tanh has: on a line of sizes the two lie on top of each other. Histograms through depth tell them apart. With N(0, 1)
// the values stand at -1 and 1, where tanh has no slope; with 0.01 they stand on 0, and units that say 0 say nothing; with Glorot's rule they stay spread between.
(string Name, string File, double[][] Layers)[] bounded =
[
    ("N(0, 1): at the ends", "tanh-normal", Values(Activation.Tanh, new Normal(1))), ("N(0, 0.01²): on 0", "tanh-small", Values(Activation.Tanh, new Normal(0.01))), ("Glorot's rule: spread", "tanh-glorot", Values(Activation.Tanh, Glorot.Normal)),
];
double Ends(int way) => bounded[way].Layers.Min(layer => layer.Count(x => Math.Abs(x) > 0.9) / (double)layer.Length);
double[] Spread(int way) => [.. bounded[way].Layers.Select(layer => layer.Count(x => Math.Abs(x) is > 0.1 and < 0.9) / (double)layer.Length)];
note.Claim($"beyond 0.9 are at least {Ends(0):P0} of the activations of any layer with N(0, 1), and the root mean square of layer {depth}, {ways[3].Sizes[^1]:F2}, is nearly that of He's ReLU, {ways[2].Sizes[^1]:F2}", Ends(0) > 0.8 && Math.Abs(ways[3].Sizes[^1] - ways[2].Sizes[^1]) < 0.15);
note.Claim($"between 0.1 and 0.9 in size are, in layer {depth}, {Spread(0)[^1]:P1} of them with N(0, 1), {Spread(1)[^1]:P1} with 0.01, {Spread(2)[^1]:P1} with Glorot's rule", Spread(0)[^1] < 0.15 && Spread(1)[^1] == 0 && Spread(2)[^1] > 0.6);
foreach (var (name, file, layers) in bounded)
{
    // 21 bins, in the middle of the first -1, of the last 1.
    note.Draw($"initialisation-{file}", new HeatMap($"tanh through depth, {name}", "layer", "activation", Enumerable.Range(1, depth).Select(i => $"{i}").ToMany(),
        Enumerable.Range(0, 21).Select(b => b % 5 == 0 ? FormattableString.Invariant($"{0.1 * b - 1:0.#}").Replace('-', '−') : "").ToMany(),
        [.. layers.SelectMany(layer => Enumerable.Range(0, 21).Select(b => new HeatCell("", Math.Sqrt(layer.Count(x => Math.Floor(10 * x + 10.5) == b) / (double)layer.Length))))]));
}

// 4. Constants
//
// Units of a layer that begin alike have the same gradient and stay alike, for ever: the network has one unit a layer. This is about the whole layer: constant hidden weights with
// random ones behind them are told apart by what comes back (backpropagation), and with dropout by chance.
var moons = Synthetic.TwoMoons(Key.Of(4), 200, 0.1);
Tensor<float> Hidden(IInitialiser first, IInitialiser second, out double accuracy, out double moved)
{
    var form = Model.Init(Net.Seq(new Dense(16, Activation.Tanh, first), new Dense(2, Activation.None, second)), [2], Key.Of(5));
    var end = form.Fit(moons, new() { Optimizer = Optimizer.Adam(0.02), Epochs = note.Quick ? 30 : 100, BatchSize = 50 }).Last;
    accuracy = end.Evaluate(moons).Accuracy ?? 0;
    var (before, after) = (Tree.Leaves(form.Params)[0].Value.Value, Tree.Leaves(end.Params)[0].Value.Value);
    moved = Enumerable.Range(0, 32).Max(i => Math.Abs(after[i] - before[i]));
    return after;
}
double Apart(Tensor<float> weights) => Enumerable.Range(0, 32).Max(i => Math.Abs(weights[i] - weights[i / 16 * 16]));
var constant = Hidden(new Constant(0.3), new Constant(0.3), out var constantAccuracy, out _);
var half = Hidden(new Constant(0.3), Glorot.Uniform, out var halfAccuracy, out _);
var random = Hidden(Glorot.Uniform, Glorot.Uniform, out var randomAccuracy, out _);
note.Claim($"constant weights: after training all 16 hidden units have the same bits, {constantAccuracy:P1} of two moons; random ones {randomAccuracy:P1}", Apart(constant) == 0 && randomAccuracy > constantAccuracy + 0.05);
note.Claim($"constant hidden weights with random ones behind them do not stay alike: they end up to {Apart(half):F2} apart, {halfAccuracy:P1}", Apart(half) > 0.1);

// 5. Zeros
//
// Behind a zero matrix no gradient passes, and beneath a layer that gives zeros none arises: with all weights 0 only the last bias moves. But one of the two matrices may be zero: the other one
// frees it. And where there is no hidden layer zeros are as good a start as any, for the loss is convex (logistic-regression.cs).
var zero = Hidden(Constant.Zeros, Constant.Zeros, out var zeroAccuracy, out var zeroMoved);
Hidden(Glorot.Uniform, Constant.Zeros, out var lastAccuracy, out _);
note.Claim($"all zeros: the hidden weights move by {zeroMoved}, accuracy {zeroAccuracy:P1}; zeros in the last layer alone: {lastAccuracy:P1}", zeroMoved == 0 && Math.Abs(zeroAccuracy - 0.5) < 0.01 && lastAccuracy > constantAccuracy + 0.05);

double[] Slice(Tensor<double> sums) => [.. sums.Span];
note.Draw("initialisation-sums", new Chart("The input of a unit that adds 200 weights", new("sum", Min: -45, Max: 45), new("density"),
    new[] { ("N(0, 1)", Sums(new Normal(1))), ("truncated", Sums(new TruncatedNormal(cut))) }.Select(c => (Mark)Density(c.Item1, Slice(c.Item2), 1.5)).Append(Density("N(0, 1/200)", Slice(Sums(new Normal(Math.Sqrt(1.0 / N)))), 0.5)).ToMany()));
Line Density(string name, double[] values, double width) => new(name, values.CountBy(v => Math.Round(v / width)).OrderBy(b => b.Key).Select(b => (b.Key * width, b.Value / (double)values.Length / width)).ToMany());
note.Draw("initialisation-depth", new Chart("Activations through depth, 200 units a layer", new("layer", Whole: true), new("root mean square", Log: true), ways.Select(w => (Mark)new Line(w.Name, w.Sizes.Select((s, i) => (i + 1.0, s)).ToMany())).ToMany()) { Tall = 260 });

// What would falsify this: sums whose deviation is not sqrt(n v), constant units that part by themselves, or hidden weights that leave zero when all are zero.
return note.End();
