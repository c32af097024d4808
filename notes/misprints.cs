#!/usr/bin/env dotnet
#:project ../Dl.Properties
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;
using Dl.Properties;

// Misprints: what the slides print against what the papers say
//
// A formula on a slide is copied into a program. Whether a misprint matters is not a question of taste: there is an input on which
// print and paper give different numbers, or there is none. For each misprint, imprecision and clash of conventions in the decks
// here is such an input: optimizers and training, units and their history, layers, dropout. Where this library has the rule, its
// number is computed too. A year or a name has no input; there the number is the year itself.

var note = Note.Begin(args, Console.Out);

// 1. All of them. A claim holds if print and paper differ by more than a thousandth, and the library's number is the paper's.
foreach (var misprint in Misprints.All)
{
    note.Say($"deck {misprint.Deck}: {misprint.Print}");
    note.Say($"       paper: {misprint.Paper}");
    note.Claim($"{misprint.Number}: {misprint.OfPrint():G4} in print, {misprint.OfPaper():G4} in the paper{(misprint.Here is { } here ? FormattableString.Invariant($", {here():G4} here") : "")}", misprint.Judge().Finding == Finding.Holds);
}
note.Say($"{Misprints.All.Count} in all, {Misprints.All.Count(misprint => misprint.Here is not null)} with a rule of this library");

// 2. One of them in full: Adam with the power t left out of the bias corrections, m / (1 - b1) and v / (1 - b2). Under a constant
// gradient the paper's update is the rate from the first step on. In print, after t steps, it is
// (1 - b1^t) / (1 - b1) / sqrt((1 - b2^t) / (1 - b2)): 1 at first, since the powers agree at t = 1, at most 2.08 times the rate, at
// t = 12, and in the end sqrt(1 - b2) / (1 - b1) = 0.32 of it.
const double b1 = 0.9, b2 = 0.999, epsilon = 1e-8;
double[] Updates(IEnumerable<double> gradients, bool power)
{
    var (m, v, t) = (0.0, 0.0, 0);
    return gradients.Select(g =>
    {
        (m, v, t) = (b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g, power ? t + 1 : 1);
        return m / (1 - Math.Pow(b1, t)) / (Math.Sqrt(v / (1 - Math.Pow(b2, t))) + epsilon);
    }).ToArray();
}
const int steps = 10_000;
double[] Here()
{
    var (adam, one) = (Optimizer.Adam(1), Tensor<double>.From([1], [1.0]));
    var at = new Updated<double>(Tensor<double>.From([1], [0.0]), adam.Start<double>(1));
    return Enumerable.Range(0, steps).Select(_ =>
    {
        var before = at.Parameters[0];
        at = adam.Update(at.State, at.Parameters, one);
        return before - at.Parameters[0];
    }).ToArray();
}
var (print, paper, own) = (Updates(Enumerable.Repeat(1.0, steps), false), Updates(Enumerable.Repeat(1.0, steps), true), Here());
double Closed(int t) => (1 - Math.Pow(b1, t)) / (1 - b1) / Math.Sqrt((1 - Math.Pow(b2, t)) / (1 - b2));
var peak = Array.IndexOf(print, print.Max()) + 1;
note.Claim($"under a constant gradient the printed Adam steps up to {print.Max():F2} rates (step {peak}) and in the end {print[^1]:F3} (theory {Math.Sqrt(1 - b2) / (1 - b1):F3}); the paper's {paper.Min():F3} to {paper.Max():F3}",
    Math.Abs(print.Max() - 2.077) < 1e-3 && peak == 12 && Math.Abs(print[^1] - Math.Sqrt(1 - b2) / (1 - b1)) < 1e-3 && paper.All(u => Math.Abs(u - 1) < 1e-6));
note.Claim($"the printed one follows its closed form to {print.Select((u, i) => Math.Abs(u - Closed(i + 1))).Max():0.0e0}, this library the paper to {own.Zip(paper, (u, w) => Math.Abs(u - w)).Max():0.0e0}",
    print.Select((u, i) => Math.Abs(u - Closed(i + 1))).Max() < 1e-6 && own.Zip(paper, (u, w) => Math.Abs(u - w)).Max() < 1e-9);
note.Draw("misprints-adam", new Chart("Adam under a constant gradient", new("step", Log: true, Min: 1, Max: steps), new("update, in rates", Min: 0, Max: 3.5),
[
    new Line("without the power t", print.Select((u, i) => (i + 1.0, u)).ToMany()),
    new Line("the paper", paper.Select((u, i) => (i + 1.0, u)).ToMany()),
    new Line("end of the printed one", [(1, Math.Sqrt(1 - b2) / (1 - b1)), (steps, Math.Sqrt(1 - b2) / (1 - b1))], Dashed: true),
]));

// What would falsify this: an entry whose two numbers agree, or one where this library sides with the print.
return note.End();
