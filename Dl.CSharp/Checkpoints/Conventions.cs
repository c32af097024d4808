using System.Globalization;
using System.Runtime.InteropServices;
using System.Numerics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>
/// What was in force in a training run, defaults included: the answer to "same settings, other curve". For
/// <see cref="RunDescription"/> and <see cref="ReportContent.Settings"/>.
/// </summary>
public static class Conventions
{
    const string None = "none";

    /// <summary>What this library means where others mean something else.</summary>
    public static Many<Setting> All { get; } =
    [
        Of("layout of images", "batch, height, width, channels"),
        Of("dense weight", "in, out"),
        Of("loss", "mean over the batch; cross entropy takes logits"),
        Of("dropout rate", "probability to drop; what stays is scaled by 1 / (1 - rate)"),
        Of("statistics rate of batch norm", "weight of the new batch; running variance unbiased"),
        Of("momentum", "v = decay v + g; x -= rate v"),
        Of("adam epsilon", "outside the root, after the correction of the bias"),
        Of("training loss", "mean over the epoch, each batch before its step"),
    ];

    /// <summary>The settings of a training, those at their default marked.</summary>
    public static Many<Setting> Of(FitSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var plain = new FitSettings();
        return
        [
            Training("epochs", Text(settings.Epochs), settings.Epochs == plain.Epochs),
            Training("batch size", Text(settings.BatchSize), settings.BatchSize == plain.BatchSize),
            Training("last batch", Word(settings.LastBatch), settings.LastBatch == plain.LastBatch),
            Training("loss", Text(settings.Loss), settings.Loss.Equals(plain.Loss)),
            Training("penalties", List(settings.Penalties.Select(one => $"{one}")), settings.Penalties.Count == 0),
            Training("constraints", List(settings.Constraints.Select(one => $"{one}")), settings.Constraints.Count == 0),
            Training("augmentation", settings.Augment?.ToString() ?? None, settings.Augment is null),
            Training("validation", settings.Validation is { } held ? $"{held.Name}, {Text(held.Count)} examples" : None, settings.Validation is null),
            Training("validation fraction", Text(settings.ValidationFraction), settings.ValidationFraction == plain.ValidationFraction),
            Training("monitor", settings.Monitor?.Name ?? Metric.Loss, settings.Monitor is null),
            Training("patience", settings.Patience is { } patience ? Text(patience) : None, settings.Patience == plain.Patience),
            Training("min delta", Text(settings.MinDelta), settings.MinDelta == plain.MinDelta),
            Training("metrics", List(settings.Metrics.Select(one => one.Name)), settings.Metrics.Count == 0),
            Training("on a loss that is not finite", settings.OnNonFinite.ToString(), settings.OnNonFinite == plain.OnNonFinite),
            Training("key", $"{settings.Key.Seed:x16} {settings.Key.Gamma:x16}", settings.Key == plain.Key),
            Training("prefetch", Text(settings.Prefetch), settings.Prefetch == plain.Prefetch),
            .. settings.Optimizer.Links.SelectMany(Named),
            new("optimizer", "rate by epoch", Share(settings.RateByEpoch), settings.RateByEpoch == plain.RateByEpoch),
            new("optimizer", "rate on a plateau", settings.Plateau is { } plateau ? OnPlateau(plateau) : None, settings.Plateau is null),
        ];
    }

    /// <summary>What the run ran on: version, instruction set, threads. Bits are the same on any number of threads, but not on
    /// another instruction set.</summary>
    /// <param name="threads">How many threads were allowed.</param>
    public static Many<Setting> Environment(int threads) =>
    [
        new("environment", "version", Version),
        new("environment", "framework", RuntimeInformation.FrameworkDescription),
        new("environment", "system", $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}"),
        new("environment", "instruction set", InstructionSet),
        new("environment", "threads", Text(threads)),
    ];

    internal static string Version { get; } = typeof(Conventions).Assembly.GetName().Version!.ToString(3);

    /// <summary>What the kernels choose their arithmetic by: runs with equal ones have equal bits.</summary>
    internal static string InstructionSet { get; } = $"{(Avx512F.IsSupported ? "AVX-512" : Fma.IsSupported ? "AVX2" : AdvSimd.IsSupported ? "NEON" : "no SIMD")}, vectors of {8 * Vector<byte>.Count} bits";

    // Optimizer links by name, each setting of them on a line: "adam beta1". A link or a schedule of one's own is as it prints itself.
    static IEnumerable<Setting> Named(ILink link)
    {
        if (Written(link) is not { } written) return [new("optimizer", link.Name, link is Rate rate ? $"{rate.Schedule}" : $"{link}")];
        var usual = Presets.Usual(link) is { } plain ? OptimizerJson.Links.Write(plain) : [];
        var settings = written.Where(field => field.Key != "kind").ToArray();
        return settings.Length == 0 ? [new("optimizer", link.Name, "on")] : settings.Select(field => new Setting(
            "optimizer", link is Rate ? "rate" : $"{link.Name} {field.Key}", Plain(field.Value!), usual[field.Key]?.ToJsonString() == field.Value!.ToJsonString() || Optimizer.Adam().Links.Contains(link)));
    }

    static JsonObject? Written(ILink link)
    {
        try
        {
            return OptimizerJson.Links.Write(link);
        }
        catch (DlException)
        {
            return null;
        }
    }

    // A schedule of one's own is as it prints itself.
    static string Share(Schedule share)
    {
        try
        {
            return OptimizerJson.Node(share).ToJsonString();
        }
        catch (DlException)
        {
            return share.ToString();
        }
    }

    // A loss by name, and where it is the cross entropy with what is not alike for all classes and labels.
    static string Text(ILoss loss) => loss is not CrossEntropy entropy ? loss.Name : string.Join(", ",
    [
        entropy.Name,
        .. entropy.Smoothing > 0 ? (string[])[$"smoothing {Text(entropy.Smoothing)}"] : [],
        .. entropy.Weights.Count > 0 ? (string[])[$"weights {List(entropy.Weights.Select(weight => weight.ToString("G4", CultureInfo.InvariantCulture)))}"] : [],
        .. entropy.Ignored.Count > 0 ? (string[])[$"without the labels {List(entropy.Ignored.Select(Text))}"] : [],
        .. entropy.Reduction != Reduce.Mean ? (string[])[Word(entropy.Reduction)] : [],
    ]);

    static string OnPlateau(ReduceOnPlateau at) => string.Create(CultureInfo.InvariantCulture,
        $"factor {at.Factor}, patience {at.Patience}, threshold {at.Threshold} {(at.Absolute ? "absolute" : "relative")}, cooldown {at.Cooldown}, least {at.Least}{(at.Rising ? ", rising" : "")}");

    // A text is itself, without the quotation marks of JSON.
    static string Plain(JsonNode node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : node.ToJsonString();

    static string List(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } list ? list : None;

    static Setting Of(string name, string value) => new("conventions", name, value);

    static Setting Training(string name, string value, bool isDefault) => new("training", name, value, isDefault);

    static string Text<N>(N number) where N : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);

    static string Word<E>(E value) where E : struct, Enum => value.ToString().ToLowerInvariant();
}
