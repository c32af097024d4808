#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

// Gradient descent: to the global minimum, to a local one, and away for ever
//
// The deck shows three pictures without naming their functions: a descent that ends in the global minimum, one with rate
// 0.125 that ends in a local minimum, and one that diverges because its rate is too large. Here they are with functions
// written down, so that what decides between the three can be computed.
//
// Near a minimum a smooth function is a parabola of curvature l, and one step multiplies the distance to it by 1 - a l.
// So descent converges exactly if |1 - a l| < 1, which is a < 2 / l: below 1 / l it creeps from one side, between 1 / l and
// 2 / l it hops over the minimum, at 2 / l it hops for ever, beyond it flies away (Polyak, Introduction to Optimization, 1987).

var note = Note.Begin(args, Console.Out);

// A double well: two minima, the left one deeper. Where the ridge is decides which one a start belongs to.
double Well(double x) => (x * x - 1) * (x * x - 1) + 0.3 * x;
double Slope(double x) => 4 * x * (x * x - 1) + 0.3;
double Curve(double x) => 12 * x * x - 4;

Tensor<double> Number(double x) => Tensor<double>.From([1], [x]);

// A trajectory is a fold of the optimizer's pure step.
List<double> Descend(double start, double rate, int steps)
{
    var optimizer = Optimizer.Sgd(rate);
    var at = new Updated<double>(Number(start), optimizer.Start<double>(1));
    List<double> path = [start];
    for (var i = 0; i < steps && Math.Abs(path[^1]) < 1e3; i++)
    {
        at = optimizer.Update(at.State, at.Parameters, Number(Slope(at.Parameters[0])));
        path.Add(at.Parameters[0]);
    }
    return path;
}

// The minima, by Newton's method from a guess: the reference does not come from descent.
double Root(double x) => Enumerable.Range(0, 50).Aggregate(x, (x, _) => x - Slope(x) / Curve(x));
var (global, local) = (Root(-1), Root(1));
note.Say($"global minimum at {global:F4} of value {Well(global):F4}, local one at {local:F4} of value {Well(local):F4}");

var toGlobal = Descend(-0.2, 0.05, 100);
var toLocal = Descend(0.5, 0.125, 100);
note.Claim($"from -0.2 with rate 0.05 descent ends in the global minimum, {Math.Abs(toGlobal[^1] - global):E1} away", Math.Abs(toGlobal[^1] - global) < 1e-6);
note.Claim($"from 0.5 with rate 0.125 it ends in the local minimum, {Math.Abs(toLocal[^1] - local):E1} away", Math.Abs(toLocal[^1] - local) < 1e-6);

// The factor by which the distance shrinks in the end is the one that theory names.
var factor = (toGlobal[40] - global) / (toGlobal[39] - global);
note.Claim($"near the minimum each step multiplies the distance by 1 - a l: {factor:F5}, theory {1 - 0.05 * Curve(global):F5}", Math.Abs(factor - (1 - 0.05 * Curve(global))) < 1e-4);

// The rate beyond which no start stays: 2 / l. Just below it descent converges, hopping; just above it leaves the minimum.
var critical = 2 / Curve(global);
bool Settles(double rate) => Math.Abs(Descend(global + 1e-3, rate, 4000)[^1] - global) < 1e-3;
note.Claim($"the rate limit of the global minimum is 2 / l = {critical:F4}: at 0.99 of it descent settles, at 1.01 of it it does not", Settles(0.99 * critical) && !Settles(1.01 * critical));

// This well grows faster than a parabola: a rate that is small enough beside the minimum is too large far from it, and who
// begins there hops higher with every step.
var away = Descend(2.08, 0.15, 100);
note.Claim($"from 2.08 with rate 0.15 it is beyond 1000 after {away.Count - 1} steps", Math.Abs(away[^1]) > 1e3);

Chart Picture(string title, List<double> path, double low, double high) => new(title, new("x", Min: low, Max: high), new("f(x)", Max: Math.Max(2, Well(high))),
[
    new Line("f", Enumerable.Range(0, 201).Select(i => low + i * (high - low) / 200).Select(x => (x, Well(x))).ToMany()),
    new Line("descent", path.Where(x => x >= low && x <= high).Select(x => (x, Well(x))).ToMany()),
    new Dots("steps", path.Where(x => x >= low && x <= high).Select(x => (x, Well(x))).ToMany()),
]);
note.Draw("gradient-descent-global", Picture("To the global minimum, rate 0.05", toGlobal, -1.6, 1.6));
note.Draw("gradient-descent-local", Picture("To the local minimum, rate 0.125", toLocal, -1.6, 1.6));
note.Draw("gradient-descent-divergence", Picture("Away, rate 0.15", away, -3.5, 3.5));

