#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

// The lab: loss and accuracy against rate, batch size and optimizer
//
// The exercise of one deck: take a logistic regression on MNIST, as a well-known tutorial has it (batches of 100, descent with rate 0.001,
// 5 epochs), and "plot the loss function and accuracy evolution with change in learning rate, batch size, optimizers". Another
// deck adds a claim: "well-tuned SGD with LR scheduling can generalize better than Adam".
// The loss is convex in the 7850 numbers: there is one least value, and all that differs is how far towards it one gets. Digits are those
// of MNIST where they are at hand, and drawn ones else.

var note = Note.Begin(args, Console.Out);
var mnist = note.Quick ? null : note.Data("mnist");
var (train, test) = mnist is not null ? Idx.ReadFolder(mnist) : (Glyphs.Make(Key.Of(1), note.Quick ? 1000 : 20_000), Glyphs.Make(Key.Of(2), note.Quick ? 500 : 5000));
note.Say($"learns {train}, is tested on {test.Count}");

const int Epochs = 5;
var regression = Model.Of(28, 28, 1).Flatten().Then(new Dense(10, Activation.None, new Constant(0)));

Curve Learn(string name, Optimizer optimizer, int batch = 100, int epochs = Epochs)
{
    var seen = new Losses();
    var settings = new FitSettings { Optimizer = optimizer, BatchSize = batch, Epochs = epochs, Validation = test, Key = Key.Of(3) };
    // The test digits are looked at after each epoch for the picture; what is taken is the last model, whatever they say.
    var fitted = regression.Init(Key.Of(4)).Fit(train, settings, seen);
    // One point for every twentieth of an epoch, against items seen, so that batch sizes can be compared.
    var each = Math.Max(1, seen.Values.Count / (20 * epochs));
    return new(name, fitted.History[^1].ValidationAccuracy ?? 0, [.. fitted.History.Select(row => ((double)row.Epoch, row.ValidationAccuracy ?? 0))], [.. seen.Values.Chunk(each).Select((part, i) => ((double)(i + 1) * each * batch / train.Count, part.Average()))]);
}
void Show(string what, string title, Curve[] curves, double least = 0.5)
{
    foreach (var curve in curves) note.Say($"{what,-10} {curve.Name,-14} loss at the end {curve.Points[^1].Loss:F3}, right {curve.Right:P2}");
    note.Draw($"lab-{what}", new Chart($"Loss {title}", new("epoch", Min: 0), new("cross entropy of the batches", Log: true), curves.Select(curve => (Mark)new Line(curve.Name, curve.Points)).ToMany()));
    note.Draw($"lab-{what}-accuracy", new Chart($"Accuracy {title}", new("epoch", Whole: true), new("right of the test digits", Min: least, Max: least < 0.8 ? 1 : 0.95), curves.Select(curve => (Mark)new Line(curve.Name, curve.Rights)).ToMany()));
}

// 1. The rate. Zero weights give each class a tenth: the loss begins at ln 10 = 2.303, whatever the rate.
// The limit is 2 / l for the largest curvature l of the loss. For softmax regression it is at most half the largest eigenvalue of the mean of x x^T
// (Boehning, 1992): 0.5 is the largest eigenvalue that diag(p) - p p^T can have. A power iteration finds it.
double[] rates = [0.001, 0.01, 0.1, 1];
var byRate = rates.Select(rate => Learn($"rate {rate}", Optimizer.Sgd(rate))).ToArray();
Show("rate", "by learning rate", byRate);
var largest = Largest(train.Take(Math.Min(train.Count, 2000)).Inputs);
var limit = 2 / (0.5 * largest);
note.Claim($"the tutorial's own settings are far from done: {byRate[0].Right:P1} with rate 0.001, {byRate[2].Right:P1} with 0.1, the loss {byRate[0].Points[^1].Loss / byRate[2].Points[^1].Loss:F1} times as high",
    byRate[2].Right > byRate[0].Right + 0.04 && byRate[0].Points[^1].Loss > 1.5 * byRate[2].Points[^1].Loss);
