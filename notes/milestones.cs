#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

// Training milestones: learn anything, learn everything, learn the right thing - and curves with a diagnosis
//
// One deck gives an order of work: first learn anything at all (little capacity makes it easier; the goal is to be better than random), then everything (grow, until the network
// overfits), then the right thing (regularise, by the validation set). And it lists curves with their illness: no trend, explosion, a sudden spike, and the odd one, "loss goes down and
// accuracy goes down (what??)". Each is brought about here on purpose, with its cure.

var note = Note.Begin(args, Console.Out);
var (train, validation) = (Glyphs.Make(Key.Of(1), 200), Glyphs.Make(Key.Of(2), note.Quick ? 500 : 5000));
const double Chance = 0.1;
double Sigma(int count) => Math.Sqrt(Chance * (1 - Chance) / count);

Seen Learn(string name, DataSet data, Architecture form, Optimizer optimizer, int epochs, int batch = 50, DataSet? held = null, ulong seed = 3, bool watched = false)
{
    var (losses, model) = (new Losses(), form.Init(Key.Of(seed)));
    var settings = new FitSettings { Optimizer = optimizer, Epochs = epochs, BatchSize = batch, Validation = held, Key = Key.Of(seed).Child(1) };
    var recorder = watched ? new HealthRecorder(model, data, settings) : null;
    var result = model.Fit(data, settings, losses, look: recorder is null ? null : recorder.Look);
    return new(name, result, losses.Values.ToMany(), recorder is null ? [] : Doctor.Diagnose(recorder.Health));
}
double Right(Model model, DataSet data) => model.Evaluate(data).Accuracy!.Value;
Architecture Pictures() => Model.Of(28, 28, 1).Flatten();

// 1. Anything. A softmax on the pixels: ten times 785 numbers. Random is a tenth, give or take three standard errors of so few digits.
var anything = Learn("anything", train, Pictures().Dense(10), Optimizer.Adam(0.001), 5);
note.Claim($"anything: after 5 epochs a softmax has {Right(anything.Fit.Last, train):P0} of {train.Count} training digits right, random is {Chance:P0} +- {3 * Sigma(train.Count):P0}",
    Right(anything.Fit.Last, train) > Chance + 5 * Sigma(train.Count));

// 2. Everything. Capacity grows until nothing is left to learn (the training error is 0) - not at every step: of few ReLUs some may die, and then more of
// them know less. And that this is no merit yet is seen with labels drawn by lot: they are learnt as well, and teach nothing (Zhang et al., 2017).
int[] widths = note.Quick ? [1, 64] : [1, 2, 4, 8, 16, 64, 256];
var grown = widths.Select(width => Learn($"{width} units", train, Pictures().Dense(width, Activation.Relu).Dense(10), Optimizer.Adam(0.003), note.Quick ? 60 : 300, train.Count)).ToArray();
foreach (var (width, seen) in widths.Zip(grown)) note.Say($"{width,3} hidden units: {Right(seen.Fit.Last, train):P1} of the training digits, {Right(seen.Fit.Last, validation):P1} of new ones");
note.Claim($"everything: with {widths[^1]} units {Right(grown[^1].Fit.Last, train):P1} of the training digits are known by heart, with one {Right(grown[0].Fit.Last, train):P1}", Right(grown[^1].Fit.Last, train) == 1 && Right(grown[0].Fit.Last, train) < 0.6);
var wide = note.Quick ? 64 : 256;
var lots = DataSet.Classified(train.Inputs, Indices.Of([.. Enumerable.Range(0, train.Count).Select(i => Key.Of(4).Below(10, i))]), train.Classes, "lots");
var heart = Learn("labels by lot", lots, Pictures().Dense(wide, Activation.Relu).Dense(10), Optimizer.Adam(0.003), note.Quick ? 150 : 300, train.Count);
note.Claim($"labels drawn by lot are learnt too, {Right(heart.Fit.Last, lots):P1} of them, and new digits {Right(heart.Fit.Last, validation):P1}: a low training loss proves nothing",
    Right(heart.Fit.Last, lots) > 0.98 && Math.Abs(Right(heart.Fit.Last, validation) - Chance) < 0.06);

