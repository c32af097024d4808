namespace Dl.Properties;

/// <summary>Functions of each number, and of rows of them.</summary>
static class ActivationRows
{
    public static Many<OpRow> All { get; } =
    [
        OpRow.Of("relu", ["x"], c => Ops.Relu(c["x"])),
        OpRow.Of("sigmoid", ["x"], c => Ops.Sigmoid(c["x"])),
        OpRow.Of("tanh", ["x"], c => Ops.Tanh(c["x"])),
        OpRow.Of("exp", ["x"], c => Ops.Exp(c["x"])),
        OpRow.Of("log", ["x"], c => Ops.Log(c["x"])),
        OpRow.Of("log_softmax", ["x"], c => Ops.LogSoftmax(c["x"], c.Attributes.Whole("axis"))) with { Attributes = ["axis"] },
        OpRow.Of("softmax", ["x"], c => Ops.Softmax(c["x"], c.Attributes.Whole("axis"))) with { Attributes = ["axis"] },
    ];
}
