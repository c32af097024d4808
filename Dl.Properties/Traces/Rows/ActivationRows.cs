namespace Dl.Properties;

/// <summary>Functions of each number, and of rows of them.</summary>
static class ActivationRows
{
    public static Many<OpRow> All { get; } =
    [
        OpRow.Of("relu", ["x"], c => Ops.Relu(c["x"])),
        OpRow.Of("sigmoid", ["x"], c => Ops.Sigmoid(c["x"])),
        OpRow.Of("tanh", ["x"], c => Ops.Tanh(c["x"])),
        OpRow.Of("leaky_relu", ["x"], c => Ops.LeakyRelu(c["x"], c.Attributes.Number("negative_slope"))) with { Attributes = ["negative_slope"] },
        OpRow.Of("relu6", ["x"], c => Ops.Relu6(c["x"])),
        OpRow.Of("elu", ["x"], c => Ops.Elu(c["x"], c.Attributes.Number("alpha", 1))) with { Attributes = ["alpha"] },
        OpRow.Of("selu", ["x"], c => Ops.Selu(c["x"])),
        OpRow.Of("gelu", ["x"], c => c.Attributes.OneOf("approximate", "none", "tanh") == "none" ? Ops.Gelu(c["x"]) : Ops.GeluTanh(c["x"])) with { Attributes = ["approximate"] },
        OpRow.Of("silu", ["x"], c => Ops.Silu(c["x"])),
        OpRow.Of("mish", ["x"], c => Ops.Mish(c["x"])),
        OpRow.Of("softplus", ["x"], c => Ops.Softplus(c["x"])),
        OpRow.Of("softsign", ["x"], c => Ops.Softsign(c["x"])),
        OpRow.Of("hard_tanh", ["x"], c => Ops.HardTanh(c["x"])),
        OpRow.Of("log_sigmoid", ["x"], c => Ops.LogSigmoid(c["x"])),
        OpRow.Of("hard_sigmoid", ["x"], c => c.Framework == "pytorch" ? Diff.Apply(new SingleSixthOp(), [c["x"]]) : Ops.HardSigmoid(c["x"])),
        OpRow.Of("hard_swish", ["x"], c => Ops.HardSwish(c["x"])),
        OpRow.Of("prelu", ["x", "slope"], c => Layouts.ChannelsLast(c["x"], x => Ops.PRelu(x, c["slope"]), y => y, (_, y) => y)),
        OpRow.Of("exp", ["x"], c => Ops.Exp(c["x"])),
        OpRow.Of("log", ["x"], c => Ops.Log(c["x"])),
        OpRow.Of("log_softmax", ["x"], c => Ops.LogSoftmax(c["x"], c.Attributes.Whole("axis"))) with { Attributes = ["axis"] },
        OpRow.Of("softmax", ["x"], c => Ops.Softmax(c["x"], c.Attributes.Whole("axis"))) with { Attributes = ["axis"] },
    ];

    /// <summary>
    /// The hard sigmoid of a trace from PyTorch, whose slope is <c>1.0f / 6.0f</c> in double precision too (ATen/native/cpu/Activation.cpp,
    /// hardsigmoid_backward_kernel): 3e-8 more than a sixth, by which its recorded gradients differ from the derivative.
    /// </summary>
    sealed record SingleSixthOp() : Op("hard sigmoid of PyTorch")
    {
        public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
        {
            var right = new HardSigmoidOp().Rule(inputs);
            return right with { Pull = g => right.Pull(new ScaleOp(6.0 * (1.0f / 6.0f)).Rule<T>([g]).Value) };
        }
    }
}
