using System.IO;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Cli;

/// <summary>Examples with their targets, on which a trained model is measured: the test part where a folder or file has one, and else all.</summary>
static class EvaluationData
{
    /// <summary>The examples, with the classes of the model.</summary>
    /// <exception cref="DlException">They cannot be read, or are not what the model was trained for.</exception>
    public static DataSet Read(string path, Model model, long maxBytes)
    {
        var data = model.Aim.Of(Examples(path, model, maxBytes));
        if (data.Example != model.Example) throw new DlException($"{path}: an example has the shape {data.Example}, but the model takes {model.Example}");
        if (data.Labels is null == model.Classes.Count > 0) throw new DlException($"{path}: holds {(data.Labels is null ? "values" : "classes")}, but the model predicts {(data.Labels is null ? "classes" : "values")}");
        return data.Labels is null || data.Classes.Equals(model.Classes) ? data : Renamed(path, data, model.Classes);
    }

    static DataSet Examples(string path, Model model, long maxBytes)
    {
        if (new DataSettings(path).IsTable)
            return model.Table is { } table ? table.Apply(Csv.ReadRecords(path, new() { MaxBytes = maxBytes })) : throw new DlException($"{path}: is a table, but the model was not trained on one");
        if (model.Table is not null) throw new DlException($"{path}: is no table (.csv, .tsv, .txt), but the model was trained on one");
        if (path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase)) return Arrays(path, model, maxBytes);
        if (!Directory.Exists(path)) throw new DlException(File.Exists(path) ? $"{path}: is neither a folder nor a table nor .npz" : $"{path}: there is no such file or folder");
        var test = Path.Combine(path, "test");
        return Pictures.IsMasked(path) ? Pictures.ReadMasks(path)
            : Directory.Exists(test) && Directory.Exists(Path.Combine(path, "train")) ? Pictures.ReadFolder(test)
            : Pictures.IsFolder(path) ? Pictures.ReadFolder(path)
            : Idx.ReadFolder(path, null, maxBytes).Test;
    }

    static DataSet Arrays(string path, Model model, long maxBytes)
    {
        var names = Npz.Names(path);
        var (inputs, targets) = names.Contains("x_test") && names.Contains("y_test") ? ("x_test", "y_test") : names.Contains("x") && names.Contains("y") ? ("x", "y")
            : throw new DlException($"{path}: has the arrays {string.Join(", ", names)}, but x_test and y_test are expected, or x and y");
        var x = Npz.Read<float>(path, inputs, maxBytes);
        // Grey pictures have no axis of channels there.
        if (x.Shape.Rank == 3 && model.Example.Rank == 3) x = x.Reshape([.. x.Shape, 1]);
        return model.Classes.Count > 0
            ? DataSet.Classified(x, Npz.ReadIndices(path, targets, maxBytes), model.Classes, Path.GetFileNameWithoutExtension(path))
            : DataSet.Regression(x, Npz.Read<float>(path, targets, maxBytes), Path.GetFileNameWithoutExtension(path));
    }

    // A set may have some of the classes, or all of them in another order.
    static DataSet Renamed(string path, DataSet data, Many<string> classes)
    {
        if (data.Target.Rank > 1) throw new DlException($"{path}: has the classes {string.Join(", ", data.Classes)}, but the model knows {string.Join(", ", classes)}");
        if (data.Classes.FirstOrDefault(name => !classes.Contains(name)) is { } stray)
            throw new DlException($"{path}: has the class '{stray}', but the model knows {(classes.Count > 12 ? TrainRun.Invariant($"{classes.Count} others") : string.Join(", ", classes))}");
        var places = data.Classes.Map(name => classes.TakeWhile(other => other != name).Count());
        return DataSet.Classified(data.Inputs, Indices.Of([.. data.Labels!.Span.ToArray().Select(label => places[label])]), classes, data.Name);
    }
}
