#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

// Empirical risk: why training on data works, and how much of it one needs
//
// What is wanted is the function of least expected risk R(f) in a space F; what can be computed is the one of least empirical risk, the mean loss over N items. "Under regularity conditions
// empirical risk minimizers converge ... this is why tuning the parameters to make it work on the training data is a reasonable thing to do." How fast, to what, and what if
// the conditions fail?

var note = Note.Begin(args, Console.Out);
(double Mean, double Error) Of(IEnumerable<double> values) => values.ToArray() is var v && v.Average() is var mean ? (mean, Math.Sqrt(v.Sum(x => (x - mean) * (x - mean)) / (v.Length - 1) / v.Length)) : default;

// 1. A fixed function is judged fairly, the best one too kindly
//
// For f chosen beforehand the empirical risk is unbiased, with deviation s / sqrt(N). The minimiser was chosen to look good on these very items. For linear regression on p
// standard normal inputs with noise of variance 1 both sides are known exactly:
//     E[own risk] = 1 - p / N,      E[expected risk] = 1 + p / (N - p - 1).
const int P = 5;
double[] truth = [1, -2, 0.5, 0, 3];
(double Own, double Expected, double Fixed) Linear(int count, Key key)
{
    var x = key.Child(0).Normal<double>([count, P]);
    var y = Tensor<double>.Of([count], [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, P).Sum(j => truth[j] * x[i * P + j]) + key.Child(1).Normal(i))]);
    var w = Regression.LeastSquares(x, y, Tensor<double>.Ones([count]));
    double Own(Tensor<double> w) => Regression.Errors(x, y, w).Span.ToArray().Average(e => e * e);
    return (Own(w), 1 + Enumerable.Range(0, P).Sum(j => (w[j] - truth[j]) * (w[j] - truth[j])), Own(Tensor<double>.Of([P], truth)));
}
int[] sizes = [15, 30, 60, 125, 250, 500];
var trials = note.Quick ? 100 : 2000;
var linear = sizes.Select(size =>
{
    var runs = Enumerable.Range(0, trials).Select(t => Linear(size, Key.Of(1).Child(size).Child(t))).ToArray();
    return (Size: (double)size, Own: Of(runs.Select(r => r.Own)), Expected: Of(runs.Select(r => r.Expected)), Fixed: Of(runs.Select(r => r.Fixed)));
}).ToArray();
foreach (var l in linear) note.Say($"{l.Size,4} items: own risk {l.Own.Mean:F4} (theory {1 - P / l.Size:F4}), expected risk {l.Expected.Mean:F4} (theory {1 + P / (l.Size - P - 1):F4}), own risk of the true function {l.Fixed.Mean:F4}");
bool Near((double Mean, double Error) measured, double theory) => Math.Abs(measured.Mean - theory) < 4 * measured.Error;
note.Claim($"for {sizes[0]} to {sizes[^1]} items all three are those of theory, within four standard errors", linear.All(l => Near(l.Own, 1 - P / l.Size) && Near(l.Expected, 1 + P / (l.Size - P - 1)) && Near(l.Fixed, 1)));

// 2. It converges to the best of the space, not to the truth
//
// y = x^2 with x standard normal, fitted by lines. The best line is the constant 1, its risk Var(x^2) = 2: however many items, the rest is the space's fault.
double Lines(int count, Key key)
{
    var x = Enumerable.Range(0, count).Select(i => key.Normal(i)).ToArray();
    var w = Regression.LeastSquares(Tensor<double>.Of([count, 2], [.. x.SelectMany(x => new[] { 1, x })]), Tensor<double>.Of([count], [.. x.Select(x => x * x)]), Tensor<double>.Ones([count]));
    // E (a + b x - x^2)^2 = 2 + (a - 1)^2 + b^2.
    return 2 + (w[0] - 1) * (w[0] - 1) + w[1] * w[1];
}
var (few, many) = (Of(Enumerable.Range(0, 50).Select(t => Lines(20, Key.Of(2).Child(t)))).Mean, Of(Enumerable.Range(0, 50).Select(t => Lines(note.Quick ? 2000 : 20_000, Key.Of(3).Child(t)))).Mean);
note.Claim($"lines for a parabola: expected risk {few:F3} with 20 items, {many:F4} with {(note.Quick ? 2000 : 20_000)}, never below 2", few > many && many is >= 2 and < 2.02);

