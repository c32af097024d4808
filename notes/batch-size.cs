#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using System.Diagnostics;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

// Batch size: noise, loss reduction, the cost of an epoch, and how many it takes
//
// One deck plots "mini-batch size and loss reduction (MNIST)". Others add opinions: stochastic descent is "slower", batch descent "very slow if you have a large data set";
// a larger batch "needs more computational resources"; a smaller one has "(empirically) better generalization", and "friends don't let friends use minibatches larger than 32".
// Digits are those of MNIST where they are at hand, and drawn ones else.

var note = Note.Begin(args, Console.Out);
var folder = note.Quick ? null : note.Data("mnist");
var (all, test) = folder is not null ? Idx.ReadFolder(folder) : (Glyphs.Make(Key.Of(1), note.Quick ? 1024 : 8192), Glyphs.Make(Key.Of(2), note.Quick ? 500 : 5000));
var train = all.Take(note.Quick ? 1024 : 8192);
var net = Net.Seq(new Flatten(), new Dense(note.Quick ? 16 : 32, Activation.Relu), new Dense(10));
var data = new Batch<float>(train.Inputs, train.Labels!);
Batch<float> Of(DataSet part) => new(part.Inputs, part.Labels!);
Learner<float> Start(ulong seed = 3) => Train.Start<float>(net, Optimizer.Sgd(0), [28, 28, 1], Key.Of(seed));
Step<float> Go(double rate) => Train.Step<float>(net, Loss.CrossEntropy, Optimizer.Sgd(rate));

// A point of a training, neither its start nor its end.
var middle = Train.Fold(Epochs(32, note.Quick ? 2 : 1, 4), Start(), Go(0.1));

// 1. Noise
//
// The gradient of b items, drawn without replacement out of N, is right on average, and its mean square distance from the gradient of all is
//     tr C / b * (N - b) / (N - 1),      C the covariance of the gradients of single items:
// twice the batch, half the variance - and none at b = N. A gradient is what a step of rate 1 takes off.
double[] Graded(Batch<float> batch) => [.. middle.Vector.Span.ToArray().Zip(Go(1).Invoke(middle, batch).Vector.Span.ToArray(), (w, next) => (double)w - next)];
double Square(double[] x) => x.Sum(v => v * v);
DataSet Draw(int b, int i) => train.At(Key.Of(4).Child(b).Child(i).Permutation(train.Count).Slice(0, b));
var full = Graded(data);
var draws = note.Quick ? 30 : 200;
int[] sizes = note.Quick ? [4, 32, 256] : [1, 4, 16, 64, 256, 1024, 4096];
var noise = sizes.Select(b => (B: (double)b, Variance: Enumerable.Range(0, draws).Average(i => Square([.. Graded(Of(Draw(b, i))).Zip(full, (g, f) => g - f)])))).ToArray();
double Share(double b) => (train.Count - b) / (train.Count - 1) / b;
var trace = Math.Exp(noise.Average(row => Math.Log(row.Variance / Share(row.B))));
foreach (var row in noise) note.Say($"batch {row.B,5}: noise {row.Variance:E2}, law {trace * Share(row.B):E2}, |g|^2 {Square(full):E2}");
note.Claim($"from {sizes[0]} to {sizes[^1]} items the variance follows tr C / b (N - b) / (N - 1) within {noise.Max(row => Math.Abs(row.Variance / (trace * Share(row.B)) - 1)):P0}", noise.All(row => Math.Abs(row.Variance / (trace * Share(row.B)) - 1) < 0.35));