var some = train.Take(Math.Min(train.Count, 2000));
double[] Descend(double rate)
{
    var start = regression.Init(Key.Of(4));
    List<double> losses = [];
    Train.Fold(Enumerable.Repeat(new Batch<float>(some.Inputs, some.Labels!), 20), Train.Start<float>(start.Net, Optimizer.Sgd(rate), start.Example, Key.Of(4)),
        Train.Step<float>(start.Net, Loss.CrossEntropy, Optimizer.Sgd(rate)), at => { losses.Add(at.Loss); return true; });
    return [.. losses];
}
var safe = Descend(limit);
note.Claim($"mean x x^T has the largest eigenvalue {largest:F1}, so that descent with rate {limit:F3} never rises: from {safe[0]:F3} (ln 10 = {Math.Log(10):F3}) to {safe[^1]:F3} in 20 steps on {some.Count} items",
    Math.Abs(safe[0] - Math.Log(10)) < 1e-5 && safe.Zip(safe.Skip(1), (now, next) => next < now).All(falls => falls));
// Somewhat above it is not yet a disaster: the curvature falls as the classes part. A hundred times is.
var wild = Learn("far too large", Optimizer.Sgd(100 * limit), epochs: 1);
note.Claim($"with a hundred times that, {100 * limit:F1}, the mean loss of the first epoch is {wild.Points.Average(p => p.Loss):F1}: worse than not to learn", wild.Points.Average(p => p.Loss) > Math.Log(10));

// 2. The batch size, at one rate and at one scaled by it ("double one, double the other"). At one rate a batch of 1000 makes a tenth of the steps of one of 100 and is behind;
// scaled, the curves over epochs should lie on one another as long as the rate is small enough.
int[] sizes = [10, 100, 1000];
var fixedRate = sizes.Select(size => Learn($"batch {size}", Optimizer.Sgd(0.01), size)).ToArray();
var scaled = sizes.Select(size => Learn($"batch {size}", Optimizer.Sgd(BatchScaling.Linear(0.01, 100, size)), size)).ToArray();
Show("batch", "by batch size, rate 0.01", fixedRate);
Show("scaled", "by batch size, rates in proportion", scaled);
double Apart(Curve[] curves) => curves.Max(c => c.Points[^1].Loss) / curves.Min(c => c.Points[^1].Loss) - 1;
note.Claim($"at one rate batches of 10 to 1000 end {Apart(fixedRate):P0} apart in loss, with rates in proportion {Apart(scaled):P0}", Apart(scaled) < Apart(fixedRate) / 3);

// 3. The optimizer, each at the tutorial's rate 0.001 and at the best of four.
(string Name, Func<double, Optimizer> Of)[] optimizers =
[
    ("sgd", rate => Optimizer.Sgd(rate)), ("momentum", rate => Optimizer.Momentum(rate)), ("nesterov", rate => Optimizer.Nesterov(rate)),
    ("adagrad", rate => Optimizer.AdaGrad(rate)), ("rmsprop", rate => Optimizer.RmsProp(rate)), ("adam", rate => Optimizer.Adam(rate)),
];
var common = optimizers.Select(o => Learn(o.Name, o.Of(0.001))).ToArray();
Show("optimizer", "by optimizer, rate 0.001", common);
// The best rate is that of the lowest loss in the last twentieth of training: the test set does not choose.
double[] grid = note.Quick ? [0.01, 0.1] : [0.001, 0.01, 0.1, 1];
var tuned = optimizers.Select((o, i) => grid.Select(rate => (rate == 0.001 ? common[i] : o.Name == "sgd" ? byRate[Array.IndexOf(rates, rate)] : Learn("", o.Of(rate))) with { Name = $"{o.Name} {rate}" })
    .MinBy(c => double.IsFinite(c.Points[^1].Loss) ? c.Points[^1].Loss : double.MaxValue)!).ToArray();
Show("tuned", "by optimizer, best of four rates", tuned, 0.85);
var (spreadCommon, spreadTuned) = (common.Max(c => c.Right) - common.Min(c => c.Right), tuned.Max(c => c.Right) - tuned.Min(c => c.Right));
note.Claim($"at the common rate 0.001 six optimizers are {100 * spreadCommon:F1} points apart, each at its best rate {100 * spreadTuned:F1}: one loss, one minimum", spreadTuned < spreadCommon / 2);

var lowest = tuned.MinBy(curve => curve.Points[^1].Loss)!;
if (mnist is not null) note.Claim($"the lab's regression, so tuned, has {lowest.Right:P2} of MNIST right ({lowest.Name})", lowest.Right >= 0.92);