// 3. The right thing. The network that knows everything, held back: what is chosen is chosen by validation, so what is reported comes from a third set.
var test = Glyphs.Make(Key.Of(5), note.Quick ? 500 : 5000);
var choice = validation.Take(note.Quick ? 250 : 1000);
var wild = Learn("nothing done", train, Pictures().Dense(wide, Activation.Relu).Dense(10), Optimizer.Adam(0.003), note.Quick ? 40 : 200, held: choice);
var held = Learn("dropout and decay", train, Pictures().Dropout(0.3).Dense(wide, Activation.Relu).Dropout(0.5).Dense(10), Optimizer.AdamW(0.003, new Decay(0.5, Where.Matrices)), note.Quick ? 40 : 200, held: choice);
Evaluation Tested(Model model) => model.Evaluate(test);
var (before, after) = (Tested(wild.Fit.Last), Tested(held.Fit.Best));
note.Claim($"the right thing: test loss {before.Loss:F3} of the one that knows everything, {Tested(wild.Fit.Best).Loss:F3} stopped early (epoch {wild.Fit.BestEpoch}), {after.Loss:F3} with dropout, decay and early stopping; accuracy {before.Accuracy:P1}, {Tested(wild.Fit.Best).Accuracy:P1}, {after.Accuracy:P1}",
    Tested(wild.Fit.Best).Loss < before.Loss && after.Loss < before.Loss - (note.Quick ? 0.01 : 0.05));
note.Draw("milestones-curves", new Chart("Everything, and the right thing", new("epoch"), new("cross entropy", Log: true, Min: 0.01, Max: 5),
[
    Line.Of("nothing done: validation", wild.Fit.History.Select(row => row.ValidationLoss!.Value)), Line.Of("nothing done: training", wild.Fit.History.Select(row => row.TrainLoss)),
    Line.Of("held back: validation", held.Fit.History.Select(row => row.ValidationLoss!.Value)), Line.Of("held back: training", held.Fit.History.Select(row => row.TrainLoss)),
]));
note.Draw("milestones-capacity", new Chart("Capacity: from anything to everything", new("hidden units", Log: true), new("right", Min: 0, Max: 1),
    [new Line("training digits", widths.Zip(grown, (w, seen) => ((double)w, Right(seen.Fit.Last, train))).ToMany()), new Line("new digits", widths.Zip(grown, (w, seen) => ((double)w, Right(seen.Fit.Last, validation))).ToMany())]));

// 4. Diagnoses. "Fails to converge? No trend? Simplify. Decrease LR. Data corrupted? Weight init?"
// Three causes that look alike in the loss: a rate that is too small, weights that begin at zero in two layers (no gradient reaches either), labels by lot with fresh pictures each epoch.
// What tells them apart is an act: raise the rate, draw the weights, ask whether 20 examples can be learnt by heart. Each act is tried on each cause.
var epochs = note.Quick ? 10 : 40;
var small = Pictures().Dense(32, Activation.Relu).Dense(10);
var blank = Pictures().Then(new Dense(32, Activation.Relu, new Constant(0))).Then(new Dense(10, Activation.None, new Constant(0)));
// An epoch is 200 pictures, here as there; of those with labels by lot each is seen once.
var stream = Glyphs.Make(Key.Of(9), epochs * train.Count) is var pictures
    ? DataSet.Classified(pictures.Inputs, Indices.Of([.. Enumerable.Range(0, pictures.Count).Select(i => Key.Of(10).Below(10, i))]), pictures.Classes, "fresh lots") : null!;
