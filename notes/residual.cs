#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

// Residual against plain: deeper should never be worse
//
// The deck: "deeper should never be worse. In theory, yes. In practice, identity is hard to learn. Learning zero is easier than learning the identity. We can
// now train a 1K layer net." A deep plain network contains the shallow one, with identities for the rest: it could be as good. Here both are asked.

var note = Note.Begin(args, Console.Out);

// 1. The identity itself
//
// Layers of 3 x 3 convolutions and ReLUs shall give back their input, which is not negative; what they leave wrong is the mean square over that of giving zero. A plain stack can do it,
// with kernels that are 1 in the middle. A stack of blocks x + f(x) can do it with f = 0. Which is easier depends on where f begins: drawn near zero the answer is there from
// the start; with a batch norm at its end, which gives every f the variance 1 whatever it is, a stack of n blocks begins at a variance of about n, and has to unlearn it.
var pictures = Glyphs.Make(Key.Of(1), 16).Inputs;
Tensor<float> Smaller(Tensor<float> x, int by) => Net.Infer(new AveragePool2d(by), Empty<float>.It, Empty<float>.It, x);
var grey = Smaller(pictures, 4);
var input = Ops.Concat<float>(-1, grey, grey, grey, grey).Value().Value;
var length = input.Span.ToArray().Average(x => (double)x * x);
ILayer Conv(bool norm, IInitialiser weight) => norm ? Net.Seq(new Conv2d(4, 3, padding: 1, weight: He.Normal, bias: false), new BatchNorm()) : new Conv2d(4, 3, padding: 1, weight: weight);
(double First, double Last) Identity(int depth, bool norm, bool around)
{
    ILayer Body(IInitialiser last) => Net.Seq(Conv(norm, He.Normal), Activation.Relu, Conv(norm, last));
    ILayer net = new Seq([.. Enumerable.Range(0, depth / 2).SelectMany(_ => (ILayer[])[around ? Net.Residual(Body(new Normal(0.01))) : Body(He.Normal), Activation.Relu])]);
    var (optimizer, losses) = (Optimizer.Adam(3e-3), new List<double>());
    Train.Fold(Enumerable.Repeat(new Batch<float>(input, input), note.Quick ? 100 : 300), Train.Start<float>(net, optimizer, input.Shape.Example, Key.Of(2)), Train.Step<float>(net, Loss.MeanSquaredError, optimizer), at =>
    {
        losses.Add(at.Loss / length);
        return true;
    });
    return (losses[0], losses[^1]);
}
var (near, nearPlain) = (Identity(40, false, true), Identity(40, false, false));
note.Claim($"40 layers without normalisation: blocks that begin near zero leave {near.First:P1} of the identity wrong at the start and {near.Last:P2} at the end, plain ones {nearPlain.Last:P1}", near.First < 0.1 && near.Last < 0.2 * nearPlain.Last);
var (normed, normedPlain) = (Identity(10, true, true), Identity(10, true, false));
note.Claim($"the slide's sentence needs that start: 10 layers with batch norm begin at {normed.First:P0} wrong with ways around and at {normedPlain.First:P0} without, and end at {normed.Last:P1} and {normedPlain.Last:P1}",
    normed.First > 3 * normedPlain.First && normed.Last > normedPlain.Last);

