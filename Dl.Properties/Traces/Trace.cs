namespace Dl.Properties;

/// <summary>
/// What another framework computed, written down as <c>dl-trace/1</c>: values and gradients of ops, iterates of optimizers,
/// values of schedules. Replaying computes each case again, in double, and tells whether the numbers agree.
/// </summary>
/// <param name="Cases">The cases: ops, then optimizers, then schedules, each in the order of the file.</param>
public sealed record Trace(Many<TraceCase> Cases)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="DlException">The file is missing, is not JSON, or is not a trace; the message is one line and names
    /// the file and the place in it.</exception>
    public static Trace Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return TraceReader.Read(path);
        }
        catch (DlException error)
        {
            throw error.In(path);
        }
    }

    /// <summary>Reads a file and replays its cases, see <see cref="Read"/>.</summary>
    /// <exception cref="DlException">The file is not a trace.</exception>
    public static Many<TraceVerdict> Replay(string path) => Read(path).Replay();

    /// <summary>What came of each case, in order.</summary>
    public Many<TraceVerdict> Replay() => Cases.Map(traced => traced.Replay());
}

/// <summary>One case of a trace.</summary>
public abstract record TraceCase
{
    private protected TraceCase(string kind, string id, string name) => (Kind, Id, Name) = (kind, id, name);

    /// <summary><c>op</c>, <c>optimizer</c> or <c>schedule</c>.</summary>
    public string Kind { get; }

    /// <summary>The name of the case in its file.</summary>
    public string Id { get; }

    /// <summary>The name of the op, the optimizer or the schedule in the trace format.</summary>
    public string Name { get; }

    /// <summary>Computes the case again and compares. What this library cannot express is unknown, with the reason.</summary>
    public TraceVerdict Replay()
    {
        try
        {
            return Compare().On(this);
        }
        catch (DlException refused)
        {
            return new(Kind, Id, Name, Agreement.Unknown, double.NaN, refused.Message, null);
        }
    }

    // Throws a DlException where the case cannot be computed here.
    private protected abstract Comparison Compare();
}
