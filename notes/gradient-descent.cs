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

// What would falsify this: a descent below 2 / l that leaves the minimum it started beside, or one beyond it that stays.
return note.End();
