#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

// Vanishing and exploding gradients
//
// "Terms values < 1.0, multiplying terms: ever smaller"; and > 1, ever larger: going back through a network (backpropagation), a gradient far from the output is a product with
// one factor for each layer between. The decks make of it a bound for a chain of sigmoids, the remedy "ReLU solves the vanishing gradient problem (provided proper initialization)", and show
// histograms of gradients layer by layer. Here the factor is computed, for each activation and initialisation, and measured.

var note = Note.Begin(args, Console.Out);

// 1. The bound of 1/4
//
// f(x) = s(w_n s(... s(w_1 x))). As s' = s (1 - s) <= 1/4, with all |w| <= 1 the derivative by w_1 is at most (1/4)^n |x|. It holds for every draw, with room to spare.
var chains = (from length in new[] { 1, 3, 5, 10, 20 }
              from draw in Enumerable.Range(0, note.Quick ? 20 : 200)
              let w = Key.Of(1).Child(length).Child(draw).Uniform<double>([length], -1, 1)
              let x = 10 * Key.Of(2).Child(length).Uniform(draw) - 5
              select (Length: length, Share: Math.Abs(Derivative.Reverse(new Chain(x), w).Matrix[0]) / (Math.Pow(0.25, length) * Math.Abs(x)))).ToArray();
note.Claim($"in {chains.Length} chains of 1 to 20 sigmoids the derivative is at most {chains.Max(c => c.Share):F3} of (1/4)^n |x|", chains.All(c => c.Share <= 1));
// The condition on the weights is what makes it a law: with weights of 4 and a sigmoid in its middle each factor is 1.
var steep = Derivative.Reverse(new Chain(0.5, -2), Tensor<double>.Full([20], 4)).Matrix[0];
note.Claim($"with weights of 4 and biases of -2 the derivative through 20 sigmoids is {steep:E1}, where the bound would be {0.5 * Math.Pow(0.25, 20):E1}", steep > 1e-3);

