#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

// Polynomials: how complex is a model, and how to pay for it
//
// The deck fits polynomials of degree 1, 3 and 14, asks which is best, answers with Occam's razor, and then needs a number for "simple": the l0, l1 and l2 complexities of
// the coefficients. On polynomials all of it can be computed, for least squares solves them exactly.

var note = Note.Begin(args, Console.Out);

// 1. Degree 1, 3 and 14
//
// Twenty items of a cubic with noise of variance s^2. A polynomial with p coefficients that contains the truth has on its own data the expected error s^2 (1 - p / n) (training error),
// whatever the items: it falls with every coefficient, because each fits some noise. On new data (test error) it is s^2 (1 + leverage), which rises.
const int Items = 20;
const double Noise = 0.3;
double Truth(double x) => 4 * x * x * x - 2 * x + 0.5;
double[] places = [.. Enumerable.Range(0, Items).Select(i => -1 + (2.0 * i + 1) / Items)], between = [.. Enumerable.Range(0, 401).Select(i => -0.95 + 1.9 * i / 400)];
Tensor<double>[] Designs(double[] x) => [.. Enumerable.Range(0, 15).Select(degree => Tensor<double>.Of([x.Length, degree + 1], [.. x.SelectMany(x => Enumerable.Range(0, degree + 1).Select(k => Math.Pow(x, k)))]))];
var (own, fresh) = (Designs(places), Designs(between));
double[] Measured(int draw) => [.. places.Select((x, i) => Truth(x) + Noise * Key.Of(1).Child(draw).Normal(i))];
Tensor<double> Column(double[] y) => Tensor<double>.Of([y.Length], y);
Tensor<double> Fit(double[] y, int degree) => Regression.LeastSquares(own[degree], Column(y), Tensor<double>.Ones([Items]));
double Error(Tensor<double> w, Tensor<double>[] designs, Tensor<double> y) => Regression.Errors(designs[w.Shape.Size - 1], y, w).Span.ToArray().Average(e => e * e);
double[] Curve(Tensor<double> w) => [.. Regression.Errors(fresh[w.Shape.Size - 1], Tensor<double>.Zeros([between.Length]), w).Span];

var draws = note.Quick ? 60 : 1000;
var (truths, degrees) = (Column([.. between.Select(Truth)]), Enumerable.Range(0, 15).ToArray());
var risks = degrees.Select(degree =>
{
    var fits = Enumerable.Range(0, draws).Select(draw => (Y: Measured(draw), W: Fit(Measured(draw), degree))).ToArray();
    return (Degree: degree, Own: fits.Average(f => Error(f.W, own, Column(f.Y))), New: Noise * Noise + fits.Average(f => Error(f.W, fresh, truths)));
}).ToArray();
foreach (var risk in risks.Where(r => r.Degree is 1 or 3 or 14)) note.Say($"degree {risk.Degree,2}: error on its own items {risk.Own:F4}, on new ones {risk.New:F4}; noise alone {Noise * Noise:F4}");
// The own error of a draw is s^2 / n times a chi squared number of n - p degrees: its mean over the draws has the relative error sqrt(2 / (n - p) / draws).
bool Theory(int degree) => Math.Abs(risks[degree].Own / (Noise * Noise * (1 - (degree + 1.0) / Items)) - 1) < 4 * Math.Sqrt(2.0 / (Items - degree - 1) / draws);
note.Claim($"from degree 3 on the error on its own items is s^2 (1 - p / n), within four standard errors: {risks[3].Own:F4} and {risks[14].Own:F4}, theory {Noise * Noise * 0.8:F4} and {Noise * Noise * 0.25:F4}", degrees.Skip(3).All(Theory));
note.Claim($"the own error falls with every degree; the error on new items is least at degree {risks.MinBy(r => r.New).Degree}", risks.Zip(risks.Skip(1)).All(p => p.Second.Own < p.First.Own) && risks.MinBy(r => r.New).Degree == 3);
note.Claim($"degree 1 underfits, {risks[1].New / risks[3].New:F1} times the error of degree 3, and degree 14 overfits, {risks[14].New / risks[3].New:F1} times", risks[1].New > 2 * risks[3].New && risks[14].New > 1.5 * risks[3].New);

