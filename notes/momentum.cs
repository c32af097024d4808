#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

// Momentum: through a barrier, along a valley, and where its limits are
//
// Descent forgets where it came from. Momentum keeps a velocity, v = b v + g, x -= a v: a ball that rolls (Polyak 1964). The
// deck claims that it goes through local barriers, accelerates where the gradient keeps its direction, and damps oscillations
// in narrow valleys. On a quadratic all of it can be computed: along an eigenvector of curvature l the pair (x_t, x_t-1) is
// multiplied at each step by the matrix [[1 + b - a l, -b], [1, 0]], so the error shrinks by the larger of its two eigenvalues.

var note = Note.Begin(args, Console.Out);

List<Tensor<double>> Descend(Optimizer optimizer, Func<Tensor<double>, Tensor<double>> gradient, Tensor<double> start, int steps)
{
    var at = new Updated<double>(start, optimizer.Start<double>(start.Shape.Size));
    List<Tensor<double>> path = [start];
    for (var i = 0; i < steps; i++)
    {
        at = optimizer.Update(at.State, at.Parameters, gradient(at.Parameters));
        path.Add(at.Parameters);
    }
    return path;
}

double Length(Tensor<double> x) => Math.Sqrt(Enumerable.Range(0, x.Shape.Size).Sum(i => x[i] * x[i]));

// 1. Through a barrier. Two wells; the ridge between them stops descent and not a ball that comes with speed.
double Well(double x) => (x * x - 1) * (x * x - 1) + 0.3 * x;
Tensor<double> Slope(Tensor<double> x) => Tensor<double>.From([1], [4 * x[0] * (x[0] * x[0] - 1) + 0.3]);
var high = Tensor<double>.From([1], [1.8]);
var plain = Descend(Optimizer.Sgd(0.01), Slope, high, 1000);
var rolling = Descend(Optimizer.Momentum(0.01, 0.9), Slope, high, 1000);
note.Claim($"from 1.8 descent ends in the right well, at {plain[^1][0]:F3}; with momentum 0.9 and the same rate it ends in the deeper left one, at {rolling[^1][0]:F3}",
    plain[^1][0] > 0.9 && rolling[^1][0] < -0.9);
// How much of it is needed: the least momentum, in hundredths, that takes the ridge.
var least = Enumerable.Range(0, 100).Select(i => i / 100.0).First(b => Descend(Optimizer.Momentum(0.01, b), Slope, high, 1000)[^1][0] < -0.9);
note.Say($"the least momentum that takes the ridge from 1.8 is {least:F2}");
// Which barriers: with v = (x_t - x_t+1) / sqrt(a), step by step of time sqrt(a), momentum is x'' = -m x' - f'(x), a ball with the friction m = (1 - b) / sqrt(a). Its energy
// f(x) + v^2 / 2 only falls, so it takes no ridge above its start; and what a rate and a momentum take depends, for small rates, on m alone.
double Friction(double rate, double from)
{
    var (low, high) = (0.0, 1 / Math.Sqrt(rate));
    for (var i = 0; i < 20; i++)
    {
        var middle = (low + high) / 2;
        var rolls = Descend(Optimizer.Momentum(rate, 1 - middle * Math.Sqrt(rate)), Slope, Tensor<double>.From([1], [from]), (int)(40 / Math.Sqrt(rate))).Any(x => x[0] < 0);
        (low, high) = rolls ? (middle, high) : (low, middle);
    }
    return low;
}
var ridge = Enumerable.Range(-100, 201).Max(i => Well(i / 400.0));
double[] fine = note.Quick ? [0.01, 0.0025] : [0.01, 0.0025, 0.000625, 0.00015625];
var most = fine.Select(rate => Friction(rate, 1.8)).ToArray();
note.Claim($"from 1.8 the largest friction that takes the ridge is {string.Join(", ", most.Zip(fine, (m, rate) => FormattableString.Invariant($"{m:F3} at rate {rate}")))}: one number",
    most.Zip(most.Skip(1), (one, next) => Math.Abs(one - next)).All(off => off < 0.05) && most.Max() / most.Min() < 1.05);
double[] starts = [.. Enumerable.Range(0, note.Quick ? 5 : 25).Select(i => 1.3 + 0.025 * i * (note.Quick ? 6 : 1))];
var frictions = starts.Select(from => (Height: Well(from) - ridge, Friction: Friction(0.0025, from))).ToArray();
note.Claim($"from a start below the ridge no momentum takes it, from one above some does: {frictions.Count(f => f.Height < 0)} and {frictions.Count(f => f.Height > 0)} starts, the friction allowed grows with the height to {frictions[^1].Friction:F2}",
    frictions.All(f => f.Height > 0 == f.Friction > 1e-4) && frictions.Zip(frictions.Skip(1)).All(pair => pair.First.Friction <= pair.Second.Friction));
