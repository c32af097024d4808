#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;
using Picture = Dl.CSharp.Picture;

// Filters: what a convolution sees, before and after it has learned
//
// The deck draws an edge detector, a sharpener and a blur, and says: let the model learn them. It says that sharing weights exploits that near pixels
// belong together, that pooling gives a "small spatial invariance", and asks what filters learn. All of it can be asked of a small network.

var note = Note.Begin(args, Console.Out);
var folder = note.Quick ? null : note.Data("mnist");
var (train, test) = folder is null
    ? (Glyphs.Make(Key.Of(1), note.Quick ? 1500 : 20_000), Glyphs.Make(Key.Of(2), note.Quick ? 500 : 5000))
    : Idx.ReadFolder(folder) is var (all, held) ? (all.Take(20_000), held.Take(5000)) : default;
note.Say($"{train.Name}: {train.Count} to train, {test.Count} to test");
var digit = test.Slice(3, 1).Inputs;
Tensor<float> Grey(Tensor<float> x, int channel) => Tensor<float>.From([x.Shape[1], x.Shape[2]], [.. Enumerable.Range(0, x.Shape[1] * x.Shape[2]).Select(i => x[i * x.Shape[3] + channel])]);

// 1. Three filters on a picture
//
// (w * x)(p) = sum_d w(d) x(p + d). Where the picture is flat with the value c it gives c sum w: 0 for the edge detector, c for the other two. The
// roughness of a picture, sum |x(p) - x(p + 1)|^2 over neighbours, falls under blur, and rises under the others: in frequencies, blur multiplies by
// (1 + cos a)(1 + cos b) / 4 <= 1, sharpen by 5 - 2 cos a - 2 cos b >= 1, edges by 9 - (1 + 2 cos a)(1 + 2 cos b).
double Rough(Tensor<float> x) => Enumerable.Range(0, 28 * 27).Sum(i => Math.Pow(x[i / 27 * 28 + i % 27] - x[i / 27 * 28 + i % 27 + 1], 2) + Math.Pow(x[i] - x[i + 28 <= 783 ? i + 28 : i], 2));
var flat = Tensor<float>.Full([1, 28, 28, 1], 0.7f);
(string Name, Tensor<float> Kernel, double Sum)[] known = [("edges", Filters.EdgeDetection<float>(), 0), ("sharpen", Filters.Sharpen<float>(), 1), ("blur", Filters.GaussianBlur<float>(), 1)];
note.Claim($"on a flat picture of 0.7 the middle of edges, sharpen, blur is {string.Join(", ", known.Select(k => FormattableString.Invariant($"{Filters.Apply(flat, k.Kernel)[14 * 28 + 14]:F3}")))}",
    known.All(k => Math.Abs(Filters.Apply(flat, k.Kernel)[14 * 28 + 14] - 0.7 * k.Sum) < 1e-5));
var roughness = known.Select(k => Rough(Filters.Apply(digit, k.Kernel)) / Rough(digit)).ToArray();
note.Claim($"the roughness of a digit grows {roughness[0]:F1} and {roughness[1]:F1} times under edges and sharpen, and falls to {roughness[2]:F2} under blur", roughness[0] > 2 && roughness[1] > 2 && roughness[2] < 0.7);
note.Draw("filters-known", new ImageGrid("A digit through filters known beforehand",
    [new(Grey(digit, 0), "digit"), .. known.Select(k => new Picture(Grey(Filters.Apply(digit, k.Kernel), 0), k.Name))], 4));

// 2. Learned ones
//
// A network of two convolutions, and a perceptron of about as many parameters beside it, trained alike.
const int Filters1 = 8;
ILayer[] Convolutions() => [new Conv2d(Filters1, 5, padding: 2, then: Activation.Relu), new MaxPool2d(2), new Conv2d(16, 3, padding: 1, then: Activation.Relu), new MaxPool2d(2)];
var cnn = Model.Init(Net.Seq([.. Convolutions(), new Flatten(), new Dense(10)]), [28, 28, 1], Key.Of(3)) with { Classes = train.Classes };
var mlp = Model.Init(Mlp.Of([12], 10), [28, 28, 1], Key.Of(3)) with { Classes = train.Classes };
Model Learned(Model start) => start.Fit(train, new() { Optimizer = Optimizer.Adam(3e-3), Epochs = note.Quick ? 4 : 8, BatchSize = 32, RateByEpoch = Schedule.Linear(1, 0.1, note.Quick ? 3 : 7), Key = Key.Of(4) }).Last;
var (seeing, blind) = (Learned(cnn), Learned(mlp));
double Right(Model model, Tensor<float> inputs) => Metrics.Accuracy(model.Predict(inputs), test.Labels!);
var (right, wrong) = (Right(seeing, test.Inputs), Right(blind, test.Inputs));
note.Claim($"the network of {cnn.ParameterCount} parameters names {right:P1} of the test digits rightly, a perceptron of {mlp.ParameterCount} {wrong:P1}", right > 0.85 && right > wrong);