// 3. Where it does not converge
//
// x is uniform in [0, 1], y says whether x > 1/2, and one label in five is wrong. Thresholds are a space small enough: own and expected risk meet at 0.2. "The label of the nearest item" is
// a space so large that its own risk is 0 for every N, and it does not converge to 0.2 but to 2 * 0.2 * 0.8 = 0.32 (Cover and Hart, 1967).
const double Flip = 0.2;
(double[] X, bool[] Y) Draw(int count, Key key)
{
    var x = Enumerable.Range(0, count).Select(i => key.Uniform(2 * i)).Order().ToArray();
    return (x, [.. x.Select((x, i) => x > 0.5 != key.Uniform(2 * i + 1) < Flip)]);
}
(double Own, double Expected) Threshold(double[] x, bool[] y)
{
    // Mistakes of "x > c" for each c between two items, from left to right.
    var (wrong, best, at) = (y.Count(label => !label), y.Count(label => !label), 0.0);
    for (var i = 0; i < x.Length; i++)
    {
        wrong += y[i] ? 1 : -1;
        if (wrong < best) (best, at) = (wrong, i + 1 < x.Length ? (x[i] + x[i + 1]) / 2 : 1);
    }
    return (best / (double)x.Length, Flip + (1 - 2 * Flip) * Math.Abs(at - 0.5));
}
double Nearest(double[] x, bool[] y)
{
    var (risk, from) = (0.0, 0.0);
    for (var i = 0; i < x.Length; i++)
    {
        // Item i answers for all places nearer to it than to its neighbours.
        var to = i + 1 < x.Length ? (x[i] + x[i + 1]) / 2 : 1;
        var above = Math.Max(0, to - Math.Max(from, 0.5));
        risk += y[i] ? above * Flip + (to - from - above) * (1 - Flip) : above * (1 - Flip) + (to - from - above) * Flip;
        from = to;
    }
    return risk;
}
int[] counts = note.Quick ? [20, 200, 2000] : [10, 20, 50, 100, 200, 500, 1000, 2000, 5000];
var spaces = counts.Select(count =>
{
    var runs = Enumerable.Range(0, note.Quick ? 20 : 200).Select(t => Draw(count, Key.Of(4).Child(count).Child(t)) is var (x, y) ? (Small: Threshold(x, y), Large: Nearest(x, y)) : default).ToArray();
    return (Size: (double)count, Own: runs.Average(r => r.Small.Own), Expected: runs.Average(r => r.Small.Expected), Nearest: runs.Average(r => r.Large));
}).ToArray();
note.Claim($"thresholds with {counts[^1]} items: own risk {spaces[^1].Own:F3}, expected {spaces[^1].Expected:F4}, the least possible 0.2", Math.Abs(spaces[^1].Own - Flip) < 0.02 && spaces[^1].Expected < Flip + 0.005);
note.Claim($"the nearest item, whose own risk is 0: expected {spaces[0].Nearest:F3} with {counts[0]} items and {spaces[^1].Nearest:F3} with {counts[^1]}, theory 0.32", Math.Abs(spaces[^1].Nearest - 0.32) < 0.01);

