#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

// Dropout: noise that cures overfitting, features that stand alone, and a mean of 2^N networks
//
// The decks show three pictures of one network (three hidden layers, noisy labels): "overfitting noise" without dropout, a good boundary with "a bit" of it, and "too
// much: underfitting"; then the features of an autoencoder of 256 ReLUs on MNIST, a jumble without dropout and strokes with p = 0.5. And they interpret: a network
// with dropout is "an ensemble of 2^N models with heavy weight sharing". Here `rate` is always the probability to drop; on one deck p is that, on another the probability to keep.

var note = Note.Begin(args, Console.Out);

// 1. Too little, enough, too much
//
// Two moons, one label in five a lie (label noise), and 3 x 128 ReLUs that can learn every one of the lies by heart (memorise them). The test labels tell the truth, so that what is measured is
// whether the boundary is the moons' or the noise's.
var (count, lies) = (150, 0.2);
var moons = Synthetic.TwoMoons(Key.Of(1), count, 0.1);
var told = Indices.Of([.. Enumerable.Range(0, count).Select(i => Key.Of(2).Uniform(i) < lies ? 1 - moons.Labels![i] : moons.Labels![i])]);
var noisy = DataSet.Classified(moons.Inputs, told, moons.Classes, "moons with lies");
var truth = Synthetic.TwoMoons(Key.Of(3), 2000, 0.1);

var width = note.Quick ? 64 : 128;
Model Boundary(double rate, ulong seed) => Model.Of(2)
    .Dense(width, Activation.Relu).Dropout(rate).Dense(width, Activation.Relu).Dropout(rate).Dense(width, Activation.Relu).Dropout(rate).Dense(2).Init(Key.Of(seed))
    .Fit(noisy, new() { Optimizer = Optimizer.Adam(0.003), BatchSize = count, Epochs = note.Quick ? 300 : 1500, Key = Key.Of(seed).Child(1) }).Last;
double[] rates = note.Quick ? [0, 0.5, 0.95] : [0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95];
var seeds = note.Quick ? 1 : 3;
var boundaries = rates.Select(rate => Enumerable.Range(0, seeds).Select(seed => Boundary(rate, 10 + (ulong)seed)).ToArray()).ToArray();
var rows = rates.Zip(boundaries, (rate, models) => (Rate: rate, Train: models.Average(m => m.Evaluate(noisy).Accuracy!.Value), Test: models.Average(m => m.Evaluate(truth).Accuracy!.Value))).ToArray();
foreach (var row in rows) note.Say($"dropped {row.Rate,4}: {row.Train,6:P1} of the labels learnt, lies and all; {row.Test:P1} of the truth");
var (none, enough, much) = (rows[0], rows.Skip(1).SkipLast(1).MaxBy(row => row.Test), rows[^1]);
note.Claim($"without dropout the network learns {none.Train:P1} of labels {lies:P0} of which are lies, and {none.Test:P1} of the truth; with {enough.Rate} dropped {enough.Test:P1}", none.Train > (note.Quick ? 0.85 : 0.95) && enough.Test > none.Test + 0.03);
note.Claim($"too much underfits: at {much.Rate} it knows {much.Test:P1} of the truth and {much.Train:P1} of what it was told", much.Test < enough.Test - 0.02 && much.Train < none.Train - 0.1);
if (!note.Quick)
{
    note.Draw("dropout-rates", new Chart("Three hidden layers, one label in five a lie", new("probability to drop", Min: 0, Max: 1), new("share", Min: 0.5, Max: 1),
        [new Line("of the told labels", rows.Select(row => (row.Rate, row.Train)).ToMany()), new Line("of the truth", rows.Select(row => (row.Rate, row.Test)).ToMany())]));
    Bounded("none", "Nothing dropped: the boundary follows the noise", boundaries[0][0]);
    Bounded("enough", FormattableString.Invariant($"A bit of dropout, {enough.Rate}: the boundary of the moons"), boundaries[Array.IndexOf(rates, enough.Rate)][0]);
    Bounded("much", FormattableString.Invariant($"Too much, {much.Rate}: no boundary is left"), boundaries[^1][0]);
}
void Bounded(string name, string title, Model model)
{
    const int Cells = 100;
    var ((left, right), (low, high)) = ((-1.5, 2.5), (-1.2, 1.7));
    var grid = Tensor<float>.From([(Cells + 1) * (Cells + 1), 2], [.. Enumerable.Range(0, (Cells + 1) * (Cells + 1)).SelectMany(i => new[]
    {
        (float)(left + i / (Cells + 1) * (right - left) / Cells), (float)(low + i % (Cells + 1) * (high - low) / Cells),
    })]);
    var logits = model.Predict(grid);
    int At(double x, double from, double to) => (int)Math.Round((x - from) / (to - from) * Cells);
    note.Draw($"dropout-{name}", new Chart(title, new("x", Min: left, Max: right), new("y", Min: low, Max: high),
    [
        .. from label in Enumerable.Range(0, 2)
           select new Dots(moons.Classes[label], Enumerable.Range(0, count).Where(i => told[i] == label).Select(i => ((double)moons.Inputs[2 * i], (double)moons.Inputs[2 * i + 1])).ToMany()),
        .. Contours.Of((x, y) => At(x, left, right) * (Cells + 1) + At(y, low, high) is var i ? logits[2 * i] - logits[2 * i + 1] : 0, (left, right), (low, high), [0], Cells).Curves
            .Select(curve => new Line("boundary", curve) { Marked = false }),
    ]) { Tall = 280 });
}

