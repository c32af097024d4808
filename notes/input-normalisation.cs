#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

// Why input normalisation matters
//
// Two pictures of the deck: with features of different scales the contours of the loss are a narrow valley and the steps go zigzag; normalised they are round and the steps go
// to the middle. The formula beside them is x = (x - mu) / sigma^2. The picture is right, the formula is not: it exchanges the two scales.
//
// For a linear layer and the squared error the Hessian is the matrix of second moments of the inputs, twice. Descent needs a number of steps in proportion
// to its condition number k, the ratio of the largest curvature to the least: the best rate leaves (k - 1) / (k + 1) of the error a step.

var note = Note.Begin(args, Console.Out);

// 1. Two features, 1 : 100
//
// x1 has the mean 3 and the deviation 1, x2 the mean 200 and the deviation 100; y = 2 + x1 - x2 / 50 and a little noise.
const int Items = 400;
var raw = Tensor<float>.Of([Items, 2], [.. Enumerable.Range(0, Items).SelectMany(i => new[] { (float)(3 + Key.Of(1).Normal(2 * i)), (float)(200 + 100 * Key.Of(1).Normal(2 * i + 1)) })]);
var data = DataSet.Regression(raw, Tensor<float>.Of([Items, 1], [.. Enumerable.Range(0, Items).Select(i => (float)(2 + raw[2 * i] - raw[2 * i + 1] / 50 + 0.1 * Key.Of(2).Normal(i)))]), "1 : 100");

// (x - mean) / sigma^2 is standardising, and dividing by sigma once more.
var standard = Preprocessing.Fit(data, Scaling.Standardise);
var squared = standard with { Factor = standard.Factor.Map(f => f * f) };
(string Name, Preprocessing How)[] ways =
[
    ("as measured", Preprocessing.None), ("mean subtracted", Preprocessing.Fit(data, Scaling.Centre)), ("divided by sigma²", squared),
    ("to [0, 1]", Preprocessing.Fit(data, Scaling.Unit)), ("standardised", standard),
];

// The loss as a function of both weights and the constant, its curvatures, and the exact minimum.
var means = ways.Select(way => new Squares(Tensor<double>.Of([Items, 3], [.. way.How.Apply(raw).Convert<double>().Span.ToArray().Chunk(2).SelectMany(x => new[] { x[0], x[1], 1 })]), data.Values!.Convert<double>())).ToArray();
Tensor<double> At(params double[] w) => Tensor<double>.Of([w.Length], w);
// The eigenvalues of a symmetric 3 x 3 matrix, by rotations (Jacobi, 1846).
double[] Curvatures(Tensor<double> h)
{
    var a = h.Span.ToArray();
    for (var sweep = 0; sweep < 30; sweep++)
        foreach (var (p, q) in new[] { (0, 1), (0, 2), (1, 2) })
        {
            if (a[3 * p + q] == 0) continue;
            var theta = Math.Atan2(2 * a[3 * p + q], a[4 * q] - a[4 * p]) / 2;
            var (c, s) = (Math.Cos(theta), Math.Sin(theta));
            for (var k = 0; k < 3; k++) (a[3 * k + p], a[3 * k + q]) = (c * a[3 * k + p] - s * a[3 * k + q], s * a[3 * k + p] + c * a[3 * k + q]);
            for (var k = 0; k < 3; k++) (a[3 * p + k], a[3 * q + k]) = (c * a[3 * p + k] - s * a[3 * q + k], s * a[3 * p + k] + c * a[3 * q + k]);
        }
    return [.. new[] { a[0], a[4], a[8] }.Order()];
}
var limit = note.Quick ? 3000 : 2_000_000;
var results = ways.Zip(means, (way, f) =>
{
    var curvatures = Curvatures(Hessian.Of(f, At(0, 0, 0)));
    var (condition, least) = (curvatures[2] / curvatures[0], Newton.Step(f, At(0, 0, 0)));
    var rate = 2 / (curvatures[0] + curvatures[2]);
    // Steps until the excess over the least loss is a hundredth of what it was; the gradient of a quadratic is the Hessian times the distance.
    var (h, optimizer) = (Hessian.Of(f, At(0, 0, 0)), Optimizer.Sgd(rate));
    double Excess(Tensor<double> w) => Enumerable.Range(0, 9).Sum(i => h[i] * (w[i / 3] - least[i / 3]) * (w[i % 3] - least[i % 3])) / 2;
    var (at, steps, first) = (new Updated<double>(At(0, 0, 0), optimizer.Start<double>(3)), 0, Excess(At(0, 0, 0)));
    while (Excess(at.Parameters) > 1e-2 * first && steps < limit)
    {
        var w = at.Parameters;
        at = optimizer.Update(at.State, w, At([.. Enumerable.Range(0, 3).Select(i => Enumerable.Range(0, 3).Sum(j => h[3 * i + j] * (w[j] - least[j])))]));
        steps++;
    }
    return (way.Name, Condition: condition, Steps: steps, Rate: rate);
}).ToArray();
foreach (var r in results) note.Say($"{r.Name,-18} condition {r.Condition,10:F1}, best rate {r.Rate:0.0e0}: {(r.Steps < limit ? $"{r.Steps}" : $"more than {limit}")} steps");
double Condition(string name) => results.First(r => r.Name == name).Condition;
int Steps(string name) => results.First(r => r.Name == name).Steps;