// 2. The factor of a layer
//
// Let the weights of a layer of n units have the variance v. Going back through it, the mean square of the gradient is multiplied by
//     n v E[s'(u)^2],
// and its root is the factor (Glorot and Bengio, 2010; He et al., 2015). For ReLU E[s'^2] is 1/2: the half of the paths that is off is gone, so 2 / n is the variance that keeps
// gradients, and "1 x 1 x 1", as the deck has it, is not what a ReLU multiplies with. For sigmoid s'^2 is near 1/16, for tanh near 1 while its inputs are small.
const int Width = 100;
var depth = note.Quick ? 12 : 30;
(string Name, Activation Then, IInitialiser Weight)[] cases =
[
    ("sigmoid, Glorot", Activation.Sigmoid, Glorot.Normal), ("tanh, Glorot", Activation.Tanh, Glorot.Normal), ("ReLU, Glorot", Activation.Relu, Glorot.Normal),
    ("ReLU, He", Activation.Relu, He.Normal), ("ReLU, 2 He", Activation.Relu, new Normal(Math.Sqrt(4.0 / Width))),
    ("tanh, N(0, 1)", Activation.Tanh, new Normal(1)), ("tanh, 1 / sqrt(n)", Activation.Tanh, new Uniform(-1 / Math.Sqrt(Width), 1 / Math.Sqrt(Width))),
];
// The gradient by a bias is that by the input of its unit; of one item, so that nothing is added up.
double[][] Gradients(Activation then, IInitialiser weight, Key key)
{
    var net = Net.Seq([.. Enumerable.Repeat<ILayer>(new Dense(Width, then, weight), depth), new Dense(10, Activation.None, Glorot.Normal)]);
    var initial = Train.Initial<double>(net, key.Child(0), [Width]);
    var graded = Gradient.Of(initial.Params, p =>
        from result in net.Apply(new Call<double>(p, initial.State, key, Mode.Train), key.Child(1).Normal<double>([1, Width]))
        from loss in Loss.CrossEntropy.Of(result.Output, Indices.Of(0))
        select loss);
    return [.. Tree.Leaves(graded.Gradient).Where(leaf => leaf.Role == Role.Bias).SkipLast(1).Select(leaf => leaf.Value.Value.Span.ToArray())];
}
var draws = note.Quick ? 10 : 100;
var measured = cases.Select(c =>
{
    var runs = Enumerable.Range(1, draws).Select(draw => Gradients(c.Then, c.Weight, Key.Of(3).Child(draw))).ToArray();
    var layers = Enumerable.Range(0, depth).Select(layer => runs.SelectMany(run => run[layer]).ToArray()).ToArray();
    var rms = layers.Select(g => Math.Sqrt(g.Average(x => x * x))).ToArray();
    // The mean factor of the first ten layers from below.
    return (c.Name, Rms: rms, Factor: Math.Pow(rms[0] / rms[10], 0.1), Logs: layers.Select(g => g.Where(x => x != 0).Select(x => Math.Log10(Math.Abs(x))).ToArray()).ToArray());
}).ToArray();
foreach (var (name, rms, factor, _) in measured) note.Say($"{name,-16} a layer multiplies the gradient by {factor:F3}; that of the lowest is {rms[0] / rms[^1]:0.0e0} times that of the highest");
double Factor(string name) => measured.First(m => m.Name == name).Factor;
double Ratio(string name) => measured.First(m => m.Name == name) is var m ? m.Rms[0] / m.Rms[^1] : 0;
// A layer of 100 multiplies the square by its factor give or take a fifth, so ten layers and as many draws leave the mean factor uncertain by 1 %, a hundred draws by 0.4 %.
var slack = note.Quick ? 0.05 : 0.02;
note.Claim($"sigmoid with Glorot's weights: {Factor("sigmoid, Glorot"):F3} a layer, theory 1/4 at most; so {depth} layers leave {Ratio("sigmoid, Glorot"):E0}", Factor("sigmoid, Glorot") is > 0.15 and < 0.25);
note.Claim($"ReLU with He's: {Factor("ReLU, He"):F3}, theory 1; with Glorot's {Factor("ReLU, Glorot"):F3}, theory {Math.Sqrt(0.5):F3}; with twice He's variance {Factor("ReLU, 2 He"):F3}, theory {Math.Sqrt(2):F3}",
    Math.Abs(Factor("ReLU, He") - 1) < slack && Math.Abs(Factor("ReLU, Glorot") / Math.Sqrt(0.5) - 1) < slack && Math.Abs(Factor("ReLU, 2 He") / Math.Sqrt(2) - 1) < slack);
note.Claim($"so ReLU alone solves nothing: with Glorot's weights {depth} layers leave {Ratio("ReLU, Glorot"):E0} of the gradient, with too large ones they make {Ratio("ReLU, 2 He"):E1} times of it, theory {Math.Pow(2, 0.5 * (depth - 1)):E1}",
    Ratio("ReLU, Glorot") < 0.5 * Math.Pow(0.75, depth - 4) && Ratio("ReLU, 2 He") > 0.3 * Math.Pow(2, 0.5 * (depth - 1)));
note.Claim($"and a bounded activation need not vanish: tanh with Glorot's weights keeps {Factor("tanh, Glorot"):F2} of it a layer, and with N(0, 1) it explodes, by {Factor("tanh, N(0, 1)"):F2}", Factor("tanh, Glorot") is > 0.8 and < 1 && Factor("tanh, N(0, 1)") > 1.3);

// 3. What it does to learning
//
// The same deep net on two moons, by descent: what does not reach the lower layers does not move them.
var moons = Synthetic.TwoMoons(Key.Of(5), 200, 0.1);
double Learn(Activation then, IInitialiser weight) =>
    Model.Init(Net.Seq([.. Enumerable.Repeat<ILayer>(new Dense(32, then, weight), 10), new Dense(2)]), [2], Key.Of(6)).Fit(moons, new() { Optimizer = Optimizer.Momentum(0.02, 0.9), Epochs = note.Quick ? 60 : 200, BatchSize = 50 }).Last.Evaluate(moons).Accuracy ?? 0;
