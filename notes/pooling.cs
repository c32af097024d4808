#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

// Pooling: the largest, the average, or a stride
//
// The deck: pooling gives a small spatial invariance, reduces dimensions along x and y, never depth, has no parameters, loses precision; "larger strides can replace
// pooling", and "Max >> Avg". The same small network is trained with each of the three on drawn digits; with --data on MNIST and Fashion-MNIST. Without any of them its parameters are counted.

var note = Note.Begin(args, Console.Out);
var seeds = note.Quick ? new[] { 1 } : [1, 2, 3];

// Both convolutions keep their windows and filters; only how the picture is halved differs, so that the parameters do not.
ILayer[] Halving(int filters, string way) => way switch
{
    "max" => [Conv(filters, 1), new MaxPool2d(2)],
    "average" => [Conv(filters, 1), new AveragePool2d(2)],
    "stride" => [Conv(filters, 2)],
    _ => throw new ArgumentOutOfRangeException(nameof(way)),
};
Conv2d Conv(int filters, int stride) => new(filters, 3, stride, Padding.Same, then: Activation.Relu);
ILayer Halved(string way) => Net.Seq([.. Halving(8, way), .. Halving(16, way), new Flatten(), new Dense(10)]);
ILayer whole = Net.Seq(Conv(8, 1), Conv(16, 1), new Flatten(), new Dense(10));
string[] ways = ["max", "average", "stride"];

// 1. No parameters, and a fourth of the numbers
Shape picture = [28, 28, 1];
var sizes = ways.Select(way => Net.Count(Halved(way), picture)).ToArray();
note.Claim($"max, average and stride have {string.Join(", ", sizes)} parameters; without any of them the dense layer alone makes it {Net.Count(whole, picture)}",
    sizes.Distinct().Count() == 1 && Net.Count(whole, picture) > 10 * sizes[0]);
note.Claim($"depth stays: [28, 28, 8] becomes {Net.Form<float>(new MaxPool2d(2), [28, 28, 8]).Output}", Net.Form<float>(new MaxPool2d(2), [28, 28, 8]).Output == Shape.Of(14, 14, 8));

// 2. A small invariance, and what it costs
//
// Of white noise moved by one pixel an output of a window of k changes, unless both windows agree. The largest of k x k independent numbers is the same one
// in both windows with probability (k - 1) / (k + 1): of the k (k + 1) numbers under either window the largest must lie in the k (k - 1) that are common to both.
// The average always changes; but by less, with a correlation of (k - 1) / k.
var noise = Key.Of(5).Normal<double>([1, 240, 241, 1]);
Tensor<double> Columns(int from) => Tensor<double>.Build([1, 240, 240, 1], (noise, from), static (into, s) =>
{
    for (var i = 0; i < into.Length; i++) into[i] = s.noise[i / 240 * 241 + i % 240 + s.from];
});
Tensor<double> Through(ILayer layer, Tensor<double> x) => Net.Infer(layer, Empty<double>.It, Empty<double>.It, x);
double Equal(int k) => Through(new MaxPool2d(k), Columns(0)) is var a && Through(new MaxPool2d(k), Columns(1)) is var b ? Enumerable.Range(0, a.Shape.Size).Count(i => a[i] == b[i]) / (double)a.Shape.Size : 0;
double Correlation(ILayer layer)
{
    var (a, b) = (Through(layer, Columns(0)).Span.ToArray(), Through(layer, Columns(1)).Span.ToArray());
    var (ma, mb) = (a.Average(), b.Average());
    return a.Zip(b, (x, y) => (x - ma) * (y - mb)).Sum() / Math.Sqrt(a.Sum(x => (x - ma) * (x - ma)) * b.Sum(y => (y - mb) * (y - mb)));
}
foreach (var k in new[] { 2, 3, 5 })
    note.Claim($"after a shift by 1 the largest of {k} x {k} is unchanged in {Equal(k):P1} of the windows (theory {(k - 1.0) / (k + 1):P1}); averages keep a correlation of {Correlation(new AveragePool2d(k)):F3} (theory {(k - 1.0) / k:F3}), maxima of {Correlation(new MaxPool2d(k)):F3}",
        Math.Abs(Equal(k) - (k - 1.0) / (k + 1)) < 0.03 && Math.Abs(Correlation(new AveragePool2d(k)) - (k - 1.0) / k) < 0.03 && Correlation(new MaxPool2d(k)) < Correlation(new AveragePool2d(k)));

