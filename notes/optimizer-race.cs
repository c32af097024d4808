#!/usr/bin/env dotnet
#:project ../Dl.CSharp
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

// An optimizer race: saddle, Beale, Rosenbrock, ravine, and a small training
//
// The decks show coloured paths that run over a surface, and the same one wins each time. Such a picture depends on one number
// that it does not show: the learning rate. So everybody races twice here, with the rate that libraries give it and with the best
// of thirteen from 1e-4 to 1, in equal ratios. Same start, same number of steps; who comes within 0.001 of the least value has
// arrived. The saddle has no least value: who is two below the start has left it.

var note = Note.Begin(args, Console.Out);
const int steps = 500;

Racer[] racers =
[
    new("sgd", 0.01, rate => Optimizer.Sgd(rate)),
    new("momentum", 0.01, rate => Optimizer.Momentum(rate)),
    new("nesterov", 0.01, rate => Optimizer.Nesterov(rate)),
    new("adagrad", 0.01, rate => Optimizer.AdaGrad(rate)),
    new("adadelta", 1, rate => Optimizer.AdaDelta(rate)),
    new("rmsprop", 0.01, rate => Optimizer.RmsProp(rate)),
    new("adam", 0.001, rate => Optimizer.Adam(rate)),
    new("adamax", 0.002, rate => Optimizer.AdaMax(rate)),
    new("nadam", 0.002, rate => Optimizer.NAdam(rate)),
];

// Three of them are kin of others: they are drawn beside those.
bool Kin(string racer) => racer is "nesterov" or "adamax" or "nadam";

// 1. The table: steps to the target, by default and tuned; a dash is who did not arrive.
// To arrive is not to stay: who stays has values that are at the target on average over the last tenth of the steps.
var table = new Dictionary<(string Course, string Racer), (Trajectory Usual, Attempt Tuned)>();
var staying = new Dictionary<(string Course, string Racer), int?>();
foreach (var function in new Benchmark[] { new Saddle(), new Beale(), new Rosenbrock(), new Ravine() })
{
    var course = Course.To(1e-3, function, steps);
    string Steps(Trajectory way) => way.Arrived is { } arrived ? FormattableString.Invariant($"{arrived}") : way.Diverged(course) ? "away" : "-";
    note.Say($"{function.Name,-11}{"rate",8}{"steps",7}{"best rate",12}{"steps",7}");
    foreach (var racer in racers)
    {
        var attempts = Race.Tune(racer, course);
        var row = (Usual: Race.Run(racer.With(racer.Rate), course), Tuned: Race.Best(attempts, course));
        table[(function.Name, racer.Name)] = row;
        staying[(function.Name, racer.Name)] = attempts.Where(attempt => attempt.Trajectory.Final <= course.Target).Min(attempt => attempt.Trajectory.Arrived);
        note.Say($"  {racer.Name,-9}{racer.Rate,8}{Steps(row.Usual),7}{row.Tuned.Rate,12:G2}{Steps(row.Tuned.Trajectory),7}");
    }
    // A way is drawn up to where it arrived. On Rosenbrock two zigzag from wall to wall: they have a picture of their own.
    var title = char.ToUpperInvariant(function.Name[0]) + function.Name[1..];
    bool Zigzags(string racer) => function is Rosenbrock && (racer is "momentum" or "rmsprop");
    Many<(string, Trajectory)> Ways(Func<(Trajectory Usual, Attempt Tuned), Trajectory> which, Func<string, bool> who) => racers.Where(racer => who(racer.Name)).Select(racer =>
        (racer.Name, which(table[(function.Name, racer.Name)]) is var way && way.Arrived is { } end ? way with { Points = way.Points.Take(end + 1).ToMany() } : way)).ToMany();
    note.Draw($"optimizer-race-{function.Name}-default", RacePlots.Ways($"{title}, default rates", function, Ways(row => row.Usual, racer => !Kin(racer))));
    if (double.IsInfinity(function.Least)) continue;
    note.Draw($"optimizer-race-{function.Name}-tuned", RacePlots.Ways($"{title}, best of 13 rates{(function is Rosenbrock ? ": four of the ways" : "")}", function, Ways(row => row.Tuned.Trajectory, racer => !Kin(racer) && !Zigzags(racer))));
    if (function is Rosenbrock) note.Draw($"optimizer-race-{function.Name}-zigzags", RacePlots.Ways($"{title}, best of 13 rates: the two that zigzag", function, Ways(row => row.Tuned.Trajectory, Zigzags).Reverse().ToMany(), widest: 1));
    note.Draw($"optimizer-race-{function.Name}-values", RacePlots.Values($"{title}, best of 13 rates", function, Ways(row => row.Tuned.Trajectory, racer => !Kin(racer))));
    if (function is Beale) note.Draw("optimizer-race-kin", RacePlots.Values($"{title}: Nadam arrives first and does not stay", function, Ways(row => row.Tuned.Trajectory, racer => Kin(racer) || racer is "momentum" or "adam")));
}
int? Usual(string course, string racer) => table[(course, racer)].Usual.Arrived;
int? Tuned(string course, string racer) => table[(course, racer)].Tuned.Trajectory.Arrived;
string First(string course, Func<string, string, int?> steps) => racers.Select(racer => racer.Name).MinBy(racer => steps(course, racer) ?? int.MaxValue)!;

