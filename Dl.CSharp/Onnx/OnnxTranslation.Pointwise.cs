using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

// Functions of each number, and what prepares inputs.
sealed partial class OnnxTranslation
{
    Wire Then(Activation then, string path, Wire x) => then switch
    {
        Identity => x,
        Relu => Op("Relu", path, x),
        LeakyRelu leaky => Set("LeakyRelu", path, x, OnnxAttribute.Of("alpha", leaky.Slope)),
        Relu6 => Clipped(path, x, 0, 6),
        HardTanh hard => Clipped(path, x, hard.Low, hard.High),
        Elu elu => Set("Elu", path, x, OnnxAttribute.Of("alpha", elu.Alpha)),
        Selu => Set("Selu", path, x, OnnxAttribute.Of("alpha", Selu.Alpha), OnnxAttribute.Of("gamma", Selu.Scale)),
        Gelu => Gated(path, x, Op("Erf", path, Times(path, x, Math.Sqrt(0.5)))),
        GeluTanh => Gated(path, x, Op("Tanh", path, Times(path, Op("Add", path, x, Times(path, Op("Mul", path, x, Op("Mul", path, x, x.Name).Name), 0.044715).Name), Math.Sqrt(2 / Math.PI)))),
        Silu => Op("Mul", path, x, Op("Sigmoid", path, x).Name),
        Swish swish => Op("Mul", path, x, Op("Sigmoid", path, Times(path, x, swish.Beta)).Name),
        Mish => Op("Mul", path, x, Op("Tanh", path, Op("Softplus", path, x)).Name),
        Softplus softplus => Times(path, Op("Softplus", path, Times(path, x, softplus.Beta)), 1 / softplus.Beta),
        Softsign => Op("Softsign", path, x),
        Tanh => Op("Tanh", path, x),
        Sigmoid => Op("Sigmoid", path, x),
        LogSigmoid => Op("Neg", path, Op("Softplus", path, Op("Neg", path, x))),
        HardSigmoid => Set("HardSigmoid", path, x, OnnxAttribute.Of("alpha", 1.0 / 6), OnnxAttribute.Of("beta", 0.5)),
        HardSwish => Op("HardSwish", path, x),
        Step step => Stepped(step, path, x),
        Softmax softmax => Set("Softmax", path, Last(x), OnnxAttribute.Of("axis", softmax.Axis)),
        LogSoftmax softmax => Set("LogSoftmax", path, Last(x), OnnxAttribute.Of("axis", softmax.Axis)),
        _ => throw new DlException($"{path}: ONNX has no op for the activation '{then.Name}'; a network without it can be exported"),
    };

    Wire Set(string op, string path, Wire x, params OnnxAttribute[] settings) => x with { Name = graph.Node(op, path, [x.Name], settings) };

    Wire Times(string path, Wire x, double factor) => factor == 1 ? x : Op("Mul", path, x, graph.Scalar(path, factor));

    Wire Clipped(string path, Wire x, double low, double high) => Op("Clip", path, x, graph.Scalar(path, low), graph.Scalar(path, high));

    // x/2 (1 + gate).
    Wire Gated(string path, Wire x, Wire gate) => Op("Mul", path, Times(path, x, 0.5), Op("Add", path, gate, graph.Scalar(path, 1)).Name);

    // 1 above 0, 0 below, and the declared value at 0.
    Wire Stepped(Step step, string path, Wire x)
    {
        var (zero, one) = (graph.Scalar(path, 0), graph.Scalar(path, 1));
        var below = graph.Node("Where", path, [graph.Node("Less", path, [x.Name, zero]), zero, graph.Scalar(path, step.AtZero)]);
        return x with { Name = graph.Node("Where", path, [graph.Node("Greater", path, [x.Name, zero]), one, below]) };
    }

    Wire Sloped(PRelu prelu, Spot at, Wire x) => Op("PRelu", at.Path, prelu.Share == Sharing.All ? x : Last(x), Leaf(at, "slope"));

    // In use: a(x) sigmoid(alpha x + beta).
    Wire Stood(Standout standout, string path, Wire x)
    {
        var kept = Op("Sigmoid", path, Op("Add", path, Times(path, x, standout.Alpha), graph.Scalar(path, standout.Beta)));
        return Together("Mul", path, [Then(standout.Then, path, x), kept]);
    }

    /// <summary>The inputs as the model prepares them: (x - shift) factor.</summary>
    Wire Prepared(Preprocessing preprocessing, Wire x)
    {
        const string Path = "preprocessing";
        if (preprocessing.Scaling == Scaling.None) return x;
        if (preprocessing.Per == Per.Example) return ByExample(preprocessing.Scaling, Path, x);
        Shape shape = preprocessing.Per switch { Per.Feature => x.Shape, Per.Channel => [x.Shape.Last], _ => Shape.Scalar };
        string given(string what, Many<double> values) => graph.Tensor($"{Path}.{what}", Tensor<float>.Of(shape, [.. values.Select(value => (float)value)]));
        return Op("Mul", Path, Op("Sub", Path, x, given("shift", preprocessing.Shift)), given("factor", preprocessing.Factor));
    }

    // Each example by its own numbers; one whose numbers are all the same becomes 0.
    Wire ByExample(Scaling scaling, string path, Wire x)
    {
        var axes = OnnxAttribute.Of("axes", Enumerable.Range(1, x.Shape.Rank));
        var centred = Op("Sub", path, x, graph.Node(scaling == Scaling.Unit ? "ReduceMin" : "ReduceMean", path, [x.Name], axes));
        if (scaling == Scaling.Centre) return centred;
        var spread = scaling == Scaling.Unit
            ? graph.Node("ReduceMax", path, [centred.Name], axes)
            : graph.Node("Sqrt", path, [graph.Node("ReduceMean", path, [graph.Node("Mul", path, [centred.Name, centred.Name])], axes)]);
        var divisor = graph.Node("Where", path, [graph.Node("Greater", path, [spread, graph.Scalar(path, 0)]), spread, graph.Scalar(path, 1)]);
        return Op("Div", path, centred, divisor);
    }
}