(string Name, DataSet Data, int Passes, Architecture Form, double Rate)[] causes = [("rate 1e-6", train, epochs, small, 1e-6), ("zero weights", train, epochs, blank, 0.1), ("labels by lot", stream, 1, small, 0.1)];
double[] Curve(Seen seen) => [.. seen.Losses.Chunk(train.Count / 50).Select(steps => steps.Average())];
double Fall(Seen seen) => Curve(seen) is var curve ? curve[0] - curve[^1] : 0;
var flat = causes.Select(c => Learn(c.Name, c.Data, c.Form, Optimizer.Sgd(c.Rate), c.Passes, held: choice, watched: true)).ToArray();
var (tiny, zero, random) = (flat[0], flat[1], flat[2]);
var well = Learn("as it should be", train, small, Optimizer.Sgd(0.1), epochs);
note.Claim($"no trend: in {epochs} epochs the loss falls by {Fall(tiny):F4} with a rate of 1e-6, by {Fall(zero):F4} from zero weights, by {Fall(random):F4} with labels by lot, by {Fall(well):F2} with rate 0.1, drawn weights and true labels", Fall(tiny) < 0.02 && Fall(zero) < 0.05 && Fall(random) < 0.2 && Fall(well) > (note.Quick ? 0.5 : 1.5));
var weights = Tree.Leaves(zero.Fit.Last.Params).Where(leaf => leaf.Role == Role.Matrix).Sum(leaf => leaf.Value.Value.Span.ToArray().Sum(Math.Abs));
note.Claim($"from zero weights all that is learnt is how frequent each class is, by the last biases: the sum of all weights' sizes stays {weights}", weights == 0);
var raised = causes.Select(c => Fall(Learn("rate raised", c.Data, c.Form, Optimizer.Sgd(c.Rate < 0.1 ? 0.1 : 0.5), c.Passes))).ToArray();
note.Claim($"raise the rate, to 0.1 or where it is that to 0.5: the loss falls by {raised[0]:F2} where the rate was the cause, by {raised[1]:F2} from zero weights, by {raised[2]:F2} with labels by lot", raised[0] > (note.Quick ? 0.5 : 1.5) && raised[1] < 0.2 && raised[2] < 0.2);
var drawn = causes.Select(c => Fall(Learn("weights drawn", c.Data, small, Optimizer.Sgd(c.Rate), c.Passes, seed: 11))).ToArray();
note.Claim($"draw the weights (where they were drawn, others): it falls by {drawn[1]:F2} where zeros were the cause, by {drawn[0]:F4} with the small rate, by {drawn[2]:F2} with labels by lot", drawn[1] > (note.Quick ? 0.5 : 1.5) && drawn[0] < 0.02 && drawn[2] < 0.2);
var twenty = causes.Select(c => c.Data.Take(20) is var few ? Right(Learn("20 by heart", few, c.Form, Optimizer.Sgd(c.Rate), 200, 20).Fit.Last, few) : 0).ToArray();
note.Claim($"20 examples by heart, in 200 steps: {twenty[2]:P0} of them with labels by lot, so network, weights and rate are well and the data are not; {twenty[0]:P0} with the small rate, {twenty[1]:P0} from zero weights", twenty[2] == 1 && twenty[0] < 0.5 && twenty[1] < 0.5);

// "Loss explosion? Sudden spike? Problematic data instances. Exploding gradients."
var exploded = Learn("rate 30", train, small, Optimizer.Sgd(30), epochs, held: choice, watched: true);
note.Claim($"explosion: with rate 30 the loss goes from {exploded.Losses[0]:F2} to {exploded.Losses.Max():G2}", !(exploded.Losses.Max() < 100));
// One picture in 200 is written in bytes, 0 to 255, where the others are in 0 to 1.
var spoilt = train.WithInputs(Tensor<float>.From(train.Inputs.Shape, [.. train.Inputs.Span.ToArray().Select((x, i) => i / 784 == 17 ? 255 * x : x)]));
var spikes = Learn("one picture in bytes", spoilt, small, Optimizer.Sgd(0.1), 10, 20, choice, watched: true);
var clipped = Learn("the same, clipped", spoilt, small, new ClipNorm(1).Then(new Rate(0.1)), 10, 20);
var clean = Learn("without it", train, small, Optimizer.Sgd(0.1), 10, 20);
double Highest(Seen seen) => seen.Losses.Skip(1).Max() is var most && double.IsFinite(most) ? most : double.PositiveInfinity;
note.Claim($"spike: one picture of 200 in bytes lifts the highest loss of a batch from {Highest(clean):F1} to {Highest(spikes):G3}; after ten epochs with the norm clipped at 1 {Right(clipped.Fit.Last, validation):P1} of new digits are right, without {Right(spikes.Fit.Last, validation):P1}, without the picture {Right(clean.Fit.Last, validation):P1}",
    Highest(spikes) > 5 * Highest(clean) && Right(clipped.Fit.Last, validation) > Right(spikes.Fit.Last, validation) + 0.05);
