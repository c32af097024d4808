#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

// Regularisation: stopping early, penalties, decay, max-norm, dropout
//
// The decks list these as ways "from overfit to fit". Two of their claims are about how the ways are related: decay is
// "analogous to L2-norm for SGD, not for adaptive optimizers", whose L2 is an "uneven normalization"; and early stopping is
// said to limit the complexity, as a penalty does. Both can be computed. The rest is measured side by side.

var note = Note.Begin(args, Console.Out);
Tensor<double> Row(IEnumerable<double> values) => Tensor<double>.From([values.Count()], [.. values]);

// 1. Early stopping on a quadratic
//
// Let the loss be 1/2 sum l_i (w_i - w*_i)^2 and start at w = 0. Descent with rate a has learnt after k steps the share
//     1 - (1 - a l)^k   of w*_i;      the ridge penalty lambda / 2 |w|^2 leaves the share     l / (l + lambda).
// Both let stiff directions (large l) through and hold back flat ones. With s = a k l and lambda = 1 / (a k) they read
// 1 - exp(-s), for small a, and s / (1 + s): equal to first order at small s, both 1 at large s, and never equal between.
// So stopping is not the ridge; it is the ridge with a strength of its own in each direction (Goodfellow et al., Deep Learning, 7.8).
var curvature = Enumerable.Range(0, 61).Select(i => Math.Pow(10, -4 + i / 15.0)).ToArray();
const double A = 0.1;
const int K = 200;
const double Lambda = 1 / (A * K);

double[] Descend(Optimizer optimizer, int steps)
{
    var at = new Updated<double>(Tensor<double>.Zeros([curvature.Length]), optimizer.Start<double>(curvature.Length));
    for (var i = 0; i < steps; i++) at = optimizer.Update(at.State, at.Parameters, Row(curvature.Select((l, j) => l * (at.Parameters[j] - 1))));
    return [.. at.Parameters.Span];
}

var stopped = Descend(Optimizer.Sgd(A), K);
var ridge = Descend(new L2(Lambda).Then(new Rate(A)), note.Quick ? 8000 : 20000);
double Farthest(double[] x, Func<double, double> theory) => x.Zip(curvature, (x, l) => Math.Abs(x - theory(l))).Max();
var (toStopped, toRidge) = (Farthest(stopped, l => 1 - Math.Pow(1 - A * l, K)), Farthest(ridge, l => l / (l + Lambda)));
note.Claim($"{K} steps with rate {A} learn the share 1 - (1 - a l)^k of each of {curvature.Length} directions, to {toStopped:E1}", toStopped < 1e-12);
note.Claim($"with the penalty 1 / (a k) = {Lambda} descent ends at l / (l + lambda), to {toRidge:E1}", toRidge < 1e-12);

// Where they differ most: (1 + s)^2 = exp(s), so s = 2.513, and by 0.204. Stopping always lets more through, but for small a never more
// than 1.2985 times as much, which bounds its risk by 1.69 of the ridge's (Ali, Kolter, Tibshirani, A Continuous-Time View of Early Stopping, 2019).
var gap = Enumerable.Range(0, curvature.Length).MaxBy(i => stopped[i] - ridge[i]);
var (gaps, ratios) = (stopped.Zip(ridge, (s, r) => s - r).ToArray(), stopped.Zip(ridge, (s, r) => s / r).ToArray());
note.Claim($"stopping learns at least what the ridge leaves, at most 0.21 more: {gaps.Min():E1} to {gaps[gap]:F4}, most at s = {A * K * curvature[gap]:F2}",
    gaps.Min() > -1e-12 && gaps[gap] is > 0.19 and < 0.21 && Math.Abs(A * K * curvature[gap] - 2.513) < 0.4);
note.Claim($"their ratio is {ratios[0]:F4} in the flattest direction, {ratios[^1]:F4} in the stiffest, at most {ratios.Max():F4}",
    ratios[0] < 1.002 && ratios[^1] < 1.06 && ratios.Max() is > 1.28 and < 1.31);

// The strength that would make them equal in a direction: lambda_i = l (1 - a l)^k / (1 - (1 - a l)^k). It is 1 / (a k) only where l is small.
double Equal(int i) => curvature[i] * (1 - stopped[i]) / stopped[i];
var stiff = Array.FindIndex(curvature, l => l >= 0.25);
note.Claim($"the ridge strength that equals stopping is {Equal(0) / Lambda:F4} of 1 / (a k) at l = {curvature[0]:E0}, {Equal(stiff) / Lambda:F4} of it at l = {curvature[stiff]:F2}",
    Math.Abs(Equal(0) / Lambda - 1) < 0.01 && Equal(stiff) / Lambda < 0.1);

