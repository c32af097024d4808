#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

// Threshold units: gates, a line that learns, and what no line can do
//
// The oldest model neuron answers yes or no: 1{w x + b >= 0} (McCulloch and Pitts, 1943). The decks build or, and, not from it and conclude that
// "any Boolean function can be built with such units"; then a perceptron learns such weights from examples, and fails at xor, where "a multilayer
// perceptron is needed". All of it is small enough to be tried on every case there is.

var note = Note.Begin(args, Console.Out);
bool[] truths = [false, true];

// 1. Gates, and when a unit fires
//
// As printed:
//     a or b = 1{a + b - 0.5 >= 0},    a and b = 1{a + b - 1.5 >= 0},    not a = 1{-a + 0.5 >= 0}.
// These weights put the threshold half way between the sums, so it does not matter that one slide fires at it (>=) and another only above it (>). It
// does matter where a sum is exactly 0.
var gates = truths.All(a => truths.All(b =>
    ThresholdUnit.Or.Of(a, b) == (a || b) && ThresholdUnit.And.Of(a, b) == (a && b) && ThresholdUnit.Not.Of(a) == !a
    && (ThresholdUnit.Or with { Fires = Firing.Above }).Of(a, b) == (a || b) && (ThresholdUnit.And with { Fires = Firing.Above }).Of(a, b) == (a && b)));
foreach (var (name, unit) in new[] { ("or", ThresholdUnit.Or), ("and", ThresholdUnit.And), ("not", ThresholdUnit.Not) }) note.Say($"{name,-3} has the weights {string.Join(", ", unit.Weights)} and the bias {unit.Bias}");
note.Claim($"or, and, not with the printed thresholds are right on all inputs, whether a unit fires at its threshold or above it", gates);
var edge = new ThresholdUnit([1, 1], -2);
note.Claim($"a + b - 2 is an and if it fires at 0, and never fires if above it", edge.Of(true, true) && !edge.Of(true, false) && !(edge with { Fires = Firing.Above }).Of(true, true));

// 2. Any Boolean function, in two layers
//
// One hidden unit for each row of the truth table that is true, and an or behind them. One unit alone computes only what a plane separates.
Many<bool> Table(int inputs, int number) => Enumerable.Range(0, 1 << inputs).Select(row => (number >> row & 1) == 1).ToMany();
bool[] Row(int inputs, int row) => [.. Enumerable.Range(0, inputs).Select(bit => (row >> bit & 1) == 1)];
var built = Enumerable.Range(0, 256).Count(number =>
{
    var (table, network) = (Table(3, number), ThresholdNetwork.Of(Table(3, number)));
    return Enumerable.Range(0, 8).All(row => network.At(Row(3, row)) == table[row]);
});
note.Claim($"two layers of units compute {built} of the 256 functions of three inputs", built == 256);

// 3. The perceptron's rule as a decision procedure
//
// w += a (d - y) x. With whole inputs and a = 1 the weights stay whole numbers, and a pass over the rows is a function of the weights: if some weights come back
// after a pass, the unit goes round for ever. Bounded it always is (the cycling theorem), so for each function one of the two happens: a pass
// without a mistake, or a return. How many functions a single unit can compute is known: 14 of 16 and 104 of 256 (Muroga, Threshold Logic and its Applications, 1971).
Observation[] Seen(int inputs, int number) => [.. Table(inputs, number).Select((fires, row) => new Observation(Row(inputs, row).Select(bit => bit ? 1.0 : 0).ToMany(), fires))];
(bool Learned, int Mistakes, int Passes) Taught(int inputs, int number)
{
    var (unit, rows) = (Perceptron.Start(inputs), Seen(inputs, number).ToMany());
    var (before, mistakes) = (new HashSet<ThresholdUnit>(), 0);
    while (before.Add(unit))
    {
        var pass = Perceptron.Learn(unit, rows, passes: 1);
        if (pass.Converged) return (true, mistakes, before.Count);
        (unit, mistakes) = (pass.Unit, mistakes + pass.Mistakes);
    }
    return (false, mistakes, before.Count);
}
var (two, three) = (Enumerable.Range(0, 16).Select(i => Taught(2, i)).ToArray(), Enumerable.Range(0, 256).Select(i => Taught(3, i)).ToArray());
note.Claim($"one unit learns {two.Count(t => t.Learned)} of the 16 functions of two inputs and {three.Count(t => t.Learned)} of the 256 of three; on every other its weights return",
    two.Count(t => t.Learned) == 14 && three.Count(t => t.Learned) == 104);

