using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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
    static readonly Kinds<ILink> Links = new("optimizer link",
        Kind<ILink>.Of<Rate>("rate", rate => new() { ["rate"] = rate.Schedule is ConstantSchedule constant ? constant.Value : rate.Schedule.ToString() }, f => new Rate(f.Number("rate"))),
        Kind<ILink>.Of<Momentum>("momentum", momentum => new() { ["decay"] = momentum.Decay }, f => new Momentum(f.Number("decay"))),
        Kind<ILink>.Of<Adam>("adam",
            adam => new() { ["beta1"] = adam.Beta1, ["beta2"] = adam.Beta2, ["epsilon"] = adam.Epsilon },
            f => new Adam(f.Number("beta1"), f.Number("beta2"), f.Number("epsilon"))));

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
            Training("loss", settings.Loss.Name, settings.Loss.Equals(plain.Loss)),
            Training("patience", settings.Patience is { } patience ? Text(patience) : "none", settings.Patience == plain.Patience),
            Training("on a loss that is not finite", Word(settings.OnNonFinite), settings.OnNonFinite == plain.OnNonFinite),
            .. settings.Optimizer.Links.SelectMany(Named),
            new("optimizer", "rate by epoch", settings.RateByEpoch is ConstantSchedule share ? Text(share.Value) : settings.RateByEpoch.ToString(), settings.RateByEpoch == plain.RateByEpoch),
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

    static string InstructionSet =>
        Vector512.IsHardwareAccelerated ? "Vector512" : Vector256.IsHardwareAccelerated ? "Vector256" : Vector128.IsHardwareAccelerated ? "Vector128" : "scalar";

    // Optimizer links by name, each setting of them on a line: "adam beta1".
    static IEnumerable<Setting> Named(ILink link)
    {
        var usual = link switch { Adam => Links.Write(new Adam()), Momentum => Links.Write(new Momentum()), _ => [] };
        return link is Rate or Momentum or Adam
            ? Links.Write(link).Where(field => field.Key != "kind").Select(field => new Setting(
                "optimizer", link is Rate ? "rate" : $"{link.Name} {field.Key}", field.Value!.ToJsonString(), usual[field.Key]?.ToJsonString() == field.Value.ToJsonString()))
            : [new("optimizer", link.Name, link.ToString() ?? link.Name)];
    }

    static Setting Of(string name, string value) => new("conventions", name, value);

    static Setting Training(string name, string value, bool isDefault) => new("training", name, value, isDefault);

    static string Text<N>(N number) where N : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);

    static string Word<E>(E value) where E : struct, Enum => value.ToString().ToLowerInvariant();
}
