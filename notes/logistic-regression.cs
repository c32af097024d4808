#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

// Logistic regression: fifty people
//
// The deck's "dummy example": 50 people, each a height, a weight and a gender; predict overweight or not. The loss of h = w x + b is
//     -(y log s(h) + (1 - y) log(1 - s(h))),  s(h) = 1 / (1 + exp(-h)),
// "a convex function w.r.t. h!!!" True, and worth more than it seems: h is linear in the parameters, so the loss is convex in them too, and descent has nowhere
// wrong to go. What convexity does not give is a minimum.

var note = Note.Begin(args, Console.Out);

// 1. Convex in h
//
// The second derivative is s (1 - s): positive, at most 1/4. The squared error (s(h) - y)^2 is not convex: a confident mistake lies on a plateau.
Tensor<double> One(double h) => Tensor<double>.Of([1], h);
double[] hs = [.. Enumerable.Range(-60, 121).Select(i => i / 5.0)];
double Curvature(bool entropy, double h) => Hessian.Of(new OfLogit(entropy), One(h))[0];
double Sigmoid(double h) => 1 / (1 + Math.Exp(-h));
var (entropy, square) = (hs.Select(h => Curvature(true, h)).ToArray(), hs.Select(h => Curvature(false, h)).ToArray());
note.Claim($"the second derivative of cross entropy is s (1 - s), to {entropy.Zip(hs, (c, h) => Math.Abs(c - Sigmoid(h) * (1 - Sigmoid(h)))).Max():E0}: from {entropy.Min():E1} to {entropy.Max():F2}",
    entropy.Zip(hs).All(p => Math.Abs(p.First - Sigmoid(p.Second) * (1 - Sigmoid(p.Second))) < 1e-12) && entropy.Min() > 0 && entropy.Max() <= 0.25);
note.Claim($"that of the squared error, for y = 1, is as low as {square.Min():F3}, at h = {hs[Array.IndexOf(square, square.Min())]:F1}", square.Min() < -0.05);

// 2. Fifty people
//
// Overweight is a body mass index above 25, judged by somebody whose eye is off by 2 or so: near the line the two kinds of people mix. Gender shifts height and weight, and has
// no say in the index; the model may find that out. Height and weight are standardised (why, see input-normalisation.cs).
double Eye(int i, double off) => 25 + 4 * Key.Of(1).Child(i).Normal(0) + off * Key.Of(1).Child(i).Normal(1);
var people = Enumerable.Range(0, 50).Select(i =>
{
    var (gender, index) = (i % 2, Eye(i, 0));
    var height = (gender == 0 ? 1.65 : 1.78) + 0.07 * Key.Of(1).Child(i).Normal(2);
    return (Height: height, Weight: index * height * height, Gender: gender, Clear: index > 25, Judged: Eye(i, 2) > 25);
}).ToArray();
double Z(Func<int, double> of, int i) => Enumerable.Range(0, 50).Select(of).ToArray() is var all ? (of(i) - all.Average()) / Math.Sqrt(all.Select(x => Math.Pow(x - all.Average(), 2)).Average()) : 0;
double[] Row(int i) => [Z(i => people[i].Height, i), Z(i => people[i].Weight, i), people[i].Gender - 0.5, 1];
var rows = Enumerable.Range(0, 50).Select(Row).ToArray();
Cost Of(IReadOnlyList<int> which, Func<int, bool> label) => new(
    Tensor<double>.Of([which.Count, 4], [.. which.SelectMany(i => rows[i])]), Tensor<double>.Of([which.Count, 1], [.. which.Select(i => label(i) ? 1.0 : 0)]));
int[] everybody = [.. Enumerable.Range(0, 50)];
var cost = Of(everybody, i => people[i].Judged);
double Value(IMap f, Tensor<double> w) => f.Of<double>(w).Value().Value.ToScalar();
Tensor<double> Slope(IMap f, Tensor<double> w) => Derivative.Reverse(f, w).Matrix.Reshape(w.Shape);
double Length(Tensor<double> x) => Math.Sqrt(x.Span.ToArray().Sum(v => v * v));

// Convex: every Hessian is positive definite, that is, elimination meets positive pivots only.
double LeastPivot(Tensor<double> h)
{
    var (a, n) = (h.Span.ToArray(), h.Shape[0]);
    var least = double.PositiveInfinity;
    for (var k = 0; k < n; k++)
    {
        least = Math.Min(least, a[k * n + k]);
        for (var i = k + 1; i < n; i++)
            for (var j = n - 1; j >= k; j--) a[i * n + j] -= a[i * n + k] / a[k * n + k] * a[k * n + j];
    }
    return least;
}
var pivots = Enumerable.Range(0, note.Quick ? 20 : 200).Select(i => LeastPivot(Hessian.Of(cost, Key.Of(2).Child(i).Normal<double>([4], 0, 3)))).ToArray();
note.Claim($"at {pivots.Length} random parameters all pivots of the Hessian are positive, the least {pivots.Min():E1}", pivots.Min() > 0);