// Novikoff's bound: at most (R / g)^2 mistakes, where every (x, 1) is at most R = sqrt 3 long and some unit vector separates by g. The printed gates are such
// vectors: g = 0.5 / |(1, 1, -0.5)| and 0.5 / |(1, 1, -1.5)|.
const int And = 0b1000, Or = 0b1110, Xor = 0b0110;
var (orBound, andBound) = (3 / (0.25 / 2.25), 3 / (0.25 / 4.25));
note.Claim($"or is learned after {two[Or].Mistakes} mistakes (bound {orBound:F0}), and after {two[And].Mistakes} (bound {andBound:F0})",
    two[Or].Learned && two[And].Learned && two[Or].Mistakes <= orBound && two[And].Mistakes <= andBound);
note.Claim($"xor is not learned: after {two[Xor].Passes} passes the unit has weights that it had before, so it never will be", !two[Xor].Learned);

// 4. Learning xor
//
// The same four rows with a loss and descent. A line can do no better than say "one half" each time, which costs log 2: the loss is convex, and at w = 0 its gradient
// vanishes. Two hidden units suffice to represent xor, but a solution that exists need not be found: how often it is depends on the width.
var batch = new Batch<float>(Tensor<float>.Of([4, 2], 0, 0, 1, 0, 0, 1, 1, 1), Indices.Of(0, 1, 1, 0));
Model Trained(Architecture form, ulong seed)
{
    var (start, adam) = (form.Init(Key.Of(seed)), Optimizer.Adam(0.05));
    var end = Train.Fold(Enumerable.Repeat(batch, 300), Train.Start<float>(start.Net, adam, start.Example, Key.Of(seed)), Train.Step<float>(start.Net, Loss.CrossEntropy, adam));
    return start with { Params = end.Params };
}
double LossOf(Model model) => Loss.CrossEntropy.Of(model.Predict(batch.Inputs), batch.Targets).Value().Value.ToScalar();
var linear = LossOf(Trained(Model.Of(2).Dense(2), 1));
note.Claim($"a line ends at the loss {linear:F6}, which is log 2 = {Math.Log(2):F6}: it knows nothing", Math.Abs(linear - Math.Log(2)) < 1e-4);

var seeds = note.Quick ? 20 : 200;
int[] widths = [2, 3, 4, 8];
var found = widths.Select(width => (width, Share: Enumerable.Range(1, seeds).Count(seed => LossOf(Trained(Model.Of(2).Dense(width, Activation.Tanh).Dense(2), (ulong)seed)) < 0.1) / (double)seeds)).ToArray();
foreach (var (width, share) in found) note.Say($"{width} hidden units: {share:P1} of {seeds} starts have a loss below 0.1 after 300 steps");
// Four standard errors of a share of one half are 0.45 with 20 starts and 0.14 with 200.
note.Claim($"two hidden units are enough to represent xor and find it from {found[0].Share:P0} of the starts, eight from {found[^1].Share:P0}", found[0].Share is > 0.1 and < 0.95 && found[^1].Share == 1);

var net = Trained(Model.Of(2).Dense(8, Activation.Tanh).Dense(2), 1);
double Side(double x, double y) => net.Predict(Tensor<float>.Of([1, 2], (float)x, (float)y)) is var logits ? logits[1] - logits[0] : 0;
var (low, high) = (-0.5, 1.5);
note.Draw("threshold-units-xor", new Chart("What eight hidden units say about xor", new("a", Min: low, Max: high), new("b", Min: low, Max: high),
[
    .. Contours.Of(Side, (low, high), (low, high), [0]).Curves.Select(curve => new Line("where it changes its mind", curve)),
    new Dots("different", [(0, 1), (1, 0)]),
    new Dots("same", [(0, 0), (1, 1)]),
]) { Tall = 300 });
note.Draw("threshold-units-starts", new Chart("Learning xor: shares of starts that succeed", new("hidden units", Names: widths.Select(w => $"{w}").ToMany()), new("share of starts", Min: 0, Max: 1),
    [Bars.Of("found", found.Select(f => f.Share))]));

// What would falsify this: a function of three inputs that two layers miss, a separable one on which the rule goes round, or a line that beats log 2 on xor.
return note.End();
