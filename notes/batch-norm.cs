#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

// Batch normalisation: sixteen layers that learn, and what of its fame is measured
//
// The decks let batch norm speak on a toy: points of a square, a disc to be told from what is around it, and a network of 1 + 16 hidden
// layers of 32 ReLUs, drawn from "naive Gaussian" numbers and trained by descent with rate 0.1. With batch norm it learns, without it does
// not. They add a table of Inception's (larger rates, fewer steps, a sigmoid that works), and warn: it "requires minimum & fixed batch size (does it?)".

var note = Note.Begin(args, Console.Out);
var (train, test) = (Synthetic.Disc(Key.Of(1), 4000), Synthetic.Disc(Key.Of(2), note.Quick ? 1000 : 4000));

ILayer Deep(BatchNorm? norm, IInitialiser weight, Activation then, int depth = 16)
{
    List<ILayer> layers = [];
    for (var i = 0; i < 1 + depth; i++)
    {
        layers.Add(new Dense(32, Activation.None, weight));
        if (norm is not null) layers.Add(norm);
        layers.Add(then);
    }
    return new Seq([.. layers, new Dense(2, Activation.None, weight)]);
}

double Right(ILayer net, Learner<float> at) => Metrics.Accuracy(Net.Infer(net, at.Params, at.State, test.Inputs), test.Labels!);

// Epochs of mini-batches without end, and a training of so many steps, looked at now and then; a loss that is no number ends it.
IEnumerable<Batch<float>> Batches(int size) =>
    from epoch in Enumerable.Range(0, int.MaxValue)
    from batch in new Batching(size, Partial.Drop).Of(train, Key.Of(3).Child(epoch))
    select new Batch<float>(batch.Inputs, batch.Labels!);

Taught Learn(ILayer net, double rate, int steps, int size = 100, int every = 0, ulong seed = 4)
{
    List<(double Step, double Right)> curve = [];
    var end = Train.Fold(Batches(size).Take(steps), Train.Start<float>(net, Optimizer.Sgd(rate), [2], Key.Of(seed)), Train.Step<float>(net, Loss.CrossEntropy, Optimizer.Sgd(rate)), at =>
    {
        if (every > 0 && at.Steps % every == 0) curve.Add((at.Steps, Right(net, at)));
        return double.IsFinite(at.Loss);
    });
    return new(end, double.IsFinite(end.Loss) ? Right(net, end) : 0, curve);
}

// 1. Naive Gaussian numbers
//
// Let the weights of a layer of ReLUs with n inputs have the variance s^2. The mean square of what goes through is multiplied by n s^2 / 2 (He et al., 2015):
// by s^2 in the first layer, which has 2 inputs, and by 16 s^2 in each of the 16 behind it, which have 32: the factor is s^2 (16 s^2)^16, with s = 0.1 2e-15, with s = 1 2e19. In the
// one network all inputs look alike at the end and so do all gradients; in the other the first step leaves the range of numbers. At s = 1/4 each of the 16 keeps it: that is He's rule. Batch norm
// divides by what has come, whatever it is, and a layer before it may be multiplied by any number without a change of its output.
double[] deviations = note.Quick ? [0.1, 0.25] : [0.01, 0.03, 0.1, 0.2, 0.25, 0.3, 0.5, 1, 2];
var (steps, size) = note.Quick ? (250, 100) : (3000, 250);
List<(double S, double Without, double With)> table = [];
foreach (var s in deviations)
{
    var row = (s, Learn(Deep(null, new Normal(s), Activation.Relu), 0.1, steps, size).Right, Learn(Deep(new(), new Normal(s), Activation.Relu), 0.1, steps, size).Right);
    table.Add(row);
    note.Say($"weights of deviation {row.s,-5}: {row.Item2,6:P1} right without, {row.Item3,6:P1} with batch norm, after {steps} steps of {size} points");
}
// The plain network of rate 0.1 jumps about: what it comes to is the best of ten looks.
var (naive, he) = (table.Single(row => row.S == 0.1), Learn(Deep(null, new Normal(0.25), Activation.Relu), 0.1, steps, size, every: steps / 10).Curve.Max(look => look.Right));
note.Claim($"naive Gaussian numbers of deviation 0.1, rate 0.1: {naive.With:P1} with batch norm, {naive.Without:P1} without", naive.With >= (note.Quick ? 0.9 : 0.98) && naive.Without <= 0.6);
note.Claim($"the condition that the slide leaves out is the deviation: from He's, 1/4, the same network learns without batch norm too: {he:P1}", he > (note.Quick ? 0.8 : 0.97));
if (!note.Quick)
{
    var seeds = new ulong[] { 4, 5, 6 }.Select(seed => (With: Learn(Deep(new(), new Normal(0.1), Activation.Relu), 0.1, steps, size, seed: seed).Right, Without: Learn(Deep(null, new Normal(0.1), Activation.Relu), 0.1, steps, size, seed: seed).Right)).ToArray();
    note.Claim($"over three draws the least is {seeds.Min(x => x.With):P1} with batch norm, the most without {seeds.Max(x => x.Without):P1}", seeds.All(x => x.With >= 0.98 && x.Without <= 0.6));
    note.Claim($"with batch norm {table.Count(row => row.With >= 0.97)} of {table.Count} deviations from 0.01 to 2 learn, without {table.Count(row => row.Without >= 0.97)}",
        table.Count(row => row.With >= 0.97) >= 2 * table.Count(row => row.Without >= 0.97));
    note.Draw("batch-norm-disc", new Chart("1 + 16 layers of 32 on the disc, rate 0.1", new("deviation of the weights at the start", Log: true), new("right of 4000 new points", Min: 0.4, Max: 1),
    [
        new Line("with batch norm", table.Select(row => (row.S, row.With)).ToMany()),
        new Line("without (no number counts as half)", table.Select(row => (row.S, Math.Max(0.5, row.Without))).ToMany()),
    ]));
}