// Standardised, the second moments are 1 but for the accidental correlation of 400 items, about 1 / sqrt(400).
note.Claim($"standardised inputs make the condition {Condition("standardised"):F3}: descent arrives after {Steps("standardised")} steps", Condition("standardised") < 1.3 && Steps("standardised") < 20);
note.Claim($"as measured it is {Condition("as measured"):E1}, with the mean subtracted {Condition("mean subtracted"):E1}", Condition("as measured") > 3e4 && Math.Abs(Condition("mean subtracted") / 1e4 - 1) < 0.2);
// Deviations s become 1 / s: what was 1 : 100 is 100 : 1.
note.Claim($"divided by sigma^2, as the formula says, it is {Condition("divided by sigma²"):E1}: as bad as only subtracting the mean, with the two features in exchanged roles", Math.Abs(Condition("divided by sigma²") / Condition("mean subtracted") - 1) < 0.2 && Steps("divided by sigma²") >= Math.Min(limit, 1000));
// In [0, 1] the two deviations are about 1 / 6 and the means 1 / 2: weights and constant pull together.
note.Claim($"in [0, 1] it is {Condition("to [0, 1]"):F0}: far better than raw, and {Steps("to [0, 1]") / (double)Steps("standardised"):F0} times the steps of standardised, because the mean is not 0", Condition("to [0, 1]") is > 10 and < 300 && Steps("to [0, 1]") > 10 * Steps("standardised"));
// The excess falls by ((k - 1) / (k + 1))^2 < exp(-4 / k) a step at least: to a hundredth in k log(100) / 4 = 1.15 k steps at most.
if (!note.Quick) note.Claim($"steps grow with the condition: {results.Where(r => r.Condition > 2).Min(r => r.Steps / r.Condition):F2} to {results.Where(r => r.Condition > 2).Max(r => r.Steps / r.Condition):F2} per unit of it, theory 1.15 at most, over conditions from 65 to {results.Max(r => r.Condition):E0}",
    results.All(r => r.Steps <= Math.Log(100) / 4 * r.Condition + 1) && results.Where(r => r.Condition > 2).All(r => r.Steps > 0.2 * r.Condition));

