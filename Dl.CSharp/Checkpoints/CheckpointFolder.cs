using System.Globalization;
using System.IO;
using System.Text.Json.Nodes;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>A checkpoint that <c>run.json</c> names.</summary>
/// <param name="Name">The file, seen from the folder of the run: <c>checkpoints/1200.safetensors</c>.</param>
/// <param name="Step">The number of steps taken.</param>
/// <param name="IsBest">Whether it is the one after the best epoch.</param>
public sealed record CheckpointFile(string Name, long Step, bool IsBest);

/// <summary>
/// Checkpoints of a run in its folder. A state goes to <c>checkpoints/STEP.safetensors</c>, whole or not at all; then <c>run.json</c>, which names it, is
/// replaced; then files that it no longer names are deleted. So whenever the machine stops, what <c>run.json</c> names is whole.
/// </summary>
public sealed class CheckpointFolder
{
    const string Folder = "checkpoints", Run = "run.json";

    readonly string folder;
    readonly int keep;
    readonly Func<FitState, RunDescription> describe;
    readonly Action<string, FitState> save;
    (long Step, int Epoch)? saved;

    /// <summary>Checkpoints in the folder of a run.</summary>
    /// <param name="folder">The folder of the run.</param>
    /// <param name="describe">What <c>run.json</c> says of the run at a state; its checkpoints are filled in.</param>
    /// <param name="save">Writes a state: <see cref="FitCheckpoint.Save"/> with all that a run has.</param>
    /// <param name="files">The checkpoints of the run that goes on, see <see cref="Read"/>; none for a new one.</param>
    /// <param name="keep">How many of the newest are kept; the best is kept besides.</param>
    public CheckpointFolder(string folder, Func<FitState, RunDescription> describe, Action<string, FitState> save, Many<CheckpointFile>? files = null, int keep = 3)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        (this.folder, this.describe, this.save, this.keep, Files) = (folder, describe, save, keep, files ?? []);
    }

    /// <summary>What <c>run.json</c> names, newest first.</summary>
    public Many<CheckpointFile> Files { get; private set; }

    /// <summary>Saves a state, unless it is the one that was saved last.</summary>
    /// <exception cref="DlException">The disk is full or may not be written; the checkpoints before stay as they are.</exception>
    public void Save(FitState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        // After the last batch of an epoch a state may come twice: before and after the epoch was measured.
        if ((state.Learner.Steps, state.Epoch) == saved) return;
        var isBest = state.IsBetweenEpochs && state.Best.Epoch == state.Epoch - 1;
        var file = new CheckpointFile(string.Create(CultureInfo.InvariantCulture, $"{Folder}/{state.Learner.Steps}.safetensors"), state.Learner.Steps, isBest);
        var others = Files.Where(other => other.Step != file.Step).Select(other => isBest ? other with { IsBest = false } : other).ToArray();
        try
        {
            save(Path.Combine(folder, file.Name), state);
            Many<CheckpointFile> files = [file, .. others.Where((other, i) => i < keep - 1 || other.IsBest)];
            (describe(state) with { Checkpoints = files }).Save(Path.Combine(folder, Run));
            (Files, saved) = (files, (state.Learner.Steps, state.Epoch));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DlException($"{folder}: the checkpoint of step {state.Learner.Steps} cannot be written ({error.Message.ReplaceLineEndings(" ").TrimEnd('.')}); "
                + (Files.Count > 0 ? $"that of step {Files[0].Step} stays" : "there is none before it"));
        }
        foreach (var path in Directory.EnumerateFiles(Path.Combine(folder, Folder), "*.safetensors"))
            if (!Files.Any(known => Path.GetFileName(known.Name) == Path.GetFileName(path)))
                File.Delete(path);
    }

    /// <summary>The arguments and the checkpoints of a run, as its <c>run.json</c> names them.</summary>
    /// <param name="folder">The folder of the run.</param>
    /// <exception cref="DlException">There is no such folder or no run in it, or <c>run.json</c> is damaged.</exception>
    public static (Many<string> Arguments, Many<CheckpointFile> Checkpoints) Read(string folder)
    {
        var path = Path.Combine(folder, Run);
        if (!Directory.Exists(folder)) throw new DlException($"{folder}: there is no such folder");
        if (!File.Exists(path)) throw new DlException($"{folder}: holds no run; one that dl train wrote has a {Run}");
        try
        {
            if (JsonText.Parse(File.ReadAllText(path), "run") is not JsonObject run) throw new DlException("the run is no JSON object");
            return (
                [.. Items(run, "arguments").Select(word => word is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw new DlException("\"arguments\" is a list of texts"))],
                [.. Items(run, "checkpoints").Select(item =>
                {
                    var fields = new Fields("checkpoint", item as JsonObject ?? throw new DlException("\"checkpoints\" is a list of objects"));
                    var name = fields.Text("file");
                    return Path.GetFileName(name) == name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..] && name.StartsWith($"{Folder}/", StringComparison.Ordinal)
                        ? new CheckpointFile(name, fields.Count("step"), fields.Flag("best"))
                        : throw new DlException($"\"checkpoints\": a checkpoint is a file of the folder {Folder}, not '{DataFile.Shown(name)}'");
                })]);
        }
        catch (DlException error)
        {
            throw error.In(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DlException($"{path}: {error.Message.ReplaceLineEndings(" ")}");
        }

        static IEnumerable<JsonNode?> Items(JsonObject run, string name) => run[name] is null ? [] : run[name] as JsonArray ?? throw new DlException($"\"{name}\" is not a list");
    }
}