note.Draw("momentum-friction", new Chart("What a ball may lose and still take the ridge", new("height of the start above the ridge"), new("largest friction (1 - b) / sqrt(a)", Min: 0),
    [new Line("measured, rate 0.0025", frictions.Select(f => (f.Height, f.Friction)).ToMany())]));
// Where the gradient keeps its direction, velocities add up to g / (1 - b): ten times the step at 0.9.
var straight = Descend(Optimizer.Momentum(0.01, 0.9), _ => Tensor<double>.From([1], [1]), Tensor<double>.From([1], [0]), 200);
var speed = (straight[199][0] - straight[200][0]) / 0.01;
note.Claim($"under a gradient that does not change, momentum 0.9 makes steps {speed:F3} times as long as descent", Math.Abs(speed - 10) < 1e-6);
note.Draw("momentum-barrier", new Chart("Through a local barrier, rate 0.01", new("x", Min: -1.8, Max: 1.9), new("f(x)", Min: -1, Max: 6),
[
    new Line("f", Enumerable.Range(0, 201).Select(i => -1.8 + i * 3.7 / 200).Select(x => (x, Well(x))).ToMany()),
    new Dots("descent", plain.Take(200).Select(x => (x[0], Well(x[0]))).ToMany()),
    new Dots("momentum 0.9", rolling.Take(200).Select(x => (x[0], Well(x[0]))).ToMany()),
]));

// 2. Why a valley is hard: the gradient points across it. Between gradient and Newton step, H^-1 g, the angle has the least
// cosine 2 sqrt(k) / (k + 1) at condition number k (Kantorovich's inequality): 90 degrees in the limit.
var conditions = Enumerable.Range(0, 13).Select(i => Math.Pow(10, i / 4.0)).ToArray();
double Angle(double k) => Enumerable.Range(0, 20001).Select(i => Math.PI / 2 * i / 20000).Max(t =>
{
    var (x, y) = (Math.Cos(t), k * Math.Sin(t));
    return Math.Acos((x * Math.Cos(t) + y * Math.Sin(t)) / Math.Sqrt(x * x + y * y)) * 180 / Math.PI;
});
double Kantorovich(double k) => Math.Acos(2 * Math.Sqrt(k) / (k + 1)) * 180 / Math.PI;
var angles = conditions.Select(k => (k, Angle(k))).ToArray();
note.Claim($"the largest angle between gradient and Newton step is Kantorovich's: {angles[4].Item2:F2} degrees at condition 10, {angles[^1].Item2:F2} at 1000",
    angles.All(angle => Math.Abs(angle.Item2 - Kantorovich(angle.k)) < 0.1));
note.Draw("momentum-angle", new Chart("The gradient points across the valley", new("condition number", Log: true), new("largest angle to the Newton step, degrees", Min: 0, Max: 90),
    [new Line("measured", angles.ToMany()), new Line("Kantorovich", angles.Select(angle => (angle.k, Kantorovich(angle.k))).ToMany(), Dashed: true)]));

// 3. The anisotropic valley, with the deck's rates: 0.05 without momentum, 0.05 with 0.5, and Adam with 0.1.
var valley = new Quadratic([1, 38]);
var start = Tensor<double>.From([2], [-8, 1]);
(string Name, List<Tensor<double>> Path)[] ways =
[
    ("descent", Descend(Optimizer.Sgd(0.05), valley.Gradient, start, 80)),
    ("momentum 0.5", Descend(Optimizer.Momentum(0.05, 0.5), valley.Gradient, start, 80)),
    ("adam", Descend(Optimizer.Adam(0.1), valley.Gradient, start, 80)),
];
foreach (var (name, path) in ways) note.Say($"valley of condition 38, {name}: value {valley.Value(path[40]):0.0e0} after 40 steps, {valley.Value(path[80]):0.0e0} after 80");
// A coordinate of Adam moves by about its rate in a step, whatever the gradient: 8 / 0.1 = 80 steps from -8 to the minimum. What
// it gains is the direction: it does not hop.
// Across the valley descent multiplies by 1 - 0.05 * 38 = -0.9, momentum by sqrt(0.5) = 0.71: oscillation is damped.
double Across(List<Tensor<double>> path, int from, int to) => Math.Pow(path.Skip(to).Take(8).Max(x => Math.Abs(x[1])) / path.Skip(from).Take(8).Max(x => Math.Abs(x[1])), 1.0 / (to - from));
var (hops, damped) = (Across(ways[0].Path, 8, 40), Across(ways[1].Path, 8, 40));
note.Claim($"across the valley a step of descent leaves {hops:F3} of the error (theory 0.900), one with momentum 0.5 {damped:F3} (theory {Math.Sqrt(0.5):F3})",
    Math.Abs(hops - 0.9) < 1e-3 && Math.Abs(damped - Math.Sqrt(0.5)) < 0.02);
