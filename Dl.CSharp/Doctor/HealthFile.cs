using System.Globalization;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>
/// A run's <see cref="Health"/> as JSON lines: first an object of kind <c>subject</c>, then for each epoch from 0 on one of kind <c>checkup</c> with all numbers of that record and,
/// under <c>leaves</c> and <c>units</c>, an object for each parameter and each activation; at the end, where a number was not finite, one of kind <c>fault</c>.
/// What is not a finite number is null.
/// </summary>
public static class HealthFile
{
    /// <summary>Its name in the folder of a run.</summary>
    public const string Name = "health.jsonl";

    static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it, whole or not at all.</summary>
    public static void Write(string path, Health health)
    {
        ArgumentNullException.ThrowIfNull(health);
        Atomic.WriteText(path, string.Concat(Lines(health).Select(line => line.ToJsonString(Plain) + "\n")));
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="DlException">There is no such file, or a line is damaged; the message names it.</exception>
    public static Health Read(string path)
    {
        if (!File.Exists(path)) throw new DlException($"{path}: there is no such file; dl train writes one into the folder of each run");
        var (about, checkups, fault, at) = ((Subject?)null, new List<Checkup>(), (string?)null, 0);
        foreach (var line in File.ReadLines(path))
        {
            at++;
            try
            {
                var fields = new Fields("line", JsonText.Parse(line, "line") as JsonObject ?? throw new DlException("is no JSON object"));
                switch (fields.Text("kind"))
                {
                    case "subject": about = SubjectOf(fields); break;
                    case "checkup": checkups.Add(CheckupOf(fields)); break;
                    case "fault": fault = fields.Text("fault"); break;
                    case var other: throw new DlException($"is of the kind '{other}', not subject, checkup or fault");
                }
            }
            catch (DlException error)
            {
                throw error.In(string.Create(CultureInfo.InvariantCulture, $"{path}:{at}"));
            }
        }
        return about is not null && checkups.Count > 0 ? new(about, checkups.ToMany()) { Fault = fault } : throw new DlException($"{path}: holds no subject and no checkup");
    }

    static IEnumerable<JsonObject> Lines(Health health)
    {
        var about = health.About;
        yield return new()
        {
            ["kind"] = "subject", ["loss"] = about.Loss, ["examples"] = about.Examples, ["validated"] = about.Validated,
            ["shares"] = new JsonArray([.. about.Shares.Select(share => (JsonNode?)share)]), ["chance"] = Number(about.Chance), ["outliers"] = about.Outliers,
        };
        foreach (var one in health.Checkups)
            yield return new()
            {
                ["kind"] = "checkup", ["epoch"] = one.Epoch, ["step"] = one.Step, ["train_loss"] = Number(one.TrainLoss),
                ["validation_loss"] = Number(one.ValidationLoss), ["validation_accuracy"] = Number(one.ValidationAccuracy),
                ["learnt_loss"] = Number(one.LearntLoss), ["learnt_accuracy"] = Number(one.LearntAccuracy),
                ["typical_loss"] = Number(one.TypicalLoss), ["largest_loss"] = Number(one.LargestLoss), ["largest_step"] = one.LargestStep,
                ["rate"] = Number(one.Rate), ["moved"] = Number(one.Moved), ["next_loss"] = Number(one.NextLoss),
                ["leaves"] = new JsonArray([.. one.Leaves.Select(Leaf)]), ["units"] = new JsonArray([.. one.Units.Select(Unit)]),
            };
        if (health.Fault is { } fault) yield return new() { ["kind"] = "fault", ["fault"] = fault };
    }

    static JsonNode? Leaf(LeafSigns leaf) => new JsonObject
    {
        ["path"] = leaf.Path, ["layer"] = leaf.Layer, ["role"] = leaf.Role.ToString(), ["size"] = leaf.Size, ["norm"] = Number(leaf.Norm), ["gradient"] = Number(leaf.Gradient),
    };

    static JsonNode? Unit(UnitSigns unit) => new JsonObject
    {
        ["layer"] = unit.Layer, ["op"] = unit.Op, ["units"] = unit.Units, ["dead"] = unit.Dead, ["saturated"] = unit.Saturated,
        ["mean"] = Number(unit.Values.Mean), ["deviation"] = Number(unit.Values.Deviation), ["low"] = Number(unit.Values.Low), ["high"] = Number(unit.Values.High),
        ["counts"] = new JsonArray([.. unit.Values.Counts.Select(count => (JsonNode?)count)]),
    };

    static Subject SubjectOf(Fields of) => new(
        of.Text("loss"), of.Whole("examples"), of.Whole("validated"), [.. of.List("shares").Select(share => Real(share) ?? double.NaN)], Sure(of, "chance"), of.Whole("outliers"));

    static Checkup CheckupOf(Fields of) => new(of.Whole("epoch"), of.Count("step"))
    {
        TrainLoss = Sure(of, "train_loss"), ValidationLoss = Real(of.Node("validation_loss")), ValidationAccuracy = Real(of.Node("validation_accuracy")),
        LearntLoss = Sure(of, "learnt_loss"), LearntAccuracy = Real(of.Node("learnt_accuracy")),
        TypicalLoss = Sure(of, "typical_loss"), LargestLoss = Sure(of, "largest_loss"), LargestStep = of.Count("largest_step"),
        Rate = Sure(of, "rate"), Moved = Sure(of, "moved"), NextLoss = Sure(of, "next_loss"),
        Leaves = [.. of.List("leaves").Select(Inner).Select(leaf => new LeafSigns(
            leaf.Text("path"), leaf.Text("layer"), Enum.TryParse<Role>(leaf.Text("role"), out var role) ? role : throw new DlException($"knows no role '{leaf.Text("role")}'"),
            leaf.Whole("size"), Sure(leaf, "norm"), Sure(leaf, "gradient")))],
        Units = [.. of.List("units").Select(Inner).Select(unit => new UnitSigns(
            unit.Text("layer"), unit.Text("op"), unit.Whole("units"), Sure(unit, "dead"), Sure(unit, "saturated"),
            new(Sure(unit, "mean"), Sure(unit, "deviation"), Sure(unit, "low"), Sure(unit, "high"), [.. unit.List("counts").Select(count => (int)(Real(count) ?? 0))])))],
    };

    static Fields Inner(JsonNode? node) => new("part", node as JsonObject ?? throw new DlException("has a part that is no JSON object"));

    static double Sure(Fields of, string name) => Real(of.Node(name)) ?? double.NaN;

    static double? Real(JsonNode? node) => node is null ? null
        : node is JsonValue value && value.TryGetValue<double>(out var number) ? number : throw new DlException($"has {node.ToJsonString()}, which is no number");

    static JsonNode? Number(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