// A filter drawn at random has taps that know nothing of each other. Learned taps do: near pixels belong together.
Tensor<float> Taps(Model model) => Tree.Leaves(model.Params)[0].Value.Value;
double Kinship(Tensor<float> w)
{
    var pairs = from f in Enumerable.Range(0, Filters1) from i in Enumerable.Range(0, 5) from j in Enumerable.Range(0, 4) select (w[(i * 5 + j) * Filters1 + f], w[(i * 5 + j + 1) * Filters1 + f]);
    return pairs.Sum(p => (double)p.Item1 * p.Item2) / pairs.Sum(p => 0.5 * (p.Item1 * p.Item1 + p.Item2 * p.Item2));
}
note.Claim($"the correlation of neighbouring taps of the first filters goes from {Kinship(Taps(cnn)):F2} to {Kinship(Taps(seeing)):F2}", Kinship(Taps(seeing)) > Kinship(Taps(cnn)) + 0.05);
Picture Filter(Tensor<float> w, int f, string caption) => new(Tensor<float>.From([5, 5], [.. Enumerable.Range(0, 25).Select(i => w[i * Filters1 + f])]), caption);
note.Draw("filters-learned", new ImageGrid("The first filters: as drawn, and as learned",
    [.. Enumerable.Range(0, Filters1).Select(f => Filter(Taps(cnn), f, "drawn")), .. Enumerable.Range(0, Filters1).Select(f => Filter(Taps(seeing), f, "learned"))], 8));

// 3. Activation maps: where each filter finds what it looks for.
Tensor<float> Behind(Model model, Tensor<float> x, int layers)
{
    var (seq, parameters, state) = ((Seq)model.Net, (Trees<float>)model.Params, (Trees<float>)model.State);
    for (var i = 0; i < layers; i++) x = Net.Infer(seq.Layers[i], parameters.Items[i], state.Items[i], x);
    return x;
}
var maps = Behind(seeing, digit, 1);
note.Draw("filters-maps", new ImageGrid("One digit in the eyes of eight filters", [.. Enumerable.Range(0, Filters1).Select(f => new Picture(Grey(maps, f), ""))], 8));
var silent = (double)maps.Span.ToArray().Count(a => a == 0) / maps.Shape.Size;
note.Say($"{silent:P0} of the first activations are exactly zero on that digit");

// 4. Shifts
//
// A convolution commutes with shifts wherever the border is not met: f(shift x) = shift f(x), but for rounding. A pooling of 2 does so for shifts by 2 only. What
// follows for the whole network is measured.
Tensor<float> Shifted(Tensor<float> x, int by) => Tensor<float>.Build(x.Shape, (x, by), static (into, s) =>
{
    var (height, width, channels) = (s.x.Shape[1], s.x.Shape[2], s.x.Shape[3]);
    for (var i = 0; i < into.Length; i++) into[i] = i / channels % width - s.by is var from && from >= 0 && from < width ? s.x[i - s.by * channels] : 0;
});
var inside = digit.Shape is var shape ? Tensor<float>.Build(shape, digit, static (into, d) =>
{
    for (var i = 0; i < into.Length; i++) into[i] = i % 28 is > 4 and < 20 && i / 28 is > 4 and < 23 ? d[i] : 0;
}) : digit;
double Apart(Tensor<float> a, Tensor<float> b) => Enumerable.Range(0, a.Shape.Size).Max(i => i / a.Shape[3] % a.Shape[2] is var column && column >= 4 && column < a.Shape[2] - 4 ? Math.Abs(a[i] - b[i]) : 0);
double Commutes(int layers, int by, int scale) => Apart(Behind(seeing, Shifted(inside, by), layers), Shifted(Behind(seeing, inside, layers), by / scale));
var (conv1, pool1, pool2) = (Commutes(1, 1, 1), Commutes(2, 1, 2), Commutes(2, 2, 2));
note.Claim($"away from the border a shift before the convolution is one behind it, to {conv1:E0}; through pooling a shift by 2 too, to {pool2:E0}, a shift by 1 not: {pool1:F2}", conv1 < 1e-5 && pool2 < 1e-5 && pool1 > 0.01);
var shifts = Enumerable.Range(0, 8).ToArray();
var (cnnBy, mlpBy) = (shifts.Select(s => Right(seeing, Shifted(test.Inputs, s))).ToArray(), shifts.Select(s => Right(blind, Shifted(test.Inputs, s))).ToArray());
note.Claim($"digits shifted by 2 pixels: convolutions {cnnBy[2]:P1}, the perceptron {mlpBy[2]:P1}; by 4: {cnnBy[4]:P1} and {mlpBy[4]:P1}", cnnBy[2] > mlpBy[2] + 0.05 && cnnBy[4] > mlpBy[4]);
note.Claim($"\"invariance\" is small: at a shift by 6 the convolutions are right for {cnnBy[6]:P1}, because the dense layer at their end knows places", cnnBy[6] < right - 0.2);
note.Draw("filters-shift", new Chart("Digits moved to the right", new("pixels", Whole: true), new("accuracy", Min: 0, Max: 1),
    [new Line("convolutions", shifts.Select(s => ((double)s, cnnBy[s])).ToMany()), new Line("perceptron", shifts.Select(s => ((double)s, mlpBy[s])).ToMany())]));