// 2. What is simpler?
//
// The deck's table: 1.3 - 1.2 x against 2.2 x^2.
(double Count, double Lasso, double Ridge) Complexities(params double[] w)
{
    var leaves = Leaves<double>.Of(Column(w));
    return (Complexity.Count(leaves, Where.All), Complexity.Lasso(leaves, Where.All), Complexity.Ridge(leaves, Where.All));
}
var (line, parabola) = (Complexities(1.3, -1.2, 0, 0), Complexities(0, 0, 2.2, 0));
note.Claim($"l0: {line.Count} against {parabola.Count}; l1: {line.Lasso:F2} against {parabola.Lasso:F2}; l2: {line.Ridge:F2} against {parabola.Ridge:F2}, as printed",
    line.Count == 2 && parabola.Count == 1 && Math.Abs(line.Lasso - 2.5) < 1e-12 && Math.Abs(parabola.Lasso - 2.2) < 1e-12 && Math.Abs(line.Ridge - 3.13) < 1e-12 && Math.Abs(parabola.Ridge - 4.84) < 1e-12);
note.Claim($"so which of two models is the simpler one depends on the measure: l0 and l1 choose the parabola, l2 the line", parabola.Count < line.Count && parabola.Lasso < line.Lasso && line.Ridge < parabola.Ridge);
// And on the units: with x in tens the same line is 1.3 - 12 x, the same parabola 220 x^2. What a norm calls simple is simple in the units of its inputs.
var (lineInTens, parabolaInTens) = (Complexities(1.3, -12, 0, 0), Complexities(0, 0, 220, 0));
note.Claim($"with x in tens l1 finds the line simpler, {lineInTens.Lasso:F1} against {parabolaInTens.Lasso:F1}", lineInTens.Lasso < parabolaInTens.Lasso);

// 3. Paying for it
//
// Ridge adds lambda |w|^2; it is least squares with one more row, sqrt(lambda) in its column and target 0, for each coefficient that pays. The deck's formula lets the
// constant pay too. It should not: then the fit depends on where the zero of the scale is.
Tensor<double> Ridge(double[] y, int degree, double lambda, bool constantPays = false)
{
    var paying = Enumerable.Range(constantPays ? 0 : 1, constantPays ? degree + 1 : degree).ToArray();
    var more = paying.SelectMany(k => Enumerable.Range(0, degree + 1).Select(j => j == k ? Math.Sqrt(lambda) : 0));
    return Regression.LeastSquares(Tensor<double>.Of([Items + paying.Length, degree + 1], [.. own[degree].Span, .. more]), Column([.. y, .. paying.Select(_ => 0.0)]), Tensor<double>.Ones([Items + paying.Length]));
}
var some = Enumerable.Range(0, note.Quick ? 10 : 200).ToArray();
var strengths = Enumerable.Range(0, 31).Select(i => Math.Pow(10, -8 + i / 3.0)).ToArray();
var path = strengths.Select(l => (Lambda: l, Risk: Noise * Noise + some.Average(d => Error(Ridge(Measured(d), 14, l), fresh, truths)))).ToArray();
var best = path.MinBy(p => p.Risk);
note.Claim($"a ridge of {best.Lambda:E1} brings degree 14 from {path[0].Risk:F3} to {best.Risk:F3} on new items; degree 3, which knows the truth, has {risks[3].New:F3}", best.Risk < 0.8 * path[0].Risk && best.Risk > risks[3].New);
double Roughness(Tensor<double> w) => Curve(w) is var f ? Enumerable.Range(1, 399).Average(i => Math.Pow((f[i + 1] - 2 * f[i] + f[i - 1]) * 400 * 400 / 3.61, 2)) : 0;
var (rough, smooth) = (some.Average(d => Roughness(Ridge(Measured(d), 14, 1e-8))), some.Average(d => Roughness(Ridge(Measured(d), 14, best.Lambda))));
note.Claim($"it \"results in smoother models\": the mean square of the second derivative falls from {rough:E1} to {smooth:E1}", smooth < 0.1 * rough);
double Moved(bool constantPays) => Enumerable.Range(0, 15).Max(k => Math.Abs(Ridge(Measured(0), 14, 1, constantPays)[k] + (k == 0 ? 100 : 0) - Ridge([.. Measured(0).Select(y => y + 100)], 14, 1, constantPays)[k]));
note.Claim($"add 100 to every target: if the constant does not pay, the other coefficients move by {Moved(false):E0}; if it does, by {Moved(true):F1}", Moved(false) < 1e-9 && Moved(true) > 1);

