#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

// Searching for a learning rate, and what the rate does to the noise
//
// The decks' advice on the rate is one of lists: "always smaller than 1", "grid search < random search", "fix the batch size; theory:
// double one, double the other", and "SGD will overshoot unless we keep decreasing the LR". Each is a statement that can be computed.

var note = Note.Begin(args, Console.Out);

// 1. Grid against random search
//
// Nine trials of two hyper-parameters. A grid of 3 x 3 tries three values of each, nine random points try nine values of each. Let a value be good if
// it lies in an interval of share v of the range. If only the first one matters, the grid hits with probability 3 v, where the interval lies anywhere
// with equal chance, and random search with 1 - (1 - v)^9: twice as often at v = 0.1, three times at small v. If both matter, and both must be good, the chances are
// 9 v^2 and 1 - (1 - v^2)^9, and the grid is not worse, as its points never fall side by side (Bergstra and Bengio, Random Search for Hyper-Parameter Optimization, 2012).
const double V = 0.1;
var targets = note.Quick ? 20_000 : 200_000;
bool Good(double x, double from) => (x - from + 1) % 1 < V;
(double Grid, double Random) Hits(bool bothMatter)
{
    var (grid, random) = (0, 0);
    for (var i = 0; i < targets; i++)
    {
        var key = Key.Of(1).Child(i);
        var (first, second) = (key.Uniform(100), key.Uniform(101));
        bool Hit(double x, double y) => Good(x, first) && (!bothMatter || Good(y, second));
        if (Enumerable.Range(0, 9).Any(at => Hit((at % 3 + 0.5) / 3, (at / 3 + 0.5) / 3))) grid++;
        if (Enumerable.Range(0, 9).Any(at => Hit(key.Uniform(2 * at), key.Uniform(2 * at + 1)))) random++;
    }
    return ((double)grid / targets, (double)random / targets);
}
bool Near(double measured, double theory) => Math.Abs(measured - theory) < 4 * Math.Sqrt(theory * (1 - theory) / targets);

var (one, both) = (Hits(false), Hits(true));
var (oneTheory, bothTheory) = (1 - Math.Pow(1 - V, 9), 1 - Math.Pow(1 - V * V, 9));
note.Claim($"one of two matters: nine random trials hit in {one.Random:P1} of searches (theory {oneTheory:P1}), a grid of nine in {one.Grid:P1} (theory {3 * V:P1})", Near(one.Random, oneTheory) && Near(one.Grid, 3 * V) && one.Random > 1.8 * one.Grid);
note.Claim($"both matter: random {both.Random:P2} (theory {bothTheory:P2}), grid {both.Grid:P2} (theory {9 * V * V:P2}): here random search gains nothing", Near(both.Random, bothTheory) && Near(both.Grid, 9 * V * V) && both.Random < 1.05 * both.Grid);

// The same with a network: its loss after 40 steps of descent over five orders of magnitude of the rate, and of a weight decay so small that
// it does not matter. Where the grid stands is drawn too, or its luck would be ours.
var moons = Synthetic.TwoMoons(Key.Of(2), 40, 0.1);
var batch = new Batch<float>(moons.Inputs, moons.Labels!);
var net = Net.Seq(new Dense(8, Activation.Tanh), new Dense(2));
double LossOf(double x, double y)
{
    var optimizer = new Decay(1e-9 * Math.Pow(10, 4 * y)).Then(new Rate(1e-3 * Math.Pow(10, 5 * x)));
    var learner = Train.Fold(Enumerable.Repeat(batch, 40), Train.Start<float>(net, optimizer, [2], Key.Of(3)), Train.Step<float>(net, Loss.CrossEntropy, optimizer));
    return double.IsFinite(learner.Loss) ? learner.Loss : double.PositiveInfinity;
}
var searches = note.Quick ? 10 : 1000;
var (gridBest, randomBest) = (new double[searches], new double[searches]);
for (var i = 0; i < searches; i++)
{
    var key = Key.Of(4).Child(i);
    gridBest[i] = Enumerable.Range(0, 9).Min(at => LossOf((at % 3 + key.Uniform(50)) / 3, (at / 3 + key.Uniform(51)) / 3));
    randomBest[i] = Enumerable.Range(0, 9).Min(at => LossOf(key.Uniform(2 * at), key.Uniform(2 * at + 1)));
}
double Mean(IEnumerable<double> values) => values.Average();
double Error(double[] values) => Math.Sqrt(values.Sum(x => Math.Pow(x - Mean(values), 2)) / (values.Length - 1) / values.Length);
var lossError = Math.Sqrt(Math.Pow(Error(gridBest), 2) + Math.Pow(Error(randomBest), 2));
note.Say($"best loss of nine trials of a network, mean of {searches} searches: grid {Mean(gridBest):F4}, random {Mean(randomBest):F4}, error of the difference {lossError:F4}");
if (!note.Quick) note.Claim($"on the network random search is better by {(Mean(gridBest) - Mean(randomBest)) / lossError:F1} standard errors", Mean(gridBest) - Mean(randomBest) > 3 * lossError);

