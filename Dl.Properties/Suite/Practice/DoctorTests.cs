using System.Globalization;
using System.IO;
using System.Text;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Practice;

/// <summary>
/// The doctor on runs that are broken on purpose and on healthy ones. All of them run where DL_DOCTOR names seeds, <c>DL_DOCTOR=101,102,103</c>; the table goes to the file that
/// DL_DOCTOR_TABLE names, and DL_DOCTOR_ONLY names the one that is wanted. Else one seed of a few.
/// </summary>
public sealed class DoctorTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("dl-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    static readonly ulong[]? Seeds = Environment.GetEnvironmentVariable("DL_DOCTOR")?.Split(',').Select(seed => ulong.Parse(seed, CultureInfo.InvariantCulture)).ToArray();

    [Fact]
    public void PlantedSicknessesAreNamedAndHealthyRunsAreNot()
    {
        var runs = Seeds is null
            ? [.. Planted.Sick.Where(run => run.Name is "rate / 10,000" or "all biases -10, ReLU" or "last layer x 30").Select(run => (run, 11UL)), (Planted.Healthy[1], 11UL)]
            : Planted.Sick.SelectMany(run => Seeds.Select(seed => (Run: run, Seed: seed))).Concat(Planted.Healthy.Select((run, i) => (Run: run, Seed: Seeds[i % Seeds.Length])))
                .Where(one => Environment.GetEnvironmentVariable("DL_DOCTOR_ONLY") is not { Length: > 0 } only || one.Run.Name == only).ToArray();
        var table = new StringBuilder();
        foreach (var (run, seed) in runs)
        {
            var health = run.Run(seed);
            var found = Doctor.Diagnose(health);
            var isRight = run.Shows.Count == 0 ? found.Count == 0 : found.Any(one => run.Shows.Contains(one.Sickness));
            table.Append(CultureInfo.InvariantCulture, $"{(isRight ? "right" : "WRONG")}  {run.Name}, seed {seed}: {(found.Count == 0 ? "nothing" : string.Join("; ", found.Select(one => one.Name)))}\n");
            if (Seeds is null) Assert.True(isRight, table.ToString());
            else
                foreach (var one in found) table.Append(CultureInfo.InvariantCulture, $"           {one.Name}: {one.Evidence}\n");
            var last = health.Checkups[^1];
            if (Seeds is not null) table.Append(CultureInfo.InvariantCulture, $"           [start {health.Checkups[0].NextLoss:G4}, learnt {last.LearntLoss:G4} {last.LearntAccuracy:P1}, validation {last.ValidationLoss:G4} {last.ValidationAccuracy:P1}, dead {last.Units.Select(unit => unit.Dead).DefaultIfEmpty(0).Max():P0}, largest/typical {health.Checkups.Max(one => one.LargestLoss / one.TypicalLoss):G3}, gradients first/last {string.Join(' ', health.Checkups.Select(one => one.Leaves.Where(leaf => leaf.Role == Role.Matrix).ToArray()).Select(leaves => (leaves[0].Gradient / Math.Sqrt(leaves[0].Size) / leaves[^1].Gradient * Math.Sqrt(leaves[^1].Size)).ToString("G2", CultureInfo.InvariantCulture)))}]\n");
        }
        if (Environment.GetEnvironmentVariable("DL_DOCTOR_TABLE") is { } path) File.WriteAllText(path, table.ToString());
    }

    [Fact]
    public void HealthIsReadAsItWasWritten()
    {
        var moons = Synthetic.TwoMoons(Key.Of(1), 200);
        var model = Model.Of(2).Dense(8, Activation.Tanh).Dense(2).Init(Key.Of(2));
        var settings = new FitSettings { Epochs = 2, BatchSize = 20, ValidationFraction = 0.2 };
        var recorder = new HealthRecorder(model, moons, settings);
        model.Fit(moons, settings, look: recorder.Look);
        var health = recorder.Health with { Fault = "here" };
        HealthFile.Write(Path.Combine(folder, "health.jsonl"), health);
        var read = HealthFile.Read(Path.Combine(folder, "health.jsonl"));
        HealthFile.Write(Path.Combine(folder, "again.jsonl"), read);
        Assert.Equal(health.Checkups, read.Checkups);
        Assert.Equal((health.About, health.Fault), (read.About, read.Fault));
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "health.jsonl")), File.ReadAllText(Path.Combine(folder, "again.jsonl")));
        Assert.Equal(3, read.Checkups.Count);
        File.AppendAllText(Path.Combine(folder, "again.jsonl"), "{\"kind\": \"checkup\"");
        Assert.Contains("again.jsonl:6", Assert.Throws<DlException>(() => HealthFile.Read(Path.Combine(folder, "again.jsonl"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LossAndAccuracyThatFallTogetherAreSeen()
    {
        var about = new Subject("cross entropy", 1000, 1000, [0.5, 0.5], Math.Log(2), 0);
        Checkup[] epochs = [Epoch(0, 0.7, 0.5), Epoch(1, 0.6, 0.9), Epoch(2, 0.4, 0.8)];
        Assert.Equal([Sickness.LossDownAccuracyDown], Doctor.Diagnose(new(about, [.. epochs])).Select(one => one.Sickness));
        Assert.Empty(Doctor.Diagnose(new(about, [.. epochs[..^1], Epoch(2, 0.4, 0.895)])));

        static Checkup Epoch(int epoch, double loss, double accuracy) => new(epoch, epoch) { NextLoss = 0.7, TrainLoss = loss, TypicalLoss = loss, LargestLoss = loss, LearntLoss = loss / 2, ValidationLoss = loss, ValidationAccuracy = accuracy };
    }

    /// <summary>What shows no trend has not learnt its training examples either; only one of both is told, by whether the parameters move.</summary>
    [Theory, InlineData(1e-2, Sickness.NoTrend), InlineData(1e-5, Sickness.Underfit)]
    public void NoTrendAndUnderfitExcludeEachOther(double moved, Sickness told)
    {
        var about = new Subject("cross entropy", 1000, 1000, [0.5, 0.5], Math.Log(2), 0);
        Checkup[] epochs = [.. Enumerable.Range(0, 3).Select(epoch => new Checkup(epoch, epoch)
        {
            NextLoss = 0.7, TrainLoss = 0.7, TypicalLoss = 0.7, LargestLoss = 0.7, LearntLoss = 0.7, ValidationLoss = 0.7, ValidationAccuracy = 0.5, Moved = moved,
        })];
        Assert.Equal([told], Doctor.Diagnose(new(about, [.. epochs])).Select(one => one.Sickness));
        // One that is better than chance, and not good, underfits.
        Assert.Equal([Sickness.Underfit], Doctor.Diagnose(new(about, [.. epochs.Select(epoch => epoch with { LearntLoss = 0.5, ValidationLoss = 0.5, ValidationAccuracy = 0.7 })])).Select(one => one.Sickness));
    }

    [Fact]
    public void RecordingChangesNoBitOfTheRun()
    {
        var moons = Synthetic.TwoMoons(Key.Of(1), 200);
        var model = Model.Of(2).Dense(8, Activation.Relu).Dropout(0.2).BatchNorm().Dense(2).Init(Key.Of(2));
        var settings = new FitSettings { Epochs = 3, BatchSize = 20, ValidationFraction = 0.2 };
        ModelTests.AssertSameBits(model.Fit(moons, settings).Last.Params, model.Fit(moons, settings, look: new HealthRecorder(model, moons, settings).Look).Last.Params);
    }
    /// <summary>Examples that stay elsewhere are costly to read: once for the peaks, and those that are measured or probed once more.</summary>
    [Fact]
    public void ARecorderReadsEachExampleAtMostThreeTimesBeforeTraining()
    {
        var examples = new Counted(2500);
        var data = DataSet.Classified(examples, Indices.Of([.. Enumerable.Range(0, 2500).Select(i => i % 2)]), ["even", "odd"], "counted");
        _ = new HealthRecorder(Model.Of(3).Dense(2).Init(Key.Of(1)), data, new FitSettings { ValidationFraction = 0 });
        Assert.InRange(examples.Reads.Max(), 1, 3);
        Assert.True(examples.Reads.Sum() < 2 * 2500, $"{examples.Reads.Sum()} reads of 2,500 examples");
    }

    sealed class Counted(int count) : IExamples
    {
        public int[] Reads { get; } = new int[count];

        public Shape Shape => [count, 3];

        public void Read(int example, Span<float> into)
        {
            Reads[example]++;
            into.Fill(example);
        }
    }
}