// 2. What it is worth to a network
//
// The same in practice: one hidden layer, the same budget, each preparation with the best of six rates.
double[] rates = [1e-6, 1e-4, 1e-3, 1e-2, 0.05, 0.2];
var parts = data.Split(Key.Of(3), 0.5, 0.5);
double Best(Preprocessing how, Func<double, Optimizer> optimizer) => rates.Min(rate =>
{
    var result = (Model.Of(2).Dense(16, Activation.Tanh).Dense(1).Init(Key.Of(4)) with { Preprocessing = how }).Fit(parts[0],
        new() { Optimizer = optimizer(rate), Loss = Loss.MeanSquaredError, Epochs = note.Quick ? 10 : 50, BatchSize = 20 });
    return result.Outcome == Outcome.NonFinite ? double.PositiveInfinity : result.Last.Evaluate(parts[1], Loss.MeanSquaredError).Loss is var loss && double.IsFinite(loss) ? loss : double.PositiveInfinity;
});
var losses = ways.Select(way => (way.Name, Sgd: Best(way.How, rate => Optimizer.Sgd(rate)), Adam: Best(way.How, rate => Optimizer.Adam(rate)))).ToArray();
foreach (var l in losses) note.Say($"a network with 16 tanh units, {l.Name,-18}: error on new items {l.Sgd:F4} by SGD, {l.Adam:F4} by Adam; noise alone 0.0100");
double Sgd(string name) => losses.First(l => l.Name == name).Sgd;
note.Claim($"with standardised inputs SGD ends at {Sgd("standardised"):F4}, as measured at {Sgd("as measured"):F4}, divided by sigma^2 at {Sgd("divided by sigma²"):F4}", 5 * Sgd("standardised") < Sgd("as measured") && 5 * Sgd("standardised") < Sgd("divided by sigma²"));
var adam = losses.First(l => l.Name == "as measured").Adam;
note.Claim($"Adam, which divides each gradient by its own size, is not a cure either: {adam:F4} as measured", adam > 2 * losses.First(l => l.Name == "standardised").Adam);