// What matters in the end is the risk. With w*_i of variance 1 and noise of variance 1 / (n l_i) in each direction, it is
// sum (1 - h_i)^2 + h_i^2 sigma^2 / (n l_i) for the shares h: the best ridge is the best of all linear shrinkers.
const double NoiseOver = 0.02;
double Risk(Func<double, double> share) => curvature.Sum(l => Math.Pow(1 - share(l), 2) + Math.Pow(share(l), 2) * NoiseOver / l);
var times = Enumerable.Range(0, 121).Select(i => Math.Pow(10, i / 30.0)).ToArray();
var (riskStopped, riskRidge) = (times.Select(t => Risk(l => 1 - Math.Pow(1 - A * l, t / A))).ToArray(), times.Select(t => Risk(l => l / (l + 1 / t))).ToArray());
var (bestRatio, worstRatio) = (riskStopped.Min() / riskRidge.Min(), riskStopped.Zip(riskRidge, (s, r) => s / r).Max());
note.Claim($"risk of stopping at a k over that of the ridge 1 / (a k): at most {worstRatio:F3}, bound 1.69; best stop over best ridge {bestRatio:F3}", worstRatio < 1.69 && bestRatio is >= 1 and < 1.05);

note.Draw("regularisation-filters", new Chart("What stopping and the ridge let through", new("curvature l", Log: true), new("share of w* learnt", Min: 0, Max: 1),
[
    new Line("stopped after k steps", curvature.Zip(stopped).ToMany()),
    new Line("ridge of 1 / (a k)", curvature.Zip(ridge).ToMany(), Dashed: true),
]));
note.Draw("regularisation-risk", new Chart("Risk over a k: one minimum each, almost the same", new("a k, or 1 / lambda", Log: true), new("risk", Log: true),
[
    new Line("stopping", times.Zip(riskStopped).ToMany()),
    new Line("ridge", times.Zip(riskRidge).ToMany(), Dashed: true),
]));

// 2. Decay is L2 for SGD, and not for Adam
//
// Behind SGD: w - a (g + lambda w) is (1 - a lambda) w - a g. Here a network is trained with the penalty in its loss, with the
// coupled link and with the decoupled one; SGD must not see a difference, beyond the last digits. Adam divides the gradient by its own size
// and with it, if coupled, the pull of the penalty (Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019).
var moons = Synthetic.TwoMoons(Key.Of(3), 60, 0.2);
var batch = new Batch<double>(moons.Inputs.Convert<double>(), moons.Labels!);
var planar = Net.Seq(new Dense(8, Activation.Tanh), new Dense(2));

Tensor<double> Trained(Optimizer optimizer, params IPenalty[] penalties) =>
    Train.Fold(Enumerable.Repeat(batch, 200), Train.Start<double>(planar, optimizer, [2], Key.Of(5)),
        Train.Step<double>(planar, Loss.CrossEntropy, optimizer) with { Penalties = [.. penalties] }).Vector;

double Apart(Tensor<double> a, Tensor<double> b) => Math.Sqrt(Enumerable.Range(0, a.Shape.Size).Sum(i => (a[i] - b[i]) * (a[i] - b[i])));
const double Pull = 0.05;
var (sgdPenalty, sgdL2, sgdDecay) = (Trained(Optimizer.Sgd(0.2), Penalty.L2(Pull, Where.All)), Trained(new L2(Pull).Then(new Rate(0.2))), Trained(new Decay(Pull).Then(new Rate(0.2))));
var (adamPenalty, adamL2, adamDecay) = (Trained(Optimizer.Adam(0.02), Penalty.L2(Pull, Where.All)), Trained(new L2(Pull).Then(new Adam()).Then(new Rate(0.02))), Trained(Optimizer.AdamW(0.02, Pull)));
note.Claim($"SGD, 200 steps: coupled and decoupled decay give the same bits, a penalty in the loss weights {Apart(sgdPenalty, sgdDecay):E1} away", sgdL2.SameBits(sgdDecay) && Apart(sgdPenalty, sgdDecay) < 1e-12);
note.Claim($"Adam: penalty and coupled link are {Apart(adamPenalty, adamL2):E1} apart, but decoupled decay is {Apart(adamL2, adamDecay):F2} away, weights being {Apart(adamL2, Tensor<double>.Zeros(adamL2.Shape)):F2} long",
    Apart(adamPenalty, adamL2) < 1e-9 && Apart(adamL2, adamDecay) > 0.1);