// A scale before batch norm does not matter for the output, and for learning it does: the gradient of a weight w ten times as long is a tenth, so
// its relative step is a hundredth. That is why the right end of the figure learns, but slowly.
var (one, ten) = (Sample(1), Sample(10));
note.Claim($"weights before batch norm ten times as long: outputs differ by {one.Output.Span.ToArray().Zip(ten.Output.Span.ToArray(), (a, b) => Math.Abs(a - b)).Max():E1}, the gradient is {one.Gradient / ten.Gradient:F2} times shorter",
    one.Output.Span.ToArray().Zip(ten.Output.Span.ToArray(), (a, b) => Math.Abs(a - b)).Max() < 1e-3 && Math.Abs(one.Gradient / ten.Gradient - 10) < 0.1);
(Tensor<double> Output, double Gradient) Sample(double factor)
{
    var x = Key.Of(8).Normal<double>([64, 5]);
    var start = Key.Of(9).Normal<double>([5, 7], 0, factor);
    Diff<double, Var<double>> Normed(DenseParams<double> p) =>
        from h in Dense.Apply(p, x)
        from y in Ops.BatchNorm(h, Tensor<double>.Ones([7]), Tensor<double>.Zeros([7]), 1e-9)
        select y.Output;
    var at = new DenseParams<double>(start, Tensor<double>.Zeros([7]));
    var graded = Gradient.Of(at, p => from y in Normed(p) from curved in Ops.Sigmoid(y) from sum in Ops.Sum(curved) select sum);
    return (Normed(at).Value().Value, Math.Sqrt(graded.Gradient.Weight.Value.Span.ToArray().Sum(g => g * g)));
}

// 2. Inception's table in small: steps that it takes to get where the plain network ends
//
// Ioffe and Szegedy count the steps to the best accuracy of the network without batch norm, at its own rate and at 5 and 30 times that, and with a sigmoid.
// Here: the same 17 layers from He's numbers, so that the plain one learns, with rate 0.02; and, for units that saturate, three layers of sigmoids from numbers of deviation 0.1.
const double x1 = 0.02;
var (length, look) = note.Quick ? (250, 50) : (6000, 50);
List<Row> rows =
[
    Of("plain", null, 1), Of("plain x30", null, 30), Of("BN x5", new(), 5), Of("BN x30", new(), 30),
];
if (!note.Quick)
    rows.AddRange([
        Of("plain x5", null, 5), Of("BN", new(), 1),
        Of("17 sigmoids x5", null, 5, Activation.Sigmoid), Of("17 sigmoids BN x5", new(), 5, Activation.Sigmoid),
        Of("3 sigmoids x5", null, 5, Activation.Sigmoid, 2), Of("3 sigmoids BN x5", new(), 5, Activation.Sigmoid, 2),
    ]);
