namespace Dl.Properties;

/// <summary>What a recorded optimizer turned out to be.</summary>
/// <param name="Id">The name of the case in its file.</param>
/// <param name="Optimizer">The optimizer that it claims to be.</param>
/// <param name="Leaves">Where it first leaves the declared rule; null where it never does.</param>
/// <param name="Causes">All that explains every recorded step, the most usual first; empty where nothing known does.</param>
/// <param name="Nearest">Where nothing explains it: what explains most steps, and how many.</param>
public sealed record Diagnosis(string Id, string Optimizer, Deviation? Leaves, Many<Suspicion> Causes, string Nearest)
{
    /// <summary>Whether all recorded steps are those of the declared rule.</summary>
    public bool Fits => Leaves is null;

    /// <summary>The verdict in one line.</summary>
    public string Verdict => Fits ? $"this is {Optimizer} as declared"
        : Causes.Count > 0 ? $"this is {Optimizer} with a difference: {string.Join("; or: ", Causes.Select(cause => cause.ToString()))}"
        : $"this is not {Optimizer}, nor anything known; {Nearest}";

    /// <summary>The verdict, and where the trace leaves the declared rule.</summary>
    public override string ToString() => Fits ? $"{Id}: {Verdict}" : $"{Id}: {Verdict}{Environment.NewLine}  leaves the declared rule at {Leaves}";

    /// <summary>Reads a file and diagnoses each optimizer in it.</summary>
    /// <exception cref="DlException">The file is not a trace of known optimizers and finite numbers; one line with the file and the place.</exception>
    public static Many<Diagnosis> Of(string path)
    {
        var traces = Traces(path);
        return Declared(path, traces).Select((declared, i) => Of(traces[i], declared, FormattableString.Invariant($"{path}: $.optimizers[{i}]"))).ToMany();
    }

    /// <summary>Reads a file and makes the optimizers that it declares.</summary>
    /// <exception cref="DlException">The file is not a trace of known optimizers and finite numbers; one line with the file and the place.</exception>
    public static Many<Optimizer> Declared(string path) => Declared(path, Traces(path)).ToMany();

    static OptimizerTrace[] Traces(string path) => Trace.Read(path).Cases.OfType<OptimizerTrace>().ToArray() is { Length: > 0 } traces
        ? traces
        : throw new DlException($"{path}: $: has no optimizers to diagnose");

    // All are looked at before one is judged: what is malformed is told first.
    static Optimizer[] Declared(string path, OptimizerTrace[] traces) => [.. traces.Select((trace, i) => Declared(trace, FormattableString.Invariant($"{path}: $.optimizers[{i}]")))];

    static Optimizer Declared(OptimizerTrace trace, string at)
    {
        if (!OptimizerRow.All.Any(row => row.Name == trace.Optimizer))
            throw new DlException($"{at}.optimizer: '{trace.Optimizer}' is not known; known are {string.Join(", ", OptimizerRow.All.Select(row => row.Name).Distinct())}");
        Finite(trace.Initial, $"{at}.initial");
        for (var i = 0; i < trace.Gradients.Count; i++) Finite(trace.Gradients[i], FormattableString.Invariant($"{at}.gradients[{i}]"));
        try
        {
            return trace.Declared();
        }
        catch (DlException refused)
        {
            throw new DlException($"{at}.hyperparameters: {refused.Message}");
        }
    }

    static void Finite(Tensor<double> numbers, string at)
    {
        for (var i = 0; i < numbers.Shape.Size; i++)
            if (!double.IsFinite(numbers[i])) throw new DlException(FormattableString.Invariant($"{at}[{i}]: is {numbers[i]}, but a diagnosis needs finite numbers"));
    }

    static Diagnosis Of(OptimizerTrace trace, Optimizer declared, string at)
    {
        if (trace.Deviation(declared) is not { } leaves) return new(trace.Id, trace.Optimizer, null, [], "");
        var tried = Suspects.Of(trace, declared).Select(suspect => (suspect.Suspicion, Deviation: Deviation(trace, suspect.Optimizer))).ToArray();
        var fitting = tried.Where(one => one.Deviation is null).Select(one => one.Suspicion).ToArray();
        // Of several explanations those of the first kind: a known bug before a setting, a setting before another rule.
        // A rule may itself make what is not a number, of finite gradients: but only a known one explains it.
        for (var i = 0; i < trace.Iterates.Count && fitting.Length == 0; i++) Finite(trace.Iterates[i], FormattableString.Invariant($"{at}.iterates[{i}]"));
        var causes = fitting.Where(one => one.Kind == fitting[0].Kind).DistinctBy(one => one.Cause).ToMany();
        return new(trace.Id, trace.Optimizer, leaves, causes, causes.Count > 0 ? "" : Closest(trace, leaves, tried));
    }

    static string Closest(OptimizerTrace trace, Deviation leaves, IEnumerable<(Suspicion Suspicion, Deviation? Deviation)> tried)
    {
        var best = tried.Where(one => Step(one.Deviation) > Step(leaves)).OrderByDescending(one => Step(one.Deviation)).FirstOrDefault();
        var own = Step(leaves) == 0 ? "its first step deviates already" : FormattableString.Invariant($"its first {Step(leaves)} of {trace.Iterates.Count} steps agree");
        return best.Suspicion is null ? own : FormattableString.Invariant($"{own}; nearest is {best.Suspicion}, which explains {Step(best.Deviation)}");
    }

    static int Step(Deviation? deviation) => deviation is null ? -1 : deviation.Step;

    // A suspect that cannot even be run does not explain anything.
    static Deviation? Deviation(OptimizerTrace trace, Optimizer suspect)
    {
        try
        {
            return trace.Deviation(suspect);
        }
        catch (DlException)
        {
            return new("iterates[0]", [0], double.NaN, double.NaN, double.PositiveInfinity);
        }
    }
}

/// <summary>Of what kind an explanation is.</summary>
public enum SuspicionKind
{
    /// <summary>A bug that the gallery knows.</summary>
    Bug,

    /// <summary>Another setting of the same rule, perhaps the convention of another library.</summary>
    Setting,

    /// <summary>Another rule.</summary>
    Rule,
}

/// <summary>One explanation of a trace.</summary>
/// <param name="Kind">Of what kind it is.</param>
/// <param name="Cause">What it is, in words.</param>
/// <param name="Known">Where it is known from: numbers in the gallery.</param>
public sealed record Suspicion(SuspicionKind Kind, string Cause, string Known = "")
{
    /// <summary>One line.</summary>
    public override string ToString() => Known.Length > 0 ? $"{Cause} ({Known})" : Cause;
}
