namespace Dl.Properties;

/// <summary>What came of replaying one case.</summary>
public enum Agreement
{
    /// <summary>All numbers agree within the tolerance.</summary>
    Agree,

    /// <summary>A number differs by more than the tolerance.</summary>
    Deviates,

    /// <summary>This library cannot express the case.</summary>
    Unknown,
}

/// <summary>What came of replaying one case of a trace.</summary>
/// <param name="Kind"><c>op</c>, <c>optimizer</c> or <c>schedule</c>.</param>
/// <param name="Id">The name of the case in its file.</param>
/// <param name="Name">The name of the op, the optimizer or the schedule.</param>
/// <param name="Outcome">The verdict.</param>
/// <param name="Error">The worst error in units of the tolerance: at most 1 where all agrees, NaN where the case is unknown.</param>
/// <param name="Why">Where and by how much it deviates, or why it is unknown; empty where all agrees.</param>
/// <param name="Deviation">The number that deviates, unless a shape does.</param>
public sealed record TraceVerdict(string Kind, string Id, string Name, Agreement Outcome, double Error, string Why, Deviation? Deviation)
{
    /// <summary>The verdict in one word: <c>agree</c>, <c>deviates</c> or <c>unknown</c>.</summary>
    public string Word => Outcome switch { Agreement.Agree => "agree", Agreement.Deviates => "deviates", _ => "unknown" };

    /// <summary>One line.</summary>
    public override string ToString() => $"{Id}: {Kind} {Name}: {Word}{(Why.Length > 0 ? $": {Why}" : "")}";
}

/// <summary>A number that deviates: in the first part of the case that does, the worst one.</summary>
/// <param name="Part">Where it stands in the case, as a JSON path: <c>outputs[0]</c>, <c>gradients.x</c>, <c>iterates[3]</c>.</param>
/// <param name="Index">Its index in the tensor there, one number an axis.</param>
/// <param name="Expected">The number in the trace.</param>
/// <param name="Found">The number computed here.</param>
/// <param name="Error">Their distance in units of the tolerance.</param>
public sealed record Deviation(string Part, Many<int> Index, double Expected, double Found, double Error)
{
    /// <summary>The step of an optimizer's trace, counted from 0.</summary>
    internal int Step => int.Parse(Part.AsSpan(Part.IndexOf('[', StringComparison.Ordinal) + 1).TrimEnd(']'), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>One line.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Part} at {Index}: expected {Expected:R}, found {Found:R}, error {Error:G3} times the tolerance");
}