Row Of(string name, BatchNorm? norm, double times, Activation? then = null, int depth = 16)
{
    var run = Learn(Deep(norm, then is null ? He.Normal : depth == 2 ? new Normal(0.1) : Glorot.Normal, then ?? Activation.Relu, depth), x1 * times, length, every: look);
    return new(name, run.Curve, run.Curve.Count == 0 ? 0 : run.Curve.Max(point => point.Right));
}
Row Named(string name) => rows.First(row => row.Name == name);
double First(string name, double target) => Named(name).Curve.Where(point => point.Right >= target).Select(point => point.Step).FirstOrDefault(double.PositiveInfinity);
string Steps(Row row, double target) => double.IsFinite(First(row.Name, target)) ? FormattableString.Invariant($"{First(row.Name, target)}") : "never";
var best = Named("plain").Best;
foreach (var row in rows) note.Say($"{row.Name,-18} steps to 95 %: {Steps(row, 0.95),5}   to the plain network's best, {best:P1}: {Steps(row, best),5}   best {row.Best:P1}");
note.Claim($"\"learning rate can be greater\": thirty times the rate ends at {Named("BN x30").Best:P1} with batch norm, at {Named("plain x30").Best:P1} without", Named("BN x30").Best > 0.9 && Named("plain x30").Best < 0.8);
if (!note.Quick)
{
    // From good numbers batch norm is quicker to what is easy, and the noise in the statistics of 100 points keeps it from what is hard; from bad ones it is what makes learning possible.
    note.Claim($"\"speeds up\": from He's numbers the plain network has 95 % after {Steps(Named("plain"), 0.95)} steps, batch norm after {Steps(Named("BN"), 0.95)} and after {Steps(Named("BN x5"), 0.95)} at five times the rate",
        First("BN", 0.95) <= First("plain", 0.95) && First("BN x5", 0.95) < First("plain", 0.95) / 2);
    note.Claim($"but not to everything: the plain network comes to {best:P1}, batch norm to {Named("BN").Best:P1}, {Named("BN x5").Best:P1} and {Named("BN x30").Best:P1}; in Inception's table it ends higher", rows.Where(row => row.Name is "BN" or "BN x5" or "BN x30").All(row => row.Best < best));
    note.Claim($"three sigmoids from small numbers: 90 % after {Steps(Named("3 sigmoids BN x5"), 0.9)} steps with batch norm, {Steps(Named("3 sigmoids x5"), 0.9)} without in {length}: here it does",
        Named("3 sigmoids BN x5").Curve.Any(point => point.Right >= 0.9 && point.Step <= length / 4) && !Named("3 sigmoids x5").Curve.Any(point => point.Right >= 0.9 && point.Step <= length / 2));
    note.Claim($"seventeen sigmoids: {Named("17 sigmoids BN x5").Best:P1} with batch norm, {Named("17 sigmoids x5").Best:P1} without", Named("17 sigmoids BN x5").Best > 0.9 && Named("17 sigmoids x5").Best < 0.6);
}
note.Draw("batch-norm-rates", new Chart("Accuracy by step", new("step", Max: 2000), new("right of 4000 new points", Min: 0.4, Max: 1),
    rows.Where(row => row.Name is "plain" or "BN x5" or "BN x30" or "3 sigmoids x5" or "3 sigmoids BN x5").Select(row => (Mark)new Line(row.Name, row.Curve.ToMany())).ToMany()) { Tall = 260 });

// 3. Does it need a minimum and a fixed batch size?
//
// The statistics of b items have a relative error of about sqrt(2 / b), and it is what the network meets in use that counts: running ones. Two items are
// (x1, x2) -> (1, -1) in each feature, whatever they were: nearly all is lost. One item has no variance at all, and the library refuses it.
int[] sizes = note.Quick ? [2, 32] : [2, 4, 8, 16, 64, 256];
List<(double Size, double With, double Without)> bySize = [];
foreach (var b in sizes)
{
    // As many items for all, but at most twice as many steps as in part 1: the smallest batches see fewer, and the net without norm beside them does too.
    var count = Math.Min((note.Quick ? 16_000 : 400_000) / b, note.Quick ? 300 : 6000);
    bySize.Add((b, Learn(Deep(new(), He.Normal, Activation.Relu), 0.05, count, b).Right, Learn(Deep(null, He.Normal, Activation.Relu), 0.05, count, b).Right));
    note.Say($"batches of {b,3}, {count,5} steps: {bySize[^1].With:P1} with batch norm, {bySize[^1].Without:P1} without");
}
note.Claim($"batches of 2 end at {bySize[0].With:P1} with batch norm and at {bySize[0].Without:P1} without, of {bySize[^1].Size} at {bySize[^1].With:P1}: there is a minimum",
    bySize[0].With < bySize[^1].With - 0.1 && (note.Quick || bySize[0].With < bySize[0].Without - 0.1));
