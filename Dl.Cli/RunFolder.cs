using System.Globalization;
using System.IO;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Cli;

/// <summary>The folder of a run.</summary>
/// <param name="Path">Its path, as given.</param>
/// <param name="Note">What to tell about the choice; null if there is nothing to tell.</param>
sealed record RunFolder(string Path, string? Note)
{
    /// <summary>The names of the files.</summary>
    public const string Model = "model.safetensors", Run = "run.json", MetricsTable = "metrics.csv", Report = "report.html", Usual = "run";

    static readonly string[] Files = [Model, Run, MetricsTable, Report, HealthFile.Name];

    /// <summary>The folder that was asked for, or the next free one.</summary>
    /// <param name="asked">What was asked for; null for the next free one.</param>
    /// <param name="force">Whether a run in it may be overwritten.</param>
    /// <exception cref="DlException">There is a run in it already, or it is a file.</exception>
    public static RunFolder Choose(string? asked, bool force)
    {
        if (asked is null)
        {
            var free = Names().First(name => !Directory.Exists(name) && !File.Exists(name));
            return new(free, free == Usual ? null : $"{Usual} is taken: this run goes to {free}");
        }
        if (asked.Length == 0) throw new DlException("--out takes the name of a folder");
        if (File.Exists(asked)) throw new DlException($"{asked}: is a file, not a folder");
        return force || !Files.Any(file => File.Exists(System.IO.Path.Combine(asked, file)))
            ? new(asked, null)
            : throw new DlException($"{asked}: holds a run already; choose another --out, or overwrite it with --force");
    }

    /// <summary>The model of a run's folder, or of a file.</summary>
    /// <exception cref="DlException">There is none, or it is damaged.</exception>
    public static CSharp.Model LoadModel(string path) => Checkpoint.Load(Directory.Exists(path) ? System.IO.Path.Combine(path, Model) : path);

    /// <summary>What was taken down of a run in its folder; null where nothing was.</summary>
    /// <exception cref="DlException">It is damaged.</exception>
    public static Health? HealthOf(string folder) => System.IO.Path.Combine(folder, HealthFile.Name) is var path && File.Exists(path) ? HealthFile.Read(path) : null;

    /// <summary>The result of <paramref name="fill"/>, which may write the folder. It is made before, and found to be writable
    /// before hours are spent; if nothing came into it, it is gone again.</summary>
    public A Within<A>(Func<A> fill)
    {
        var isNew = !Directory.Exists(Path);
        Directory.CreateDirectory(Path);
        try
        {
            var probe = System.IO.Path.Combine(Path, $".{System.IO.Path.GetRandomFileName()}");
            using (File.Create(probe, 1, FileOptions.DeleteOnClose)) { }
            return fill();
        }
        finally
        {
            if (isNew && !Directory.EnumerateFileSystemEntries(Path).Any()) Directory.Delete(Path);
        }
    }

    /// <summary>What takes down the health of the run; of one that goes on, behind what was taken down of it.</summary>
    public HealthRecorder Recorder(Model model, DataSet data, FitSettings settings, FitState? from) =>
        new(model, data, settings, from is null ? null : HealthOf(Path), from);

    /// <summary>Writes what was taken down.</summary>
    public void Record(HealthRecorder recorder) => HealthFile.Write(At(HealthFile.Name), recorder.Health);

    /// <summary>Writes the four files, each whole or not at all.</summary>
    public void Write(RunOutcome run)
    {
        Checkpoint.Save(At(Model), run.Model);
        Atomic.WriteText(At(MetricsTable), run.Result.MetricsCsv());
        run.Description.Save(At(Run));
        Atomic.WriteText(At(Report), CSharp.Report.Html(run.Report));
    }

    string At(string file) => System.IO.Path.Combine(Path, file);

    static IEnumerable<string> Names() => Enumerable.Range(1, int.MaxValue - 1).Select(i => i == 1 ? Usual : string.Create(CultureInfo.InvariantCulture, $"{Usual}-{i}"));
}