// 4. "Well-tuned SGD with LR scheduling can generalize better than Adam": a network with a hidden layer, so that there is more than one minimum. Rates of both are chosen on a validation
// part; Adam runs as the deck advises it, with a constant rate, and then with the schedule too. Momentum 0.9 throughout. Seeds decide the start and the order.
var parts = train.SplitStratified(Key.Of(5), note.Quick ? [0.8, 0.2] : [0.9, 0.1]);
var (epochs, units, seeds) = note.Quick ? (3, 32, 1) : (10, 128, 3);
var steps = epochs * ((parts[0].Count + 99) / 100);
Schedule Falling(double rate) => Schedule.Cosine(rate, steps);
(string Name, double[] Rates, Func<double, Optimizer> Of)[] ways =
[
    ("sgd, schedule", note.Quick ? [0.1] : [0.03, 0.1, 0.3], rate => Optimizer.Nesterov(Falling(rate))),
    ("adam", note.Quick ? [0.003] : [0.0003, 0.001, 0.003], rate => Optimizer.Adam(rate)),
    ("adam, schedule", note.Quick ? [0.003] : [0.001, 0.003, 0.01], rate => Optimizer.Adam(Falling(rate))),
];
Model Fitted(Optimizer optimizer, ulong seed) => Model.Of(28, 28, 1).Flatten().Dense(units, Activation.Relu).Dense(10).Init(Key.Of(seed))
    .Fit(parts[0], new() { Optimizer = optimizer, BatchSize = 100, Epochs = epochs, Key = Key.Of(seed).Child(9) }).Last;
var results = ways.Select(way =>
{
    var rate = way.Rates.Length == 1 ? way.Rates[0] : way.Rates.MaxBy(rate => Fitted(way.Of(rate), 10).Evaluate(parts[1]).Accuracy);
    var errors = Enumerable.Range(0, seeds).Select(seed => 1 - Fitted(way.Of(rate), 11 + (ulong)seed).Evaluate(test).Accuracy!.Value).ToArray();
    note.Say($"{way.Name,-15} best rate {rate,-6} test error {errors.Average():P2} ({string.Join(", ", errors.Select(e => FormattableString.Invariant($"{e:P2}")))})");
    return (way.Name, Error: errors.Average(), Spread: errors.Max() - errors.Min());
}).ToArray();
if (!note.Quick)
{
    // What chance does is the spread, the most less the least error of three seeds: a difference counts where it is larger than that of either.
    bool Better(int one, int other) => results[other].Error - results[one].Error > Math.Max(results[one].Spread, results[other].Spread);
    note.Claim($"SGD with a schedule errs on {results[0].Error:P2} (spread {results[0].Spread:P2}), Adam with a constant rate on {results[1].Error:P2} (spread {results[1].Spread:P2}): the deck's sentence holds here", Better(0, 1));
    note.Claim($"and what it owes to SGD is less than what it owes to the schedule: Adam with one errs on {results[2].Error:P2} (spread {results[2].Spread:P2})", Better(2, 1) && Math.Abs(results[2].Error - results[0].Error) < results[1].Error - Math.Min(results[0].Error, results[2].Error));
}

// What would falsify this: batch sizes that stay as far apart with scaled rates as with one; tuned optimizers as far apart as with a common rate; a schedule that Adam gains nothing from.
return note.End();

// The largest eigenvalue of the mean of x x^T, with a one behind each x for the bias, by the power method.
static double Largest(Tensor<float> inputs)
{
    var (count, width) = (inputs.Shape[0], inputs.Shape.Size / inputs.Shape[0]);
    var v = Enumerable.Repeat(1.0, width + 1).ToArray();
    var value = 0.0;
    for (var round = 0; round < 10; round++)
    {
        var next = new double[width + 1];
        for (var i = 0; i < count; i++)
        {
            var x = inputs.Span.Slice(i * width, width);
            var along = v[width];
            for (var j = 0; j < width; j++) along += x[j] * v[j];
            for (var j = 0; j < width; j++) next[j] += along * x[j] / count;
            next[width] += along / count;
        }
        value = Math.Sqrt(next.Sum(x => x * x));
        v = [.. next.Select(x => x / value)];
    }
    return value;
}

sealed record Curve(string Name, double Right, Many<(double Epoch, double Right)> Rights, Many<(double Epoch, double Loss)> Points);

sealed class Losses : IProgress<TrainingProgress>
{
    public List<double> Values { get; } = [];

    // The report behind an epoch repeats its last step.
    public void Report(TrainingProgress value)
    {
        if (value.Metrics is null) Values.Add(value.Loss);
    }
}
