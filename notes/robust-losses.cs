#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

// Robust losses: a line through points of which some lie (outliers)
//
// The deck's table of "robust losses" gives for each the loss rho(e) of an error, its influence psi = rho' and its weight omega = psi / e. The influence is what one
// item can do to the fit: under least squares it grows without bound, so one item can do anything. The weight is what makes them easy to fit: least
// squares again and again, each item weighted by omega of its last error (iteratively reweighted least squares).

var note = Note.Begin(args, Console.Out);
(string Name, MEstimator Loss)[] losses =
[
    ("least squares", Loss.Huber(1e9)), ("L1", Loss.Lp(1)), ("Lp, p = 1.5", Loss.Lp(1.5)), ("Fair", Loss.Fair()), ("Huber", Loss.Huber(1.345)), ("Cauchy", Loss.Cauchy()), ("Tukey", Loss.Tukey()),
];
MEstimator Of(string name) => losses.First(l => l.Name == name).Loss;

// 1. The table
double[] errors = [.. Enumerable.Range(1, 60).SelectMany(i => new[] { i / 7.0, -i / 7.0 })];
var table = losses.Max(l => errors.Max((double e) => Math.Max(Math.Abs((l.Loss.Rho(e + 1e-6) - l.Loss.Rho(e - 1e-6)) / 2e-6 - l.Loss.Psi(e)), Math.Abs(l.Loss.Psi(e) / e - l.Loss.Omega(e)))));
note.Claim($"psi is the slope of rho and omega is psi over the error, for all seven, to {table:E0}", table < 1e-6);
// Tukey is printed without a factor 1 / xi^4. Its minima and its reweighted fits are the same; its gradient is xi^4 times as long, 482 times at the usual scale.
const double Xi = 4.6851;
double Printed(double e) => Math.Abs(e) <= Xi ? Math.Pow(e, 6) / 6 - Xi * Xi * Math.Pow(e, 4) / 2 + Math.Pow(Xi, 4) * e * e / 2 : Math.Pow(Xi, 6) / 6;
note.Claim($"Tukey's loss as printed is xi^4 = {Math.Pow(Xi, 4):F0} times the usual one, at every error", errors.All(e => Math.Abs(Printed(e) / Of("Tukey").Rho(e) / Math.Pow(Xi, 4) - 1) < 1e-9));

// The rows of Lp and of Fair are as this library has them. Lp leads from L1 to least squares by its exponent; Fair by its scale: e^2 / 2 for errors far below xi, xi |e| for those far above.
double Row(MEstimator loss, Func<double, double> rho, Func<double, double> psi, Func<double, double> omega) =>
    errors.Max((double e) => Math.Max(Math.Abs(loss.Rho(e) / rho(e) - 1), Math.Max(Math.Abs(loss.Psi(e) / psi(e) - 1), Math.Abs(loss.Omega(e) / omega(e) - 1))));
var powers = new[] { 1, 1.2, 1.5, 2, 3 }.Max(p => Row(Loss.Lp(p), e => Math.Pow(Math.Abs(e), p) / p, e => Math.Sign(e) * Math.Pow(Math.Abs(e), p - 1), e => Math.Pow(Math.Abs(e), p - 2)));
var scales = new[] { 0.1, 1.3998, 30 }.Max(xi => Row(Loss.Fair(xi), e => xi * xi * (Math.Abs(e) / xi - Math.Log(1 + Math.Abs(e) / xi)), e => e / (1 + Math.Abs(e) / xi), e => 1 / (1 + Math.Abs(e) / xi)));
note.Claim($"the three columns of Lp for five p and of Fair for three xi are those of this library, to {powers:E0} and {scales:E0}", powers < 1e-13 && scales < 1e-10);

// 2. A line, and items that lie
//
// y = 1 + 2 x with noise of deviation 1, on 50 places from -5 to 5; of some items the answer is 30 too high, more of them on the right.
const int Items = 50;
double[] xs = [.. Enumerable.Range(0, Items).Select(i => -5 + 10 * (i + 0.5) / Items)];
Tensor<double> design = Tensor<double>.Of([Items, 2], [.. xs.SelectMany(x => new[] { 1, x })]);
Tensor<double> Answers(double share, Key key)
{
    var lies = xs.Select((x, i) => (i, Draw: key.Uniform(i) / (x + 6))).OrderBy(d => d.Draw).Take((int)(share * Items)).Select(d => d.i).ToHashSet();
    return Tensor<double>.Of([Items], [.. xs.Select((x, i) => 1 + 2 * x + key.Child(0).Normal(i) + (lies.Contains(i) ? 30 : 0))]);
}
double Away(Tensor<double> w) => Math.Sqrt((w[0] - 1) * (w[0] - 1) + 25.0 / 3 * (w[1] - 2) * (w[1] - 2));
Dl.Functional.Line<double> Fit(string name, Tensor<double> answers) => Regression.Reweighted(design, answers, Of(name));

