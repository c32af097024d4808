#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

// Why ReLU works: three of them, seven planes
//
// "But wait, ReLU is linear, and we need non-linearity! Not exactly. It's piecewise linear ... ReLU can bend linearity on one point, with any angle; just need a
// bunch of ReLUs." The deck plots the sum of three of them. (A lone y stands between its second and third term; it must be a label of the plot: as a factor it
// would make curved pieces, which is tried below.)
//
//     f(x, y) = relu(-4 - 2x + y) + relu(4 + 2x + y) + relu(5 - x - 2y)

var note = Note.Begin(args, Console.Out);

// 1. Flat everywhere but on three lines
//
// The same function is run at double for its gradient and twice over dual numbers for its Hessian, which must vanish off the lines.
var plane = new Bunch(Tensor<double>.Of([2, 3], -2, 2, -1, 1, 1, -2), Tensor<double>.Of([3], -4, 4, 5));
var curved = new Times(plane);
Tensor<double> At(double x, double y) => Tensor<double>.Of([2], x, y);
var points = Enumerable.Range(0, note.Quick ? 200 : 2000).Select(i => At(16 * Key.Of(1).Uniform(2 * i) - 8, 16 * Key.Of(1).Uniform(2 * i + 1) - 8)).ToArray();
double Bend(IMap f) => points.Max(p => Hessian.Of(f, p).Span.ToArray().Max(Math.Abs));
note.Claim($"at {points.Length} points the Hessian is at most {Bend(plane)}: all pieces are planes; with y as a factor it reaches {Bend(curved)}", Bend(plane) == 0 && Bend(curved) == 4);

// 2. How many planes
//
// Three lines in general position cut the plane into 1 + 3 + 3 = 7 pieces, not 2^3 = 8. The missing one is where all three are off: the first two need y <= -|4 + 2x|,
// so y <= 0, and there the third is on. Each piece has its own gradient, the sum of the normals that are on.
(double, double) Slope(double x, double y) => Derivative.Reverse(plane, At(x, y)).Matrix is var g ? (g[0], g[1]) : default;
var grid = note.Quick ? 40 : 200;
var pieces = (from i in Enumerable.Range(0, grid) from j in Enumerable.Range(0, grid) select Slope(16.0 * (i + 0.37) / grid - 8, 16.0 * (j + 0.41) / grid - 8)).Distinct().Order().ToArray();
foreach (var (gx, gy) in pieces) note.Say($"a piece of slope ({gx}, {gy})");
(double X, double Y)[] normals = [(-2, 1), (2, 1), (-1, -2)];
var possible = Enumerable.Range(1, 7).Select(on => normals.Where((_, k) => (on >> k & 1) == 1).Aggregate((X: 0.0, Y: 0.0), (sum, n) => (sum.X + n.X, sum.Y + n.Y))).Order().ToArray();
note.Claim($"there are {pieces.Length} pieces, and their slopes are the sums of the normals of each set of units but the empty one", pieces.SequenceEqual(possible));

// 3. One layer's kinks are whole lines
//
// "Just need a bunch" is right in one dimension (see universal-approximation.fsx) and needs care in two. N units have at most 1 + N + N (N - 1) / 2 pieces, which N
// lines of random direction have exactly; and no finite sum of relu(w x + b) is a hump, zero far away: along each line the slope jumps by the same amount all the way to infinity.
// A second layer stops a kink: relu(1 - |x| - |y|) with |x| = relu(x) + relu(-x) is a pyramid on a bounded base.
int Pieces(int count, Key key)
{
    var lines = Enumerable.Range(0, count).Select(k => (Angle: 2 * Math.PI * key.Uniform(2 * k), Offset: 2 * key.Uniform(2 * k + 1) - 1)).ToArray();
    string Pattern(double x, double y) => string.Concat(lines.Select(l => Math.Cos(l.Angle) * x + Math.Sin(l.Angle) * y > l.Offset ? '1' : '0'));
    // Every piece touches a crossing or, where there is none in it, lies along a line: look closely around all crossings, and far out all around.
    var near = from a in Enumerable.Range(0, count)
               from b in Enumerable.Range(0, a)
               let det = Math.Sin(lines[b].Angle - lines[a].Angle)
               let x = (lines[a].Offset * Math.Sin(lines[b].Angle) - lines[b].Offset * Math.Sin(lines[a].Angle)) / det
               let y = (lines[b].Offset * Math.Cos(lines[a].Angle) - lines[a].Offset * Math.Cos(lines[b].Angle)) / det
               from turn in new[] { 1, -1 }
               from other in new[] { 1, -1 }
               select Pattern(x + 1e-7 * (turn * Math.Cos(lines[a].Angle) + other * Math.Cos(lines[b].Angle)), y + 1e-7 * (turn * Math.Sin(lines[a].Angle) + other * Math.Sin(lines[b].Angle)));
    return near.Concat(Enumerable.Range(0, 20000).Select(i => Pattern(1e6 * Math.Cos(i * Math.PI / 1e4), 1e6 * Math.Sin(i * Math.PI / 1e4)))).Distinct().Count();
}
var counts = Enumerable.Range(1, note.Quick ? 6 : 12).Select(n => (N: n, Found: Pieces(n, Key.Of(5).Child(n)), Theory: 1 + n + n * (n - 1) / 2)).ToArray();
note.Claim($"N units of random direction make {string.Join(", ", counts.Select(c => c.Found))} pieces for N = 1 to {counts.Length}: 1 + N + N (N - 1) / 2", counts.All(c => c.Found == c.Theory));

