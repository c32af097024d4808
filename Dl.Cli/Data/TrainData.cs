using System.IO;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Cli;

/// <summary>The three parts of the data. The test part is looked at once, at the end.</summary>
/// <param name="Source">What they are called.</param>
/// <param name="Training">What is learnt from.</param>
/// <param name="Validation">What the best epoch is chosen by.</param>
/// <param name="Test">What the result is measured on.</param>
/// <param name="Table">How rows of a table become inputs; null for what is no table.</param>
/// <param name="Target">How values to be predicted are scaled in the first two parts; the test part has them as measured. Null for classes.</param>
sealed record TrainData(string Source, DataSet Training, DataSet Validation, DataSet Test, TableEncoding? Table = null, TargetScale? Target = null)
{
    const int MostToValidate = 5_000;
    const double HeldOut = 0.15;

    /// <summary>How inputs are prepared: as asked, and else as tables need it.</summary>
    public Preprocessing Prepared(DataSettings settings)
    {
        var (scaling, per) = settings.Preprocess ?? (settings.IsTable ? Scaling.Standardise : Scaling.None, Per.Feature);
        return Preprocessing.Fit(Training, scaling, per);
    }

    /// <summary>What a run says of its data.</summary>
    public Many<Setting> Described(DataSettings settings, Model model) =>
    [
        new("data", "source", settings.Path ?? "glyphs", settings.Path is null),
        new("data", "training examples", TrainRun.Invariant($"{Training.Count}")),
        new("data", "validation examples", TrainRun.Invariant($"{Validation.Count}")),
        new("data", "test examples", TrainRun.Invariant($"{Test.Count}")),
        new("data", "preprocessing", model.Preprocessing.Scaling == Scaling.None ? settings.IsTable ? "none" : "none; pixels lie in [0, 1]" : $"{model.Preprocessing.Scaling} per {model.Preprocessing.Per}", settings.Preprocess is null),
        new("data", "class weights", settings.IsBalanced ? "balanced" : "none", !settings.IsBalanced),
        .. Table is { } table ? (Setting[])[new("data", "target", table.Target.Name, settings.Target is null), new("data", "task", table.IsClass ? "classes" : "values", settings.IsClass is null)] : [],
        .. Target is { } scaled ? (Setting[])[new("data", RunReport.TargetScaleSetting, TrainRun.Invariant($"mean {scaled.Scale.Shift[0]:G6}, standard deviation {1 / scaled.Scale.Factor[0]:G6}"))] : [],
        .. settings.IsTable ? (Setting[])[new("data", "missing", settings.Missing.ToString(), settings.Missing == Missing.Refuse)] : [],
        new("data", "learnt", model.Aim.ToString(), IsDefault: true),
    ];

    /// <summary>A trained model as it predicts: in the unit of the target.</summary>
    public Model InUnits(Model model) => Target?.InUnits(model) ?? model;

    /// <summary>A metric of the first two parts, in the unit of the target.</summary>
    public Metric InUnits(Metric metric) => Target?.InUnits(metric) ?? metric;

    /// <summary>The built-in glyphs, the same in every run; or a file or folder. A part of its training set is drawn for validation; what has no test set gives 15 % for
    /// that, and 15 % for validation.</summary>
    /// <param name="settings">What to learn from.</param>
    /// <param name="key">Draws the parts.</param>
    /// <param name="aim">What is to be learnt.</param>
    public static TrainData Of(DataSettings settings, Key key, Aim aim)
    {
        var read = Read(settings, key, aim);
        var (training, validation) = (aim.Of(read.Training), aim.Of(read.Validation));
        if (settings.IsBalanced && training.Labels is null) throw new DlException("--class-weights is for classes, but values are learnt here");
        var scale = aim.Scale(training);
        return read with
        {
            Training = scale?.Apply(training) ?? training, Validation = scale?.Apply(validation) ?? validation, Test = aim.Of(read.Test), Target = scale,
        };
    }