// 2. Features of an autoencoder
//
// 784 - 256 - 784 with ReLUs between, trained to give back what it sees. Without dropout a unit may be meaningless but for what others add to it; with half of them gone each
// time it must be of use alone. "Strokes" means that neighbouring pixels of a feature go together: their correlation measures it, over features and both directions.
// Pixels that no picture uses keep their first weights; the features are compared where there is ink in one picture of twenty.
// It takes a minute, and a quick run leaves it out.
if (!note.Quick) Features();
void Features()
{
    var pictures = note.Data("mnist") is { } folder ? Idx.ReadFolder(folder).Train.Take(20_000) : Glyphs.Make(Key.Of(4), 10_000);
    var autoencoder = (double rate) => Model.Of(784).Then(new Dense(256, Activation.Relu, new Normal(0.03))).Dropout(rate).Then(new Dense(784, Activation.Sigmoid, new Normal(0.03)));
    var flat = pictures.Inputs.Reshape([pictures.Count, 784]);
    var echoes = DataSet.Regression(flat, flat, "echoes");
    var inked = Enumerable.Range(0, 784).Select(pixel => Enumerable.Range(0, 1000).Count(i => flat[i * 784 + pixel] > 0.3) >= 50).ToArray();
    var (whole, halved) = (Echo(0), Echo(0.5));
    Model Echo(double rate) => autoencoder(rate).Init(Key.Of(5)).Fit(echoes, new() { Optimizer = Optimizer.Adam(0.001), Loss = Loss.MeanSquaredError, BatchSize = 100, Epochs = 40, Key = Key.Of(6) }).Last;

    Tensor<float> Weights(Model model) => Tree.Leaves(model.Params)[0].Value.Value;
    double Together(Model model)
    {
        var w = Weights(model);
        var (both, squares) = (0.0, 0.0);
        for (var unit = 0; unit < 256; unit++)
        {
            var feature = Enumerable.Range(0, 784).Select(pixel => (double)w[pixel * 256 + unit]).ToArray();
            var mean = feature.Where((_, pixel) => inked[pixel]).Average();
            for (var pixel = 0; pixel < 784; pixel++)
                foreach (var next in new[] { pixel % 28 < 27 ? pixel + 1 : 783, pixel < 756 ? pixel + 28 : 783 })
                    if (inked[pixel] && inked[next])
                        (both, squares) = (both + (feature[pixel] - mean) * (feature[next] - mean), squares + (Math.Pow(feature[pixel] - mean, 2) + Math.Pow(feature[next] - mean, 2)) / 2);
        }
        return both / squares;
    }
    note.Claim($"neighbouring weights of a feature correlate by {Together(whole):F3} without dropout and by {Together(halved):F3} with 0.5: strokes, not a jumble", Together(halved) > Together(whole) + 0.1);

    // "Reduces the dependency on individual neurons": take half the units away in use too, by the mask of learning.
    var looked = echoes.Take(Math.Min(1000, echoes.Count));
    double Wrong(Model model, bool crippled)
    {
        var crippledNet = autoencoder(0.5).Net;
        var output = crippled ? crippledNet.Apply(new Call<float>(model.Params, model.State, Key.Of(7), Mode.Train), looked.Inputs).Value().Output.Value : model.Predict(looked.Inputs);
        return Metrics.MeanSquaredError(output, looked.Values!);
    }
    note.Claim($"half the units gone, the error of the one trained without dropout is {Wrong(whole, true) / Wrong(whole, false):F1} times as large, of the one trained with it {Wrong(halved, true) / Wrong(halved, false):F1} times",
        Wrong(whole, true) / Wrong(whole, false) > 1.5 * Wrong(halved, true) / Wrong(halved, false));
    // What it costs: "slows down training (a lot)". After as many steps the error is larger.
    note.Claim($"with all units there after the same {echoes.Count / 100 * 40} steps the error is {Wrong(halved, false):F4} with dropout and {Wrong(whole, false):F4} without", Wrong(halved, false) > Wrong(whole, false));
    double Active(Model model)
    {
        var hidden = Net.Infer(new Dense(256, Activation.Relu), ((Trees<float>)model.Params).Items[0], ((Trees<float>)model.State).Items[0], looked.Inputs);
        return hidden.Span.ToArray().Count(h => h > 0) / (double)hidden.Shape.Size;
    }
    note.Say($"units that are not 0 for a picture: {Active(whole):P0} without dropout, {Active(halved):P0} with");
    foreach (var (name, title, model) in new[] { ("features-without", "Features without dropout", whole), ("features-half", "Features with dropout 0.5", halved) })
        note.Draw($"dropout-{name}", new ImageGrid(title, Enumerable.Range(0, 40).Select(unit => Feature(Weights(model), unit)).ToMany(), 10));
}
static Dl.CSharp.Picture Feature(Tensor<float> w, int unit) => new(Tensor<float>.From([28, 28], [.. Enumerable.Range(0, 784).Select(pixel => w[pixel * 256 + unit])]));