// 5. Receptive fields
//
// What a unit can see grows with depth: r = 1 + sum_l (k_l - 1) prod_(i < l) s_i for windows k and strides s. What it does see is less: the gradient of a
// unit by the pixels is a random walk of windows, so it looks like a bell whose width grows with the root of the depth (Luo et al., 2016).
(int Side, double Bell) Field(ILayer net, Shape image)
{
    var start = net.Init<double>(Key.Of(9), image);
    var rows = Enumerable.Range(0, 8).Select(seed =>
    {
        var (begun, x) = (net.Init<double>(Key.Of((ulong)(10 + seed)), image), Leaves<double>.Of(Key.Of((ulong)(50 + seed)).Normal<double>(image.Batch(1))));
        var gradient = Gradient.Pull<double, Leaves<double>>(x, at => from y in net.Apply(new Call<double>(begun.Params, begun.State, Key.Of(0), Mode.Infer), at[0]) select y.Output,
            output => Tensor<double>.Build(output.Shape, output.Shape[1] / 2 * output.Shape[2] + output.Shape[2] / 2, static (into, middle) => { into.Clear(); into[middle] = 1; })).Gradient[0].Value;
        return Enumerable.Range(0, image[1]).Select(column => Enumerable.Range(0, image[0]).Sum(row => Math.Pow(gradient[row * image[1] + column], 2))).ToArray();
    }).ToArray();
    var mass = Enumerable.Range(0, image[1]).Select(column => rows.Sum(row => row[column])).ToArray();
    var (total, mean) = (mass.Sum(), mass.Select((m, i) => m * i).Sum() / mass.Sum());
    return (mass.Count(m => m > 0), Math.Sqrt(mass.Select((m, i) => m * (i - mean) * (i - mean)).Sum() / total));
}
ILayer Stack(int depth) => new Seq([.. Enumerable.Repeat<ILayer>(new Conv2d(1, 3, padding: 1), depth)]);
var depths = new[] { 1, 2, 4, 8 };
var fields = depths.Select(depth => Field(Stack(depth), [33, 33, 1])).ToArray();
var strided = Field(Net.Seq(new Conv2d(1, 5, padding: 2), new AveragePool2d(2), new Conv2d(1, 3, padding: 1), new AveragePool2d(2)), [32, 32, 1]);
note.Claim($"{string.Join(", ", depths)} convolutions of 3 x 3 see {string.Join(", ", fields.Select(f => f.Side))} pixels across (1 + 2 depth); 5, pool 2, 3, pool 2 see {strided.Side} (1 + 4 + 1 + 2 * 2 + 2 = 12)",
    depths.Zip(fields).All(p => p.Second.Side == 1 + 2 * p.First) && strided.Side == 12);
note.Claim($"what they do see is a bell of deviation {string.Join(", ", fields.Select(f => FormattableString.Invariant($"{f.Bell:F2}")))}: times {fields[3].Bell / fields[0].Bell:F2} where depth is times 8, root {Math.Sqrt(8):F2}",
    fields[3].Bell / fields[0].Bell is > 1.8 and < 4.2);

