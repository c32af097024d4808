#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;
using Picture = Dl.CSharp.Picture;

// An answer for every pixel: segmentation, colours, style
//
// The deck: "convolution - transposed convolution (pixel-wise)", image segmentation, image colorization, style transfer. A convolution that halves the picture
// has an adjoint that doubles it: <A x, y> = <x, A* y>. With it a network can go down, look at the whole, and come back to an answer for every pixel.

var note = Note.Begin(args, Console.Out);
var folder = note.Quick ? null : note.Data("mnist");
var (digits, held) = folder is null ? (Glyphs.Make(Key.Of(1), note.Quick ? 400 : 6000), Glyphs.Make(Key.Of(2), note.Quick ? 100 : 1000))
    : Idx.ReadFolder(folder) is var (all, rest) ? (all.Take(6000), rest.Take(1000)) : default;
note.Say($"{digits.Name}: {digits.Count} to train, {held.Count} to test");
Tensor<float> Each(Shape shape, Func<int, float> of) => Tensor<float>.From(shape, [.. Enumerable.Range(0, shape.Size).Select(of)]);
Tensor<float> One(Tensor<float> x, int n) => x.Shape.Example is var shape ? Each(shape, i => x[n * shape.Size + i]) : x;

// 1. The adjoint
var (x, y, kernel) = (Key.Of(3).Normal<double>([1, 8, 8, 2]), Key.Of(4).Normal<double>([1, 4, 4, 3]), Key.Of(5).Normal<double>([3, 3, 2, 3]));
double Dot(Tensor<double> a, Tensor<double> b) => Enumerable.Range(0, a.Shape.Size).Sum(i => a[i] * b[i]);
var down = Dot(Diff.Apply<double>(new Conv2dOp(2, Padding.Same, 1, 1), [x, kernel]).Value().Value, y);
var up = Dot(x, Diff.Apply<double>(new ConvTranspose2dOp(2, Padding.Same, 0, 1, 1), [y, kernel]).Value().Value);
note.Claim($"<A x, y> = {down:F6} and <x, A* y> = {up:F6}: the transposed convolution is the adjoint", Math.Abs(down - up) < 1e-9);

// 2. Segmentation: which pixels belong to the digit, in front of stripes as bright as it
//
// A pixel alone cannot tell: its brightness is that of the stripes. Intersection over union of the ink, IoU = |said and true| / |said or true|.
(Tensor<float> Seen, Indices Ink) Striped(DataSet set, Key key)
{
    var clean = set.Inputs;
    bool Stripe(int i) => i / 784 is var n && i % 784 is var at && key.Child(n) is var draw
        && (int)Math.Floor((at % 28 * Math.Cos(draw.Uniform(0) * Math.PI) + at / 28 * Math.Sin(draw.Uniform(0) * Math.PI)) / 3 + 10 * draw.Uniform(1)) % 2 == 0;
    return (Each(clean.Shape, i => Math.Max(clean[i], Stripe(i) ? 0.6f + 0.3f * (float)key.Uniform(i) : 0)), Indices.From([set.Count, 28, 28], [.. Enumerable.Range(0, clean.Shape.Size).Select(i => clean[i] > 0.5f ? 1 : 0)]));
}
double Overlap(Tensor<float> logits, Indices ink)
{
    var (both, either) = (0, 0);
    for (var i = 0; i < ink.Count; i++)
    {
        var said = logits[2 * i + 1] > logits[2 * i];
        both += said && ink[i] == 1 ? 1 : 0;
        either += said || ink[i] == 1 ? 1 : 0;
    }
    return (double)both / either;
}
var (steps, size) = note.Quick ? (160, 16) : (800, 32);
Learner<float> Learned(ILayer net, ILoss loss, Func<int[], Batch<float>> batch, int[] from, int steps, Shape example, double rate)
{
    // In full the rate falls to a tenth: with a constant one it depends on the last steps what is measured.
    var optimizer = Optimizer.Adam(Schedule.Linear(rate, note.Quick ? rate : rate / 10, steps - 1));
    return Train.Fold(Enumerable.Range(0, steps).Select(step => batch([.. Enumerable.Range(0, size).Select(i => from[Key.Of(7).Child(step).Below(from.Length, i)])])), Train.Start<float>(net, optimizer, example, Key.Of(6)), Train.Step<float>(net, loss, optimizer));
}
Tensor<float> Answer(ILayer net, Learner<float> learner, Tensor<float> inputs) => Net.Infer(net, learner.Params, learner.State, inputs);
int[] everything = [.. Enumerable.Range(0, digits.Count)];
var (seen, ink) = Striped(digits, Key.Of(8));
var (seenTest, inkTest) = Striped(held, Key.Of(9));
Tensor<float> Rows(Tensor<float> of, int[] rows) => of.Shape.Example is var shape ? Each(shape.Batch(rows.Length), i => of[rows[i / shape.Size] * shape.Size + i % shape.Size]) : of;
Batch<float> Masks(int[] rows) => new(Rows(seen, rows), Indices.From([size, 28, 28], [.. Enumerable.Range(0, size * 784).Select(i => ink[rows[i / 784] * 784 + i % 784])]));
ILayer masking = UNet.Of(2, note.Quick ? 8 : 16, 2);
ILayer alone = Net.Seq(new Conv2d(16, 1, then: Activation.Relu), new Conv2d(2, 1));
var (masked, pixelwise) = (Learned(masking, Loss.CrossEntropy, Masks, everything, steps, [28, 28, 1], 5e-3), Learned(alone, Loss.CrossEntropy, Masks, everything, steps, [28, 28, 1], 3e-3));
var said = Answer(masking, masked, seenTest);
var (overlap, guess) = (Overlap(said, inkTest), Overlap(Answer(alone, pixelwise, seenTest), inkTest));
note.Claim($"ink in front of stripes: the U-Net's intersection over union is {overlap:P1}, that of a net which sees one pixel at a time {guess:P1}", overlap > 0.5 && overlap > guess + 0.2);
note.Draw("pixels-segmentation", new ImageGrid("Seen, said, true", [.. Enumerable.Range(0, 4).SelectMany(n => new Picture[]
{
    new(One(seenTest, n), "seen"), new(Each([28, 28], i => said[2 * (784 * n + i) + 1] > said[2 * (784 * n + i)] ? 1 : 0), "said"), new(Each([28, 28], i => inkTest[784 * n + i]), "true"),
})], 6));

