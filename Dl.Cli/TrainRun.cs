using System.Globalization;
using System.IO;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Cli;

/// <summary>A run of <c>dl train</c>: from its settings to its exit code.</summary>
static class TrainRun
{
    /// <summary>Does it all. Nothing is written before the data are known to be right.</summary>
    /// <returns>The exit code.</returns>
    public static int Go(TrainSettings settings, Shell shell)
    {
        var folder = settings.Resume is { } run ? new RunFolder(run, null) : RunFolder.Choose(settings.Out, settings.Force);
        var plan = Plan(settings);
        return shell.Stop.IsCancellationRequested ? shell.StopCode() : folder.Within(() => Go(settings, shell, folder, plan));
    }

    static RunPlan Plan(TrainSettings settings)
    {
        var (key, aim, recipe) = (Key.Of(settings.Seed), Presets.Named(settings.Model).Aim, settings.Recipe);
        var data = TrainData.Of(settings.Data, key.Child(4), aim);
        if (data.Training.Labels is null && recipe.Smoothing != settings.Usual.Smoothing) throw new DlException("--label-smoothing is for classes, but values are learnt here");
        var example = recipe.Augment?.After(data.Training.Example) ?? data.Training.Example;
        var model = Presets.Model(settings.Model, example, aim.Size(data.Training)).Init(key) with
        {
            Classes = data.Training.Classes, Aim = aim, Table = data.Table, Preprocessing = data.Prepared(settings.Data),
        };
        var fit = recipe.Settings with
        {
            Validation = data.Validation,
            Loss = data.Training.Labels is null ? aim.Loss(data.Training) : new CrossEntropy(settings.Data.IsBalanced ? data.Training.BalancedWeights : [], [], recipe.Smoothing),
            Prefetch = recipe.Augment is null && !settings.Data.IsStreamed ? 0 : 1,
            Metrics = (settings.Metrics.Count == 0 ? aim.Metrics(data.Training).Take(1).ToMany() : settings.Metrics.Map(Metric.Named)).Map(data.InUnits),
            Monitor = Metric.Monitored(settings.Monitor) is { } monitor ? data.InUnits(monitor) : null,
            Patience = settings.Patience,
            MinDelta = settings.MinDelta,
            OnNonFinite = OnNonFinite.SkipStep(settings.SkipSteps),
            Key = key,
        };
        return new(model, data, fit, settings.All(data, model, fit), settings.Command, settings.Arguments);
    }

    static int Go(TrainSettings settings, Shell shell, RunFolder folder, RunPlan plan)
    {
        var known = settings.Resume is null ? [] : CheckpointFolder.Read(folder.Path).Checkpoints;
        var checkpoint = new FitCheckpoint(plan.Model, plan.Data.Training, plan.Fit, warning => shell.Error.WriteLine($"warning: {warning}"));
        var from = settings.Resume is null ? null : Latest(folder.Path, known, checkpoint.Load, shell);
        if (folder.Note is { } note) shell.Error.WriteLine(note);
        var data = plan.Data;
        shell.Error.WriteLine(Invariant(
            $"{settings.Model} with {plan.Model.ParameterCount:#,0} parameters on {data.Source}: {data.Training.Count:#,0} to train, {data.Validation.Count:#,0} to validate, {data.Test.Count:#,0} to test"));
        if (plan.Go(folder, shell, settings.Log, from, new(folder.Path, plan.At, checkpoint.Save, known), settings.CheckpointEvery) is not { } run)
            return shell.Stop.IsCancellationRequested ? shell.StopCode() : Program.Failed;
        var (outcome, steps) = (run.Result.Outcome, run.Result.Steps);
        if (outcome == Outcome.Cancelled) shell.Error.WriteLine($"stopped after step {steps}; go on with: dl train --resume {TrainSettings.Quoted(folder.Path)}");
        if (settings.Json) shell.Output.WriteLine(run.Json(folder.Path));
        else shell.Output.Write(run.Text(folder.Path));
        return outcome switch
        {
            Outcome.Cancelled => shell.StopCode(),
            Outcome.NonFinite => Program.Failed,
            _ => Program.Done,
        };
    }

    // The newest checkpoint that can be read; what cannot be is told.
    static FitState Latest(string folder, Many<CheckpointFile> files, Func<string, FitState> load, Shell shell)
    {
        if (files.Count == 0) throw new DlException($"{folder}: its run has no checkpoint to go on from");
        var complaints = new List<string>();
        foreach (var file in files)
        {
            try
            {
                var state = load(Path.Combine(folder, file.Name));
                foreach (var complaint in complaints) shell.Error.WriteLine($"passed over: {complaint}");
                shell.Error.WriteLine(Invariant($"going on after step {file.Step}, in epoch {state.Epoch}"));
                return state;
            }
            catch (DlException error)
            {
                complaints.Add(error.Message);
            }
        }
        throw new DlException(complaints.Count == 1 ? complaints[0] : $"{folder}: none of its {files.Count} checkpoints can be gone on from: {complaints[0]}");
    }

    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