// 4. (w/2, w/2) or (w, 0)
//
// "(w/2; w/2) is better than (w; 0)": by l2, where it costs half, and not by l1, where both cost the same. With two inputs that are equal both predict the same, so
// ridge shares the weight out; the lasso keeps whatever it is given.
const double W = 3;
note.Claim($"l2: {Complexities(W / 2, W / 2).Ridge} against {Complexities(W, 0).Ridge}; l1: {Complexities(W / 2, W / 2).Lasso} against {Complexities(W, 0).Lasso}",
    Complexities(W / 2, W / 2).Ridge == W * W / 2 && Complexities(W / 2, W / 2).Lasso == Complexities(W, 0).Lasso);

// (w - c)' H (w - c) / 2 + penalty, in two dimensions: ridge in closed form, the lasso coordinate by coordinate, each a soft threshold.
(double, double) RidgeOf(Bowl b, double l)
{
    var solved = LinearSystem.Solve(Tensor<double>.Of([2, 2], b.A + l, b.B, b.B, b.D + l), Column([b.A * b.X + b.B * b.Y, b.B * b.X + b.D * b.Y]));
    return (solved[0], solved[1]);
}
(double, double) LassoOf(Bowl b, double l, (double X, double Y) w)
{
    double Soft(double v) => Math.Sign(v) * Math.Max(0, Math.Abs(v) - l);
    for (var i = 0; i < 2000; i++)
    {
        var x = Soft(b.A * b.X + b.B * (b.Y - w.Y)) / b.A;
        w = (x, Soft(b.D * b.Y + b.B * (b.X - x)) / b.D);
    }
    return w;
}
var twins = new Bowl(1 + 1e-12, 1, 1 + 1e-12, W / 2, W / 2);
var (shared, kept) = (RidgeOf(twins, 0.1), LassoOf(twins, 0.1, (W, 0)));
note.Claim($"two equal inputs: ridge has ({shared.Item1:F3}, {shared.Item2:F3}), the lasso from ({W}, 0) stays at ({kept.Item1:F3}, {kept.Item2:F3})", Math.Abs(shared.Item1 - shared.Item2) < 1e-6 && Math.Abs(kept.Item2) < 1e-6);

// 5. Corners
//
// The picture of circle and diamond: the contours of the loss touch the diamond at a corner, where a weight is 0, and the circle anywhere. How often, on random bowls:
Bowl Random(Key key) => key.Normal<double>([6]) is var z ? new(z[0] * z[0] + z[1] * z[1], z[0] * z[2] + z[1] * z[3], z[2] * z[2] + z[3] * z[3], 2 * z[4], 2 * z[5]) : default!;
var bowls = Enumerable.Range(0, note.Quick ? 200 : 2000).Select(i => Random(Key.Of(7).Child(i))).ToArray();
int Corners(Func<Bowl, (double X, double Y)> solve) => bowls.Count(b => solve(b) is var w && w.X == 0 != (w.Y == 0));
var (atCorner, onCircle) = (Corners(b => LassoOf(b, 0.5, (b.X, b.Y))), Corners(b => RidgeOf(b, 0.5)));
note.Claim($"of {bowls.Length} random bowls the lasso sets exactly one of two weights to 0 in {(double)atCorner / bowls.Length:P0}, ridge in {onCircle}", atCorner > 0.25 * bowls.Length && onCircle == 0);