note.Draw("momentum-valley", new Chart("An anisotropic valley, the deck's rates", new("x", Min: -9, Max: 2), new("y", Min: -1.6, Max: 1.6),
[
    Contours.Of((x, y) => valley.Value(Tensor<double>.From([2], [x, y])), (-9, 2), (-1.6, 1.6), [0.5, 2, 5, 10, 20, 30, 45, 60]),
    .. ways.Select(way => new Line(way.Name, way.Path.Select(x => (x[0], x[1])).ToMany())),
]) { Tall = 260 });

// What the deck says of Adam: it rescales "each coordinate separately" and so "compensates for the anisotropy of the mapping". A coordinate of the gradient that is c times
// as large makes m and the root of v c times as large, and the step the same: along the axes Adam does not see the condition number. Turned by 45 degrees it does.
double[] narrow = [1, 38, 10_000];
List<Tensor<double>> Rolls(double condition, double angle)
{
    var (c, s) = (Math.Cos(angle), Math.Sin(angle));
    Tensor<double> Turned(Tensor<double> x) => c * x[0] + s * x[1] is var u && condition * (c * x[1] - s * x[0]) is var v ? Tensor<double>.From([2], [c * u - s * v, s * u + c * v]) : x;
    return Descend(Optimizer.Adam(0.1), Turned, Tensor<double>.From([2], [-8 * c - s, -8 * s + c]), 4000);
}
int Arrives(List<Tensor<double>> path) => path.FindIndex(x => Length(x) < 0.05);
var (along, turned) = (narrow.Select(k => Rolls(k, 0)).ToArray(), narrow.Select(k => Rolls(k, Math.PI / 4)).ToArray());
var apart = along.Max(path => path.Zip(along[0], (x, y) => Length(Tensor<double>.From([2], [x[0] - y[0], x[1] - y[1]]))).Take(200).Max());
note.Claim($"along the axes Adam's ways at condition 1, 38 and 10,000 are {apart:0.0e0} apart; turned by 45 degrees they need {string.Join(", ", turned.Select(path => Arrives(path) is var at && at < 0 ? "more than 4000" : $"{at}"))} steps, along them {Arrives(along[0])}",
    apart < 1e-5 && Arrives(turned[1]) > 1.2 * Arrives(along[1]) && (Arrives(turned[2]) < 0 || Arrives(turned[2]) > 10 * Arrives(along[2])));

// 4. The deck's table: step 0.003 and momentum 0, 0.6, 0.8, 0.9, on a quadratic whose curvatures reach from 1 to 600.
var steep = new Quadratic([1, 600]);
double Radius(double b, double l)
{
    const double a = 0.003;
    var (trace, root) = (1 + b - a * l, (1 + b - a * l) * (1 + b - a * l) - 4 * b);
    return root <= 0 ? Math.Sqrt(b) : (Math.Abs(trace) + Math.Sqrt(root)) / 2;
}
var betas = new[] { 0, 0.6, 0.8, 0.9 };
var table = betas.Select(b =>
{
    var path = Descend(Optimizer.Momentum(0.003, b), steep.Gradient, Tensor<double>.From([2], [1, 1]), 6000);
    return (Beta: b, Path: path, Steps: path.FindIndex(x => Length(x) < 1e-3), Rate: Math.Max(Radius(b, 1), Radius(b, 600)));
}).ToArray();
foreach (var row in table) note.Say($"step 0.003, momentum {row.Beta:F1}: {row.Steps} steps to an error of 0.001; a step leaves {row.Rate:F4} of it in theory, which needs {Math.Log(1e-3) / Math.Log(row.Rate):F0}");
note.Claim($"steps needed are those of theory within a twentieth, and momentum 0.9 needs {(double)table[0].Steps / table[3].Steps:F1} times fewer than none",
    table.All(row => row.Steps > 0 && row.Steps / (Math.Log(1e-3) / Math.Log(row.Rate)) is > 0.95 and < 1.05) && table[0].Steps > 8 * table[3].Steps);
bool Kept(Optimizer optimizer) => Length(Descend(optimizer, steep.Gradient, Tensor<double>.From([2], [1, 1]), 4000)[^1]) < 1;
bool Stays(double rate, double b) => Kept(Optimizer.Momentum(rate, b));
note.Claim($"momentum allows larger steps: the limit is 2 (1 + b) / l, here {2 / 600.0:F5} without and {3.8 / 600:F5} with momentum 0.9; each holds at 0.99 of its limit and not at 1.01",
    Stays(0.99 * 2 / 600, 0) && !Stays(1.01 * 2 / 600, 0) && Stays(0.99 * 3.8 / 600, 0.9) && !Stays(1.01 * 3.8 / 600, 0.9));