// 2. Loss reduction of one step
//
// To second order a step of rate a along the gradient of b items lowers the loss of all by a |g|^2 - a^2 / 2 (g H g + tr(H C) / b), on average. With the best rate for
// each b that is Dmax / (1 + B / b), with B = tr(H C) / g H g: nearly in proportion to b below B, and constant above (McCandlish et al., An Empirical Model of Large-Batch Training, 2018);
// for b out of N with the factor of above, (N - b) / (N - 1), at 1 / b.
double LossAt(Learner<float> at) => Go(0).Invoke(at, data).Loss;
var before = LossAt(middle);
double[] tried = note.Quick ? [0.01, 0.03, 0.1, 0.3, 1, 3] : [.. Enumerable.Range(0, 20).Select(i => 0.002 * Math.Pow(2, i / 2.0))];
var repeats = note.Quick ? 6 : 20;
var reduced = sizes.Skip(note.Quick ? 1 : 0).Append(train.Count).Select(b =>
{
    var batches = Enumerable.Range(0, b == train.Count ? 1 : repeats).Select(i => b == train.Count ? data : Of(Draw(b, i))).ToArray();
    return (B: (double)b, Drop: tried.Max(rate => batches.Average(batch => before - LossAt(Go(rate).Invoke(middle, batch)))));
}).ToArray();
var most = reduced[^1].Drop;
var critical = Median(reduced.SkipLast(1).Where(row => row.Drop > 0.05 * most && row.Drop < 0.95 * most).Select(row => (most / row.Drop - 1) / Share(row.B)));
foreach (var row in reduced) note.Say($"batch {row.B,5}: one step with the best rate lowers the loss by {row.Drop:F4}, per item {row.Drop / row.B:E2}; model {most / (1 + critical * Share(row.B)):F4}");
note.Claim($"the reduction grows with the batch and saturates: {reduced[0].Drop / most:P0} of the most at {reduced[0].B}, {reduced[^2].Drop / most:P0} at {reduced[^2].B}; per item {reduced[0].B} items are {reduced[0].Drop / reduced[0].B / (most / train.Count):F0} times as good as all",
    reduced[0].Drop < 0.7 * most && reduced[^2].Drop > (note.Quick ? 0.3 : 0.8) * most && reduced[0].Drop / reduced[0].B > (note.Quick ? 1.2 : 5) * most / train.Count);
if (!note.Quick)
{
    note.Claim($"it follows Dmax / (1 + B (N - b) / (N - 1) / b) with B = {critical:F0} items, nowhere further than {reduced.Max(row => Math.Abs(row.Drop - most / (1 + critical * Share(row.B)))) / most:P0} of Dmax", reduced.All(row => Math.Abs(row.Drop - most / (1 + critical * Share(row.B))) < 0.15 * most));
    note.Draw("batch-size-reduction", new Chart("Mini-batch size and loss reduction", new("items in the batch", Log: true), new("loss reduction of one step, best rate"),
        [new Dots("measured", reduced.Select(row => (row.B, row.Drop)).ToMany()), new Line("Dmax / (1 + B (N - b) / (N - 1) / b)", Enumerable.Range(0, 80).Select(i => Math.Pow(train.Count, i / 79.0)).Select(b => (b, most / (1 + critical * Share(b)))).ToMany(), Dashed: true)]));
    note.Draw("batch-size-noise", new Chart("Noise of the gradient", new("items in the batch", Log: true), new("mean square distance", Log: true, Min: 0.001),
        [new Dots("measured", noise.Select(row => (row.B, row.Variance)).ToMany()), new Line("tr C (N - b) / (N - 1) / b", Enumerable.Range(0, 80).Select(i => Math.Pow(train.Count - 1, i / 79.0)).Select(b => (b, trace * Share(b))).ToMany(), Dashed: true)]));
}

// 3. Epochs needed, and what an epoch costs
//
// Each size with its best rate of six, all sizes for as many epochs. An epoch is the same sum of gradients whatever the size, so arithmetic alone does not cost more; what a small
// batch pays is the overhead of a step, once for each of its many steps. A large one pays in memory, which grows with b.
int[] batches = note.Quick ? [8, 128, 1024] : [1, 8, 32, 128, 512, 2048, 8192];
var epochs = note.Quick ? 3 : 12;
double[] rates = note.Quick ? [0.05, 0.2, 0.5] : [0.005, 0.015, 0.05, 0.15, 0.5, 1];
IEnumerable<Batch<float>> Epochs(int b, int many, ulong seed) => Enumerable.Range(0, many).SelectMany(epoch => new Batching(b).Of(train, Key.Of(seed).Child(epoch)).Select(Of));
Row Learn(int b, double rate, int many = 0, ulong seed = 3)
{
    var perEpoch = train.Count / b;
    List<double> losses = [];
    var clock = Stopwatch.StartNew();
    var spent = TimeSpan.Zero;
    var end = Train.Fold(Epochs(b, many == 0 ? epochs : many, seed), Start(seed), Go(rate), at =>
    {
        if (at.Steps % perEpoch != 0 || !double.IsFinite(at.Loss)) return double.IsFinite(at.Loss);
        spent += clock.Elapsed;
        if (many == 0) losses.Add(LossAt(at));
        clock.Restart();
        return true;
    });
    var right = double.IsFinite(end.Loss) ? Metrics.Accuracy(Net.Infer(net, end.Params, end.State, test.Inputs), test.Labels!) : 0;
    return new(b, rate, losses, spent.TotalSeconds / Math.Max(1, losses.Count), right);
}
var best = batches.Select(b => rates.Select(rate => Learn(b, rate)).MinBy(row => row.Losses.Count == epochs && double.IsFinite(row.Losses[^1]) ? row.Losses[^1] : double.MaxValue)!).ToArray();
var goal = note.Quick ? 1.5 : 0.3;
double? Needed(Row row) => row.Losses.FindIndex(loss => loss <= goal) is >= 0 and var i ? i + 1 : null;
foreach (var row in best)
    note.Say($"batch {row.B,5}, best rate {row.Rate,-6}: loss {row.Losses[0]:F3} after one epoch, {row.Losses[^1]:F3} after {epochs}; {(Needed(row) is { } epoch ? FormattableString.Invariant($"{epoch}") : "more")} epochs to {goal}; {1000 * row.Seconds:F1} ms an epoch here; test {row.Right:P1}");