// 2. The ball of noise
//
// On l w^2 / 2 with noise of deviation s in the gradient, w <- (1 - a l) w - a s xi. Its variance v obeys v = (1 - a l)^2 v + a^2 s^2, so
//     v = a s^2 / (l (2 - a l)):
// SGD does not go to the minimum but into a ball about it, whose square grows with the rate. Many independent walks at once measure it; the variance
// of n normal numbers has the relative error sqrt(2 / n). The rate may exceed 1, if l is small: not 1 is the limit, but 2 / l.
var walks = note.Quick ? 4000 : 20_000;
var relative = Math.Sqrt(2.0 / walks);
double Variance(ReadOnlySpan<double> values)
{
    var sum = 0.0;
    foreach (var x in values) sum += x * x;
    return sum / values.Length;
}
double[] Walk(Optimizer optimizer, double l, double s, int steps, double start)
{
    var at = new Updated<double>(Tensor<double>.Full([walks], start), optimizer.Start<double>(walks));
    var variances = new double[steps];
    for (var t = 0; t < steps; t++)
    {
        var noise = Key.Of(5).Child(t).Normal<double>([walks], 0, s);
        at = optimizer.Update(at.State, at.Parameters, Tensor<double>.Build(noise.Shape, (at.Parameters, noise, l), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = s.l * s.Parameters[i] + s.noise[i];
        }));
        variances[t] = Variance(at.Parameters.Span);
    }
    return variances;
}

double Ball(double a, double l, double s) => a * s * s / (l * (2 - a * l));
(double A, double L, int Steps)[] settings = [(0.1, 1, 80), (0.5, 1, 30), (1, 1, 5), (1.5, 1, 30), (1.9, 1, 80), (5, 0.2, 5), (8, 0.2, 30)];
List<(double X, double Measured)> balls = [];
foreach (var (a, l, steps) in settings)
{
    var (measured, theory) = (Walk(Optimizer.Sgd(a), l, 0.5, steps, 0)[^1], Ball(a, l, 0.5));
    if (l == 1) balls.Add((a, measured));
    note.Claim($"rate {a}, curvature {l}: variance {measured:F4}, theory {theory:F4}, {(measured / theory - 1) / relative:F1} standard errors", Math.Abs(measured / theory - 1) < 4 * relative);
}
note.Claim($"""so "always smaller than 1" is no law: at curvature 0.1 one step of rate 10 without noise goes from 3 to {Math.Sqrt(Walk(Optimizer.Sgd(10), 0.1, 0, 1, 3)[0]):E1}""", Walk(Optimizer.Sgd(10), 0.1, 0, 1, 3)[0] < 1e-20);

// "Unless we keep decreasing": with a_t = 1 / (l t) the walk is the mean of all noise so far, whose variance s^2 / (l^2 t) goes to 0 (Robbins and Monro, 1951).
var longest = note.Quick ? 200 : 1000;
var (constant, falling) = (Walk(Optimizer.Sgd(0.2), 1, 0.5, longest, 2), Walk(Optimizer.Sgd(new Harmonic(1)), 1, 0.5, longest, 2));
var last = 0.25 / longest;
note.Claim($"after {longest} steps rate 0.2 is at variance {constant[^1]:E2}, its ball ({Ball(0.2, 1, 0.5):E2}); rate 1 / t at {falling[^1]:E2}, theory {last:E2}",
    Math.Abs(constant[^1] / Ball(0.2, 1, 0.5) - 1) < 4 * relative && Math.Abs(falling[^1] / last - 1) < 4 * relative);