var (dull, sharp) = (Learn(Activation.Sigmoid, Glorot.Uniform), Learn(Activation.Relu, He.Normal));
note.Claim($"ten hidden layers on two moons: sigmoid with Glorot's weights ends at {dull:P1} of its own items (training accuracy), ReLU with He's at {sharp:P1}", dull < 0.9 && sharp > 0.97);

note.Draw("vanishing-gradients-depth", new Chart("Gradient through depth", new("layer, from the input", Whole: true), new("root mean square of the gradient, output = 1", Log: true),
    measured.Take(6).Select(m => (Mark)new Line(m.Name, m.Rms.Select((r, i) => (i + 1.0, r / m.Rms[^1])).ToMany())).ToMany()) { Tall = 280 });
// The histograms of Glorot and Bengio are of tanh: with the weights of their time, uniform within 1 / sqrt(n) and so of variance 1 / (3 n), each layer back leaves at most
// sqrt(1 / 3) = 0.577 of the gradient, for tanh' <= 1; with theirs, of variance 1 / n, the histograms of all layers lie nearly above each other: within a factor of ten, over 30 layers.
double Widest(string name) => measured.First(m => m.Name == name) is var m ? m.Rms.Max() / m.Rms.Min() : 0;
note.Claim($"tanh with weights within 1 / sqrt(n): {Factor("tanh, 1 / sqrt(n)"):F3} a layer, theory {Math.Sqrt(1.0 / 3):F3} at most; {depth} layers leave {Ratio("tanh, 1 / sqrt(n)"):E0} of the gradient, with Glorot's weights {Ratio("tanh, Glorot"):F2}, and no two layers are more than {Widest("tanh, Glorot"):F1} times apart",
    Factor("tanh, 1 / sqrt(n)") is > 0.5 and < 0.59 && Ratio("tanh, 1 / sqrt(n)") < Math.Pow(0.6, depth - 2) && Widest("tanh, Glorot") < 10);
(string Name, string File)[] shown = [("sigmoid, Glorot", "sigmoid"), ("tanh, 1 / sqrt(n)", "tanh"), ("tanh, Glorot", "tanh-glorot"), ("ReLU, He", "relu")];
foreach (var (name, file) in shown) note.Draw($"vanishing-gradients-{file}", Histograms(name));
HeatMap Histograms(string name)
{
    var logs = measured.First(m => m.Name == name).Logs;
    var (low, bins) = (-24, 24);
    return new($"Sizes of gradients by layer: {name}", "layer", "log10 of the size", Enumerable.Range(1, logs.Length).Select(i => $"{i}").ToMany(), Enumerable.Range(0, bins).Select(b => (low + b) % 4 == 0 ? $"{low + b}".Replace('-', '−') : "").ToMany(),
        [.. logs.SelectMany(layer => Enumerable.Range(0, bins).Select(b => new HeatCell("", Math.Sqrt(layer.Count(l => Math.Floor(l) == low + b) / (double)Math.Max(1, layer.Length)))))]);
}

// What would falsify this: a chain above its bound, or a factor off the root of n v E[s'^2].
return note.End();

/// <summary>s(w_n s(... s(w_1 x))), with a bias in each that is usually 0.</summary>
sealed record Chain(double X, double Bias = 0) : IMap
{
    public Diff<T, Var<T>> Of<T>(Var<T> x) where T : struct, System.Numerics.IFloatingPointIeee754<T> =>
        Enumerable.Range(0, x.Shape.Size).Aggregate(Diff.Return<T, Var<T>>(Tensor<T>.Full([1], T.CreateChecked(X))), (before, i) =>
            from value in before
            from w in Ops.Part(x, 0, i, 1)
            from product in Ops.Multiply(w, value)
            from sum in Ops.Add<T>(product, Tensor<T>.Full([1], T.CreateChecked(Bias)))
            from after in Ops.Sigmoid(sum)
            select after);
}
