using System.Globalization;
using System.IO;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Cli;

/// <summary>A run of <c>dl train</c>: data, training, one look at the test set, files.</summary>
static class TrainRun
{
    /// <summary>Does it all. Nothing is written before the data are known to be right.</summary>
    /// <returns>The exit code.</returns>
    public static int Go(TrainSettings settings, Shell shell)
    {
        var key = Key.Of(settings.Seed);
        var folder = settings.Resume is { } run ? new RunFolder(run, null) : RunFolder.Choose(settings.Out, settings.Force);
        var preset = Presets.Named(settings.Model);
        var data = TrainData.Of(settings.Data, key.Child(4), preset.Aim);
        if (data.Training.Labels is null && settings.Recipe.Smoothing != settings.Usual.Smoothing) throw new DlException("--label-smoothing is for classes, but values are learnt here");
        var model = preset.Of(settings.Recipe.Augment?.After(data.Training.Example) ?? data.Training.Example, preset.Aim.Size(data.Training)).Init(key) with
        {
            Classes = data.Training.Classes, Aim = preset.Aim, Table = data.Table, Preprocessing = data.Prepared(settings.Data),
        };
        var fit = settings.Recipe.Settings with
        {
            Validation = data.Validation,
            Loss = data.Training.Labels is null ? preset.Aim.Loss(data.Training) : new CrossEntropy(settings.Data.IsBalanced ? data.Training.BalancedWeights : [], [], settings.Recipe.Smoothing),
            Prefetch = settings.Recipe.Augment is null && !settings.Data.IsStreamed ? 0 : 1,
            Metrics = settings.Metrics.Count == 0 ? preset.Aim.Metrics(data.Training).Take(1).ToMany() : settings.Metrics.Map(Metric.Named),
            Patience = settings.Patience,
            MinDelta = settings.MinDelta,
            OnNonFinite = OnNonFinite.SkipStep(settings.SkipSteps),
            Key = key,
        };
        if (shell.Stop.IsCancellationRequested) return shell.StopCode();
        return folder.Within(() => Go(settings, shell, folder, data, model, fit));
    }

    static int Go(TrainSettings settings, Shell shell, RunFolder folder, TrainData data, Model model, FitSettings fit)
    {
        var plan = new TrainPlan(settings, data, fit);
        var known = settings.Resume is null ? [] : CheckpointFolder.Read(folder.Path).Checkpoints;
        var checkpoint = new FitCheckpoint(model, data.Training, fit, warning => shell.Error.WriteLine($"warning: {warning}"));
        var checkpoints = new CheckpointFolder(folder.Path, state => plan.At(state, model), checkpoint.Save, known);
        var from = settings.Resume is null ? null : Latest(folder.Path, known, checkpoint.Load, shell);
        if (folder.Note is { } note) shell.Error.WriteLine(note);
        shell.Error.WriteLine(Invariant(
            $"{settings.Model} with {model.ParameterCount:#,0} parameters on {data.Source}: {data.Training.Count:#,0} to train, {data.Validation.Count:#,0} to validate, {data.Test.Count:#,0} to test"));
        using var log = new TrainingLog(folder.Path, settings.Log, from);
        var recorder = folder.Recorder(model, data.Training, fit, from);
        var result = Watching.Fit(model, data.Training, fit, shell, log, from, state =>
        {
            recorder.Look(state);
            if (state.Outcome == Outcome.NonFinite || (state.Learner.Steps > 0 && (state.IsBetweenEpochs || state.Outcome is not null))) folder.Record(recorder);
            if (state.Learner.Steps == 0 || !(state.Outcome is not null || state.IsBetweenEpochs || (settings.CheckpointEvery is { } every && state.Learner.Steps % every == 0))) return;
            log.Flush();
            checkpoints.Save(state);
        });
        if (result.Fault is { } fault) shell.Error.WriteLine($"dl: {fault}");
        if (result.Steps == 0 || (result.Outcome == Outcome.NonFinite && result.BestEpoch == 0)) return Code(result, shell);
        var best = data.InUnits(result.Best);
        var run = new TrainOutcome(plan, result, best, RunReport.Tested(best, data), checkpoints.Files) { Health = recorder.Health };
        folder.Write(run);
        if (result.Outcome == Outcome.Cancelled) shell.Error.WriteLine($"stopped after step {result.Steps}; go on with: dl train --resume {TrainSettings.Quoted(folder.Path)}");

        if (settings.Json) shell.Output.WriteLine(run.Json(folder.Path));
        else shell.Output.Write(run.Text(folder.Path));
        return Code(result, shell);
    }