var shown = new Bowl(1, 0.3, 0.6, 0.4, 2.4);
var (diamond, circle) = (LassoOf(shown, 0.9, (1, 2)), RidgeOf(shown, 0.9));
var (reach, radius) = (Math.Abs(diamond.Item1) + Math.Abs(diamond.Item2), Math.Sqrt(circle.Item1 * circle.Item1 + circle.Item2 * circle.Item2));
// To touch is to meet and not to enter: on the diamond and on the circle no point has a lower loss than the solution, so that the contour through it has all of either on one side.
(double X, double Y)[] corners = [(reach, 0), (0, reach), (-reach, 0), (0, -reach), (reach, 0)], round = [.. Enumerable.Range(0, 101).Select(i => 2 * Math.PI * i / 100).Select(t => (radius * Math.Cos(t), radius * Math.Sin(t)))];
double Least((double X, double Y)[] edges) => edges.Zip(edges.Skip(1)).SelectMany(side => Enumerable.Range(0, 101).Select(i => i / 100.0).Select(t => shown.Value(side.First.X + t * (side.Second.X - side.First.X), side.First.Y + t * (side.Second.Y - side.First.Y)))).Min();
var (losses, inside) = ((L1: shown.Value(diamond.Item1, diamond.Item2), L2: shown.Value(circle.Item1, circle.Item2)), (L1: Least(corners), L2: Least(round)));
note.Claim($"in the figure the lasso is at the corner ({diamond.Item1:F2}, {diamond.Item2:F2}), loss {losses.L1:F3}, ridge at ({circle.Item1:F2}, {circle.Item2:F2}), loss {losses.L2:F3}; no point of diamond or circle has less",
    diamond.Item1 == 0 && circle.Item1 != 0 && circle.Item2 != 0 && inside.L1 > losses.L1 - 1e-9 && inside.L2 > losses.L2 - 1e-9);
note.Draw("polynomials-contours", new Chart("Contours touch the diamond at a corner", new("w1", Min: -2, Max: 3), new("w2", Min: -2, Max: 3),
[
    Contours.Of(shown.Value, (-2, 3), (-2, 3), [0.05, 0.2, 1.1, 1.5, 2, 3, 4]),
    new Line("l1", corners.ToMany()) { Marked = false },
    new Line("l2", round.ToMany()),
    .. Contours.Of(shown.Value, (-2, 3), (-2, 3), [losses.L1, losses.L2], 400).Curves.Select(curve => new Line("contours through the solutions", curve, Dashed: true)),
    new Dots("l1", [diamond]), new Dots("l2", [circle]), new Dots("no penalty", [(shown.X, shown.Y)]) { Plain = true },
]) { Tall = 430 });
var one = Measured(3);
note.Draw("polynomials-fits", new Chart("Degree 1, 3 and 14 on twenty items", new("x", Min: -1, Max: 1), new("y", Min: -3, Max: 3.5),
[
    new Dots("items", places.Zip(one).ToMany()),
    .. new[] { 1, 3, 14 }.Select(degree => new Line($"degree {degree}", between.Zip(Curve(Fit(one, degree))).ToMany())),
]) { Tall = 260 });
note.Draw("polynomials-risk", new Chart("Error by degree", new("degree", Whole: true), new("mean squared error", Log: true),
[
    new Line("on its own items", risks.Select(r => ((double)r.Degree, r.Own)).ToMany()),
    new Line("on new items", risks.Select(r => ((double)r.Degree, r.New)).ToMany()),
    new Line("noise", new[] { 0.0, 14 }.Select(d => (d, Noise * Noise)).ToMany(), Dashed: true),
]));

// What would falsify this: an own error off s^2 (1 - p / n), a ridge that helps degree 14 nowhere, or a lasso without corners.
return note.End();

/// <summary>A quadratic about (X, Y) with the matrix [[A, B], [B, D]].</summary>
sealed record Bowl(double A, double B, double D, double X, double Y)
{
    public double Value(double x, double y) => (A * (x - X) * (x - X) + 2 * B * (x - X) * (y - Y) + D * (y - Y) * (y - Y)) / 2;
}
