using Dl.Core;

namespace Dl.Properties.Suite.Traces;

/// <summary>Traces whose numbers were found by hand agree; a number that was changed is found and named; the rest is unknown.</summary>
public sealed class ReplayTests : TraceFiles
{
    [Fact]
    public void NumbersFoundByHandAgree()
    {
        Assert.All(Properties.Trace.Replay(Trace("ops", Multiply, Dense, BatchNorm)), Agrees);
        Assert.All(Properties.Trace.Replay(Trace("optimizers", Momentum)), Agrees);
    }

    [Fact]
    public void CasesComeInTheOrderOfTheFile()
    {
        var trace = Properties.Trace.Read(Trace("ops", Dense, Multiply));
        Assert.Equal([("op", "d", "dense"), ("op", "m", "multiply")], trace.Cases.Select(one => (one.Kind, one.Id, one.Name)));
        Assert.Equal(trace.Replay(), trace.Replay());
    }

    [Theory]
    [InlineData(Multiply, "outputs[0]", 1, "outputs", 0, "data", 1)]
    [InlineData(Multiply, "gradients.x", 0, "gradients", "x", "data", 0)]
    [InlineData(Multiply, "gradients.y", 0, "gradients", "y", "data", 0)]
    [InlineData(BatchNorm, "state_after.running_mean", 1, "state_after", "running_mean", "data", 1)]
    [InlineData(BatchNorm, "state_after.running_var", 0, "state_after", "running_var", "data", 0)]
    public void AChangedNumberOfAnOpIsFoundAndNamed(string traced, string part, int index, params object[] path)
    {
        var verdict = Assert.Single(Properties.Trace.Replay(Trace("ops", With(traced, "50", path))));
        Assert.Equal(Agreement.Deviates, verdict.Outcome);
        Assert.Equal((part, 50), (verdict.Deviation!.Part, verdict.Deviation.Expected));
        Assert.Equal([index], verdict.Deviation.Index);
        Assert.StartsWith($"{part} at [{index}]: expected 50, found ", verdict.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void TheErrorIsInUnitsOfTheTolerance()
    {
        // 3 (1 + 2e-9) against 3: two tolerances of 1e-9, relative to the recorded value; and half of one agrees.
        var verdict = Assert.Single(Properties.Trace.Replay(Trace("ops", With(Multiply, "3.000000006", "outputs", 0, "data", 0))));
        Assert.Equal(Agreement.Deviates, verdict.Outcome);
        Assert.Equal(2, verdict.Error, 1e-3);
        Assert.Equal((new Deviation("outputs[0]", [0], 3.000000006, 3, verdict.Error), verdict.Error), (verdict.Deviation, verdict.Deviation!.Error));
        Assert.Equal("m: op multiply: deviates: outputs[0] at [0]: expected 3.000000006, found 3, error 2 times the tolerance", verdict.ToString());
        var near = Assert.Single(Properties.Trace.Replay(Trace("ops", With(Multiply, "3.0000000015", "outputs", 0, "data", 0))));
        Agrees(near);
        Assert.Equal(0.5, near.Error, 1e-3);
    }

    [Fact]
    public void TheWorstOfATensorIsNamedByItsIndex()
    {
        var verdict = Assert.Single(Properties.Trace.Replay(Trace("ops", With(With(Dense, "0", "gradients", "weight", "data", 0), "0", "gradients", "weight", "data", 5))));
        Assert.Equal(new Deviation("gradients.weight", [2, 1], 0, 20, 20e9), verdict.Deviation! with { Error = Math.Round(verdict.Error) });
    }

    [Fact]
    public void AnOptimizerDeviatesAtItsFirstStepThatDoes()
    {
        var verdict = Assert.Single(Properties.Trace.Replay(Trace("optimizers", With(Momentum, "-4", "iterates", 1, 0))));
        Assert.Equal(("iterates[1]", -4, -5), (verdict.Deviation!.Part, verdict.Deviation.Expected, verdict.Deviation.Found));
    }

    [Theory]
    [InlineData("\"NaN\"", "\"NaN\"", true)]
    [InlineData("\"Infinity\"", "\"Infinity\"", true)]
    [InlineData("\"-Infinity\"", "\"Infinity\"", false)]
    [InlineData("1", "\"NaN\"", false)]
    [InlineData("\"NaN\"", "0", false)]
    [InlineData("\"Infinity\"", "1e300", false)]
    public void WhatIsNotFiniteIsWrittenAsATextAndEqualsItself(string input, string output, bool agrees)
    {
        var traced = With(With(With(Multiply, "1", "inputs", "y", "data", 0), input, "inputs", "x", "data", 0), output, "outputs", 0, "data", 0);
        foreach (var field in new[] { "gradients", "cotangents" }) traced = With(traced, null, field);
        traced = With(traced, "2", "outputs", 0, "data", 1);
        var verdict = Assert.Single(Properties.Trace.Replay(Trace("ops", traced)));
        Assert.Equal((agrees ? Agreement.Agree : Agreement.Deviates, agrees ? 0 : double.PositiveInfinity), (verdict.Outcome, verdict.Error));
    }

    [Fact]
    public void AnotherShapeDeviates()
    {
        const string three = """{"shape": [3], "dtype": "float64", "data": [3, 6, 9]}""";
        var verdict = Assert.Single(Properties.Trace.Replay(Trace("ops", With(With(Multiply, three, "outputs", 0), three, "cotangents", 0))));
        Assert.Equal((Agreement.Deviates, "outputs[0]: expected shape [3], found [2]"), (verdict.Outcome, verdict.Why));
        Assert.Null(verdict.Deviation);
    }

    [Theory]
    [InlineData("ops", Multiply, "op not known", "\"no_such\"", "op")]
    [InlineData("ops", Multiply, "attribute alpha = 0.5 is not supported", "{\"alpha\": 0.5}", "attributes")]
    [InlineData("ops", Dense, "attribute weight_layout = \"both\" is not supported", "\"both\"", "attributes", "weight_layout")]
    [InlineData("ops", Multiply, "input y is missing", null, "inputs", "y")]
    [InlineData("ops", Multiply, "input z is not supported", "{\"shape\": [1], \"dtype\": \"float64\", \"data\": [3]}", "constants", "z")]
    [InlineData("optimizers", Momentum, "optimizer not known", "\"no_such\"", "optimizer")]
    [InlineData("optimizers", Momentum, "hyperparameter nesterov = true is not supported", "true", "hyperparameters", "nesterov")]
    [InlineData("optimizers", Momentum, "hyperparameter maximize = true is not supported", "true", "hyperparameters", "maximize")]
    [InlineData("optimizers", Momentum, "hyperparameter learning_rate is missing", null, "hyperparameters", "learning_rate")]
    [InlineData("schedules", Step, "schedule not known", "1", "attributes", "base")]
    public void WhatCannotBeExpressedIsUnknownWithTheReason(string section, string traced, string reason, string? value, params object[] path)
    {
        if (path is ["inputs", "y"]) traced = With(traced, null, "gradients", "y");
        var verdict = Assert.Single(Properties.Trace.Replay(Trace(section, With(traced, value, path))));
        Assert.Equal((Agreement.Unknown, reason), (verdict.Outcome, verdict.Why));
        Assert.True(double.IsNaN(verdict.Error));
    }

    [Fact]
    public void WhatAnOpRefusesIsUnknownWithItsComplaint()
    {
        var verdict = Assert.Single(Properties.Trace.Replay(Trace("ops", With(Multiply, "\"matmul\"", "op"))));
        Assert.Equal(Agreement.Unknown, verdict.Outcome);
        Assert.StartsWith("batch matmul", verdict.Why, StringComparison.Ordinal);
    }

    static void Agrees(TraceVerdict verdict) => Assert.True(verdict.Outcome == Agreement.Agree && verdict.Error <= 1, verdict.ToString());
}