// 3. The pictures
//
// Two weights, the third parameter held at its best, and the way of descent over the contours. Both axes have one scale, since otherwise a valley can be drawn round. With 1 : 100 it would be
// a hundred times as long as wide, and be seen as a line; so the pictures are of the same features at 1 : 10 (x2 of mean 20 and deviation 10, y = 2 + x1 - x2 / 5). Each way begins where both
// directions cost alike, at 1.2 in the flatter one, and has the best rate: it goes zigzag across the valley and slowly along its floor. Standardised, it goes to the middle.
var narrow = Tensor<float>.Of([Items, 2], [.. raw.Span.ToArray().Select((x, i) => i % 2 == 0 ? x : x / 10)]);
var shown = DataSet.Regression(narrow, data.Values!, "1 : 10");
var narrowed = Preprocessing.Fit(shown, Scaling.Standardise);
Chart Picture(string title, Preprocessing how, (int X, int Y) axes, string y, (double X, double Y) reach, double tall, out double left, out double condition)
{
    var f = new Squares(Tensor<double>.Of([Items, 3], [.. how.Apply(narrow).Convert<double>().Span.ToArray().Chunk(2).SelectMany(x => new[] { x[0], x[1], 1 })]), shown.Values!.Convert<double>());
    var (least, whole) = (Newton.Step(f, At(0, 0, 0)), Hessian.Of(f, At(0, 0, 0)));
    // A quadratic around its minimum; of two of its parameters, with the third where it is best, the curvatures are those of the whole.
    var (a, b, c) = (whole[4 * axes.X], whole[3 * axes.X + axes.Y], whole[4 * axes.Y]);
    var (middle, spread) = ((a + c) / 2, Math.Sqrt(Math.Pow((a - c) / 2, 2) + b * b));
    condition = (middle + spread) / (middle - spread);
    // The two directions of curvature, the flatter one first.
    var angle = Math.Atan2(2 * b, a - c) / 2 + Math.PI / 2;
    var (flat, steep) = ((X: Math.Cos(angle), Y: Math.Sin(angle)), (X: -Math.Sin(angle), Y: Math.Cos(angle)));
    var (far, off) = (1.2, 1.2 / Math.Sqrt(condition));
    var optimizer = Optimizer.Sgd(1 / middle);
    var at = new Updated<double>(At(far * flat.X + off * steep.X, far * flat.Y + off * steep.Y), optimizer.Start<double>(2));
    List<(double X, double Y)> way = [(least[axes.X] + at.Parameters[0], least[axes.Y] + at.Parameters[1])];
    double Cost(double x, double y) => (a * x * x + 2 * b * x * y + c * y * y) / 2;
    var (first, highest) = (Cost(at.Parameters[0], at.Parameters[1]), 0.0);
    for (var t = 0; t < 40; t++)
    {
        var (x, z) = (at.Parameters[0], at.Parameters[1]);
        at = optimizer.Update(at.State, at.Parameters, At(a * x + b * z, b * x + c * z));
        way.Add((least[axes.X] + at.Parameters[0], least[axes.Y] + at.Parameters[1]));
    }
    left = Math.Sqrt(Cost(at.Parameters[0], at.Parameters[1]) / first);
    var (wide, high) = ((least[axes.X] - reach.X, least[axes.X] + reach.X), (least[axes.Y] - reach.Y, least[axes.Y] + reach.Y));
    return new(title, new("weight of x1", Min: wide.Item1, Max: wide.Item2), new(y, Min: high.Item1, Max: high.Item2),
    [
        Contours.Of((x, z) => Cost(x - least[axes.X], z - least[axes.Y]) / first, wide, high, [0.02, 0.1, 0.25, 0.5, 1, 2, 4, 8], 240),
        new Line("descent", way.ToMany()), new Dots("minimum", [(least[axes.X], least[axes.Y])]),
    ]) { Tall = tall };
}
(string File, Chart Chart, double Left, double Condition)[] drawn =
[
    ("measured", Picture("Mean subtracted: a narrow valley", Preprocessing.Fit(shown, Scaling.Centre), (0, 1), "weight of x2", (1.5, 0.5), 140, out var left, out var condition), left, condition),
    ("squared", Picture("Divided by sigma²: as narrow, and turned", narrowed with { Factor = narrowed.Factor.Map(f => f * f) }, (0, 1), "weight of x2", (2, 1.4), 294, out left, out condition), left, condition),
    ("unit", Picture("In [0, 1]: weight and constant pull together", Preprocessing.Fit(shown, Scaling.Unit), (0, 2), "constant", (2, 1.4), 294, out left, out condition), left, condition),
    ("standardised", Picture("Standardised: to the middle", narrowed, (0, 1), "weight of x2", (2.6, 1.82), 294, out left, out condition), left, condition),
];
foreach (var one in drawn) note.Draw($"input-normalisation-{one.File}", one.Chart);
note.Claim($"condition and what is left of the distance after 40 steps: {string.Join(", ", drawn.Select(d => FormattableString.Invariant($"{d.File} {d.Condition:F1} and {d.Left:0.0e0}")))}",
    drawn[..3].All(d => Math.Abs(d.Left / Math.Pow((d.Condition - 1) / (d.Condition + 1), 40) - 1) < 1e-3 && d.Condition > 30 && d.Left > 0.1) && drawn[3].Condition < 1.3 && drawn[3].Left < 1e-6);
note.Draw("input-normalisation-steps", new Chart("Steps that descent needs", new("condition number", Log: true), new("steps to a hundredth", Log: true), results.Select(r => (Mark)new Dots(r.Name, [(r.Condition, r.Steps)])).ToMany()));

// What would falsify this: a condition that dividing by sigma^2 improves, steps that do not grow with it, or a valley that descent leaves sooner than (k - 1) / (k + 1) a step.
return note.End();

/// <summary>The mean squared error of a linear layer as a function of its weights.</summary>
sealed record Squares(Tensor<double> X, Tensor<double> Y) : IMap
{
    public Diff<T, Var<T>> Of<T>(Var<T> x) where T : struct, System.Numerics.IFloatingPointIeee754<T> =>
        from w in Ops.Reshape(x, x.Shape.Size, 1)
        from line in Ops.MatMul<T>(X.Convert<T>(), w)
        from loss in Loss.MeanSquaredError.Of(line, Y.Convert<T>())
        select loss;
}