// 2. The saddle x^2 - y^2, begun at (-1, 0.001). Descent multiplies y by 1 + 2 a, so it grows from 0.001 to 1 in
// log(1000) / log(1 + 2 a) steps. Who divides a gradient by its own size does not mind that it is small there; but Adam moves
// by about its rate in a step, and with 0.001 it needs about 1000 steps to anywhere.
var byTheory = (int)Math.Ceiling(Math.Log(1000) / Math.Log(1.02));
note.Claim($"with default rates descent leaves the saddle after {Usual("saddle", "sgd")} steps (theory {byTheory}), momentum after {Usual("saddle", "momentum")}, rmsprop after {Usual("saddle", "rmsprop")}, {First("saddle", Usual)} first, after {Usual("saddle", First("saddle", Usual))}; adam does not in {steps}",
    Math.Abs(Usual("saddle", "sgd")!.Value - byTheory) <= 1 && Usual("saddle", "momentum") < Usual("saddle", "sgd") && Usual("saddle", "rmsprop") < Usual("saddle", "sgd") && Usual("saddle", "adam") is null);

// 3. The ravine. Its walls bend with curvature 100 and its floor with 0.1: a rate below 2 / 100 keeps off the walls, and leaves
// 1 - 0.1 a of the way along the floor at each step. Momentum 0.9 goes the same floor 1 / (1 - 0.9) = 10 times as fast.
var far = Course.To(1e-3, new Ravine(), 6000);
var (plain, rolling) = (Race.Run(Optimizer.Sgd(0.01), far).Arrived!.Value, Race.Run(Optimizer.Momentum(0.01), far).Arrived!.Value);
var floor = Math.Log(8 / Math.Sqrt(20e-3)) / -Math.Log(1 - 0.1 * 0.01);
note.Claim($"on the ravine with rate 0.01 descent arrives after {plain} steps (theory {floor:F0}), momentum 0.9 after {rolling}: {(double)plain / rolling:F1} times as fast",
    Math.Abs(plain - floor) < 0.01 * floor && (double)plain / rolling is > 9 and < 12);

// 4. What the rate decides. A ranking by default rates is one of defaults, not of optimizers.
var (before, after) = (table.Values.Count(row => row.Usual.Arrived is not null), table.Values.Count(row => row.Tuned.Trajectory.Arrived is not null));
string[] courses = ["saddle", "beale", "rosenbrock", "ravine"];
note.Claim($"of {table.Count} races {before} reach the target with the default rate and {after} with a tuned one, {staying.Values.Count(arrived => arrived is not null)} with one at which they stay there; adam reaches {courses.Count(course => Usual(course, "adam") is not null)} of 4 by default and {courses.Count(course => Tuned(course, "adam") is not null)} when tuned",
    after >= 1.5 * before && courses.All(course => Usual(course, "adam") is null && Tuned(course, "adam") is not null));