    static TrainData Read(DataSettings settings, Key key, Aim aim)
    {
        if (!settings.IsTable && (settings.Target is not null || settings.IsClass is not null || settings.Ignored.Count > 0 || settings.Missing != Missing.Refuse))
            throw new DlException("--target, --task, --ignore and --missing are for tables, .csv, .tsv or .txt");
        if (settings.Path is not { } path)
        {
            var (training, validation, test) = aim.BuiltIn();
            return new(training.Name, training, validation, test);
        }
        if (settings.IsTable) return Rows(path, settings, key);
        if (path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase)) return Arrays(path, settings, key);
        if (Directory.Exists(path) && Directory.Exists(Path.Combine(path, "train")) && Directory.Exists(Path.Combine(path, "test")))
            return Held(path, Pictures(Path.Combine(path, "train"), settings), Pictures(Path.Combine(path, "test"), settings), key);
        if (Directory.Exists(path) && CSharp.Pictures.IsMasked(path))
            return settings.IsStreamed ? throw new DlException("--stream is for folders of pictures by class") : Parted(path, CSharp.Pictures.ReadMasks(path), key);
        if (Directory.Exists(path) && CSharp.Pictures.IsFolder(path)) return Parted(path, Pictures(path, settings), key);
        if (settings.IsStreamed) throw new DlException("--stream is for folders of pictures");
        var (learnt, heldOut) = Idx.ReadFolder(path, null, settings.MaxBytes);
        return Held(path, learnt, heldOut, key);
    }

    static DataSet Pictures(string folder, DataSettings settings) => settings.IsStreamed ? CSharp.Pictures.StreamFolder(folder) : CSharp.Pictures.ReadFolder(folder);

    // A training set of which some are held out, and a test set.
    static TrainData Held(string path, DataSet train, DataSet test, Key key)
    {
        if (train.Count < 2 || test.Count < 1) throw new DlException(TrainRun.Invariant($"{path}: {train.Count} examples to train and {test.Count} to test are too few"));
        if (train.Example != test.Example) throw new DlException($"{path}: the training images are {train.Example}, but the test images {test.Example}");
        if (!train.Classes.Equals(test.Classes)) throw new DlException($"{path}: the training set has the classes {string.Join(", ", train.Classes)}, but the test set {string.Join(", ", test.Classes)}");
        var validation = Math.Min(1.0 / 12, (double)MostToValidate / train.Count);
        var parts = train.SplitStratified(key, 1 - validation, validation);
        return parts[1].Count > 0 ? new(train.Name.Replace(" train", "", StringComparison.Ordinal), parts[0], parts[1], test)
            : throw new DlException(TrainRun.Invariant($"{path}: {train.Count} examples are too few to hold some out for validation"));
    }

    // One set, of which two parts are held out.
    static TrainData Parted(string path, DataSet all, Key key)
    {
        var parts = all.Target.Rank == 0 ? all.SplitStratified(key, 1 - 2 * HeldOut, HeldOut, HeldOut) : all.Split(key, 1 - 2 * HeldOut, HeldOut, HeldOut);
        return parts.All(part => part.Count > 0) ? new(all.Name, parts[0], parts[1], parts[2])
            : throw new DlException(TrainRun.Invariant($"{path}: {all.Count} examples are too few to hold some out for validation and some for the test"));
    }

    // The encoding is fitted on the training part alone.
    static TrainData Rows(string path, DataSettings settings, Key key)
    {
        var format = new CsvFormat { MaxBytes = settings.MaxBytes };
        var target = settings.Target is { } name ? Column.Named(name) : Column.Last;
        var rows = Csv.ReadRecords(path, format);
        var table = new TableSettings { Target = target, Ignored = settings.Ignored.Map(Column.Named), Missing = settings.Missing, AllowsNewWords = true, IsClass = settings.IsClass ?? TableEncoding.LooksLikeClasses(rows, target) };
        double[] shares = [1 - 2 * HeldOut, HeldOut, HeldOut];
        var parts = table.IsClass == true ? rows.SplitStratified(key, target, shares) : rows.Split(key, shares);
        if (parts.Any(part => part.Count == 0)) throw new DlException(TrainRun.Invariant($"{path}: {rows.Count} rows are too few to hold some out for validation and some for the test"));
        var encoding = TableEncoding.Fit(parts[0], table);
        var sets = parts.Map(encoding.Apply);
        // Rows with gaps may have been left out.
        if (sets.Any(set => set.Count == 0)) throw new DlException(TrainRun.Invariant($"{path}: of {rows.Count} rows too few have no gaps to hold some out for validation and some for the test"));
        return !encoding.IsClass && settings.IsBalanced
            ? throw new DlException($"--class-weights is for classes, but {encoding.Target.Name} of {path} has values; say --task classes if they are classes")
            : new(Path.GetFileName(path), sets[0], sets[1], sets[2], encoding);
    }

    // The arrays of Keras's mnist.npz, or inputs and labels.
    static TrainData Arrays(string path, DataSettings settings, Key key)
    {
        var names = Npz.Names(path);
        if (names.Contains("x_train")) return Held(path, Set("x_train", "y_train", " train"), Set("x_test", "y_test", " test"), key);
        return names.Contains("x") && names.Contains("y") ? Parted(path, Set("x", "y", ""), key)
            : throw new DlException($"{path}: has the arrays {string.Join(", ", names)}, but x_train, y_train, x_test and y_test are expected, or x and y");

        DataSet Set(string inputs, string labels, string part)
        {
            var (x, y) = (Npz.Read<float>(path, inputs, settings.MaxBytes), Npz.ReadIndices(path, labels, settings.MaxBytes));
            // Grey pictures have no axis of channels there.
            if (x.Shape.Rank == 3) x = x.Reshape([.. x.Shape, 1]);
            Many<string> classes = [.. Enumerable.Range(0, y.Span.ToArray().Append(-1).Max() + 1).Select(k => TrainRun.Invariant($"{k}"))];
            return DataSet.Classified(x, y, classes, $"{Path.GetFileNameWithoutExtension(path)}{part}");
        }
    }
}
