using System.Globalization;
using System.Runtime.InteropServices;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>A setting of a node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Message">Its message, <c>AttributeProto</c>.</param>
sealed record OnnxAttribute(string Name, Message Message)
{
    const int Value = 20, RealType = 1, NumberType = 2, TextType = 3, RealsType = 6, NumbersType = 7, TextsType = 8;

    public static OnnxAttribute Of(string name, long value) => new(name, new Message().Text(1, name).Number(3, value).Number(Value, NumberType));

    public static OnnxAttribute Of(string name, double value) => new(name, new Message().Text(1, name).Real(2, (float)value).Number(Value, RealType));

    public static OnnxAttribute Of(string name, string value) => new(name, new Message().Text(1, name).Text(4, value).Number(Value, TextType));

    public static OnnxAttribute Of(string name, IEnumerable<int> values) => new(name, new Message().Text(1, name).Numbers(8, values.Select(value => (long)value)).Number(Value, NumbersType));

    public static OnnxAttribute Of(string name, IEnumerable<double> values) => new(name, values.Aggregate(new Message().Text(1, name), (message, value) => message.Real(7, (float)value)).Number(Value, RealsType));

    public static OnnxAttribute Of(string name, IEnumerable<string> values) => new(name, new Message().Text(1, name).Texts(9, values).Number(Value, TextsType));
}

/// <summary>
/// A graph of ONNX while it grows: nodes in the order of computation, and the tensors that they begin with. Every name occurs once. Messages and their numbers:
/// <c>onnx.proto</c> of ONNX 1.12, whose operators are those of opset 17.
/// </summary>
sealed class OnnxGraph
{
    public const string Input = "input", Output = "output";

    const int Floats = 1, Integers = 7;

    // Since when the ops that are younger than the rest exist; the rest is that of opset 13, in which the axes of ReduceSum and Squeeze became inputs.
    static readonly Dictionary<string, int> Since = new() { ["HardSwish"] = 14, ["Shape"] = 15, ["LayerNormalization"] = 17 };

    readonly HashSet<string> names = [Input, Output];
    readonly List<OnnxNode> nodes = [];
    readonly List<Message> tensors = [];

    /// <summary>The lowest opset that has all ops of the graph.</summary>
    public int Opset { get; private set; } = 13;

    /// <summary>A node with one output, which has its name.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="path">The path of its layer: the name of the first node of a layer; others have that of their op behind it.</param>
    /// <param name="inputs">The names of its inputs.</param>
    /// <param name="settings">Its attributes.</param>
    /// <returns>The name of the output.</returns>
    public string Node(string op, string path, string[] inputs, params OnnxAttribute[] settings) => Node(op, path, inputs, 0, 1, settings);

    /// <summary>A node of whose outputs one is used.</summary>
    public string Node(string op, string path, string[] inputs, int used, int outputs, params OnnxAttribute[] settings)
    {
        Opset = Math.Max(Opset, Since.GetValueOrDefault(op));
        var name = Free(names.Contains(path) ? $"{path}/{op}" : path);
        nodes.Add(new(op, name, inputs, [.. Enumerable.Range(0, outputs).Select(i => i == used ? name : "")], settings));
        return name;
    }

    /// <summary>A tensor that is there from the beginning.</summary>
    public string Tensor(string name, Tensor<float> value) => Tensor(name, Floats, value.Shape, value.Shape.Size * 4L, () => MemoryMarshal.AsBytes(value.Span).ToArray());

    /// <summary>Whole numbers that are there from the beginning: shapes and indices.</summary>
    public string Wholes(string name, Shape shape, params long[] values) => Tensor(name, Integers, shape, values.Length * 8L, () => MemoryMarshal.AsBytes<long>(values).ToArray());

    /// <summary>A number.</summary>
    public string Scalar(string path, double value) => Tensor(string.Create(CultureInfo.InvariantCulture, $"{path}/{value:R}"), Tensor<float>.Scalar((float)value));

    /// <summary>The message, <c>GraphProto</c>.</summary>
    /// <param name="name">The name of the graph.</param>
    /// <param name="input">The shape of an example.</param>
    /// <param name="output">The shape of an output.</param>
    /// <param name="last">The name of the last value, which becomes <see cref="Output"/>.</param>
    public Message ToMessage(string name, Shape input, Shape output, string last)
    {
        if (last == Input) last = Node("Identity", "identity", [Input]);
        return new Message()
            .Parts(1, nodes.Select(node => node.Renamed(last, Output).ToMessage()))
            .Text(2, name)
            .Parts(5, tensors)
            .Part(11, Described(Input, input))
            .Part(12, Described(Output, output));
    }

    string Free(string wish)
    {
        var name = wish;
        for (var i = 2; !names.Add(name); i++) name = string.Create(CultureInfo.InvariantCulture, $"{wish} {i}");
        return name;
    }

    string Tensor(string wish, int type, Shape shape, long bytes, Func<byte[]> content)
    {
        var name = Free(wish);
        tensors.Add(new Message().Numbers(1, shape.Select(axis => (long)axis)).Number(2, type).Text(8, name).Bytes(9, bytes, content));
        return name;
    }

    // A value whose first axis is free.
    static Message Described(string name, Shape example)
    {
        var shape = new Message().Part(1, new Message().Text(2, "batch")).Parts(1, example.Select(axis => new Message().Number(1, axis)));
        return new Message().Text(1, name).Part(2, new Message().Part(1, new Message().Number(1, Floats).Part(2, shape)));
    }
}

/// <summary>A node: an op with inputs, outputs and settings.</summary>
sealed record OnnxNode(string Op, string Name, string[] Inputs, string[] Outputs, OnnxAttribute[] Settings)
{
    /// <summary>The node with a value called otherwise; it keeps its own name.</summary>
    public OnnxNode Renamed(string value, string other) => this with
    {
        Inputs = [.. Inputs.Select(input => input == value ? other : input)],
        Outputs = [.. Outputs.Select(output => output == value ? other : output)],
    };

    /// <summary>The message, <c>NodeProto</c>.</summary>
    public Message ToMessage() => new Message().Texts(1, Inputs).Texts(2, Outputs).Text(3, Name).Text(4, Op).Parts(5, Settings.Select(setting => setting.Message));
}