// 3. Rate against batch size
//
// Mini-batches are drawn from numbers, and SGD looks for their mean: the gradient of one batch of size b has the variance s^2 / b, so the ball is
// a s^2 / (b (2 - a)). Double both, and it stays as it was, to first order in a: what changes is the factor (2 - a) / (2 - 2 a). Double the rate alone, and it doubles.
var population = Key.Of(6).Normal<double>([1000]).Span.ToArray();
var centre = population.Average();
var spread = population.Sum(x => (x - centre) * (x - centre)) / population.Length;
const int Chains = 10_000;
double Batches(double a, int b)
{
    var (optimizer, key) = (Optimizer.Sgd(a), Key.Of(7));
    var at = new Updated<double>(Tensor<double>.Full([Chains], centre), optimizer.Start<double>(Chains));
    for (var t = 0; t < (int)(4 / a); t++)
    {
        var step = key.Child(t);
        at = optimizer.Update(at.State, at.Parameters, Tensor<double>.Build(at.Parameters.Shape, (at.Parameters, step, population, b), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++)
            {
                var sum = 0.0;
                for (var j = 0; j < s.b; j++) sum += s.population[s.step.Below(s.population.Length, (long)i * s.b + j)];
                into[i] = s.Parameters[i] - sum / s.b;
            }
        }));
    }
    return at.Parameters.Span.ToArray().Average(w => (w - centre) * (w - centre)) / (1 - Math.Pow(1 - a, 2 * (int)(4 / a)));
}
double Theory(double a, int b) => a * spread / (b * (2 - a));
var batchError = 4 * Math.Sqrt(2.0 / Chains);
var (small, doubled, alone) = (Batches(0.1, 4), Batches(BatchScaling.Linear(0.1, 4, 8), 8), Batches(0.2, 4));
note.Claim($"rate 0.1 and batch 4 have the noise {small:E3} (theory {Theory(0.1, 4):E3}), both doubled {doubled:E3} ({Theory(0.2, 8):E3}), the rate alone {alone:E3} ({Theory(0.2, 4):E3})",
    Math.Abs(small / Theory(0.1, 4) - 1) < batchError && Math.Abs(doubled / Theory(0.2, 8) - 1) < batchError && Math.Abs(alone / Theory(0.2, 4) - 1) < batchError);
var (large, tooLarge) = (Batches(0.8, 4), Batches(1.6, 8));
note.Claim($"the rule ends where a l is not small: from rate 0.8 to 1.6, both doubled, the noise is {tooLarge / large:F2} times as large, theory {Theory(1.6, 8) / Theory(0.8, 4):F2}", Math.Abs(tooLarge / large / (Theory(1.6, 8) / Theory(0.8, 4)) - 1) < 2 * batchError);

note.Draw("search-trials", new Chart("Nine trials: values of the rate that are tried", new("learning rate", Min: 0, Max: 1), new("what does not matter", Min: 0, Max: 1),
[
    new Dots("grid: 3 values", Enumerable.Range(0, 9).Select(at => ((at % 3 + 0.5) / 3, (at / 3 + 0.5) / 3)).ToMany()),
    new Dots("random: 9 values", Enumerable.Range(0, 9).Select(at => (Key.Of(1).Child(0).Uniform(2 * at), Key.Of(1).Child(0).Uniform(2 * at + 1))).ToMany()),
]));
note.Draw("search-ball", new Chart("The ball of noise, curvature 1", new("rate a"), new("variance", Log: true),
[
    new Line("a s^2 / (2 - a)", Enumerable.Range(1, 97).Select(i => i / 50.0).Select(a => (a, Ball(a, 1, 0.5))).ToMany()),
    new Dots("measured", balls.ToMany()),
]));
note.Draw("search-falling", new Chart("Decreasing the rate empties the ball", new("step", Log: true), new("mean square distance", Log: true),
[
    Line.Of("rate 0.2", constant), Line.Of("rate 1 / t", falling),
    new Line("s^2 / t", Enumerable.Range(1, longest).Select(t => ((double)t, 0.25 / t)).ToMany(), Dashed: true),
]));

// What would falsify this: a variance more than a few standard errors from a s^2 / (l (2 - a l)); a grid that hits as often as random search where one of two matters.
return note.End();

sealed record Harmonic(double Factor) : Schedule("harmonic")
{
    public override double At(long step) => Factor / (step + 1);
}