// 3. 2^N networks
//
// A softmax regression on N inputs, each of which may be missing: 2^N regressions p_m with shared weights. Their geometric mean, weighted by how likely each mask is and normalised, is
//     prod_m p_m(y)^P(m)  ~  exp( sum_m P(m) (w_y . (m x) + b_y) )  =  exp( (1 - rate) w_y . x + b_y ):
// the regression in which each input is multiplied by the probability to keep it. That is exact, and it is what a network in use computes. Behind a ReLU it is not exact.
const int N = 10, Classes = 4, Hidden = 6;
var (x, weights, bias, outer) = (Key.Of(20).Normal<double>([N]), Key.Of(21).Normal<double>([N, Classes]), Key.Of(22).Normal<double>([Classes]), Key.Of(23).Normal<double>([N, Hidden]));
var head = Key.Of(24).Normal<double>([Hidden, Classes]);
double[] Softmax(double[] logits)
{
    var powers = logits.Select(z => Math.Exp(z - logits.Max())).ToArray();
    return [.. powers.Select(e => e / powers.Sum())];
}
double[] Flat(double[] at) => [.. Enumerable.Range(0, Classes).Select(c => bias[c] + Enumerable.Range(0, N).Sum(i => at[i] * weights[i * Classes + c]))];
double[] Bent(double[] at)
{
    var hidden = Enumerable.Range(0, Hidden).Select(h => Math.Max(0, Enumerable.Range(0, N).Sum(i => at[i] * outer[i * Hidden + h]))).ToArray();
    return [.. Enumerable.Range(0, Classes).Select(c => bias[c] + Enumerable.Range(0, Hidden).Sum(h => hidden[h] * head[h * Classes + c]))];
}
double Gap(Func<double[], double[]> logits, double rate, double factor, bool geometric)
{
    var mean = new double[Classes];
    for (var mask = 0; mask < 1 << N; mask++)
    {
        var kept = System.Numerics.BitOperations.PopCount((uint)mask);
        var likely = Math.Pow(1 - rate, kept) * Math.Pow(rate, N - kept);
        var p = Softmax(logits([.. Enumerable.Range(0, N).Select(i => (mask >> i & 1) * x[i])]));
        for (var c = 0; c < Classes; c++) mean[c] += likely * (geometric ? Math.Log(p[c]) : p[c]);
    }
    var ensemble = geometric ? Softmax(mean) : mean;
    var scaled = Softmax(logits([.. x.Span.ToArray().Select(v => factor * v)]));
    return ensemble.Zip(scaled, (a, b) => Math.Abs(a - b)).Max();
}
const double Rate = 0.2;
note.Claim($"softmax regression: the geometric mean of all {1 << N} thinned ones and the one with scaled inputs differ by {Gap(Flat, Rate, 1 - Rate, true):E1}: exact", Gap(Flat, Rate, 1 - Rate, true) < 1e-12);
note.Claim($"their arithmetic mean is another thing, {Gap(Flat, Rate, 1 - Rate, false):F3} away; behind a layer of ReLUs scaling is {Gap(Bent, Rate, 1 - Rate, true):F3} off the geometric mean: an approximation", Gap(Flat, Rate, 1 - Rate, false) > 1e-3 && Gap(Bent, Rate, 1 - Rate, true) > 1e-3);
note.Claim($"the slide multiplies by p, its probability to drop: {Gap(Flat, Rate, Rate, true):F3} off at p = {Rate}, and {Gap(Flat, 0.5, 0.5, true):E1} at 0.5, where nobody notices", Gap(Flat, Rate, Rate, true) > 0.05 && Gap(Flat, 0.5, 0.5, true) < 1e-12);
// The layer says the same: in its original form it scales in use, in the inverted one it scales while learning.
var item = Tensor<double>.From([1, N], [.. x.Span]);
double[] Used(Dropout layer) => [.. Net.Infer<double>(layer, Empty<double>.It, Empty<double>.It, item).Span];
note.Claim($"Dropout({Rate}, Original: true) multiplies by {Used(new(Rate, true))[0] / x[0]:F2} in use, Dropout({Rate}) by {Used(new(Rate))[0] / x[0]:F2}", Math.Abs(Used(new(Rate, true))[0] / x[0] - 0.8) < 1e-12 && Math.Abs(Used(new(Rate))[0] / x[0] - 1) < 1e-12);

// What would falsify this: no rate between 0 and 0.95 for which the truth is better known than without dropout; features no smoother; a softmax regression whose scaled form is not the geometric mean.
return note.End();