    static int Code(FitResult result, Shell shell) => result.Outcome switch
    {
        Outcome.Cancelled => shell.StopCode(),
        Outcome.NonFinite => Program.Failed,
        _ => Program.Done,
    };

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

/// <summary>What a run of <c>dl train</c> sets out to do.</summary>
sealed record TrainPlan(TrainSettings Settings, TrainData Data, FitSettings Fit)
{
    /// <summary>Every setting and convention in force.</summary>
    public Many<Setting> All(Model model)
    {
        var plain = new TrainSettings();
        var threads = Settings.Threads ?? Environment.ProcessorCount;
        return
        [
            new("data", "source", Settings.Data.Path ?? "glyphs", Settings.Data.Path is null),
            new("data", "training examples", Text(Data.Training.Count)),
            new("data", "validation examples", Text(Data.Validation.Count)),
            new("data", "test examples", Text(Data.Test.Count)),
            new("data", "preprocessing", model.Preprocessing.Scaling == Scaling.None ? Settings.Data.IsTable ? "none" : "none; pixels lie in [0, 1]" : $"{model.Preprocessing.Scaling} per {model.Preprocessing.Per}", Settings.Data.Preprocess is null),
            new("data", "class weights", Settings.Data.IsBalanced ? "balanced" : "none", !Settings.Data.IsBalanced),
            .. Data.Table is { } table ? (Setting[])[new("data", "target", table.Target.Name, Settings.Data.Target is null), new("data", "task", table.IsClass ? "classes" : "values", Settings.Data.IsClass is null)] : [],
            .. Data.Target is { } scaled ? (Setting[])[new("data", RunReport.TargetScaleSetting, TrainRun.Invariant($"mean {scaled.Scale.Shift[0]:G6}, standard deviation {1 / scaled.Scale.Factor[0]:G6}"))] : [],
            .. Settings.Data.IsTable ? (Setting[])[new("data", "missing", Settings.Data.Missing.ToString(), Settings.Data.Missing == Missing.Refuse)] : [],
            new("data", "learnt", model.Aim.ToString(), IsDefault: true),
            new("training", "model", Settings.Model, Settings.Model == plain.Model),
            new("training", "label smoothing", Settings.Recipe.Smoothing.ToString(CultureInfo.InvariantCulture), Settings.Recipe.Smoothing == Settings.Usual.Smoothing),
            new("training", "seed", Settings.Seed.ToString(CultureInfo.InvariantCulture), Settings.Seed == plain.Seed),
            new("optimizer", "name", Settings.Recipe.Optimizer, Settings.Recipe.Optimizer == Settings.Usual.Optimizer),
            .. Conventions.Of(Fit).Select(Marked),
            .. Conventions.All,
            .. Conventions.Environment(threads).Select(setting => setting.Name == "threads" ? setting with { IsDefault = Settings.Threads is null } : setting),
        ];
    }

    /// <summary>What <c>run.json</c> says while training goes on.</summary>
    public RunDescription At(FitState state, Model model) =>
        new(Settings.Command, All(model), [], state.Outcome, state.History) { Network = NetJson.Write(model.Net), Arguments = Settings.Arguments };