// 4. Networks on digits
//
// Two spaces, one inside the other in what it can express: logistic regression and 64 hidden units. The same 500 steps of 50 glyphs, over ever more different glyphs: enough to
// learn few of them by heart, not enough to reach the least risk on the most, where the curves turn up a little: a learner that stops is not the minimiser of the theory.
int[] glyphs = note.Quick ? [50, 400] : [50, 100, 200, 400, 800, 1600, 3200, 6400, 12800];
var (pool, test) = (Glyphs.Make(Key.Of(5), glyphs[^1]), Glyphs.Make(Key.Of(6), note.Quick ? 500 : 5000));
(string Name, Architecture Form)[] forms = [("logistic regression", Model.Of(28, 28, 1).Flatten().Dense(10)), ("64 hidden units", Model.Of(28, 28, 1).Flatten().Dense(64, Activation.Relu).Dense(10))];
var learned = forms.Select(form => (form.Name, Points: glyphs.Select(size =>
{
    var part = pool.Take(size);
    var steps = note.Quick ? 150 : 500;
    var model = form.Form.Init(Key.Of(7)).Fit(part, new() { Optimizer = Optimizer.Adam(0.002), BatchSize = 50, Epochs = Math.Max(1, steps * 50 / size) }).Last;
    return (Size: (double)size, Own: 1 - model.Evaluate(part).Accuracy ?? 0, New: 1 - model.Evaluate(test).Accuracy ?? 0);
}).ToArray())).ToArray();
foreach (var (name, points) in learned)
    foreach (var p in points) note.Say($"{name}, {p.Size} glyphs: {p.Own:P1} of its own wrong, {p.New:P1} of new ones");
var (logistic, network) = (learned[0].Points, learned[1].Points);
note.Claim($"new glyphs wrong: logistic regression {logistic[0].New:P1} after {glyphs[0]} items and {logistic[^1].New:P1} after {glyphs[^1]}; the network {network[0].New:P1} and {network[^1].New:P1}", logistic[^1].New < 0.6 * logistic[0].New && network[^1].New < 0.6 * network[0].New);
note.Claim($"the gap between own and new glyphs closes: the network's from {network[0].New - network[0].Own:P1} to {network[^1].New - network[^1].Own:P1}", network[^1].New - network[^1].Own < 0.6 * (network[0].New - network[0].Own));
// 5000 test glyphs know a share of 10 % to 0.4 points, 12800 of its own to 0.3.
if (!note.Quick) note.Claim($"with many items the smaller space is the worse one: logistic regression has {logistic[^1].Own:P1} of its own wrong and {logistic[^1].New:P1} of new ones, the network {network[^1].Own:P1} and {network[^1].New:P1}", logistic[^1].Own > network[^1].Own + 0.03 && logistic[^1].New > network[^1].New + 0.02);

note.Draw("empirical-risk-linear", new Chart("Own and expected risk meet at the noise", new("items", Log: true), new("mean squared error"),
[
    new Line("expected", linear.Select(l => (l.Size, l.Expected.Mean)).ToMany()), new Line("own", linear.Select(l => (l.Size, l.Own.Mean)).ToMany()),
    new Line("theory", Enumerable.Range(0, 60).Select(i => 15 * Math.Pow(500.0 / 15, i / 59.0)).Select(n => (n, 1 + P / (n - P - 1))).ToMany(), Dashed: true),
    new Line("theory", Enumerable.Range(0, 60).Select(i => 15 * Math.Pow(500.0 / 15, i / 59.0)).Select(n => (n, 1 - P / n)).ToMany(), Dashed: true),
]));
note.Draw("empirical-risk-spaces", new Chart("A space that is too large does not converge", new("items", Log: true), new("share of mistakes", Min: 0, Max: 0.4),
[
    new Line("thresholds, expected", spaces.Select(s => (s.Size, s.Expected)).ToMany()), new Line("thresholds, own", spaces.Select(s => (s.Size, s.Own)).ToMany()),
    new Line("nearest item, expected", spaces.Select(s => (s.Size, s.Nearest)).ToMany()), new Line("nearest item, own", spaces.Select(s => (s.Size, 0.0)).ToMany()),
]));
note.Draw("empirical-risk-digits", new Chart("Drawn digits: mistakes by number of items", new("training glyphs", Log: true), new("share of glyphs wrong"),
    learned.SelectMany(l => new Mark[] { new Line($"{l.Name}, new", l.Points.Select(p => (p.Size, p.New)).ToMany()), new Line($"{l.Name}, own", l.Points.Select(p => (p.Size, p.Own)).ToMany(), Dashed: true) }).ToMany()));

// What would falsify this: an own risk of linear regression off 1 - p / N, a nearest item that comes below 0.32 for good, or mistakes that more items do not make fewer.
return note.End();
