using System.Text.Json.Nodes;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <content>Schedules and choices of leaves.</content>
public static partial class OptimizerJson
{
    static readonly Kinds<ISchedule> Schedules = new("schedule",
        Kind<ISchedule>.Of<ScaledSchedule>("scaled", s => new() { ["of"] = Node(s.Of), ["factor"] = s.Factor }, f => new ScaledSchedule(Schedule(f.Node("of")), f.Number("factor"))),
        Kind<ISchedule>.Of<EpochsSchedule>("epochs", s => new() { ["of"] = Node(s.Of), ["steps"] = s.Steps }, f => new EpochsSchedule(Schedule(f.Node("of")), f.Count("steps"))),
        Kind<ISchedule>.Of<StepSchedule>("step",
            s => new() { ["base"] = s.Base, ["every"] = s.Every, ["gamma"] = s.Gamma }, f => new StepSchedule(f.Number("base"), f.Count("every"), f.Number("gamma"))),
        Kind<ISchedule>.Of<MultiStepSchedule>("multi-step",
            s => new() { ["base"] = s.Base, ["milestones"] = new JsonArray([.. s.Milestones.Select(step => (JsonNode?)step)]), ["gamma"] = s.Gamma },
            f => new MultiStepSchedule(f.Number("base"), f.List("milestones").Select(Milestone).ToMany(), f.Number("gamma"))),
        Kind<ISchedule>.Of<ExponentialSchedule>("exponential", s => new() { ["base"] = s.Base, ["gamma"] = s.Gamma }, f => new ExponentialSchedule(f.Number("base"), f.Number("gamma"))),
        Kind<ISchedule>.Of<LinearSchedule>("linear", s => new() { ["from"] = s.From, ["to"] = s.To, ["steps"] = s.Steps }, f => new LinearSchedule(f.Number("from"), f.Number("to"), f.Count("steps"))),
        Kind<ISchedule>.Of<PolynomialSchedule>("polynomial",
            s => new() { ["from"] = s.From, ["to"] = s.To, ["steps"] = s.Steps, ["power"] = s.Power },
            f => new PolynomialSchedule(f.Number("from"), f.Number("to"), f.Count("steps"), f.Number("power"))),
        Kind<ISchedule>.Of<PiecewiseSchedule>("piecewise",
            s => new() { ["corners"] = Listed(s.Corners, corner => new() { ["step"] = corner.Step, ["value"] = corner.Value }) },
            f => new PiecewiseSchedule(Read(f.List("corners"), "corner", c => new Corner(c.Count("step"), c.Number("value"))))),
        Kind<ISchedule>.Of<CosineSchedule>("cosine", s => new() { ["from"] = s.From, ["steps"] = s.Steps, ["to"] = s.To }, f => new CosineSchedule(f.Number("from"), f.Count("steps"), f.Number("to"))),
        Kind<ISchedule>.Of<CosineRestartsSchedule>("cosine restarts",
            s => new() { ["from"] = s.From, ["first"] = s.First, ["factor"] = s.Factor, ["to"] = s.To },
            f => new CosineRestartsSchedule(f.Number("from"), f.Count("first"), f.Count("factor"), f.Number("to"))),
        Kind<ISchedule>.Of<OneCycleSchedule>("one cycle",
            s => new() { ["maximum"] = s.Maximum, ["steps"] = s.Steps, ["up"] = s.Up, ["startDivisor"] = s.StartDivisor, ["finalDivisor"] = s.FinalDivisor, ["anneal"] = Word(s.Anneal) },
            f => new OneCycleSchedule(f.Number("maximum"), f.Count("steps"), f.Number("up"), f.Number("startDivisor"), f.Number("finalDivisor"), Choice<Anneal>(f, "anneal"))),
        Kind<ISchedule>.Of<WarmupSchedule>("warm-up",
            s => new() { ["steps"] = s.Steps, ["next"] = Node(s.Next), ["from"] = s.From }, f => new WarmupSchedule(f.Count("steps"), Schedule(f.Node("next")), f.Number("from"))),
        Kind<ISchedule>.Of<JoinSchedule>("join",
            s => new() { ["stages"] = Listed(s.Stages, stage => new() { ["start"] = stage.Start, ["schedule"] = Node(stage.Schedule) }) },
            f => new JoinSchedule(Read(f.List("stages"), "stage", g => new Stage(g.Count("start"), Schedule(g.Node("schedule")))))),
        Kind<ISchedule>.Of<InverseRootSchedule>("inverse root", s => new() { ["factor"] = s.Factor, ["most"] = Bound(s.Most) }, f => new InverseRootSchedule(f.Number("factor"), Bound(f, "most"))));

    static readonly Kinds<Where> Wheres = new("choice of leaves",
        Kind<Where>.Of("all", new Everywhere()),
        Kind<Where>.Of<WhereRole>("roles", w => new() { ["roles"] = new JsonArray([.. w.Wanted.Select(role => (JsonNode?)Word(role))]) },
            f => new WhereRole(f.List("roles").Select(node => Enum.TryParse<Role>(node?.ToString(), out var role) ? role : throw new DlException($"there is no role {node?.ToJsonString() ?? "null"}")).ToMany())),
        Kind<Where>.Of<WherePath>("path", w => new() { ["path"] = w.Prefix }, f => new WherePath(f.Text("path"))),
        Kind<Where>.Of<WhereNot>("not", w => new() { ["of"] = Node(w.Others) }, f => new WhereNot(Where(f.Node("of")))),
        Kind<Where>.Of<WhereBoth>("both", w => new() { ["first"] = Node(w.First), ["second"] = Node(w.Second) }, f => new WhereBoth(Where(f.Node("first")), Where(f.Node("second")))));

    // A constant is a number.
    internal static JsonNode Node(ISchedule schedule) => schedule is ConstantSchedule constant ? JsonValue.Create(constant.Value) : Schedules.Write(schedule);

    static ISchedule Schedule(JsonNode? json) => json is JsonValue value && value.TryGetValue<double>(out var number) ? new ConstantSchedule(number) : Schedules.Read(json);

    static JsonObject Node(Where where) => Wheres.Write(where);

    static Where Where(JsonNode? json) => Wheres.Read(json);

    static long Milestone(JsonNode? json) => json is JsonValue value && value.TryGetValue<long>(out var step) ? step : throw new DlException($"a milestone is a step, not {json?.ToJsonString() ?? "null"}");

    static JsonArray Listed<A>(Many<A> items, Func<A, JsonObject> write) => [.. items.Select(item => (JsonNode?)write(item))];

    static Many<A> Read<A>(IEnumerable<JsonNode?> items, string what, Func<Fields, A> read) => items.Select(item =>
    {
        var fields = new Fields(what, item as JsonObject ?? throw new DlException($"a {what} is a JSON object, not {item?.ToJsonString() ?? "null"}"));
        var one = read(fields);
        fields.End(what);
        return one;
    }).ToMany();
}
