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
    const int MistakesShown = 28;

    /// <summary>Does it all. Nothing is written before the data are known to be right.</summary>
    /// <returns>The exit code.</returns>
    public static int Go(TrainSettings settings, Shell shell)
    {
        var key = Key.Of(settings.Seed);
        var folder = settings.Resume is { } run ? new RunFolder(run, null) : RunFolder.Choose(settings.Out, settings.Force);
        var data = TrainData.Of(settings.Data, key.Child(4));
        var model = Presets.Model(settings.Model, data.Training.Example, data.Training.Classes.Count).Init(key) with { Classes = data.Training.Classes };
        var fit = new FitSettings
        {
            Optimizer = Presets.Optimizer(settings.Optimizer, settings.Rate),
            RateByEpoch = Schedule.Linear(1, settings.FinalRate, Math.Max(1, settings.Epochs - 1)),
            Epochs = settings.Epochs,
            BatchSize = settings.Batch,
            Validation = data.Validation,
            Metrics = settings.Metrics.Map(Metric.Named),
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
        var test = result.Best.Evaluate(data.Test);
        var run = new TrainOutcome(plan, result, test, checkpoints.Files);
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

    /// <summary>The wrong answers on the test set that the network was most sure of.</summary>
    public static Many<Mistake> Mistakes(DataSet test, Evaluation evaluation)
    {
        var (shares, guesses) = (evaluation.Probabilities, Metrics.Predicted(evaluation.Outputs));
        return Enumerable.Range(0, test.Count)
            .Where(i => guesses[i] != test.Labels![i])
            .Select(i => (Item: i, Share: shares[i * shares.Shape.Last + guesses[i]]))
            .OrderByDescending(wrong => wrong.Share)
            .Take(MistakesShown)
            .Select(wrong => new Mistake(
                test.Slice(wrong.Item, 1).Inputs.Reshape(test.Example), test.Classes[test.Labels![wrong.Item]], test.Classes[guesses[wrong.Item]], wrong.Share))
            .ToMany();
    }

    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The three parts of the data. The test part is looked at once, at the end.</summary>
sealed record TrainData(string Source, DataSet Training, DataSet Validation, DataSet Test)
{
    const int GlyphsToTrain = 20_000, GlyphsToValidate = 2_000, GlyphsToTest = 5_000, MostToValidate = 5_000;

    /// <summary>The built-in glyphs, the same in every run; or a folder, of whose training set a part is drawn for validation.</summary>
    /// <param name="folder">The folder; null for glyphs.</param>
    /// <param name="key">Draws the validation part.</param>
    public static TrainData Of(string? folder, Key key)
    {
        if (folder is null)
            return new("glyphs", Glyphs.Make(Key.Of(1), GlyphsToTrain), Glyphs.Make(Key.Of(2), GlyphsToValidate), Glyphs.Make(Key.Of(3), GlyphsToTest));
        var (train, test) = Idx.ReadFolder(folder);
        if (train.Count < 2 || test.Count < 1) throw new DlException(TrainRun.Invariant($"{folder}: {train.Count} examples to train and {test.Count} to test are too few"));
        if (train.Example != test.Example) throw new DlException($"{folder}: the training images are {train.Example}, but the test images {test.Example}");
        var validation = Math.Min(1.0 / 12, (double)MostToValidate / train.Count);
        var parts = train.SplitStratified(key, 1 - validation, validation);
        return parts[1].Count > 0 ? new(train.Name.Replace(" train", "", StringComparison.Ordinal), parts[0], parts[1], test)
            : throw new DlException(TrainRun.Invariant($"{folder}: {train.Count} examples are too few to hold some out for validation"));
    }
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
            new("data", "source", Settings.Data ?? "glyphs", Settings.Data is null),
            new("data", "training examples", Text(Data.Training.Count)),
            new("data", "validation examples", Text(Data.Validation.Count)),
            new("data", "test examples", Text(Data.Test.Count)),
            new("data", "preprocessing", model.Preprocessing.Scaling == Scaling.None ? "none; pixels lie in [0, 1]" : model.Preprocessing.Scaling.ToString(), true),
            new("training", "model", Settings.Model, Settings.Model == plain.Model),
            new("training", "seed", Settings.Seed.ToString(CultureInfo.InvariantCulture), Settings.Seed == plain.Seed),
            new("optimizer", "name", Settings.Optimizer, Settings.Optimizer == Settings.Recipe.Optimizer),
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
        var usual = Settings.Recipe;
        return setting.Name switch
        {
            "epochs" => setting with { IsDefault = Settings.Epochs == usual.Epochs },
            "batch size" => setting with { IsDefault = Settings.Batch == usual.Batch },
            "rate" => setting with { IsDefault = Settings.Rate == usual.RateOf(Settings.Optimizer) },
            "rate by epoch" => setting with { Value = TrainRun.Invariant($"from 1 on a line to {Settings.FinalRate:R} in the last epoch"), IsDefault = Settings.FinalRate == usual.FinalRate },
            _ => setting,
        };
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a run of <c>dl train</c> gave, in all the forms that it is written in.</summary>
sealed record TrainOutcome(TrainPlan Plan, FitResult Result, Evaluation Test, Many<CheckpointFile> Checkpoints)
{
    TrainSettings Settings => Plan.Settings;

    TrainData Data => Plan.Data;

    EpochMetrics? Best => Result.History.FirstOrDefault(row => row.Epoch == Result.BestEpoch);

    Many<(string Name, double Value)> Numbers =>
    [
        ("train_loss", Best?.TrainLoss ?? double.NaN),
        ("validation_loss", Best?.ValidationLoss ?? double.NaN),
        ("validation_accuracy", Best?.ValidationAccuracy ?? double.NaN),
        ("test_loss", Test.Loss),
        ("test_accuracy", Test.Accuracy ?? double.NaN),
        ("epochs", Result.History.Count),
        ("best_epoch", Result.BestEpoch),
        ("steps", Result.Steps),
        ("seconds", Math.Round(Result.Elapsed.TotalSeconds, 3)),
        ("parameters", Result.Best.ParameterCount),
    ];

    public RunDescription Description => new(Settings.Command, Plan.All(Result.Best), Numbers, Result.Outcome, Result.History) { Network = NetJson.Write(Result.Best.Net), Arguments = Settings.Arguments, Checkpoints = Checkpoints };

    public ReportContent Report => new($"{Settings.Model} on {Data.Source}")
    {
        Summary = TrainRun.Invariant($"{(Result.Outcome == Outcome.Cancelled ? "Stopped before its end, as asked. " : "")}The parameters are those of epoch {Result.BestEpoch} of {Settings.Epochs}, chosen by the validation loss; the test set was read once, at the end."),
        TestLoss = Test.Loss,
        TestAccuracy = Test.Accuracy,
        Parameters = Result.Best.ParameterCount,
        Seconds = Result.Elapsed.TotalSeconds,
        Epochs = Result.History,
        Confusion = ConfusionMatrix.Of(Data.Test.Classes, Data.Test.Labels!, Metrics.Predicted(Test.Outputs)),
        Mistakes = TrainRun.Mistakes(Data.Test, Test),
        Layers = Result.Best.Layers,
        Settings = Plan.All(Result.Best),
        Command = Settings.Command,
    };

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
    public string Text(string folder) => TrainRun.Invariant($"""
        test accuracy  {100 * Test.Accuracy:F2} %
        test loss      {Test.Loss:F4}
        best epoch     {Result.BestEpoch} of {Settings.Epochs}
        training time  {Result.Elapsed.TotalSeconds:F1} s
        report         {Path.Combine(folder, RunFolder.Report)}
        model          {Path.Combine(folder, RunFolder.Model)}

        """);
}