string[] Firsts(string course, Func<string, string, int?> steps) => [.. racers.Select(racer => racer.Name).Where(racer => steps(course, racer) is { } arrived && arrived == steps(course, First(course, steps)))];
int? Stays(string course, string racer) => staying[(course, racer)];
string Listed(Func<string, string, int?> steps) => string.Join("; ", courses.Select(course => $"{course}: {string.Join(", ", Firsts(course, steps))}"));
bool Nobody(Func<string, string, int?> steps) => racers.All(racer => courses.Any(course => !Firsts(course, steps).Contains(racer.Name)));
note.Claim($"nobody wins everywhere: first to arrive when tuned are {Listed(Tuned)}", Nobody(Tuned));
note.Claim($"nor where the rate must be one at which they stay: {Listed(Stays)}", Nobody(Stays));

// First may be who only passes by. RMSProp has no momentum and no falling rate, so near a minimum its steps stay as long as its rate. Nadam at rate 1 comes to Beale's target before all others
// and settles elsewhere.
double Final(string course, string racer) => table[(course, racer)].Tuned.Trajectory.Final;
var visitor = table[("rosenbrock", "rmsprop")].Tuned;
note.Claim($"rmsprop reaches Rosenbrock's target after {visitor.Trajectory.Arrived} steps of rate {visitor.Rate:G2} by luck: over its last {steps / 10} steps the value is {visitor.Trajectory.Final:G3} on average, adam's {Final("rosenbrock", "adam"):G2}",
    visitor.Trajectory.Final > 1 && Final("rosenbrock", "adam") < 1e-3);
var passing = table[("beale", "nadam")].Tuned;
note.Claim($"nadam reaches Beale's target after {passing.Trajectory.Arrived} steps of rate {passing.Rate:G2} and ends at {passing.Trajectory.Final:G3}, momentum after {Tuned("beale", "momentum")} and ends at {Final("beale", "momentum"):G2}; to stay nadam needs another rate and {Stays("beale", "nadam")} steps",
    passing.Trajectory.Arrived < Tuned("beale", "momentum") && passing.Trajectory.Final > 1 && Final("beale", "momentum") < 1e-3 && Stays("beale", "nadam") > Tuned("beale", "momentum"));

// 5. The kin. AdaMax and Nadam begin with twice the rate of Adam. On the saddle, at one rate, Nadam, which looks ahead, is before Adam, and AdaMax, whose denominator remembers the largest
// gradient, behind. That is one function and one rate.
var slow = Course.To(1e-3, new Saddle(), 4 * steps);
var (adam, nadam, adamax) = (Race.Run(Optimizer.Adam(0.002), slow).Arrived!.Value, Race.Run(Optimizer.NAdam(0.002), slow).Arrived!.Value, Race.Run(Optimizer.AdaMax(0.002), slow).Arrived!.Value);
note.Claim($"with the rate 0.002 for all three nadam leaves the saddle after {nadam} steps, adam after {adam}, adamax after {adamax}", nadam < adam && adam < adamax);

// 6. A training: digits, one hidden layer of 32 units, the rate chosen on validation data and reported on test data. The digits are
// drawn ones, and those of MNIST where they are at hand.
var (trains, epochs) = note.Quick ? (600, 3) : (3000, 5);
double[] rates = note.Quick ? [0.001, 0.01, 0.1] : [0.0001, 0.001, 0.01, 0.1, 1];
Races("digits", "Drawn digits", Glyphs.Make(Key.Of(1), trains), Glyphs.Make(Key.Of(2), 500), Glyphs.Make(Key.Of(3), 1000));
if (note.Data("mnist") is { } folder)
{
    var (training, held) = Idx.ReadFolder(folder);
    double all = training.Count;
    var parts = training.SplitStratified(Key.Of(6), trains / all, 500 / all, 1 - (trains + 500) / all);
    Races("mnist", "MNIST", parts[0], parts[1], held);
}

