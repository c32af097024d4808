using Dl.Core;
using Dl.CSharp;

namespace Dl.Cli;

/// <summary>A run before its first step: a network, what it is to learn of, and how; and what its folder is to say of that.</summary>
/// <param name="Model">The network at its start.</param>
/// <param name="Data">The three parts of the data.</param>
/// <param name="Fit">How it is trained.</param>
/// <param name="Settings">Every setting and convention in force.</param>
/// <param name="Command">The command that does it again.</param>
/// <param name="Arguments">What a run that goes on, or its report, is asked again.</param>
sealed record RunPlan(Model Model, TrainData Data, FitSettings Fit, Many<Setting> Settings, string Command, Many<string> Arguments)
{
    /// <summary>What <c>run.json</c> says while training goes on.</summary>
    public RunDescription At(FitState state) => new(Command, Settings, [], state.Outcome, state.History) { Network = NetJson.Write(Model.Net), Arguments = Arguments };

    /// <summary>Trains, looks at the test set once, and writes the files.</summary>
    /// <param name="folder">Where they go.</param>
    /// <param name="shell">Is told how it goes, and may stop it.</param>
    /// <param name="log">What is written of each step.</param>
    /// <param name="from">Where the run goes on; null for a new one.</param>
    /// <param name="checkpoints">Where states are kept; null to keep none.</param>
    /// <param name="every">After how many steps too, not only after each epoch.</param>
    /// <returns>What came of it; null if no epoch was measured, and nothing is written.</returns>
    public RunOutcome? Go(RunFolder folder, Shell shell, LogFormats log = LogFormats.None, FitState? from = null, CheckpointFolder? checkpoints = null, int? every = null)
    {
        using var steps = new TrainingLog(folder.Path, log, from);
        var recorder = folder.Recorder(Model, Data.Training, Fit, from);
        var result = Watching.Fit(Model, Data.Training, Fit, shell, steps, from, state =>
        {
            recorder.Look(state);
            var isRest = state.IsBetweenEpochs || state.Outcome is not null;
            if (state.Outcome == Outcome.NonFinite || (state.Learner.Steps > 0 && isRest)) folder.Record(recorder);
            if (checkpoints is null || state.Learner.Steps == 0 || !(isRest || state.Learner.Steps % every == 0)) return;
            steps.Flush();
            checkpoints.Save(state);
        });
        if (result.Fault is { } fault) shell.Error.WriteLine($"dl: {fault}");
        if (result.Steps == 0 || (result.Outcome == Outcome.NonFinite && result.BestEpoch == 0)) return null;
        var best = Data.InUnits(result.Best);
        var run = new RunOutcome(this, result, best, RunReport.Tested(best, Data), recorder.Health, checkpoints?.Files ?? []);
        folder.Write(run);
        return run;
    }
}