// 3. Colours: a digit is painted in the colour of its class, and the grey picture is given
//
// Which colour can be known only from the whole digit. The best that a pixel alone can do is the mean colour. In quick mode there are three kinds of digits.
var kinds = note.Quick ? 3 : 10;
float[] Hue(int k) => [.. Enumerable.Range(0, 3).Select(c => (float)(0.5 + 0.5 * Math.Cos(2 * Math.PI * ((double)k / kinds + c / 3.0))))];
int[] Of(DataSet set) => [.. Enumerable.Range(0, set.Count).Where(n => set.Labels![n] < kinds)];
var coloured = held.At(Indices.Of(Of(held)));
Tensor<float> Painted(DataSet set) => set.Inputs is var grey ? Each([set.Count, 28, 28, 3], i => grey[i / 3] * Hue(set.Labels![i / 2352])[i % 3]) : null!;
var (colours, coloursTest) = (Painted(digits), Painted(coloured));
var greys = digits.Inputs;
Batch<float> Paints(int[] rows) => new(Rows(greys, rows), Rows(colours, rows));
// Two levels down 28 is 7: the bottom sees most of the digit, and what it finds must come back up to every pixel.
ILayer painting = UNet.Of(3, note.Quick ? 8 : 16, 2);
var painter = Learned(painting, Loss.MeanSquaredError, Paints, Of(digits), note.Quick ? 150 : 1500, [28, 28, 1], note.Quick ? 5e-3 : 2e-3);
var paintings = Answer(painting, painter, coloured.Inputs);
double Error(Func<int, double> of) => Enumerable.Range(0, coloursTest.Shape.Size).Average(i => Math.Pow(of(i) - coloursTest[i], 2));
var mean = Enumerable.Range(0, 3).Select(c => Enumerable.Range(0, kinds).Average(k => Hue(k)[c])).ToArray();
var greysTest = coloured.Inputs;
var (painted, grey) = (Error(i => paintings[i]), Error(i => greysTest[i / 3] * mean[i % 3]));
note.Claim($"colours: mean square error {painted:F4}, of the mean colour {grey:F4}; {1 - painted / grey:P0} of the colour is found from the shape", painted < 0.7 * grey);
note.Draw("pixels-colours", new ImageGrid("Grey, painted, true", [.. Enumerable.Range(0, 4).SelectMany(n => new Picture[] { new(One(greysTest, n), "grey"), new(One(paintings, n), "painted"), new(One(coloursTest, n), "true") })], 6));

// 4. Style
//
// Gatys, Ecker and Bethge (2016): the style of a picture is which features occur together, wherever they are: the Gram matrix G = F^T F / n of the activations F (n places,
// channels) of a layer. Content is the activations themselves. A picture is sought whose activations are near those of one and whose Gram matrices near those of another.
var seeing = Net.Seq(new Conv2d(12, 3, padding: 1, then: Activation.Relu), new AveragePool2d(2), new Conv2d(24, 3, padding: 1, then: Activation.Relu));
ILayer classifier = Net.Seq(seeing, new MaxPool2d(2), new Flatten(), new Dense(10));
var knowing = Learned(classifier, Loss.CrossEntropy, rows => new(Rows(seen, rows), Indices.Of([.. rows.Select(row => digits.Labels![row])])), everything, steps, [28, 28, 1], 3e-3);
var (eyes, still) = (((Trees<float>)((Trees<float>)knowing.Params).Items[0]).Items, ((Trees<float>)((Trees<float>)knowing.State).Items[0]).Items);
Diff<float, Var<float>> Behind(Var<float> picture, int layers) => Diff.Fold(Enumerable.Range(0, layers), picture, (at, i) =>
    seeing.Layers[i].Apply(new Call<float>(eyes[i], still[i], Key.Of(0), Mode.Infer), at).Map(result => result.Output));
