using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>
/// A training run between two steps as one safetensors file: the leaves of the learner (<c>params.</c>, <c>state.</c>, <c>optimizer.</c>) and of the best
/// model (<c>best.params.</c>, <c>best.state.</c>) by their paths, and in the metadata all counters as whole numbers, the position, the history, and what
/// the run was made of. Law: reading what was written gives a state from which <see cref="Fitting.Run"/> ends with the bits of a run that never stopped.
/// </summary>
/// <example><code>
/// var checkpoint = new FitCheckpoint(model, data, settings);
/// model.Fit(data, settings, look: state => checkpoint.Save(path, state));
/// var result = model.Fit(data, settings, from: checkpoint.Load(path));
/// </code></example>
public sealed class FitCheckpoint
{
    const string Format = "dl-training/1";

    readonly Model model;
    readonly FitSettings settings;

    readonly Action<string>? warn;

    // What must be the same for a run to go on; the digest of the data is dear, and taken once.
    readonly JsonObject run;

    /// <summary>Checkpoints of one run.</summary>
    /// <param name="model">The model that training begins with.</param>
    /// <param name="data">The training examples.</param>
    /// <param name="settings">How it is trained.</param>
    /// <param name="warn">Is told what does not hinder a run from going on, but changes its bits: another instruction set.</param>
    /// <exception cref="DlException">A layer or a link is of a kind that has no description in JSON.</exception>
    public FitCheckpoint(Model model, DataSet data, FitSettings settings, Action<string>? warn = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(settings);
        (this.model, this.settings, this.warn, run) = (model, settings, warn, Run(model, data, settings));
    }

    /// <summary>Saves a state, whole or not at all.</summary>
    /// <param name="path">Where the file shall be.</param>
    /// <param name="state">Where it stands.</param>
    public void Save(string path, FitState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        SafeTensors.Write(path,
            Tree.Leaves(Whole(state)).Select(SafeTensor (leaf) => SafeTensor.Of(leaf.Path, leaf.Value.Value)).ToMany(),
            [
                ("format", Format),
                ("version", Conventions.Version),
                ("instruction set", Conventions.InstructionSet),
                ("run", run.ToJsonString()),
                ("counters", new JsonObject(Tree.Counters(state.Learner).Select(counter => KeyValuePair.Create(counter.Path, (JsonNode?)counter.Value))).ToJsonString()),
                ("position", Position(state).ToJsonString()),
                ("conventions", new JsonObject(Conventions.All.Select(line => KeyValuePair.Create(line.Name, (JsonNode?)line.Value))).ToJsonString()),
            ]);
    }

    /// <summary>Loads a state. Strict: the file has the leaves and counters of this model and optimizer, and no other, and was written with these settings; only
    /// the number of epochs, with the rate that follows from it, and what watches may differ.</summary>
    /// <param name="path">A file that <see cref="Save"/> wrote.</param>
    /// <exception cref="DlException">The file is missing, damaged or of another run; what differs is named.</exception>
    public FitState Load(string path)
    {
        var file = SafeTensors.Read(path);
        try
        {
            if (file.Note("format") != Format) throw new DlException($"is of the format \"{file.Note("format") ?? "none"}\", but this version goes on from \"{Format}\"");
            Same(Object(file, "run"), run);
            if (file.Note("instruction set") is { } set && set != Conventions.InstructionSet)
                warn?.Invoke($"{path} was written with {set}, and this processor goes on with {Conventions.InstructionSet}: not to the same bits as a run that never stopped");
            var blank = Whole(FitState.Start(model, settings));
            LeafNames.Match(Tree.Leaves(blank), file, "are not those of its run");
            var filled = Tree.Map<float, FitTree>(blank, leaf => file[leaf.Path].As<float>());
            return Placed(Fields(file, "position"), new(
                Tree.WithCounters<float, Learner<float>>(filled.Learner, Counters(file, filled.Learner)), new(0, settings.Worst, filled.Params, filled.State)));
        }
        catch (DlException error)
        {
            throw error.In(path);
        }
    }

    static JsonObject Run(Model model, DataSet data, FitSettings settings) => new()
    {
        ["network"] = NetJson.Write(model.Net),
        ["example"] = model.Example.ToString(),
        ["preprocessing"] = model.Preprocessing.ToJson(),
        ["data"] = Digest(data),
        ["validation"] = settings.Validation is { } held ? Digest(held) : settings.ValidationFraction.ToString("R", CultureInfo.InvariantCulture),
        ["optimizer"] = OptimizerJson.Write(settings.Optimizer),
        ["plateau"] = settings.Plateau?.ToString(),
        ["loss"] = settings.Loss.ToString(),
        ["penalties"] = settings.Penalties.ToString(),
        ["constraints"] = settings.Constraints.ToString(),
        ["batch size"] = settings.BatchSize,
        ["last batch"] = settings.LastBatch.ToString(),
        ["augment"] = settings.Augment?.ToString(),
        ["monitor"] = settings.Monitor?.Name,
        ["least gain"] = settings.MinDelta == 0 ? null : settings.MinDelta,
        ["key"] = settings.Key.ToString(),
        ["epochs"] = settings.Epochs,
        ["rate by epoch"] = settings.RateByEpoch.ToString(),
    };