// "Uneven": gradients that are noise of deviation 1 for some weights and 100 for others, so that nothing but the decay moves the mean.
// Decoupled, each mean falls by (1 - a lambda)^k. Coupled, the pull is divided by the noise too: where it is large there is almost none.
const int Each = 1000, Steps = 500;
const double SmallRate = 1e-3, Strong = 1;
(double Quiet, double Loud) Means(Optimizer optimizer)
{
    var at = new Updated<double>(Tensor<double>.Ones([2 * Each]), optimizer.Start<double>(2 * Each));
    for (var t = 0; t < Steps; t++)
    {
        var noise = Key.Of(7).Child(t).Normal<double>([2 * Each]);
        at = optimizer.Update(at.State, at.Parameters, Row(Enumerable.Range(0, 2 * Each).Select(i => noise[i] * (i < Each ? 1 : 100))));
    }
    return (at.Parameters.Span[..Each].ToArray().Average(), at.Parameters.Span[Each..].ToArray().Average());
}
var (coupled, decoupled, fall) = (Means(new L2(Strong).Then(new Adam()).Then(new Rate(SmallRate))), Means(Optimizer.AdamW(SmallRate, Strong)), Math.Pow(1 - SmallRate * Strong, Steps));
note.Claim($"AdamW shrinks weights under small and large noise alike: to {decoupled.Quiet:F3} and {decoupled.Loud:F3}, theory {fall:F3}", Math.Abs(decoupled.Quiet - fall) < 0.01 && Math.Abs(decoupled.Loud - fall) < 0.01);
note.Claim($"Adam with L2 does not: to {coupled.Quiet:F3} and {coupled.Loud:F3}", coupled.Quiet < 0.7 && coupled.Loud > 0.98);

// 3. Side by side
//
// 100 drawn digits and a network with 50,000 weights: enough to learn them by heart. The strengths are round numbers set beforehand, not
// tuned, and there is one seed: that a way helps can be seen here, which way helps most cannot.
var (train, test) = (Glyphs.Make(Key.Of(11), 100), Glyphs.Make(Key.Of(12), note.Quick ? 300 : 2000));
var plain = Model.Of(28, 28, 1).Flatten().Dense(64, Activation.Relu).Dense(10);
var dropped = Model.Of(28, 28, 1).Flatten().Dropout(0.2).Dense(64, Activation.Relu).Dropout(0.5).Dense(10);
var (rounds, look) = note.Quick ? (80, 20) : (400, 10);

Trial Run(string name, Architecture form, Optimizer optimizer, IPenalty? penalty = null, IConstraint? constraint = null)
{
    var start = form.Init(Key.Of(13));
    var step = Train.Step<float>(start.Net, Loss.CrossEntropy, optimizer) with { Penalties = penalty is null ? [] : [penalty], Constraints = constraint is null ? [] : [constraint] };
    List<(double Step, double Loss)> curve = [];
    var last = Train.Fold(Enumerable.Repeat(new Batch<float>(train.Inputs, train.Labels!), rounds), Train.Start<float>(start.Net, optimizer, start.Example, Key.Of(13)), step, at =>
    {
        if (at.Steps % look == 0) curve.Add((at.Steps, (start with { Params = at.Params }).Evaluate(test).Loss));
        return true;
    });
    var end = start with { Params = last.Params };
    var tested = end.Evaluate(test);
    var weights = Complexity.Ridge(last.Params, Where.Matrices);
    var trial = new Trial(name, end.Evaluate(train).Loss, tested.Loss, tested.Accuracy ?? 0, Math.Sqrt(weights), Complexity.Lasso(last.Params, Where.Matrices), Small(last.Vector), curve.ToMany());
    note.Say($"{trial.Name,-14} train {trial.Train,7:F4}  test {trial.Test:F3}  accuracy {trial.Accuracy:P1}  |w|2 {trial.Length,6:F2}  |w|1 {trial.Lasso,7:F0}  below 0.001: {trial.Small:P0}");
    return trial;
}
double Small(Tensor<float> vector) => (double)vector.Span.ToArray().Count(w => Math.Abs(w) < 1e-3) / vector.Shape.Size;

const double Adams = 3e-3;
var none = Run("none", plain, Optimizer.Adam(Adams));
Trial[] others =
[
    Run("L1", plain, Optimizer.Adam(Adams), Penalty.L1(1e-3)),
    Run("L2", plain, Optimizer.Adam(Adams), Penalty.L2(1e-2)),
    Run("decay", plain, Optimizer.AdamW(Adams, new Decay(1, Where.Matrices))),
    Run("max-norm", plain, Optimizer.Adam(Adams), constraint: new MaxNorm(1)),
    Run("dropout", dropped, Optimizer.Adam(Adams)),
];
Trial Of(string name) => others.First(trial => trial.Name == name);