// 6. Pictures that a unit likes best (activation maximisation)
//
// Climb by the gradient of a class's logit with respect to the picture, from grey, with a pull towards zero: max_x z_k(x) - lambda |x|^2. What comes out
// convinces the network, and is rougher than any digit: it shows what the unit sums up, not what digits look like.
Tensor<float> Climbed(Tensor<float> start, int steps, double pull, Func<Var<float>, Diff<float, Var<float>>> unit)
{
    var optimizer = Optimizer.Adam(0.05);
    var at = new Updated<float>(start, optimizer.Start<float>(start.Shape.Size));
    for (var i = 0; i < steps; i++)
    {
        var graded = Gradient.Of<float, Leaves<float>>(Leaves<float>.Of(at.Parameters), picture =>
            from shown in Ops.Reshape(picture[0], 1, 28, 28, 1)
            from likes in unit(shown)
            from squares in Ops.Square(picture[0])
            from length in Ops.Sum(squares)
            from cost in Ops.Scale(length, pull)
            from value in Ops.Subtract(cost, likes)
            select value);
        at = optimizer.Update(at.State, at.Parameters, graded.Gradient[0].Value);
    }
    return at.Parameters.Reshape([1, 28, 28, 1]);
}
var grey = Tensor<float>.Full([784], 0.1f);
Tensor<float> Liked(int k) => Climbed(grey, 60, 0.05, shown =>
    from z in seeing.Net.Apply(new Call<float>(seeing.Params, seeing.State, Key.Of(0), Mode.Infer), shown)
    from unit in Ops.Part(z.Output, 1, k, 1)
    from likes in Ops.Sum(unit)
    select likes);
var liked = Enumerable.Range(0, 10).Select(Liked).ToArray();
var sure = liked.Select((x, k) => (double)seeing.Probabilities(x)[k]).ToArray();
note.Claim($"each of ten pictures convinces the network of its class: probability at least {sure.Min():F3}", sure.Min() > 0.95);
double Length2(Tensor<float> x) => x.Span.ToArray().Sum(v => (double)v * v);
var (digits, dreamt) = (Enumerable.Range(0, test.Count).Select(i => test.Slice(i, 1).Inputs).Select(x => Rough(x) / Length2(x)).ToArray(), liked.Select(x => Rough(x) / Length2(x)).ToArray());
note.Claim($"roughness over squared length: {digits.Average():F2} for a digit and {digits.Max():F2} at most, over {test.Count} of them; for these pictures {dreamt.Average():F2}, and {dreamt.Min():F2} at least", dreamt.Min() > digits.Max());
note.Draw("filters-liked", new ImageGrid("Pictures that maximise the logit of a class", [.. liked.Select((x, k) => new Picture(Grey(x, 0), train.Classes[k]))], 5));

// The same for hidden units: of each channel of the second convolution that in the middle, before its ReLU, which would give no gradient where it is silent. It sees 5 + 1 + 2 * 2 = 10 pixels
// across, two convolutions and a pooling between; the rest of the picture only feels the pull.
Diff<float, Var<float>> Second(Var<float> shown)
{
    var (seq, parameters, state) = ((Seq)seeing.Net, (Trees<float>)seeing.Params, (Trees<float>)seeing.State);
    return from one in seq.Layers[0].Apply(new Call<float>(parameters.Items[0], state.Items[0], Key.Of(0), Mode.Infer), shown)
           from pooled in seq.Layers[1].Apply(new Call<float>(parameters.Items[1], state.Items[1], Key.Of(0), Mode.Infer), one.Output)
           from two in new Conv2d(16, 3, padding: 1).Apply(new Call<float>(parameters.Items[2], state.Items[2], Key.Of(0), Mode.Infer), pooled.Output)
           select two.Output;
}
const int Row = 7;
Tensor<float> Wanted(int channel) => Climbed(grey, 100, 0.05, shown =>
    from maps in Second(shown)
    from row in Ops.Part(maps, 1, Row, 1)
    from place in Ops.Part(row, 2, Row, 1)
    from unit in Ops.Part(place, 3, channel, 1)
    from likes in Ops.Sum(unit)
    select likes);