// 2. Depth
//
// The same layers with and without ways around, 6 n + 2 of them, of 4, 8 and 16 channels, on pictures of 14 x 14; training loss at the end, mean of the last tenth of the steps. Ways
// around come in two starts: as the paper has it, with a batch norm that gives each f the variance 1, and, as the first part asks, with f = 0, where the scale of that norm begins at 0
// (Goyal et al., 2017).
//
// Measured on 4000 digits of MNIST in 600 steps: plain 0.27, 2.05 and 2.28 with 20, 56 and 110 layers, the last being no better than guessing; with ways around 0.13, 0.16 and 0.26; from
// zero 0.14, 0.13 and 0.13. So "deeper should never be worse" is true of ways around whose blocks begin at zero. With the start of the paper 110 layers are still 1.4 to 2 times as
// far as 20 after these steps (sums that are rounded in another order move that number so far): little beside the 8 times of plain ones, but worse.
var data = Glyphs.Make(Key.Of(3), note.Quick ? 320 : 4000);
if (!note.Quick && note.Data("mnist") is { } folder && Idx.ReadFolder(folder) is var (mnist, _)) data = mnist.Take(4000);
note.Say($"depth on {data.Name}");
var halved = data.WithInputs(Smaller(data.Inputs, 2));
(double Last, Many<(double, double)> Curve) Trained(ILayer net, Optimizer optimizer, int steps, int size)
{
    List<double> losses = [];
    var batches = Enumerable.Range(0, int.MaxValue).SelectMany(epoch => new Batching(size).Of(halved, Key.Of(7).Child(epoch))).Take(steps).Select(b => new Batch<float>(b.Inputs, b.Labels!));
    Train.Fold(batches, Train.Start<float>(net, optimizer, halved.Example, Key.Of(5)), Train.Step<float>(net, Loss.CrossEntropy, optimizer), at =>
    {
        losses.Add(at.Loss);
        return true;
    });
    var window = Math.Max(1, steps / 20);
    return (losses.TakeLast(steps / 10).Average(), [.. Enumerable.Range(0, steps / window).Select(i => ((double)(i + 1) * window, losses.Skip(i * window).Take(window).Average()))]);
}
var (depths, steps) = note.Quick ? (new[] { 8, 44 }, 60) : (new[] { 20, 56, 110 }, 600);
var kinds = new[] { "residual", "plain", "from zero" };
var runs = (from depth in depths from kind in kinds select (Depth: depth, Kind: kind, Run: Trained(ResNet.Small(depth, 10, 4, kind != "plain", kind == "from zero"), Optimizer.Adam(3e-3), steps, 32))).ToArray();
foreach (var run in runs) note.Say($"{run.Kind}, {run.Depth} layers: training loss {run.Run.Last:F3}");
double At(int depth, string kind) => runs.First(run => run.Depth == depth && run.Kind == kind).Run.Last;
var (shallow, deep) = (depths[0], depths[^1]);
double Ratio(string kind) => At(deep, kind) / At(shallow, kind);
note.Claim($"plain, {deep} layers end at {Ratio("plain"):F2} times the training loss of {shallow}; with ways around at {Ratio("residual"):F2} times, and at {Ratio("from zero"):F2} times where blocks begin at zero",
    Ratio("plain") > (note.Quick ? 1.1 : 2) && Ratio("residual") < Ratio("plain") / (note.Quick ? 1.2 : 2) && Ratio("from zero") < 1.1);
note.Claim($"in the same steps {deep} plain layers come to {At(deep, "plain"):F2}, guessing is {Math.Log(10):F2}, with ways around to {At(deep, "residual"):F2}", At(deep, "plain") > 0.85 * Math.Log(10) && At(deep, "residual") < 0.65 * Math.Log(10));
foreach (var (kind, file, title) in new[] { ("plain", "plain", "without ways around"), ("residual", "depth", "with ways around, from the paper's start"), ("from zero", "zero", "with ways around, from zero") })
    note.Draw($"residual-{file}", new Chart($"Training loss {title}", new("step"), new("cross entropy", Min: 0, Max: 2.5),
        [.. runs.Where(run => run.Kind == kind).Select(run => (Mark)new Line(FormattableString.Invariant($"{run.Depth} layers"), run.Run.Curve))]));

// 3. A thousand layers
//
// With normalisation and ReLU before each convolution the way around is a pure sum: y = x + sum_i f_i, and the gradient comes back whole (He et al., 2016). 1004 layers of
// width 4; training ends when the loss is below half of that of guessing, log 10. Measured in 300 steps on batches of 16: 0.91, half of guessing is 1.15.
if (note.Quick)
{
    var net = ResNet.PreActivation(1004, 10, 2);
    var parameters = Net.Count(net, [7, 7, 1]);
    note.Say($"1004 layers of width 2 have {parameters} parameters; they are trained when the page is not asked to be quick");
}
else
{
    var thousand = Trained(ResNet.PreActivation(1004, 10, 4), Optimizer.Adam(1e-3), 300, 16);
    note.Claim($"1004 layers: training loss {thousand.Last:F3} after 300 steps, half of guessing is {Math.Log(10) / 2:F3}", thousand.Last < Math.Log(10) / 2);
    note.Draw("residual-thousand", new Chart("A thousand layers learn", new("step"), new("cross entropy", Min: 0), [new Line("training", thousand.Curve)]));
}

// What would falsify this: plain networks that do not get worse with depth, residual ones from zero that do, a thousand layers that stay at guessing.
return note.End();