if (!note.Quick)
    note.Draw("batch-norm-size", new Chart("Batch norm needs a batch, from He's numbers", new("items in a batch", Log: true), new("right of 4000 new points", Min: 0.4, Max: 1),
        [new Line("with batch norm", bySize.Select(row => (row.Size, row.With)).ToMany()), new Line("without", bySize.Select(row => (row.Size, row.Without)).ToMany())]));

// Fixed it need not be: batches of 40 and 160 in turn. And in use there is no batch: an item alone gets the very numbers that it gets among others.
var net = Deep(new(), new Normal(0.1), Activation.Relu);
var step = Train.Step<float>(net, Loss.CrossEntropy, Optimizer.Sgd(0.1));
var turns = Train.Fold(Batches(40).Zip(Batches(160), (a, b) => new[] { a, b }).SelectMany(pair => pair).Take(steps), Train.Start<float>(net, Optimizer.Sgd(0.1), [2], Key.Of(4)), step);
var (all, single) = (Net.Infer(net, turns.Params, turns.State, test.Inputs), Net.Infer(net, turns.Params, turns.State, test.Slice(7, 1).Inputs));
note.Claim($"batches of 40 and 160 in turn: {Right(net, turns):P1}; item 7 alone differs from item 7 among {test.Count} by {Math.Abs(all[14] - single[0]):E1}", Right(net, turns) > (note.Quick ? 0.88 : 0.97) && Math.Abs(all[14] - single[0]) < 1e-3);

// "At inference time, use average and standard deviation computed on the whole dataset": what libraries use is a running mean, which never sees the whole set with
// the weights of the end. Both can be had: one pass in learning mode over the set, at statistics rate 1, leaves its very statistics.
var exact = Deep(new(StatisticsRate: 1), new Normal(0.1), Activation.Relu);
var whole = exact.Apply(new Call<float>(turns.Params, turns.State, Key.Of(0), Mode.Train), train.Inputs).Value().State;
var (running, population) = (Right(net, turns), Metrics.Accuracy(Net.Infer(exact, turns.Params, whole, test.Inputs), test.Labels!));
note.Claim($"running statistics {running:P2}, those of the whole set {population:P2}: to the network it makes little difference", Math.Abs(running - population) < (note.Quick ? 0.1 : 0.03));

// 4. "BN makes the loss landscape easier to navigate"
//
// Santurkar et al. (2018) go along the gradient from points of the training and look how far the loss swings. Here: at each twentieth step, from w to w - t g for rates t from
// 0.02 to 0.6, the rates of part 2; the spread is the largest loss less the smallest.
double[] ways = [0.02, 0.04, 0.08, 0.15, 0.3, 0.6];
List<(double Step, double Low, double High)> Landscape(BatchNorm? norm)
{
    var net = Deep(norm, He.Normal, Activation.Relu);
    Step<float> Go(double rate) => Train.Step<float>(net, Loss.CrossEntropy, Optimizer.Sgd(rate));
    List<(double, double, double)> seen = [];
    var probe = new Batch<float>(train.Take(400).Inputs, train.Take(400).Labels!);
    Train.Fold(Batches(100).Take(note.Quick ? 100 : 1000), Train.Start<float>(net, Optimizer.Sgd(x1), [2], Key.Of(4)), Go(x1), at =>
    {
        if (at.Steps % (note.Quick ? 50 : 20) != 0) return true;
        var losses = ways.Select(t => Go(t).Invoke(Go(t).Invoke(at, probe), probe).Loss).Select(loss => double.IsFinite(loss) ? loss : 1e9).ToArray();
        seen.Add((at.Steps, losses.Min(), losses.Max()));
        return true;
    });
    return seen;
}
var (rough, smooth) = (Landscape(null), Landscape(new()));
double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
var (swing, calm) = (Median(rough.Select(x => x.High - x.Low)), Median(smooth.Select(x => x.High - x.Low)));
note.Claim($"along the gradient, rates 0.02 to 0.6, the loss swings by {swing:G2} without and by {calm:G2} with batch norm (medians over the training)", calm < swing);
note.Draw("batch-norm-landscape", new Chart("Loss along the gradient, rates 0.02 to 0.6", new("step"), new("cross entropy", Log: true, Min: 0.01, Max: 100),
    [new Band("without", rough.ToMany()), new Band("with batch norm", smooth.ToMany())]));

// What would falsify this: a plain network that learns from numbers of deviation 0.1, one with batch norm that does not; batches of two that do as well as large ones.
return note.End();

sealed record Taught(Learner<float> End, double Right, List<(double Step, double Right)> Curve);
sealed record Row(string Name, List<(double Step, double Right)> Curve, double Best);
