using System.IO;
using System.Threading;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Practice;

/// <summary>Law: a run that goes on from a checkpoint ends with the bits of a run that was never stopped.</summary>
public sealed class ResumeTests : IDisposable
{
    static readonly DataSet Moons = Synthetic.TwoMoons(Key.Of(1), 200);

    static readonly Model Small = Model.Of(2).Dense(16, Activation.Relu).Dropout(0.1).BatchNorm().Dense(2).Init(Key.Of(2));

    readonly string folder = Directory.CreateTempSubdirectory("dl-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<string> Optimizers => [.. Presets.Optimizers];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void AStoppedRunGoesOnToTheSameBits(string optimizer)
    {
        var settings = new FitSettings
        {
            Optimizer = Presets.Optimizer(optimizer, null), BatchSize = 32, Epochs = 4, ValidationFraction = 0.2, RateByEpoch = Schedule.Linear(1, 0.1, 3), Patience = 3,
            Plateau = new(Factor: 0.5, Patience: 0, Threshold: 0.05), Penalties = [Penalty.L2(1e-3)],
        };
        GoesOn(settings);
    }

    [Fact]
    public void SoDoesOneThatMonitorsAMetric() => GoesOn(new() { BatchSize = 32, Epochs = 4, ValidationFraction = 0.2, Monitor = Metric.F1(), Patience = 3, Plateau = new(Factor: 0.5, Patience: 0, Rising: true) });

    void GoesOn(FitSettings settings)
    {
        var whole = Small.Fit(Moons, settings);
        foreach (var step in new[] { 0, 3, 5, 13, 20 })
        {
            var stopped = StopAt(step, settings);
            new FitCheckpoint(Small, Moons, settings).Save(At("a"), stopped);
            var read = new FitCheckpoint(Small, Moons, settings).Load(At("a"));
            var on = Small.Fit(Moons, settings, from: read);
            ModelTests.AssertSameBits(whole.Last.Params, on.Last.Params);
            ModelTests.AssertSameBits(whole.Last.State, on.Last.State);
            ModelTests.AssertSameBits(whole.Best.Params, on.Best.Params);
            Assert.Equal(whole.History.Select(row => row with { Seconds = 0 }), on.History.Select(row => row with { Seconds = 0 }));
            Assert.Equal((whole.Steps, whole.BestEpoch, whole.Outcome), (on.Steps, on.BestEpoch, on.Outcome));
            new FitCheckpoint(Small, Moons, settings).Save(At("b"), read);
            Assert.Equal(File.ReadAllBytes(At("a")), File.ReadAllBytes(At("b")));
        }
    }

    [Fact]
    public void ACompletedRunGoesOnForMoreEpochs()
    {
        var settings = new FitSettings { BatchSize = 32, Epochs = 3 };
        var first = Seen(settings)[^1];
        Assert.Equal(Outcome.Completed, first.Outcome);
        new FitCheckpoint(Small, Moons, settings).Save(At("a"), first);
        var longer = settings with { Epochs = 5 };
        ModelTests.AssertSameBits(Small.Fit(Moons, longer).Last.Params, Small.Fit(Moons, longer, from: new FitCheckpoint(Small, Moons, longer).Load(At("a"))).Last.Params);
    }

    [Fact]
    public void ARunThatNoLongerImprovedDoesNotGoOn()
    {
        var settings = new FitSettings { Optimizer = Optimizer.Sgd(1e-30), Epochs = 50, BatchSize = 200, Patience = 3, Validation = Moons };
        var end = Seen(settings)[^1];
        Assert.Equal(Outcome.EarlyStopped, end.Outcome);
        Assert.Equal((Outcome.EarlyStopped, end.Learner.Steps), Small.Fit(Moons, settings, from: end) is var again ? (again.Outcome, again.Steps) : default);
    }

    [Theory]
    [InlineData("was written by a run with another optimizer")]
    [InlineData("was written by a run with another batch size: 32, not 16")]
    [InlineData("was written by a run with another data: ")]
    [InlineData("was written by a run with another key")]
    [InlineData("was written by a run with another network")]
    [InlineData("was written by a run with another rate by epoch")]
    [InlineData("was written by a run with another monitor: none, not \"accuracy\"")]
    [InlineData("is of the format \"dl-checkpoint/1\", but this version goes on from \"dl-training/1\"")]
    [InlineData("there is no such file")]
    public void WhatContradictsTheRunIsRefused(string complaint)
    {
        var settings = new FitSettings { BatchSize = 32, Epochs = 2 };
        new FitCheckpoint(Small, Moons, settings).Save(At("a"), StopAt(3, settings));
        Checkpoint.Save(At("model"), Small);
        Action[] all =
        [
            () => Load(Small, Moons, settings with { Optimizer = Optimizer.Sgd(0.1) }),
            () => Load(Small, Moons, settings with { BatchSize = 16 }),
            () => Load(Small, Moons.Shuffle(Key.Of(3)), settings),
            () => Load(Small, Moons, settings with { Key = Key.Of(4) }),
            () => Load(Model.Of(2).Dense(2).Init(Key.Of(1)), Moons, settings),
            () => Load(Small, Moons, settings with { RateByEpoch = 0.5 }),
            () => Load(Small, Moons, settings with { Monitor = Metric.Accuracy }),
            () => new FitCheckpoint(Small, Moons, settings).Load(At("model")),
            () => new FitCheckpoint(Small, Moons, settings).Load(At("none")),
        ];
        Assert.Contains(all, load => Assert.Throws<DlException>(load).Message.Contains(complaint, StringComparison.Ordinal));

        void Load(Model model, DataSet data, FitSettings settings) => new FitCheckpoint(model, data, settings).Load(At("a"));
    }

    [Fact]
    public void AnotherInstructionSetIsToldAndDoesNotHinder()
    {
        var settings = new FitSettings { BatchSize = 32, Epochs = 2 };
        new FitCheckpoint(Small, Moons, settings).Save(At("a"), StopAt(3, settings));
        var (file, told) = (SafeTensors.Read(At("a")), new List<string>());
        var checkpoint = new FitCheckpoint(Small, Moons, settings, told.Add);
        checkpoint.Load(At("a"));
        Assert.Empty(told);
        SafeTensors.Write(At("b"), file.Tensors, [.. file.Metadata.Select(note => note.Key == "instruction set" ? (note.Key, "an abacus") : note)]);
        Assert.Equal(checkpoint.Load(At("a")).Learner.Vector, checkpoint.Load(At("b")).Learner.Vector);
        Assert.Contains("was written with an abacus, and this processor goes on with", Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public void TheLastFewAndTheBestAreKeptAndTheRunNamesThem()
    {
        var settings = new FitSettings { Optimizer = Optimizer.Sgd(3), BatchSize = 40, Epochs = 8, ValidationFraction = 0.2 };
        var checkpoints = Checkpoints(settings, 2);
        var result = Small.Fit(Moons, settings, look: checkpoints.Save);
        var files = CheckpointFolder.Read(folder).Checkpoints;
        Assert.Equal(checkpoints.Files, files);
        Assert.Equal([32L, 31], files.Take(2).Select(file => file.Step));
        Assert.Contains(files, file => file.IsBest && file.Step == 4 * result.BestEpoch);
        Assert.InRange(files.Count, 2, 3);
        Assert.Equal(files.Select(file => Path.GetFileName(file.Name)).Order(StringComparer.Ordinal), Directory.GetFiles(At("checkpoints")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(files, file => new FitCheckpoint(Small, Moons, settings).Load(At(file.Name)));
    }

    [Fact]
    public void ACheckpointThatCannotBeWrittenLeavesTheOneBefore()
    {
        var settings = new FitSettings { BatchSize = 40, Epochs = 2 };
        var states = Seen(settings);
        var (checkpoints, isFull) = (new CheckpointFolder(folder, Describe, (path, state) => throw new IOException("No space left on device")), Checkpoints(settings, 3));
        Assert.Equal($"{folder}: the checkpoint of step 1 cannot be written (No space left on device); there is none before it", Assert.Throws<DlException>(() => checkpoints.Save(states[0])).Message);
        isFull.Save(states[0]);
        var later = new CheckpointFolder(folder, Describe, (path, state) => throw new IOException("No space left on device"), CheckpointFolder.Read(folder).Checkpoints);
        Assert.EndsWith("that of step 1 stays", Assert.Throws<DlException>(() => later.Save(states[1])).Message, StringComparison.Ordinal);
        Assert.Equal([1L], CheckpointFolder.Read(folder).Checkpoints.Select(file => file.Step));
        new FitCheckpoint(Small, Moons, settings).Load(At("checkpoints/1.safetensors"));
    }

    [Theory]
    [InlineData("{", "the run is not JSON")]
    [InlineData("[]", "the run is no JSON object")]
    [InlineData("""{"checkpoints": 3}""", "\"checkpoints\" is not a list")]
    [InlineData("""{"arguments": [3]}""", "\"arguments\" is a list of texts")]
    [InlineData("""{"checkpoints": [{"file": "../../etc/1.safetensors", "step": 1, "best": false}]}""", "a checkpoint is a file of the folder checkpoints")]
    [InlineData("""{"checkpoints": [{"file": "checkpoints/../1.safetensors", "step": 1, "best": false}]}""", "a checkpoint is a file of the folder checkpoints")]
    public void ARunThatIsDamagedIsRefused(string json, string complaint)
    {
        File.WriteAllText(At("run.json"), json);
        var error = Assert.Throws<DlException>(() => CheckpointFolder.Read(folder));
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    CheckpointFolder Checkpoints(FitSettings settings, int keep) => new(folder, Describe, (path, state) => new FitCheckpoint(Small, Moons, settings).Save(path, state), keep: keep);

    static RunDescription Describe(FitState state) => new("", [], [], state.Outcome, state.History);

    static FitState StopAt(int step, FitSettings settings)
    {
        using var stop = new CancellationTokenSource();
        if (step == 0) stop.Cancel();
        FitState? last = null;
        Small.Fit(Moons, settings, look: state =>
        {
            if (state.Learner.Steps == step) stop.Cancel();
            last = state.Keep();
        }, cancellationToken: stop.Token);
        return last!;
    }

    static List<FitState> Seen(FitSettings settings)
    {
        var seen = new List<FitState>();
        Small.Fit(Moons, settings, look: state => seen.Add(state.Keep()));
        return seen;
    }

    string At(string name) => Path.Combine(folder, name);
}
