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
            for (var i = 0; i < into.Length; i++) into[i] = rate.At(i);
        }), Tolerance);
    }
}

/// <summary>How a schedule of the trace format is built here: one row of the table.</summary>
/// <param name="Name">Its name in the format.</param>
/// <param name="Attributes">The attributes that it reads; <c>base</c> is the optimizer's rate.</param>
/// <param name="Build">The schedule.</param>
sealed record ScheduleRow(string Name, Many<string> Attributes, Func<Settings, ISchedule> Build)
{
    /// <summary>All schedules of the format that can be built here.</summary>
    public static Many<ScheduleRow> All { get; } =
    [
        new("constant", ["base"], a => new ConstantSchedule(a.Number("base"))),
        new("step", ["base", "every", "gamma"], a => new StepSchedule(a.Number("base"), a.Whole("every"), a.Number("gamma"))),
        new("multi_step", ["base", "milestones", "gamma"], a => new MultiStepSchedule(a.Number("base"), a.Wholes("milestones").Map(step => (long)step), a.Number("gamma"))),
        new("exponential", ["base", "gamma"], a => new ExponentialSchedule(a.Number("base"), a.Number("gamma"))),
        new("polynomial", ["base", "steps", "power"], a => new PolynomialSchedule(a.Number("base"), 0, a.Whole("steps"), a.Number("power", 1))),
        new("linear", ["base", "from_factor", "to_factor", "steps"],
            a => new LinearSchedule(a.Number("base") * a.Number("from_factor"), a.Number("base") * a.Number("to_factor"), a.Whole("steps"))),
        new("cosine", ["base", "steps", "minimum"], a => new CosineSchedule(a.Number("base"), a.Whole("steps"), a.Number("minimum", 0))),
        new("cosine_restarts", ["base", "first", "factor", "minimum"],
            a => new CosineRestartsSchedule(a.Number("base"), a.Whole("first"), a.Whole("factor"), a.Number("minimum", 0))),
        // Its own maximum stands for the rate of the optimizer.
        new("one_cycle", ["base", "maximum", "steps", "warmup_fraction", "start_divisor", "final_divisor", "anneal"], a => new OneCycleSchedule(
            a.Number("maximum"), a.Whole("steps"), a.Number("warmup_fraction", 0.3), a.Number("start_divisor", 25), a.Number("final_divisor", 1e4),
            a.OneOf("anneal", "cosine", "linear") == "linear" ? Anneal.Linear : Anneal.Cosine)),
    ];
}