// The cure is not clipping but to find the picture: before the first step it is the one with the largest gradient. A look at the inputs would have done: its largest pixel.
var begin = small.Init(Key.Of(3));
double Norm(DataSet one) => Math.Sqrt(Tree.Leaves(Gradient.Of(begin.Params, p =>
    from result in begin.Net.Apply(new Call<float>(p, begin.State, Key.Of(0), Mode.Infer), one.Inputs)
    from loss in Loss.CrossEntropy.Of(result.Output, one.Labels!)
    select loss).Gradient).Sum(leaf => leaf.Value.Value.Span.ToArray().Sum(x => (double)x * x)));
var norms = Enumerable.Range(0, spoilt.Count).Select(i => (Item: i, Norm: Norm(spoilt.Slice(i, 1)))).OrderByDescending(one => one.Norm).ToArray();
note.Claim($"the largest gradient names it: that of picture {norms[0].Item} has the norm {norms[0].Norm:G3}, the next one, of picture {norms[1].Item}, {norms[1].Norm:G3}", norms[0].Item == 17);
var largest = Enumerable.Range(0, spoilt.Count).Select(i => (Item: i, Peak: spoilt.Inputs.Span.Slice(i * 784, 784).ToArray().Max())).OrderByDescending(one => one.Peak).ToArray();
note.Say($"the largest pixel is {largest[0].Peak:F0}, in picture {largest[0].Item}, that of the others at most {largest[1].Peak:F0}");
if (!note.Quick)
{
    note.Draw("milestones-no-trend", new Chart("No trend: three causes look alike", new("epoch"), new("cross entropy", Min: 0), new[] { well, tiny, zero, random }.Select(seen => (Mark)Line.Of(seen.Name, Curve(seen))).ToMany()));
    note.Draw("milestones-spike", new Chart("A problematic instance", new("step"), new("loss of the batch", Log: true, Min: 0.01, Max: 10000), new[] { spikes, clipped, clean }.Select(seen => (Mark)Line.Of(seen.Name, seen.Losses)).ToMany()));
}

// "Loss goes down and accuracy goes down (what??)". Accuracy counts how often the right class is above one half, the loss how far each is. Three items:
double[] first = [0.51, 0.51, 0.01], second = [0.49, 0.49, 0.49];
double CrossEntropy(double[] right) => right.Average(p => -Math.Log(p));
double Share(double[] right) => right.Count(p => p > 0.5) / (double)right.Length;
note.Claim($"with two classes, probabilities of the right class from ({string.Join(", ", first)}) to ({string.Join(", ", second)}): the loss falls from {CrossEntropy(first):F2} to {CrossEntropy(second):F2} and the accuracy from {Share(first):P0} to {Share(second):P0}",
    CrossEntropy(second) < CrossEntropy(first) && Share(second) < Share(first));
// "Imbalance?" It happens in earnest where the loss weighs a rare class up: one point in twenty is of class 1, and the two overlap. Whoever calls all of them class 0 is right in 95 %.
var rare = Overlap(note.Quick ? 1000 : 4000);
var weighted = new CrossEntropy([1, 19], []);
List<(double Step, double Loss, double Right, double Balanced)> odd = [];
var line = Net.Seq(new Dense(2, Activation.None, new Constant(0)));
// It begins with the prior, ln 19 between the classes: what a network knows after its first steps with an unweighted loss.
var start = Model.Init(line, [2], Key.Of(6));
var begun = Tree.Rebuild<float, ITree<float>>(start.Params, [Tensor<float>.Zeros([2, 2]), Tensor<float>.From([2], [MathF.Log(19), 0])]);
var model = start with { Params = begun };
for (var step = 0; step <= 60; step += 3)
{
    var said = Metrics.Predicted(model.Predict(rare.Inputs));
    double Of(int label) => Enumerable.Range(0, rare.Count).Where(i => rare.Labels![i] == label).Average(i => said[i] == label ? 1.0 : 0);
    odd.Add((step, model.Evaluate(rare, weighted).Loss, Right(model, rare), (Of(0) + Of(1)) / 2));
    model = model.Fit(rare, new() { Optimizer = Optimizer.Sgd(0.2), Loss = weighted, Epochs = 3, BatchSize = rare.Count, Key = Key.Of(7) }).Last;
}
note.Claim($"imbalance: with class 1 weighed 19 times the loss falls from {odd[0].Loss:F3} to {odd[^1].Loss:F3} and the accuracy from {odd[0].Right:P1} to {odd[^1].Right:P1}, while the mean over classes rises from {odd[0].Balanced:P1} to {odd[^1].Balanced:P1}: nothing is wrong but the measure",
    odd[^1].Loss < odd[0].Loss - 0.05 && odd[^1].Right < odd[0].Right - 0.02 && odd[^1].Balanced > odd[0].Balanced + 0.2);