// Newton's step
//
// "Second order may help. But using Newton is too expensive." On x^T A x / 2 with n numbers a gradient is one product with A, n^2 multiplications. Newton's step, which divides by A,
// is at the minimum at once; but it needs all n columns of A, each a product, and elimination, which clears in n columns n rows of n / 2 numbers on average: n^3 and n^3 / 2.
Tensor<double> Matrix(int n) => Key.Of(1).Normal<double>([n, n]) is var g ? Tensor<double>.From([n, n], [.. Enumerable.Range(0, n * n).Select(i => (g[i] + g[i % n * n + i / n]) / (4 * Math.Sqrt(n)) + (i / n == i % n ? 1 : 0))]) : g;
int[] sizes = note.Quick ? [8, 16, 32] : [64, 128, 256, 512, 1024];
var costs = sizes.Select(n =>
{
    var (map, x) = (new Bowl(Matrix(n)), Tensor<double>.Ones([n]));
    Tensor<double> Descended() => Gradient.Of(Leaves<double>.Of(x), at => map.Of(at[0])).Gradient[0].Value;
    Tensor<double> Jumped() => Newton.Step(map, x);
    return (N: (double)n, Left: Jumped().Span.ToArray().Max(Math.Abs), Gradient: Seconds(Descended, 20), Newton: Seconds(Jumped, n < 512 ? 3 : 2));
}).ToArray();
// The fastest of so many: what another program took is no part of it.
double Seconds(Func<Tensor<double>> work, int times) => Enumerable.Range(0, times).Min(_ =>
{
    var watch = System.Diagnostics.Stopwatch.StartNew();
    work();
    return watch.Elapsed.TotalSeconds;
});
double Exponent(Func<(double N, double Left, double Gradient, double Newton), double> time) => Math.Log2(time(costs[^1]) / time(costs[^3])) / 2;
foreach (var cost in costs) note.Say($"n = {cost.N,4}: a gradient {1e3 * cost.Gradient:F3} ms, a step of Newton {1e3 * cost.Newton:F1} ms, {cost.Newton / cost.Gradient:F0} times as long");
note.Claim($"one step of Newton goes from 1 to within {costs.Max(cost => cost.Left):0e0} of the minimum, for all n", costs.All(cost => cost.Left < 1e-9));
if (!note.Quick) note.Claim($"from n = {costs[^3].N} to {costs[^1].N} the time of a gradient grows as n^{Exponent(cost => cost.Gradient):F1}, that of Newton's step as n^{Exponent(cost => cost.Newton):F1}; theory 2 and 3",
    Exponent(cost => cost.Newton) is > 2.5 and < 3.5 && Exponent(cost => cost.Gradient) is > 1 and < 2.5);
note.Say($"the 60 million parameters of the deck's network have a matrix of {6e7 * 6e7:E1} numbers, {6e7 * 6e7 * 4 / 1e15:F0} petabytes of floats");
note.Draw("gradient-descent-newton", new Chart("What a step costs", new("numbers n", Log: true), new("seconds", Log: true),
[
    new Line("gradient", costs.Select(cost => (cost.N, cost.Gradient)).ToMany()),
    new Line("Newton", costs.Select(cost => (cost.N, cost.Newton)).ToMany()),
    new Line("n^3", costs.Select(cost => (cost.N, costs[^1].Newton * Math.Pow(cost.N / costs[^1].N, 3))).ToMany(), Dashed: true),
]));

// What would falsify this: a descent below 2 / l that leaves the minimum it started beside, or one beyond it that stays; a step of Newton whose cost per gradient does not grow with n.
return note.End();

/// <summary>x^T A x / 2.</summary>
sealed record Bowl(Tensor<double> A) : IMap
{
    public Diff<T, Var<T>> Of<T>(Var<T> x) where T : struct, System.Numerics.IFloatingPointIeee754<T> =>
        from column in Ops.Reshape(x, x.Shape.Size, 1)
        from product in Ops.MatMul<T>(A.Convert<T>(), column)
        from both in Ops.Multiply(column, product)
        from sum in Ops.Sum(both)
        from half in Ops.Scale(sum, 0.5)
        select half;
}