var answers = Answers(0.2, Key.Of(1));
foreach (var (name, _) in losses)
{
    var line = Fit(name, answers);
    note.Say($"{name,-13}: {line.Weights[0],6:F2} + {line.Weights[1]:F2} x after {line.Rounds,4} rounds; {Away(line.Weights):F2} from the truth");
}
// What a fit of two numbers is off by without any lies: sqrt(2 / 50) = 0.2 in this distance, root mean square.
double Off(string name) => Away(Fit(name, answers).Weights);
note.Claim($"with a fifth of lies least squares is off by {Off("least squares"):F2}, Huber by {Off("Huber"):F2}, Cauchy by {Off("Cauchy"):F2}, Tukey by {Off("Tukey"):F2}; noise alone is 0.20",
    Off("least squares") > 5 && Off("Huber") < 2 && Off("Cauchy") < 0.6 && Off("Tukey") < 0.6);
// Lp and Fair between L1 and least squares: the nearer to least squares, the more a lie can do.
double Fitted(MEstimator loss) => Away(Regression.Reweighted(design, answers, loss).Weights);
(double At, double Off)[] byPower = [.. new[] { 1, 1.1, 1.25, 1.5, 1.75, 2 }.Select(p => (p, Fitted(Loss.Lp(p))))], byScale = [.. new[] { 0.03, 0.3, 1.3998, 5, 30, 300 }.Select(xi => (xi, Fitted(Loss.Fair(xi))))];
note.Claim($"Lp is off by {string.Join(", ", byPower.Select(one => FormattableString.Invariant($"{one.Off:F2} (p = {one.At})")))}: more with every step to 2", byPower.Zip(byPower.Skip(1)).All(pair => pair.First.Off < pair.Second.Off));
note.Claim($"Fair is off by {string.Join(", ", byScale.Select(one => FormattableString.Invariant($"{one.Off:F2} (xi = {one.At})")))}: from L1's {byPower[0].Off:F2} to least squares' {byPower[^1].Off:F2}",
    byScale.Zip(byScale.Skip(1)).All(pair => pair.First.Off < pair.Second.Off) && Math.Abs(byScale[0].Off - byPower[0].Off) < 0.1 && byScale[^1].Off > 0.8 * byPower[^1].Off);
// Why: Huber's influence stays 1.345 for each liar, Tukey's returns to 0.
note.Claim($"the influence of a lie of 30: least squares {Of("least squares").Psi(30)}, L1 {Of("L1").Psi(30)}, Huber {Of("Huber").Psi(30)}, Cauchy {Of("Cauchy").Psi(30):F2}, Tukey {Of("Tukey").Psi(30)}",
    Of("least squares").Psi(30) == 30 && Of("Huber").Psi(30) == 1.345 && Of("Cauchy").Psi(30) < 0.2 && Of("Tukey").Psi(30) == 0);

// 3. How many lies
//
// From least squares, Tukey may find no item within its scale and have nothing left to weigh; so it begins where Cauchy, whose influence never quite vanishes, has ended.
var trials = note.Quick ? 4 : 50;
double[] shares = note.Quick ? [0, 0.2, 0.4] : [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6];
Tensor<double> Robust(string name, Tensor<double> answers) => Regression.Reweighted(design, answers, Of(name),
    name == "Tukey" ? Robust("Cauchy", answers) : Regression.LeastSquares(design, answers, Tensor<double>.Ones([Items])), rounds: 200).Weights;
var curves = losses.Where(l => l.Name is not "Fair" and not "Lp, p = 1.5").Select(l => (l.Name, Points: shares.Select(share =>
    (share, Off: Enumerable.Range(0, trials).Select(t => Away(Robust(l.Name, Answers(share, Key.Of(2).Child(t))))).Order().ElementAt(trials / 2))).ToArray())).ToArray();
double At(string name, double share) => curves.First(c => c.Name == name).Points.First(p => p.share == share).Off;
note.Claim($"median distance with no lies: least squares {At("least squares", 0):F2}, Tukey {At("Tukey", 0):F2}: robustness costs little", At("Tukey", 0) < 1.3 * At("least squares", 0) + 0.05);
note.Claim($"with 40 %: least squares {At("least squares", 0.4):F1}, L1 {At("L1", 0.4):F1}, Huber {At("Huber", 0.4):F1}, Tukey {At("Tukey", 0.4):F1}: on the right the lies are the majority then, and all of them believe it", curves.All(c => At(c.Name, 0.4) > 10));
if (!note.Quick) note.Claim($"with 35 %: least squares {At("least squares", 0.35):F1}, Huber {At("Huber", 0.35):F1}, Tukey {At("Tukey", 0.35):F2}", At("Huber", 0.35) < 0.3 * At("least squares", 0.35) && At("Tukey", 0.35) < 0.5);