note.Claim($"one epoch, each size with its best rate: from the start's {LossAt(Start()):F2} the loss falls to {best[0].Losses[0]:F2} with batches of {best[0].B}, to {best[^1].Losses[0]:F2} with one batch of all", best[0].Losses[0] < (note.Quick ? 0.8 : 0.6) * best[^1].Losses[0]);
note.Claim($"all items at once do not reach {goal} in {epochs} epochs ({best[^1].Losses[^1]:F2}), batches of {best[1].B} do in {Needed(best[1])}", Needed(best[^1]) is null && Needed(best[1]) is not null);
if (!note.Quick) note.Claim($"and an epoch of {best[0].B} at a time takes {best[0].Seconds / best[^2].Seconds:F1} times the time of {best[^2].B} at a time: \"slower\" is true of the clock, not of the epochs", best[0].Seconds > 2 * best[^2].Seconds);

// 4. "Bad for your test error"
//
// As many epochs for 32 and for 2048 means 64 times fewer steps for the large batch: what looks like generalisation may be training that has not come as far. So the large batch gets as long as it
// needs to the same training loss (Hoffer et al., Train longer, generalize better, 2017; Shallue et al., 2019, find no gap at all once everything is tuned).
if (!note.Quick)
{
    Row small = best.Single(row => row.B == 32), large = best.Single(row => row.B == 2048);
    note.Claim($"after {epochs} epochs batches of 32 have {small.Right:P1} of the test digits right, of 2048 {large.Right:P1}: the tweet's sentence, at equal epochs", small.Right > large.Right + 0.005);
    // The training loss of each as it goes, and the test accuracy at the moment when it first falls below a tenth.
    double Arrived(int b, double rate, ulong seed)
    {
        var (right, steps) = (0.0, train.Count / b);
        Train.Fold(Epochs(b, 400, seed), Start(seed), Go(rate), at =>
        {
            if (at.Steps % steps != 0 || LossAt(at) > 0.1) return true;
            right = Metrics.Accuracy(Net.Infer(net, at.Params, at.State, test.Inputs), test.Labels!);
            return false;
        });
        return right;
    }
    var gaps = new ulong[] { 5, 6, 7 }.Select(seed => (Small: Arrived(32, small.Rate, seed), Large: Arrived(2048, large.Rate, seed))).ToArray();
    var (rightSmall, rightLarge) = (gaps.Average(gap => gap.Small), gaps.Average(gap => gap.Large));
    note.Claim($"at an equal training loss of 0.1 it is {rightSmall:P2} against {rightLarge:P2}, means of three seeds: most of the gap was training not finished", Math.Abs(rightSmall - rightLarge) < (small.Right - large.Right) / 2);
    note.Draw("batch-size-epochs", new Chart("Loss by epoch, each size with its best rate", new("epoch", Whole: true), new("loss of the training items", Log: true),
        best.Where(row => row.B is 1 or 8 or 128 or 512 or 2048 or 8192).Select(row => (Mark)Line.Of($"batch {row.B}", row.Losses)).ToMany()));
}

// What would falsify this: a variance that does not halve when the batch doubles; a step of few items that lowers the loss as much as one of all; a small batch that needs more epochs.
return note.End();

static double Median(IEnumerable<double> values) => values.Order().ToArray() is { Length: > 0 } sorted ? sorted[sorted.Length / 2] : double.NaN;

sealed record Row(int B, double Rate, List<double> Losses, double Seconds, double Right);