    // What FitSettings calls a default is not always what this command calls one.
    Setting Marked(Setting setting)
    {
        var (now, usual) = (Settings.Recipe, Settings.Usual);
        return setting.Name switch
        {
            "epochs" => setting with { IsDefault = now.Epochs == usual.Epochs },
            "batch size" => setting with { IsDefault = now.Batch == usual.Batch },
            "augmentation" => setting with { IsDefault = Equals(now.Augment, usual.Augment) },
            "rate" => setting with { IsDefault = now.RateOf(now.Optimizer) == usual.RateOf(now.Optimizer) },
            "rate by epoch" => setting with
            {
                Value = TrainRun.Invariant($"{(now.WarmUp > 0 ? $"{now.WarmUp} of warm-up, then " : "")}from 1 on {(now.Fall == Fall.Line ? "a line" : "half a wave")} to {now.FinalRate:R} in the last epoch"),
                IsDefault = (now.FinalRate, now.Fall, now.WarmUp) == (usual.FinalRate, usual.Fall, usual.WarmUp),
            },
            _ => setting,
        };
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a run of <c>dl train</c> gave, in all the forms that it is written in.</summary>
/// <param name="Plan">What it set out to do.</param>
/// <param name="Result">What training gave.</param>
/// <param name="Model">The best model, as it predicts.</param>
/// <param name="Test">What it says about the test examples.</param>
/// <param name="Checkpoints">The checkpoints that are kept.</param>
sealed record TrainOutcome(TrainPlan Plan, FitResult Result, Model Model, Evaluation Test, Many<CheckpointFile> Checkpoints)
{
    /// <summary>What was taken down while it trained.</summary>
    public Health? Health { get; init; }

    TrainSettings Settings => Plan.Settings;

    TrainData Data => Plan.Data;

    EpochMetrics? Best => Result.History.FirstOrDefault(row => row.Epoch == Result.BestEpoch);

    Many<(string Name, double Value)> Numbers =>
    [
        ("train_loss", Best?.TrainLoss ?? double.NaN),
        ("validation_loss", Best?.ValidationLoss ?? double.NaN),
        .. Best?.ValidationAccuracy is { } validated ? [("validation_accuracy", validated)] : Array.Empty<(string, double)>(),
        .. Best?.Scores.Select(score => ($"validation_{score.Name}", score.Value)) ?? [],
        ("test_loss", Test.Loss),
        .. Test.Accuracy is { } tested ? [("test_accuracy", tested)] : Array.Empty<(string, double)>(),
        .. Test.Scores.Select(score => ($"test_{score.Name}", score.Value)),
        ("epochs", Result.History.Count),
        ("best_epoch", Result.BestEpoch),
        ("steps", Result.Steps),
        ("seconds", Math.Round(Result.Elapsed.TotalSeconds, 3)),
        ("parameters", Result.Best.ParameterCount),
    ];

    public RunDescription Description => new(Settings.Command, Plan.All(Model), Numbers, Result.Outcome, Result.History) { Network = NetJson.Write(Model.Net), Arguments = Settings.Arguments, Checkpoints = Checkpoints };

    public ReportContent Report => RunReport.Of(Description, Model, Data, Plan.Fit, Health, Test);

    /// <summary>One line of JSON.</summary>
    public string Json(string folder)
    {
        var json = new JsonObject(Numbers.Select(number => KeyValuePair.Create(number.Name, double.IsFinite(number.Value) ? (JsonNode?)number.Value : null)))
        {
            ["outcome"] = Result.Outcome.ToString(),
            ["out"] = folder,
        };
        return json.ToJsonString();
    }

    /// <summary>Lines for a person.</summary>
    public string Text(string folder) => string.Concat(
    [
        .. Test.Accuracy is { } accuracy ? [TrainRun.Invariant($"test accuracy  {100 * accuracy:F2} %\n")] : Array.Empty<string>(),
        .. Test.Scores.Select(score => TrainRun.Invariant($"{$"test {RunReport.Named(score.Name)}",-15}{score.Value:G6}\n")),
        .. Data.Target is null || Test.Scores.Count == 0 ? [TrainRun.Invariant($"test loss      {Test.Loss:F4}\n")] : Array.Empty<string>(),
    ]) + TrainRun.Invariant($"""
        best epoch     {Result.BestEpoch} of {Settings.Recipe.Epochs}{(Result.Outcome == Outcome.EarlyStopped ? TrainRun.Invariant($", stopped early after {Result.History.Count}") : "")}
        training time  {Result.Elapsed.TotalSeconds:F1} s
        report         {Path.Combine(folder, RunFolder.Report)}
        model          {Path.Combine(folder, RunFolder.Model)}

        """);
}