// 4. Reweighting against descent
//
// Both go down the same loss; at its minimum the sum of psi(e) x is 0. Reweighting needs no rate. Descent: a dense layer with the same loss.
Diff<double, Var<double>> Cost(MEstimator loss, Var<double> w) =>
    from column in Ops.Reshape(w, 2, 1)
    from line in Ops.MatMul<double>(design, column)
    from value in loss.Of(line, answers.Reshape([Items, 1]))
    select value;
(int Steps, Tensor<double> W) Descend(MEstimator loss, double tolerance)
{
    var optimizer = Optimizer.Sgd(0.1);
    var at = new Updated<double>(Regression.LeastSquares(design, answers, Tensor<double>.Ones([Items])), optimizer.Start<double>(2));
    for (var t = 1; t < 100_000; t++)
    {
        var graded = Gradient.Of(Leaves<double>.Of(at.Parameters), (Leaves<double> w) => Cost(loss, w[0]));
        var slope = graded.Gradient[0].Value;
        if (Math.Max(Math.Abs(slope[0]), Math.Abs(slope[1])) < tolerance) return (t, at.Parameters);
        at = optimizer.Update(at.State, at.Parameters, slope);
    }
    return (int.MaxValue, at.Parameters);
}
foreach (var name in new[] { "Huber", "Cauchy", "Tukey" })
{
    var (steps, down) = Descend(Of(name), 1e-7);
    var again = Regression.Reweighted(design, answers, Of(name), Regression.LeastSquares(design, answers, Tensor<double>.Ones([Items])), tolerance: 1e-7);
    var apart = Math.Max(Math.Abs(down[0] - again.Weights[0]), Math.Abs(down[1] - again.Weights[1]));
    note.Claim($"{name}: {again.Rounds} rounds of least squares, {steps} steps of descent at rate 0.1, to lines {apart:E0} apart", apart < 1e-4 && again.Converged && steps > 2 * again.Rounds);
}

// 5. What they do not forgive
//
// An influence is psi(e) x: bounded in the error, not in the input. Five items far out in x, on a line of their own, turn Huber's fit as they turn least squares'. Tukey's has
// two minima then, and which one is found depends on the start: the price of an influence that returns to 0 is that the loss is not convex.
double[] far = [.. xs, 40, 41, 42, 43, 44];
var wide = Tensor<double>.Of([far.Length, 2], [.. far.SelectMany(x => new[] { 1, x })]);
var bent = Tensor<double>.Of([far.Length], [.. far.Select((x, i) => (i < Items ? 1 + 2 * x : 0) + Key.Of(3).Normal(i))]);
Tensor<double> Wide(MEstimator loss, Tensor<double> start) => Regression.Reweighted(wide, bent, loss, start).Weights;
var (least, truth) = (Regression.LeastSquares(wide, bent, Tensor<double>.Ones([far.Length])), Tensor<double>.Of([2], 1, 2));
var (huber, fooled, right) = (Wide(Of("Huber"), least)[1], Wide(Of("Tukey"), least)[1], Wide(Of("Tukey"), truth)[1]);
note.Claim($"with five items far out the slope, truly 2, is {least[1]:F2} by least squares and {huber:F2} by Huber; Tukey finds {fooled:F2} from least squares and {right:F2} from the truth",
    huber < 0.5 && fooled < 0.5 && Math.Abs(right - 2) < 0.2);

double[] axis = [.. Enumerable.Range(-80, 161).Select(i => i / 10.0)];
string[] drawn = ["least squares", "L1", "Fair", "Huber", "Cauchy", "Tukey"];
note.Draw("robust-losses-influence", new Chart("Influence: what an error can do", new("error", Min: -8, Max: 8), new("psi", Min: -4, Max: 4), drawn.Select(name => (Mark)new Line(name, axis.Select(e => (e, Of(name).Psi(e))).ToMany())).ToMany()));
note.Draw("robust-losses-lines", new Chart("A fifth of the answers are 30 too high", new("x", Min: -5, Max: 5), new("y"),
[
    new Dots("items", xs.Zip(answers.Span.ToArray()).ToMany()),
    .. new[] { "least squares", "Huber", "Tukey" }.Select(name => Fit(name, answers).Weights is var w ? new Line(name, new[] { -5.0, 5 }.Select(x => (x, w[0] + w[1] * x)).ToMany()) : null!),
]) { Tall = 260 });
note.Draw("robust-losses-breakdown", new Chart("How far off by share of lies", new("share of lies"), new("median distance to the true line", Log: true, Min: 0.1),
    curves.Select(c => (Mark)new Line(c.Name, c.Points.ToMany())).ToMany()));

// What would falsify this: a weight that is not influence over error, a convex loss on which descent and reweighting part, or a Huber fit that items far out cannot turn.
return note.End();