// The jump of the slope across the first kink, y = 4 + 2x, near and far away; and the same for the pyramid's kink x = 0.
double Jump(IMap f, double x, double y, double nx, double ny)
{
    double Along(double s) => Derivative.Reverse(f, At(x + s * nx, y + s * ny)).Matrix is var g ? g[0] * nx + g[1] * ny : 0;
    return Along(1e-3) - Along(-1e-3);
}
var (nearby, far) = (Jump(plane, 1, 6, -2, 1), Jump(plane, 1e6, 2e6 + 4, -2, 1));
var pyramid = new Pyramid();
var (top, beyond) = (Jump(pyramid, 0, 0.5, 1, 0), Jump(pyramid, 0, 1.5, 1, 0));
note.Claim($"across its line the slope of one layer jumps by {nearby:F1} nearby and by {far:F1} a million away; that of two layers by {top:F1} on the pyramid and {beyond:F1} outside", nearby == 5 && far == 5 && top == -2 && beyond == 0);

double Value(double x, double y) => plane.Of<double>(At(x, y)).Value().Value.ToScalar();
var cells = 24;
note.Draw("relu-surface", new Chart("Three ReLUs: contours are straight between three lines", new("x", Min: -8, Max: 8), new("y", Min: -8, Max: 8),
[
    Contours.Of(Value, (-8, 8), (-8, 8), Enumerable.Range(1, 16).Select(i => 2.5 * i), 160),
    Kink("−4 − 2x + y = 0", x => 4 + 2 * x), Kink("4 + 2x + y = 0", x => -4 - 2 * x), Kink("5 − x − 2y = 0", x => (5 - x) / 2),
]) { Tall = 380 });
note.Draw("relu-surface-heights", new HeatMap("The height of the surface", "y", "x", Names(false), Names(true),
    [.. from j in Enumerable.Range(0, cells) from i in Enumerable.Range(0, cells) let z = Value(Middle(i), -Middle(j)) select new HeatCell("", z / 45, FormattableString.Invariant($"{z:F1}"))])
    { Legend = [.. Enumerable.Range(0, 4).Select(i => 10.0 * i).Select(z => new HeatCell(FormattableString.Invariant($"{z}"), z / 45))] });
double Middle(int i) => 16.0 * (i + 0.5) / cells - 8;
Many<string> Names(bool across) => Enumerable.Range(0, cells).Select(i => i % 6 == 2 ? FormattableString.Invariant($"{(across ? 1 : -1) * Math.Round(Middle(i)):0}").Replace('-', '−') : "").ToMany();
Line Kink(string name, Func<double, double> y) => new(name, Enumerable.Range(0, 65).Select(i => -8 + i / 4.0).Select(x => (x, y(x))).ToMany());

// What would falsify this: a point off the three lines with curvature, an eighth slope, or a kink of one layer that ends.
return note.End();

/// <summary>The sum of relu(w x + b), one unit a column of the weights.</summary>
sealed record Bunch(Tensor<double> Weight, Tensor<double> Bias) : IMap
{
    public Diff<T, Var<T>> Of<T>(Var<T> x) where T : struct, System.Numerics.IFloatingPointIeee754<T> =>
        from units in Units(x)
        from sum in Ops.Sum(units)
        select sum;

    public Diff<T, Var<T>> Units<T>(Var<T> x) where T : struct, System.Numerics.IFloatingPointIeee754<T> =>
        from row in Ops.Reshape(x, 1, 2)
        from sums in Ops.Dense(row, Weight.Convert<T>(), Bias.Convert<T>())
        from units in Ops.Relu(sums)
        select units;
}

/// <summary>The same with y as a factor of the third unit.</summary>
sealed record Times(Bunch Bunch) : IMap
{
    public Diff<T, Var<T>> Of<T>(Var<T> x) where T : struct, System.Numerics.IFloatingPointIeee754<T> =>
        from units in Bunch.Units(x)
        from y in Ops.Part(x, 0, 1, 1)
        from first in Ops.Part(units, 1, 0, 2)
        from third in Ops.Part(units, 1, 2, 1)
        from product in Ops.Multiply(third, y)
        from sum in Ops.Sum(first)
        from last in Ops.Sum(product)
        from all in Ops.Add(sum, last)
        select all;
}

/// <summary>relu(1 - |x| - |y|), two layers.</summary>
sealed record Pyramid : IMap
{
    public Diff<T, Var<T>> Of<T>(Var<T> x) where T : struct, System.Numerics.IFloatingPointIeee754<T> =>
        from right in Ops.Relu(x)
        from minus in Ops.Negate(x)
        from left in Ops.Relu(minus)
        from size in Ops.Add(right, left)
        from sum in Ops.Sum(size)
        from rest in Ops.Subtract<T>(Tensor<T>.Scalar(T.One), sum)
        from height in Ops.Relu(rest)
        select height;
}