void Races(string name, string title, DataSet train, DataSet validation, DataSet test)
{
    var model = Model.Of(28, 28, 1).Flatten().Dense(32, Activation.Relu).Dense(10).Init(Key.Of(4));
    FitSettings Settings(Racer racer, double rate) => new() { Optimizer = racer.With(rate), Epochs = epochs, BatchSize = 30, Key = Key.Of(5) };
    Run At(Racer racer, double rate)
    {
        var losses = new Losses();
        var trained = model.Fit(train, Settings(racer, rate), losses).Last;
        return new(rate, trained.Evaluate(validation).Accuracy ?? 0, trained.Evaluate(test).Accuracy ?? 0, losses.Seen.ToMany());
    }
    var runs = (
        from racer in racers.Where(racer => racer.Name is "sgd" or "momentum" or "rmsprop" or "adam")
        let tried = rates.Select(rate => At(racer, rate)).ToArray()
        select (racer.Name, Tried: tried, Best: tried.MaxBy(run => run.Validation)!)).ToArray();
    foreach (var (racer, tried, best) in runs)
        note.Say($"{name,-7} {racer,-9}{string.Join("", tried.Select(run => FormattableString.Invariant($"{run.Validation,8:P1}")))}   best rate {best.Rate,-6} test {best.Test:P1}");
    double Common(string racer) => runs.Single(run => run.Name == racer).Tried.Single(run => run.Rate == 0.001).Test;
    double Best(string racer) => runs.Single(run => run.Name == racer).Best.Rate;
    note.Claim($"{title}: with the rate 0.001 for all adam has {Common("adam"):P1} of the test digits right and descent {Common("sgd"):P1}", Common("adam") > Common("sgd") + 0.2);
    var (low, high) = (runs.Min(run => run.Best.Test), runs.Max(run => run.Best.Test));
    var apart = runs.Max(run => Common(run.Name)) - runs.Min(run => Common(run.Name));
    note.Claim($"{title}: with that common rate the four are {100 * apart:F1} points apart, each with its best one {100 * (high - low):F1} ({low:P1} to {high:P1}); the best of descent is {Best("sgd") / Best("adam"):F0} times that of adam",
        high - low < apart / 5 && Best("sgd") / Best("adam") > 9);
    // Each is one run, and among a thousand test digits a share of 0.91 has a standard error of 0.9 points, among ten thousand of 0.3: who of the four is first
    // is not decided here.
    note.Draw($"optimizer-race-{name}", new Chart($"{title}: the rate decides", new("rate", Log: true), new("right of those held out", Min: 0, Max: 1),
        runs.Select(run => (Mark)new Line(run.Name, run.Tried.Select(tried => (tried.Rate, tried.Validation)).ToMany())).ToMany()));

    // The way there: the mean loss of every ten batches, with the common rate (dashed) and with the best one.
    Mark Way(string racer, Run run, bool dashed) => new Line(dashed ? $"{racer} 0.001" : $"{racer} {run.Rate}", run.Losses.Chunk(10).Select((ten, i) => (10.0 * (i + 1), ten.Average())).ToMany(), Dashed: dashed);
    note.Draw($"optimizer-race-{name}-losses", new Chart($"{title}: loss of the batches by step", new("step"), new("loss", Log: true),
        runs.Where(run => run.Name is "sgd" or "adam").SelectMany(run => new[] { Way(run.Name, run.Tried.Single(tried => tried.Rate == 0.001), true), Way(run.Name, run.Best, false) }).ToMany()));
}

// What would falsify this: a step count off its closed form, or tuned optimizers that stay as far apart as by default.
return note.End();

sealed record Run(double Rate, double Validation, double Test, Many<double> Losses);

sealed class Losses : IProgress<TrainingProgress>
{
    public List<double> Seen { get; } = [];

    // The report behind an epoch repeats its last step.
    public void Report(TrainingProgress value)
    {
        if (value.Metrics is null) Seen.Add(value.Loss);
    }
}
