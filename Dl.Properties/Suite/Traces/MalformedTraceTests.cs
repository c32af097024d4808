using Dl.Core;

namespace Dl.Properties.Suite.Traces;

/// <summary>Every malformed file gives one line with the file, the place in it and what is wrong.</summary>
public sealed class MalformedTraceTests : TraceFiles
{
    [Theory]
    [InlineData("$.ops[0]: has no field 'id'", null, "id")]
    [InlineData("$.ops[0].op: is not a text", "3", "op")]
    [InlineData("$.ops[0]: has no field 'inputs'", null, "inputs")]
    [InlineData("$.ops[0].inputs: is not an object", "[]", "inputs")]
    [InlineData("$.ops[0].inputs.x: is not an object", "[1, 2]", "inputs", "x")]
    [InlineData("$.ops[0].inputs.x: has no field 'data'", null, "inputs", "x", "data")]
    [InlineData("$.ops[0].inputs.x: shape [2] has 2 elements, but data has 3", "[1, 2, 3]", "inputs", "x", "data")]
    [InlineData("$.ops[0].inputs.x: shape [99999, 99999, 99999] has 999970000299999 elements, but data has 2", "[99999, 99999, 99999]", "inputs", "x", "shape")]
    [InlineData("$.ops[0].inputs.x.shape[0]: an axis is never negative", "[-2]", "inputs", "x", "shape")]
    [InlineData("$.ops[0].inputs.x.shape[0]: 2.5 is not a whole number in the range of 32 bits", "[2.5]", "inputs", "x", "shape")]
    [InlineData("$.ops[0].inputs.x.dtype: 'float32' is not 'float64'", "\"float32\"", "inputs", "x", "dtype")]
    [InlineData("$.ops[0].inputs.x.data[1]: 'two' is not a number", "\"two\"", "inputs", "x", "data", 1)]
    [InlineData("$.ops[0].inputs.x.data[1]: is not a number", "[2]", "inputs", "x", "data", 1)]
    [InlineData("$.ops[0].constants.labels.data[0]: 0.5 is not a whole number in the range of 32 bits", "{\"shape\": [1], \"dtype\": \"int64\", \"data\": [0.5]}", "constants", "labels")]
    [InlineData("$.ops[0].outputs: is empty, but a case needs an output to compare", "[]", "outputs")]
    [InlineData("$.ops[0]: has no field 'cotangents'", null, "cotangents")]
    [InlineData("$.ops[0].cotangents: has 0 tensors, but there are 1 outputs", "[]", "cotangents")]
    [InlineData("$.ops[0].cotangents[0]: has shape [2, 1], but the output has [2]", "[2, 1]", "cotangents", 0, "shape")]
    [InlineData("$.ops[0].gradients.x: has shape [1, 2], but the input has [2]", "[1, 2]", "gradients", "x", "shape")]
    [InlineData("$.ops[0].gradients['no such']: there is no input of this name", "{\"shape\": [1], \"dtype\": \"float64\", \"data\": [0]}", "gradients", "no such")]
    public void AnOp(string complaint, string? value, params object[] path) => Refused(complaint, Of("ops", With(Multiply, value, path)));

    [Theory]
    [InlineData("$.optimizers[0]: has no field 'initial'", null, "initial")]
    [InlineData("$.optimizers[0].gradients: is not a list", "{}", "gradients")]
    [InlineData("$.optimizers[0].gradients[1]: has 1 numbers, but the initial vector has 2", "[1]", "gradients", 1)]
    [InlineData("$.optimizers[0].iterates: has 1 vectors, but there are 2 gradients", "[[1, 2]]", "iterates")]
    [InlineData("$.optimizers[0].iterates: is empty, but a case needs an iterate to compare", "[]", "iterates")]
    [InlineData("$.optimizers[0].iterates[0][1]: is not a number", "true", "iterates", 0, 1)]
    public void AnOptimizer(string complaint, string? value, params object[] path) => Refused(complaint, Of("optimizers", With(Momentum, value, path)));

    [Theory]
    [InlineData("$.schedules[0]: has no field 'values'", null, "values")]
    [InlineData("$.schedules[0].attributes: is not an object", "3", "attributes")]
    public void ASchedule(string complaint, string? value, params object[] path) => Refused(complaint, Of("schedules", With(Step, value, path)));

    [Theory]
    [InlineData("$: is not an object", "[]")]
    [InlineData("$: has no field 'format'", "{}")]
    [InlineData("$.format: 'dl-trace/2' is not 'dl-trace/1'", """{"format": "dl-trace/2", "ops": []}""")]
    [InlineData("$: has none of ops, optimizers and schedules", """{"format": "dl-trace/1"}""")]
    [InlineData("$.ops: is not a list", """{"format": "dl-trace/1", "ops": {}}""")]
    [InlineData("$.ops[0]: is not an object", """{"format": "dl-trace/1", "ops": [1]}""")]
    public void AFile(string complaint, string content) => Refused(complaint, content);

    [Theory]
    [InlineData("", "line 1, byte 1: ")]
    [InlineData("{\"format\":\n nonsense}", "line 2, byte 3: ")]
    [InlineData("{\"format\": \"dl-trace/1\"", "line 1, byte 24: ")]
    [InlineData("{\"format\": \"dl-trace/1\", \"ops\": [NaN]}", "line 1, byte 34: 'N' is an invalid start of a value; what is not finite is a text: \"NaN\", \"Infinity\" or \"-Infinity\"")]
    [InlineData("{\"format\": \"dl-trace/1\", \"ops\": [Infinity]}", "line 1, byte 34: 'I' is an invalid start of a value; what is not finite is a text: ")]
    [InlineData("{\"format\": \"dl-trace/1\", \"format\": \"dl-trace/1\"}", "Duplicate property 'format'")]
    public void NotJson(string content, string complaint)
    {
        var path = Text(content);
        var error = Assert.Throws<DlException>(() => Properties.Trace.Read(path));
        Assert.StartsWith($"{path}: not JSON: {complaint}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void NoFile()
    {
        Assert.Equal($"{At("no.json")}: there is no such file", Assert.Throws<DlException>(() => Properties.Trace.Read(At("no.json"))).Message);
        Assert.StartsWith($"{At("")}: ", Assert.Throws<DlException>(() => Properties.Trace.Read(At(""))).Message, StringComparison.Ordinal);
    }

    void Refused(string complaint, string content)
    {
        var path = Text(content);
        Assert.Equal($"{path}: {complaint}", Assert.Throws<DlException>(() => Properties.Trace.Read(path)).Message);
    }
}