Diff<float, Var<float>> Gram(Var<float> features) =>
    from rows in Ops.Reshape(features, 1, features.Shape[1] * features.Shape[2], features.Shape[3])
    from products in Ops.BatchMatMul(rows, rows, transposeLeft: true)
    from gram in Ops.Scale(products, 1.0 / (features.Shape[1] * features.Shape[2]))
    select gram;
Diff<float, Var<float>> Distance(Var<float> a, Tensor<float> b) => from d in Ops.Subtract(a, b) from s in Ops.Square(d) from m in Ops.Mean(s) select m;

// The Gram matrix forgets places: activations in any other order have the same one.
var features = Behind(One(held.Inputs, 0).Reshape([1, 28, 28, 1]), 1).Value().Value;
var order = Key.Of(11).Permutation(784);
var shuffled = Each(features.Shape, i => features[order[i / 12] * 12 + i % 12]);
var (gram, gramShuffled) = (Gram(features).Value().Value, Gram(shuffled).Value().Value);
note.Claim($"shuffled places have the same Gram matrix, to {gram.Span.ToArray().Zip(gramShuffled.Span.ToArray(), (a, b) => Math.Abs(a - b)).Max():E0}",
    gram.Span.ToArray().Zip(gramShuffled.Span.ToArray(), (a, b) => Math.Abs(a - b)).Max() < 1e-4 * gram.Span.ToArray().Max());

var content = One(held.Inputs, 0).Reshape([1, 28, 28, 1]);
var style = Each([1, 28, 28, 1], i => (i % 28 + i / 28) / 3 % 2 == 0 ? 0.9f : 0.1f);
var (wanted, look1, look2) = (Behind(content, 3).Value().Value, Behind(style, 1).Bind(Gram).Value().Value, Behind(style, 3).Bind(Gram).Value().Value);
Diff<float, Var<float>> StyleOf(Var<float> picture) =>
    from first in Behind(picture, 1).Bind(Gram).Bind(g => Distance(g, look1))
    from second in Behind(picture, 3).Bind(Gram).Bind(g => Distance(g, look2))
    from both in Ops.Add(first, second)
    select both;
Diff<float, Var<float>> ContentOf(Var<float> picture) => Behind(picture, 3).Bind(f => Distance(f, wanted));
double Value(Diff<float, Var<float>> loss) => loss.Value().Value.ToScalar();
var (styleScale, contentScale) = (Value(StyleOf(content)), Value(ContentOf(style)));
Tensor<float> Mixed(double share)
{
    var optimizer = Optimizer.Adam(0.03);
    var at = new Updated<float>(content.Reshape([784]), optimizer.Start<float>(784));
    for (var i = 0; i < (note.Quick ? 120 : 400); i++)
        at = optimizer.Update(at.State, at.Parameters, Gradient.Of<float, Leaves<float>>(Leaves<float>.Of(at.Parameters), picture =>
            from shown in Ops.Reshape(picture[0], 1, 28, 28, 1)
            from s in StyleOf(shown)
            from c in ContentOf(shown)
            from a in Ops.Scale(s, share / styleScale) from b in Ops.Scale(c, (1 - share) / contentScale)
            from sum in Ops.Add(a, b)
            select sum).Gradient[0].Value);
    return at.Parameters.Reshape([1, 28, 28, 1]);
}
var shares = new[] { 0.1, 0.5, 0.9 };
var mixed = shares.Select(Mixed).ToArray();
var (styles, contents) = (mixed.Select(m => Value(StyleOf(m)) / styleScale).ToArray(), mixed.Select(m => Value(ContentOf(m)) / contentScale).ToArray());
note.Claim($"with shares {string.Join(", ", shares.Select(s => FormattableString.Invariant($"{s}")))} of style, {string.Join(", ", styles.Select(s => FormattableString.Invariant($"{s:P0}")))} of the style's distance and {string.Join(", ", contents.Select(c => FormattableString.Invariant($"{c:P0}")))} of the content's are left: one is bought with the other",
    styles[0] > styles[1] && styles[1] > styles[2] && contents[0] < contents[1] && contents[1] < contents[2] && styles[1] < 0.5 && contents[1] < 0.9);
var knew = Metrics.Predicted(Net.Infer(classifier, knowing.Params, knowing.State, content))[0];
note.Say($"the classifier calls the content {knew}, the mixtures {string.Join(", ", mixed.Select(m => Metrics.Predicted(Net.Infer(classifier, knowing.Params, knowing.State, m))[0]))}");
note.Draw("pixels-style", new ImageGrid("Content, style, and mixtures of both",
    [new(One(content, 0), "content"), new(One(style, 0), "style"), .. mixed.Select((m, i) => new Picture(One(m, 0), FormattableString.Invariant($"style {shares[i]:P0}")))], 5));

// What would falsify this: an adjoint that is none, a net of single pixels that finds the ink or the colour, a Gram matrix that knows places.
return note.End();