// "Overfitting is the end of the road": the test loss has a minimum, and training goes on past it.
var least = none.Curve.MinBy(point => point.Loss);
note.Claim($"without any, the train loss falls to {none.Train:F4} while the test loss rises from {least.Loss:F3} after step {least.Step} to {none.Test:F3}", none.Train < 0.02 && none.Test > 1.02 * least.Loss);
note.Claim($"each of the five has a lower test loss at the end: {string.Join(", ", others.Select(o => FormattableString.Invariant($"{o.Name} {o.Test:F3}")))}, none {none.Test:F3}", others.All(o => o.Test < none.Test));
note.Claim($"L1 makes weights vanish, {Of("L1").Small:P0} of them, the others do not: at most {others.Append(none).Where(o => o.Name != "L1").Max(o => o.Small):P0}",
    Of("L1").Small > 3 * others.Append(none).Where(o => o.Name != "L1").Max(o => o.Small));

note.Draw("regularisation-test", new Chart("Test loss of six ways to learn 100 digits", new("step"), new("cross entropy"),
    others.Prepend(none).Select(trial => (Mark)new Line(trial.Name, trial.Curve)).ToMany()));

// 4. Max-norm and dropout
//
// Max-norm "goes well with dropout", says the deck, as did Srivastava et al., whose reason is the rate: a bounded weight cannot be blown up by large, noisy steps. So descent with
// momentum, with small and large rates, and each of the four with several seeds.
double[] rates = note.Quick ? [0.05, 1] : [0.02, 0.05, 0.1, 0.2, 0.5, 1];
var seeds = note.Quick ? 2 : 5;
(string Name, Architecture Form, IConstraint? Constraint)[] four = [("neither", plain, null), ("max-norm", plain, new MaxNorm(1)), ("dropout", dropped, null), ("both", dropped, new MaxNorm(1))];
var pairs = four.Select(way => (way.Name, Errors: rates.Select(rate => Enumerable.Range(0, seeds).Select(seed => Wrong(way.Form, way.Constraint, rate, Key.Of(20).Child(seed))).ToArray()).ToArray())).ToArray();
double Wrong(Architecture form, IConstraint? constraint, double rate, Key key)
{
    var start = form.Init(key);
    var optimizer = Optimizer.Momentum(rate);
    var step = Train.Step<float>(start.Net, Loss.CrossEntropy, optimizer) with { Constraints = constraint is null ? [] : [constraint] };
    var last = Train.Fold(Enumerable.Repeat(new Batch<float>(train.Inputs, train.Labels!), note.Quick ? 60 : 300), Train.Start<float>(start.Net, optimizer, start.Example, key), step);
    return 1 - (start with { Params = last.Params }).Evaluate(test).Accuracy ?? 1;
}
foreach (var (name, errors) in pairs) note.Say($"{name,-9} wrong by rate {string.Join("  ", rates.Zip(errors, (rate, e) => FormattableString.Invariant($"{rate}: {e.Average():P1}")))}");
double[][] Errors(string name) => pairs.First(pair => pair.Name == name).Errors;
var bests = pairs.Select(pair => (pair.Name, Best: pair.Errors.Min(e => e.Average()))).ToArray();
note.Claim($"at the rate 1 dropout alone errs on {Errors("dropout")[^1].Average():P1}, with max-norm on {Errors("both")[^1].Average():P1}: what dropout shakes loose, max-norm holds", Errors("both")[^1].Average() < Errors("dropout")[^1].Average() - 0.15);
// At its best rate each pair is so close that five seeds do not tell who is first, but that both are better than neither they do.
var better = Errors("both").SelectMany((row, i) => row.Zip(Errors("dropout")[i], (both, alone) => both < alone)).ToArray();
note.Say($"at their best rates: {string.Join(", ", bests.Select(one => FormattableString.Invariant($"{one.Name} {one.Best:P1}")))}; of {better.Length} trainings with dropout {better.Count(b => b)} err less with max-norm");
if (!note.Quick) note.Claim($"each of {seeds} seeds errs less with both than with neither, at its best rate", Enumerable.Range(0, seeds).All(seed => Errors("both").Min(e => e[seed]) < Errors("neither").Min(e => e[seed])));
note.Draw("regularisation-pair", new Chart("Max-norm and dropout, momentum 0.9", new("rate", Log: true), new("wrong of new digits", Min: 0.2, Max: 0.8),
    pairs.Select(pair => (Mark)new Line(pair.Name, rates.Zip(pair.Errors, (rate, e) => (rate, e.Average())).ToMany())).ToMany()));

// What would falsify this: a direction in which stopping learns less than the ridge leaves, or far more than 1.2985 times as much; SGD weights that differ
// between L2 and decay by more than rounding; Adam weights that do not differ.
return note.End();

sealed record Trial(string Name, double Train, double Test, double Accuracy, double Length, double Lasso, double Small, Many<(double Step, double Loss)> Curve);