// 5. What a program says. Doctor knows the curves and the layers of a training, and nothing of what was done. It is given the three without a trend, the explosion, the spike, and
// the last one, in one go and with other points held out.
var overlapping = start with { Params = begun };
var settings = new FitSettings { Optimizer = Optimizer.Sgd(0.2), Loss = weighted, Epochs = 60, BatchSize = rare.Count, Key = Key.Of(7), Validation = Overlap(note.Quick ? 1000 : 4000, 12) };
var recorder = new HealthRecorder(overlapping, rare, settings);
overlapping.Fit(rare, settings, look: recorder.Look);
var odder = Doctor.Diagnose(recorder.Health);
foreach (var (name, found) in new[] { tiny, zero, random, exploded, spikes }.Select(seen => (seen.Name, seen.Found)).Append(("loss and accuracy down", odder)))
    foreach (var one in found) note.Say($"{name}: {one.Name}, {one.Evidence}");
bool Has(Many<Diagnosis> found, Sickness which) => found.Any(one => one.Sickness == which);
string Names(Many<Diagnosis> found) => string.Join(", ", found.Select(one => one.Name));
// A rate that is too small it calls underfit, for the parameters hardly move, and its remedy is the act from above; no trend it says where they move and it does not help.
note.Claim($"the small rate is named: {Names(tiny.Found)}; its remedy: \"{(tiny.Found is [var slow, ..] ? slow.Remedy : "")}\"", tiny.Found is [{ Sickness: Sickness.Underfit } cure] && cure.Remedy.StartsWith("Increase the learning rate"));
note.Claim($"zero weights are named: {Names(zero.Found)}", Has(zero.Found, Sickness.NoTrend) && Has(zero.Found, Sickness.DeadUnits));
note.Claim($"labels by lot are named: {Names(random.Found)}", random.Found is [{ Sickness: Sickness.NoTrend }]);
note.Claim($"the explosion is named, first of all: {Names(exploded.Found)}", exploded.Found is [{ Sickness: Sickness.Divergence }, ..]);
note.Claim($"the picture in bytes is named: {Names(spikes.Found)}; it counts the examples that are unlike the others", spikes.Found.FirstOrDefault(one => one.Sickness == Sickness.Spike)?.Evidence.Contains("1 of 200 training examples") == true);
// It adds underfit, for two thirds of the loss of knowing nothing are left: the classes overlap, and no program sees from a loss that the rest cannot be learnt.
note.Claim($"loss and accuracy down are named: {Names(odder)}", Has(odder, Sickness.LossDownAccuracyDown) && Has(odder, Sickness.Imbalance));
note.Draw("milestones-odd", new Chart("Loss goes down and accuracy goes down", new("step"), new("share, or loss", Min: 0),
    [new Line("weighted loss", odd.Select(x => (x.Step, x.Loss)).ToMany()), new Line("accuracy", odd.Select(x => (x.Step, x.Right)).ToMany()), new Line("mean over the two classes", odd.Select(x => (x.Step, x.Balanced)).ToMany())]));

// What would falsify this: a wide network that cannot learn 200 digits by heart; labels by lot that teach new digits; a held-back network no better on them; a cause that
// yields to the act for another.
return note.End();

static DataSet Overlap(int count, ulong seed = 8)
{
    var key = Key.Of(seed);
    var points = Enumerable.Range(0, count).Select(i => (Label: i % 20 == 0 ? 1 : 0, Own: key.Child(i))).ToArray();
    return DataSet.Classified(
        Tensor<float>.From([count, 2], [.. points.SelectMany(p => new[] { (float)(p.Own.Normal(0) + 1.5 * p.Label), (float)p.Own.Normal(1) })]),
        Indices.Of([.. points.Select(p => p.Label)]), ["common", "rare"], "one in twenty");
}

sealed record Seen(string Name, FitResult Fit, Many<double> Losses, Many<Diagnosis> Found);

sealed class Losses : IProgress<TrainingProgress>
{
    public List<double> Values { get; } = [];

    // The report behind an epoch repeats its last step.
    public void Report(TrainingProgress value)
    {
        if (value.Metrics is null) Values.Add(value.Loss);
    }
}