// 3. Trained
(string Name, DataSet Train, DataSet Test)[] Sets()
{
    var drawn = (Name: "drawn digits", Glyphs.Make(Key.Of(1), note.Quick ? 1200 : 10_000), Glyphs.Make(Key.Of(2), note.Quick ? 600 : 5000));
    var read = note.Quick ? [] : new[] { "mnist", "fashion-mnist" }.Select(name => (Name: name, Folder: note.Data(name))).Where(set => set.Folder is not null)
        .Select(set => Idx.ReadFolder(set.Folder!) is var (all, held) ? (set.Name, all.Take(10_000), held.Take(5000)) : default);
    return [drawn, .. read];
}
Trial Trained(string way, DataSet train, DataSet test, int seed)
{
    var key = Key.Of((ulong)seed);
    var epochs = note.Quick ? 3 : 4;
    var model = Model.Init(Halved(way), train.Example, key).Fit(train, new() { Optimizer = Optimizer.Adam(3e-3), Epochs = epochs, BatchSize = 32, RateByEpoch = Schedule.Linear(1, 0.1, epochs - 1), Key = key }).Last;
    var moved = Tensor<float>.Build(test.Inputs.Shape, test.Inputs, static (into, x) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = i % 28 > 0 ? x[i - 1] : 0;
    });
    return new(way, test.Name, model.Evaluate(test).Accuracy ?? 0, Metrics.Accuracy(model.Predict(moved), test.Labels!));
}
List<Trial> trials = [];
foreach (var (name, train, test) in Sets())
{
    var rows = ways.SelectMany(way => seeds.Select(seed => Trained(way, train, test, seed))).ToArray();
    double Mean(string way) => rows.Where(row => row.Way == way).Average(row => row.Accuracy);
    double Moved(string way) => rows.Where(row => row.Way == way).Average(row => row.Moved);
    double Spread(string way) => rows.Where(row => row.Way == way).Max(row => row.Accuracy) - rows.Where(row => row.Way == way).Min(row => row.Accuracy);
    foreach (var way in ways) note.Say($"{name}, {way}: {Mean(way):P2} over {seeds.Length} seeds, spread {Spread(way):P2}; moved by one pixel {Moved(way):P2}");
    // One seed and 600 digits leave a standard error of over one per cent: which is better is asked of three seeds and thousands only.
    note.Claim($"{name}: max against average {Mean("max") - Mean("average"):P2}; that is no \">>\": their errors are {1 - Mean("max"):P2} and {1 - Mean("average"):P2}, neither more than twice the other{(note.Quick ? "" : FormattableString.Invariant($", and max is the better in the mean of three seeds, which spread over {Spread("max"):P2} and {Spread("average"):P2}"))}",
        1 - Mean("average") < 2 * (1 - Mean("max")) && 1 - Mean("max") < 2 * (1 - Mean("average")) && (note.Quick || Mean("max") > Mean("average")));
    note.Claim($"{name}: a stride can replace pooling at a price, {Mean("max") - Mean("stride"):P2} here; all three learn", ways.All(way => Mean(way) > 0.7) && (note.Quick || Mean("stride") < Mean("max")));
    trials.AddRange(rows);
}
note.Draw("pooling", new Chart("Errors on test pictures, three seeds each", new("how a picture is halved", Names: [.. ways]), new("share wrong", Min: 0),
    [.. trials.GroupBy(trial => trial.Set).Select(set => (Mark)new Dots(set.Key, [.. set.Select(trial => ((double)Array.IndexOf(ways, trial.Way), 1 - trial.Accuracy))]))]));

// What would falsify this: parameters that differ, a share of unchanged maxima off (k - 1) / (k + 1), or average better than max on any of the sets.
return note.End();

sealed record Trial(string Way, string Set, double Accuracy, double Moved);