var wanted = Enumerable.Range(0, 16).Select(Wanted).ToArray();
double[] Middle(Tensor<float> x) => Second(new Var<float>(x)).Value().Value is var maps ? [.. Enumerable.Range(0, 16).Select(c => (double)maps[(Row * 14 + Row) * 16 + c])] : [];
Tensor<float> Window(Tensor<float> x, int item, int row, int column) => Tensor<float>.From([10, 10], [.. Enumerable.Range(0, 100).Select(i => x[item * 784 + (2 * row - 4 + i / 10) * 28 + 2 * column - 4 + i % 10])]);
Tensor<float> Framed(Tensor<float> window, double factor) => Tensor<float>.From([1, 28, 28, 1], [.. Enumerable.Range(0, 784).Select(i => (i / 28 - 10, i % 28 - 10) is (>= 0 and < 10, >= 0 and < 10) at ? (float)factor * window[at.Item1 * 10 + at.Item2] : 0)]);
// Among the windows of the test digits, the one that excites a channel most; and the climbed picture, whose pixels may be negative, at the same length.
var most = Enumerable.Repeat((Z: double.NegativeInfinity, Item: 0, Row: 0, Column: 0), 16).ToArray();
for (var from = 0; from < test.Count; from += 500)
{
    var answers = Second(new Var<float>(test.Slice(from, Math.Min(500, test.Count - from)).Inputs)).Value().Value;
    for (var i = 0; i < answers.Shape.Size; i++)
        if (i / 16 % 14 is >= 2 and <= 11 && i / 224 % 14 is >= 2 and <= 11 && answers[i] > most[i % 16].Z) most[i % 16] = (answers[i], from + i / 3136, i / 224 % 14, i / 16 % 14);
}
var seen = most.Select(m => Window(test.Inputs, m.Item, m.Row, m.Column)).ToArray();
var fair = wanted.Select((x, c) => Window(x, 0, Row, Row) is var own ? Middle(Framed(own, Math.Sqrt(Length2(seen[c]) / Length2(own))))[c] : 0).ToArray();
foreach (var c in Enumerable.Range(0, 16)) note.Say($"channel {c,2}: {Middle(wanted[c])[c],6:F2} by its picture, {most[c].Z,6:F2} by a digit's window, {fair[c],6:F2} by its picture at the length of that window, {Math.Sqrt(Length2(wanted[c])),5:F2} to {Math.Sqrt(Length2(seen[c])):F2}");
note.Claim($"in {Enumerable.Range(0, 16).Count(c => fair[c] > most[c].Z)} of the 16 channels the climbed picture excites it more than any window of {test.Count} test digits does, at equal length", Enumerable.Range(0, 16).All(c => fair[c] > most[c].Z));
note.Draw("filters-channels", new ImageGrid("What each channel likes best, and what it likes in digits", [.. Enumerable.Range(0, 4).SelectMany(row => Enumerable.Range(row / 2 * 8, 8).Select(c => row % 2 == 0
    ? new Picture(Window(wanted[c], 0, Row, Row), $"{c}") : new Picture(seen[c], "digit")))], 8));

// 7. Detectors that are bound to a place
//
// A cross or a ring, 5 x 5, anywhere in the left half while learning, anywhere in the right half in the test. A dense layer has a weight for every
// place and has learned nothing about the right half; a convolution and the largest answer over the picture does not know where it is.
DataSet Signs(Key key, int count, int left)
{
    var labels = Enumerable.Range(0, count).Select(i => i % 2).ToArray();
    var pixels = Tensor<float>.Build([count, 16, 32, 1], (key, left), static (into, s) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = 0.1f * (float)s.key.Normal(i);
        for (var n = 0; n < into.Length / 512; n++)
        {
            var (row, column) = (s.key.Child(n).Below(12, 0), s.left + s.key.Child(n).Below(11, 1));
            for (var d = 0; d < 25; d++)
            {
                var (i, j) = (d / 5 - 2, d % 5 - 2);
                if (n % 2 == 0 ? i == 0 || j == 0 : Math.Max(Math.Abs(i), Math.Abs(j)) == 2) into[n * 512 + (row + d / 5) * 32 + column + d % 5] += 1;
            }
        }
    });
    return DataSet.Classified(pixels, Indices.Of(labels), ["cross", "ring"], "signs");
}
var (here, there) = (Signs(Key.Of(20), 400, 0), Signs(Key.Of(21), 400, 16));
Model Told(ILayer net) => Model.Init(net, [16, 32, 1], Key.Of(22)).Fit(here, new() { Optimizer = Optimizer.Adam(5e-3), Epochs = 15, BatchSize = 20, Key = Key.Of(23) }).Last;
var (dense, shared) = (Told(Mlp.Of([32], 2)), Told(Net.Seq(new Conv2d(8, 5, then: Activation.Relu), new GlobalMaxPool2d(), new Dense(2))));
double Of(Model model, DataSet signs) => model.Evaluate(signs).Accuracy ?? 0;
note.Claim($"where it learned, the dense net is right for {Of(dense, here):P0}, in the other half for {Of(dense, there):P0}; the convolution for {Of(shared, here):P0} and {Of(shared, there):P0}",
    Of(dense, here) > 0.95 && Of(dense, there) < 0.75 && Of(shared, here) > 0.95 && Of(shared, there) > 0.95);

// What would falsify this: a convolution that does not commute with shifts, a unit whose gradient is not zero beyond its field, a dense layer that knows a sign where
// it never saw one, a digit rougher than a picture that was climbed to.
return note.End();
