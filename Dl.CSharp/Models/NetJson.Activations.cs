using Dl.Functional;

namespace Dl.CSharp;

/// <content>Activations.</content>
public static partial class NetJson
{
    static Kind<ILayer>[] ActivationRows =>
    [
        Kind<ILayer>.Of("relu", new Relu()),
        Kind<ILayer>.Of<LeakyRelu>("leaky relu", leaky => new() { ["slope"] = leaky.Slope }, f => new LeakyRelu(f.Number("slope"))),
        Kind<ILayer>.Of("relu6", new Relu6()),
        Kind<ILayer>.Of<Elu>("elu", elu => new() { ["alpha"] = elu.Alpha }, f => new Elu(f.Number("alpha"))),
        Kind<ILayer>.Of("selu", new Selu()),
        Kind<ILayer>.Of("gelu", new Gelu()),
        Kind<ILayer>.Of("gelu tanh", new GeluTanh()),
        Kind<ILayer>.Of("silu", new Silu()),
        Kind<ILayer>.Of<Swish>("swish", swish => new() { ["beta"] = swish.Beta }, f => new Swish(f.Number("beta"))),
        Kind<ILayer>.Of("mish", new Mish()),
        Kind<ILayer>.Of<Softplus>("softplus", softplus => new() { ["beta"] = softplus.Beta }, f => new Softplus(f.Number("beta"))),
        Kind<ILayer>.Of("softsign", new Softsign()),
        Kind<ILayer>.Of<HardTanh>("hard tanh", hard => new() { ["low"] = hard.Low, ["high"] = hard.High }, f => new HardTanh(f.Number("low"), f.Number("high"))),
        Kind<ILayer>.Of("log sigmoid", new LogSigmoid()),
        Kind<ILayer>.Of("hard sigmoid", new HardSigmoid()),
        Kind<ILayer>.Of("hard swish", new HardSwish()),
        Kind<ILayer>.Of<PRelu>("prelu", prelu => new() { ["share"] = prelu.Share.ToString(), ["start"] = prelu.Start }, f => new PRelu(f.Choice<Sharing>("share"), f.Number("start"))),
        Kind<ILayer>.Of<Maxout>("maxout",
            maxout => new() { ["units"] = maxout.Units, ["pieces"] = maxout.Pieces, ["weight"] = Initialisers.Write(maxout.Weight) },
            f => new Maxout(f.Whole("units"), f.Whole("pieces"), Initialisers.Read(f.Node("weight")))),
        Kind<ILayer>.Of<Step>("step", step => new() { ["atZero"] = step.AtZero }, f => new Step(f.Number("atZero"))),
        Kind<ILayer>.Of("tanh", new Tanh()),
        Kind<ILayer>.Of("sigmoid", new Sigmoid()),
        Kind<ILayer>.Of("identity", new Identity()),
        Kind<ILayer>.Of<Softmax>("softmax", softmax => new() { ["axis"] = softmax.Axis }, f => new Softmax(f.Whole("axis"))),
        Kind<ILayer>.Of<LogSoftmax>("log softmax", softmax => new() { ["axis"] = softmax.Axis }, f => new LogSoftmax(f.Whole("axis"))),
    ];
}