// Nesterov's steps have the equation z^2 - (1 + b) (1 - a l) z + b (1 - a l) = 0, which leaves the unit circle at z = -1: its limit is 2 (1 + b) / (1 + 2 b) / l.
note.Claim($"looking ahead takes most of that back: nesterov's limit is {3.8 / 2.8 / 600:F5}; it holds at 0.99 of it and not at 1.01",
    Kept(Optimizer.Nesterov(0.99 * 3.8 / 2.8 / 600, 0.9)) && !Kept(Optimizer.Nesterov(1.01 * 3.8 / 2.8 / 600, 0.9)));
note.Draw("momentum-table", new Chart("Step 0.003 on curvatures 1 and 600", new("step", Min: 0, Max: 1500), new("distance to the minimum", Log: true, Min: 1e-6, Max: 2),
    table.Select(row => (Mark)new Line(FormattableString.Invariant($"momentum {row.Beta:F1}"), row.Path.Select((x, i) => ((double)i, Length(x))).ToMany())).ToMany()));

// 5. Polyak against Nesterov, each with its best constants for curvatures 1 to 100. On a quadratic Polyak's rate is the best there
// is; Nesterov pays a little for a guarantee on every smooth convex function, where Polyak's ball may circle for ever.
var bowl = new Quadratic([1, 100]);
const double k = 100;
var polyak = (Rate: 4 / Math.Pow(10 + 1, 2), Decay: Math.Pow((Math.Sqrt(k) - 1) / (Math.Sqrt(k) + 1), 2));
var nesterov = (Rate: 1 / 100.0, Decay: (Math.Sqrt(k) - 1) / (Math.Sqrt(k) + 1));
var there = Tensor<double>.From([2], [1, 1]);
var ball = Descend(Optimizer.Momentum(polyak.Rate, polyak.Decay), bowl.Gradient, there, 200);
var ahead = Descend(Optimizer.Nesterov(nesterov.Rate, nesterov.Decay), bowl.Gradient, there, 200);
double Shrinks(List<Tensor<double>> path) => Math.Pow(Length(path[200]) / Length(path[100]), 1.0 / 100);
note.Claim($"per step Polyak leaves {Shrinks(ball):F3} of the error (theory {Math.Sqrt(polyak.Decay):F3} and a factor that grows with the step), Nesterov {Shrinks(ahead):F3} (at most {Math.Sqrt(1 - 1 / Math.Sqrt(k)):F3}), descent at best {(k - 1) / (k + 1):F3}",
    Math.Abs(Shrinks(ball) - Math.Sqrt(polyak.Decay)) < 0.02 && Shrinks(ahead) <= Math.Sqrt(1 - 1 / Math.Sqrt(k)) + 0.01);
// A convex function with curvatures between 1 and 25 on which Polyak's constants make the ball circle (Lessard, Recht and Packard 2016).
Tensor<double> Kinked(Tensor<double> x) => Tensor<double>.From([1], [x[0] < 1 ? 25 * x[0] : x[0] < 2 ? x[0] + 24 : 25 * x[0] - 24]);
var (a25, b25) = (4 / Math.Pow(5 + 1, 2), Math.Pow((5 - 1.0) / (5 + 1), 2));
var circle = Descend(Optimizer.Momentum(a25, b25), Kinked, Tensor<double>.From([1], [3.3]), 400);
var calm = Descend(Optimizer.Nesterov(1 / 25.0, (5 - 1.0) / (5 + 1)), Kinked, Tensor<double>.From([1], [3.3]), 400);
note.Claim($"on a convex function of two curvatures Polyak's ball circles for ever, {Math.Abs(circle[^1][0]):F2} from the minimum; Nesterov has arrived after {calm.FindIndex(x => Math.Abs(x[0]) < 1e-6)} steps",
    circle.Skip(380).Max(x => Math.Abs(x[0])) > 0.5 && Math.Abs(calm[^1][0]) < 1e-6);

note.Draw("momentum-circle", new Chart("A convex function on which Polyak's ball circles", new("step", Min: 0, Max: 60), new("x"),
    [new Line("Polyak", circle.Take(61).Select((x, i) => ((double)i, x[0])).ToMany()), new Line("Nesterov", calm.Take(61).Select((x, i) => ((double)i, x[0])).ToMany())]));

// What would falsify this: a measured rate off its eigenvalue, a ridge above its start that momentum takes, or one below it that no momentum does.
return note.End();