// So one minimum. Newton's steps find it, and descent from anywhere ends there.
var minimum = Enumerable.Range(0, 12).Aggregate(Tensor<double>.Zeros([4]), (w, _) => Newton.Step(cost, w));
var rest = Length(Slope(cost, minimum));
Tensor<double> Descend(IMap f, Tensor<double> start, double rate, int steps, Action<int, Tensor<double>>? look = null)
{
    var optimizer = Optimizer.Sgd(rate);
    var at = new Updated<double>(start, optimizer.Start<double>(4));
    for (var t = 0; t < steps; t++)
    {
        look?.Invoke(t, at.Parameters);
        at = optimizer.Update(at.State, at.Parameters, Slope(f, at.Parameters));
    }
    return at.Parameters;
}
var away = Enumerable.Range(0, note.Quick ? 2 : 5).Max(i => Length(Ops.Subtract<double>(Descend(cost, Key.Of(3).Child(i).Normal<double>([4], 0, 3), 4, 4000), minimum).Value().Value));
note.Say($"minimum: height {minimum[0]:F2}, weight {minimum[1]:F2}, gender {minimum[2]:F2}, constant {minimum[3]:F2}; loss {Value(cost, minimum):F4}");
note.Claim($"12 steps of Newton leave a gradient of {rest:E0}, and descent from random starts ends {away:E0} from there at most", rest < 1e-9 && away < 1e-6);
note.Claim($"height counts against overweight and weight for it", minimum[0] < 0 && minimum[1] > 0);

// A hidden layer ends the convexity: exchange two hidden units and the loss is the same, yet half way between the two it is higher.
var net = Net.Seq(new Dense(2, Activation.Tanh), new Dense(1));
var start = Train.Start<double>(net, Optimizer.Adam(0.05), [4], Key.Of(4));
var batch = new Batch<double>(cost.X, cost.Y);
var hidden = Train.Fold(Enumerable.Repeat(batch, 500), start, Train.Step<double>(net, Loss.BinaryCrossEntropy, Optimizer.Adam(0.05)));
double Deep(Tensor<double> vector) => Loss.BinaryCrossEntropy.Of<double>(Net.Infer(net, start.Form.Pour(vector), start.State, cost.X), cost.Y).Value().Value.ToScalar();
// 4 x 2 weights, 2 biases, 2 x 1 weights, 1 bias.
int[] exchange = [1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 12];
var twin = Tensor<double>.Of([13], [.. exchange.Select(i => hidden.Vector[i])]);
var middle = Tensor<double>.Of([13], [.. Enumerable.Range(0, 13).Select(i => (hidden.Vector[i] + twin[i]) / 2)]);
note.Claim($"with two hidden units the loss is {Deep(hidden.Vector):F3} at a solution, {Deep(twin):F3} at its twin with the units exchanged, and {Deep(middle):F3} half way",
    Math.Abs(Deep(hidden.Vector) - Deep(twin)) < 1e-12 && Deep(middle) > Deep(hidden.Vector) + 0.05);

// 3. All fifty, or one at a time
//
// "Gradient descent evaluates all samples for each update", SGD one. Counted in people looked at, SGD is far ahead at first, and at a constant rate never arrives. Traps
// of local minima, the deck's second reason for SGD, do not exist here.
List<(double Seen, double Loss)> full = [], single = [];
const int Epochs = 100;
Descend(cost, Tensor<double>.Zeros([4]), 2, Epochs, (t, w) => full.Add((50 * t, Value(cost, w))));
{
    var optimizer = Optimizer.Sgd(0.1);
    var at = new Updated<double>(Tensor<double>.Zeros([4]), optimizer.Start<double>(4));
    var singles = everybody.Select(i => Of([i], i => people[i].Judged)).ToArray();
    for (var t = 0; t < 50 * Epochs; t++)
    {
        if (t % 10 == 0) single.Add((t, Value(cost, at.Parameters)));
        at = optimizer.Update(at.State, at.Parameters, Slope(singles[Key.Of(5).Below(50, t)], at.Parameters));
    }
}
var least = Value(cost, minimum);
double First(List<(double Seen, double Loss)> way) => way.First(p => p.Loss < least + 0.05).Seen;
note.Claim($"to come within 0.05 of the least loss, descent looks at {First(full)} people and SGD at {First(single)}", 2 * First(single) < First(full));
var (left, wobble) = (full[^1].Loss - least, single.TakeLast(single.Count / 2).Average(p => p.Loss) - least);
note.Claim($"after {Epochs} times everybody descent is {left:E1} above it, SGD in the second half {wobble:E1} on average", left < wobble);

