namespace Dl.Properties;

/// <summary>A schedule and the rate in force at each step, counted from 0.</summary>
sealed record ScheduleTrace(string Id, string Schedule) : TraceCase("schedule", Id, Schedule)
{
    const double Tolerance = 1e-12;

    public required Settings Attributes { get; init; }

    public required Tensor<double> Values { get; init; }

    private protected override Comparison Compare()
    {
        var row = ScheduleRow.All.FirstOrDefault(row => row.Name == Schedule) ?? throw new DlException("schedule not known");
        Attributes.Allow(row.Attributes, []);
        var rate = row.Build(Attributes);
        return Comparison.Of("values", Values, Tensor<double>.Build(Values.Shape, rate, static (into, rate) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = rate(i);
        }), Tolerance);
    }
}

/// <summary>How a schedule of the trace format is built here: one row of the table.</summary>
/// <param name="Name">Its name in the format.</param>
/// <param name="Attributes">The attributes that it reads; <c>base</c> is the optimizer's rate.</param>
/// <param name="Build">The rate at each step.</param>
sealed record ScheduleRow(string Name, Many<string> Attributes, Func<Settings, Func<int, double>> Build)
{
    /// <summary>All schedules of the format that can be built here: none, as long as the library has none.</summary>
    public static Many<ScheduleRow> All { get; } = [];
}