    static void Same(JsonObject was, JsonObject now)
    {
        var goesFurther = was["epochs"]?.ToJsonString() != now["epochs"]!.ToJsonString();
        foreach (var (name, value) in now)
            if (name != "epochs" && !(goesFurther && name == "rate by epoch") && was[name]?.ToJsonString() != value?.ToJsonString())
                throw new DlException($"was written by a run with another {name}: {Short(was[name])}, not {Short(value)}");

        static string Short(JsonNode? node) => node?.ToJsonString() is not { } text ? "none" : text.Length <= 60 ? text : $"{text[..60]}...";
    }

    static string Digest(DataSet data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var chunk in data.Chunks(1000)) hash.AppendData(MemoryMarshal.AsBytes(chunk.Inputs.Span));
        hash.AppendData(data.Labels is { } labels ? MemoryMarshal.AsBytes(labels.Span) : MemoryMarshal.AsBytes(data.Values!.Span));
        return $"{data.Count} x {data.Example}, sha256 {Convert.ToHexStringLower(hash.GetCurrentHash())}";
    }

    static JsonObject Position(FitState state) => new()
    {
        ["epoch"] = state.Epoch,
        ["batch"] = state.Batch,
        ["sum"] = Number(state.Sum),
        ["seen"] = state.Seen,
        ["skipped"] = state.Skipped,
        ["ticks"] = state.Elapsed.Ticks,
        ["plateau"] = state.Plateau is { } at ? new JsonArray(Number(at.Best), at.Bad, at.Cooling, Number(at.Share)) : null,
        ["bestEpoch"] = state.Best.Epoch,
        ["bestScore"] = Number(state.Best.Score),
        ["history"] = new JsonArray([.. state.History.Select(row => (JsonNode?)new JsonArray(
            row.Epoch, Number(row.TrainLoss), Number(row.ValidationLoss), Number(row.ValidationAccuracy), Number(row.Rate), Number(row.Seconds),
            new JsonArray([.. row.Scores.Select(score => (JsonNode?)new JsonArray(score.Name, Number(score.Value)))])))]),
    };

    static FitState Placed(Fields position, FitState blank)
    {
        var history = position.List("history").Select(row => row is JsonArray { Count: 7 } cells && cells[6] is JsonArray scores
            ? new EpochMetrics((int)Sure(cells[0]), Sure(cells[1]), Real(cells[2]), Real(cells[3]), Sure(cells[4]), Sure(cells[5])) { Scores = [.. scores.Select(Scored)] }
            : throw new DlException("its history is not rows of six numbers and the scores")).ToMany();
        return blank with
        {
            Epoch = position.Whole("epoch"),
            Batch = position.Whole("batch"),
            Sum = Real(position.Node("sum")) ?? 0,
            Seen = position.Whole("seen"),
            Skipped = position.Whole("skipped"),
            Elapsed = TimeSpan.FromTicks(position.Count("ticks")),
            Plateau = position.Node("plateau") switch
            {
                null => null,
                JsonArray { Count: 4 } at => new(Sure(at[0]), (int)Sure(at[1]), (int)Sure(at[2]), Sure(at[3])),
                var other => throw new DlException($"its plateau is four numbers, not {other.ToJsonString()}"),
            },
            Best = blank.Best with { Epoch = position.Whole("bestEpoch"), Score = Real(position.Node("bestScore")) ?? blank.Best.Score },
            History = history,
        };
    }

    static Score Scored(JsonNode? node) => node is JsonArray { Count: 2 } pair && pair[0] is JsonValue name && name.TryGetValue<string>(out var text)
        ? new(text, Sure(pair[1]))
        : throw new DlException("its history has scores that are not a name and a number");

    // JSON has no infinity and no NaN: those are texts.
    static JsonValue? Number(double? value) => value is not { } number ? null
        : double.IsFinite(number) ? JsonValue.Create(number) : JsonValue.Create(number.ToString(CultureInfo.InvariantCulture));

    static double? Real(JsonNode? node) => node switch
    {
        null => null,
        JsonValue value when value.TryGetValue<double>(out var number) => number,
        JsonValue value when value.TryGetValue<string>(out var text) && double.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new DlException($"its position has {node.ToJsonString()}, which is no number"),
    };

    static double Sure(JsonNode? node) => Real(node) ?? throw new DlException("its position lacks a number");

    static Dictionary<string, long> Counters(SafeTensorFile file, Learner<float> learner)
    {
        var fields = Fields(file, "counters");
        var counters = Tree.Counters(learner).ToDictionary(counter => counter.Path, counter => fields.Count(counter.Path));
        fields.End("counters");
        return counters;
    }

    static Fields Fields(SafeTensorFile file, string name) => new(name, Object(file, name));

    static JsonObject Object(SafeTensorFile file, string name) =>
        JsonText.Parse(file.Note(name) ?? throw new DlException($"its metadata have no \"{name}\""), name) as JsonObject ?? throw new DlException($"its \"{name}\" is no JSON object");

    static FitTree Whole(FitState state) => new(state.Learner, state.Best.Params, state.Best.State);

    /// <summary>All tensors of a state.</summary>
    sealed record FitTree(Learner<float> Learner, ITree<float> Params, ITree<float> State) : ITree<float>
    {
        public ITree<float> Walk(Walk<float> walk)
        {
            var (learner, best) = ((Learner<float>)Learner.Walk(walk), walk.Branch("best", new BestTree(Params, State)));
            return new FitTree(learner, best.Params, best.State);
        }
    }

    sealed record BestTree(ITree<float> Params, ITree<float> State) : ITree<float>
    {
        public ITree<float> Walk(Walk<float> walk) => new BestTree(walk.Branch("params", Params), walk.Branch("state", State));
    }
}