// 4. Convex, and no minimum
//
// Judged without an error the labels are those of the index itself, and a line between height and weight separates the fifty. Then doubling w halves
// every mistake: the loss goes to 0 and w goes away. In the end its length grows as log t (Soudry et al., The Implicit Bias of Gradient Descent on Separable Data, 2018);
// these fifty leave so narrow a gap that 40,000 steps are not yet the end.
var clear = Of(everybody, i => people[i].Clear);
List<(double Step, double Length)> grows = [];
Descend(clear, Tensor<double>.Zeros([4]), 4, note.Quick ? 4001 : 40001, (t, w) =>
{
    if (t > 0 && Math.Log10(t) * 8 % 1 < 1e-9 || t is 40 or 400 or 4000 or 40000) grows.Add((t, Length(w)));
});
double At(double step) => grows.First(g => g.Step == step).Length;
if (!note.Quick) note.Say($"after 40000 steps their length is {At(40000):F1}, and the loss {Value(clear, Descend(clear, Tensor<double>.Zeros([4]), 4, 40000)):E1}");
note.Claim($"with clear labels the parameters have the length {At(40):F1} after 40 steps, {At(400):F1} after 400, {At(4000):F1} after 4000: there is no minimum to reach", At(400) > At(40) + 2 && At(4000) > At(400) + 2);

var kinds = new[] { (0, "women"), (1, "men") };
double OnLine(double h, int gender)
{
    var mean = people.Average(p => p.Height);
    var deviation = Math.Sqrt(people.Average(p => Math.Pow(p.Height - mean, 2)));
    var (weightMean, z) = (people.Average(p => p.Weight), -(minimum[0] * (h - mean) / deviation + minimum[2] * (gender - 0.5) + minimum[3]) / minimum[1]);
    return weightMean + z * Math.Sqrt(people.Average(p => Math.Pow(p.Weight - weightMean, 2)));
}
note.Draw("logistic-regression-people", new Chart("Fifty people, and where the model is undecided", new("height, m", Min: 1.45, Max: 2), new("weight, kg", Min: 40, Max: 120),
[
    new Dots("overweight", people.Where(p => p.Judged).Select(p => (p.Height, p.Weight)).ToMany()),
    new Dots("not", people.Where(p => !p.Judged).Select(p => (p.Height, p.Weight)).ToMany()),
    .. kinds.Select(k => new Line(k.Item2, new[] { 1.45, 2 }.Select(h => (h, OnLine(h, k.Item1))).ToMany(), Dashed: true)),
]) { Tall = 280 });
note.Draw("logistic-regression-curvature", new Chart("Second derivative of two losses of a sigmoid, y = 1", new("h"), new("second derivative"),
    [new Line("cross entropy", hs.Zip(entropy).ToMany()), new Line("squared error", hs.Zip(square).ToMany())]));
note.Draw("logistic-regression-sgd", new Chart("All fifty an update, or one", new("people looked at", Min: 0, Max: 1000), new("loss of all fifty", Min: 0.2, Max: 0.7),
    [new Line("SGD, one a step", single.ToMany()), new Line("descent, fifty a step", full.ToMany()), new Line("least", new[] { (0.0, least), (1000, least) }.ToMany(), Dashed: true)]));

// What would falsify this: a Hessian with a pivot that is not positive, two minima, or parameters that come to rest on separable labels.
return note.End();

/// <summary>The loss of one logit, for a person of class 1.</summary>
sealed record OfLogit(bool Entropy) : IMap
{
    public Diff<T, Var<T>> Of<T>(Var<T> x) where T : struct, System.Numerics.IFloatingPointIeee754<T> => Entropy
        ? Loss.BinaryCrossEntropy.Of(x, Tensor<T>.Ones([1]))
        : Ops.Sigmoid(x).Bind(s => Loss.MeanSquaredError.Of(s, Tensor<T>.Ones([1])));
}

/// <summary>The mean loss of some people as a function of the weights; the last column of X is 1.</summary>
sealed record Cost(Tensor<double> X, Tensor<double> Y) : IMap
{
    public Diff<T, Var<T>> Of<T>(Var<T> x) where T : struct, System.Numerics.IFloatingPointIeee754<T> =>
        from w in Ops.Reshape(x, x.Shape.Size, 1)
        from h in Ops.MatMul<T>(X.Convert<T>(), w)
        from loss in Loss.BinaryCrossEntropy.Of(h, Y.Convert<T>())
        select loss;
}
