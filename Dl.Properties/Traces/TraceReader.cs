using System.IO;
using System.Text.Json;

namespace Dl.Properties;

/// <summary>Reads <c>dl-trace/1</c> with distrust: whatever is malformed becomes one line that begins with its JSON path.</summary>
static class TraceReader
{
    const string Format = "dl-trace/1";

    static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static Trace Read(string path)
    {
        try
        {
            return Whole(path);
        }
        catch (InvalidOperationException)
        {
            throw new DlException("$: has a text that is not valid Unicode");
        }
    }

    static Trace Whole(string path)
    {
        using var document = Parse(path);
        var root = new Node(document.RootElement, "$");
        var format = root.Field("format");
        if (format.Text() != Format) throw format.Wrong($"'{format.Text()}' is not '{Format}'");
        if (!root.Has("ops") && !root.Has("optimizers") && !root.Has("schedules")) throw root.Wrong("has none of ops, optimizers and schedules");
        return new([.. Cases(root, "ops", at => Op(at, Framework(root))), .. Cases(root, "optimizers", at => Optimizer(at, Recorder(root))), .. Cases(root, "schedules", Schedule)]);
    }

    static IEnumerable<TraceCase> Cases(Node root, string section, Func<Node, TraceCase> read) => root.Has(section) ? root.Field(section).Items().Select(read) : [];

    static string Framework(Node root) => root.Has("source") && root.Field("source").Has("framework") ? root.Field("source").Field("framework").Text() : "";

    static OpTrace Op(Node at, string framework)
    {
        var (inputs, outputs) = (Named(at.Field("inputs"), Numbers), at.Field("outputs").Items().Select(Numbers).ToMany());
        if (outputs.Count == 0) throw at.Field("outputs").Wrong("is empty, but a case needs an output to compare");
        var gradients = at.Has("gradients") ? Named(at.Field("gradients"), Numbers) : [];
        foreach (var (name, gradient) in gradients)
        {
            var here = at.Field("gradients").Field(name);
            var input = inputs.FirstOrDefault(input => input.Name == name).Value ?? throw here.Wrong("there is no input of this name");
            if (gradient.Shape != input.Shape) throw here.Wrong($"has shape {gradient.Shape}, but the input has {input.Shape}");
        }
        return new(at.Field("id").Text(), at.Field("op").Text())
        {
            Framework = framework,
            Attributes = Settings(at, "attributes", "attribute"),
            Inputs = inputs,
            Constants = at.Has("constants") ? Named(at.Field("constants"), Constant) : [],
            Outputs = outputs,
            Cotangents = gradients.Count > 0 || at.Has("cotangents") ? Cotangents(at.Field("cotangents"), outputs) : [],
            Gradients = gradients,
            StateAfter = at.Has("state_after") ? Named(at.Field("state_after"), Numbers) : [],
        };
    }

    static Many<Tensor<double>> Cotangents(Node at, Many<Tensor<double>> outputs)
    {
        var items = at.Items().ToArray();
        if (items.Length != outputs.Count) throw at.Wrong($"has {items.Length} tensors, but there are {outputs.Count} outputs");
        return items.Select((item, i) => Numbers(item) is var read && read.Shape == outputs[i].Shape
            ? read
            : throw item.Wrong($"has shape {read.Shape}, but the output has {outputs[i].Shape}")).ToMany();
    }

    static OptimizerTrace Optimizer(Node at, string recorder)
    {
        var initial = Vector(at.Field("initial"));
        Tensor<double> Vectors(Node item) => Vector(item) is var read && read.Shape == initial.Shape
            ? read
            : throw item.Wrong($"has {read.Shape.Size} numbers, but the initial vector has {initial.Shape.Size}");
        var (gradients, iterates) = (at.Field("gradients").Items().Select(Vectors).ToMany(), at.Field("iterates").Items().Select(Vectors).ToMany());
        if (iterates.Count == 0) throw at.Field("iterates").Wrong("is empty, but a case needs an iterate to compare");
        if (iterates.Count != gradients.Count) throw at.Field("iterates").Wrong($"has {iterates.Count} vectors, but there are {gradients.Count} gradients");
        return new(at.Field("id").Text(), at.Field("optimizer").Text())
        {
            Hyperparameters = Settings(at, "hyperparameters", "hyperparameter", recorder),
            Initial = initial,
            Gradients = gradients,
            Iterates = iterates,
        };
    }

    static ScheduleTrace Schedule(Node at) => new(at.Field("id").Text(), at.Field("schedule").Text())
    {
        Attributes = Settings(at, "attributes", "attribute"),
        Values = Vector(at.Field("values")),
    };

    static string Recorder(Node root) => root.Has("source") && root.Field("source") is var source && source.Has("framework") && source.Has("version")
        ? $"{source.Field("framework").Text()} {source.Field("version").Text()}"
        : "";

    static Settings Settings(Node at, string field, string what, string recorder = "") =>
        new(what, recorder, at.Has(field) ? at.Field(field).Fields().ToDictionary(pair => pair.Name, pair => pair.At.Element.Clone()) : []);

    static Many<(string Name, A Value)> Named<A>(Node at, Func<Node, A> read) => at.Fields().Select(pair => (pair.Name, read(pair.At))).ToMany();

    static Constant Constant(Node at) => at.Field("dtype").Text() == "int64" ? new(null, Whole(at)) : new(Numbers(at), null);

    static Tensor<double> Numbers(Node at)
    {
        var dtype = at.Field("dtype");
        if (dtype.Text() != "float64") throw dtype.Wrong($"'{dtype.Text()}' is not 'float64'");
        var data = at.Field("data").Numbers();
        return Tensor<double>.Of(Shape(at, data.Length), data);
    }

    static Indices Whole(Node at)
    {
        var data = at.Field("data").Items().Select(item => item.Whole()).ToArray();
        return Indices.From(Shape(at, data.Length), [.. data]);
    }

    static Tensor<double> Vector(Node at)
    {
        var numbers = at.Numbers();
        return Tensor<double>.Of([numbers.Length], numbers);
    }

    static Shape Shape(Node at, int count)
    {
        var axes = at.Field("shape").Items().Select(item => item.Whole() is >= 0 and var axis ? axis : throw item.Wrong("an axis is never negative")).ToArray();
        var size = axes.Aggregate(1.0, (product, axis) => product * axis);
        return size == count
            ? Core.Shape.Of(axes)
            : throw at.Wrong(FormattableString.Invariant($"shape [{string.Join(", ", axes)}] has {size} elements, but data has {count}"));
    }

    static JsonDocument Parse(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonDocument.Parse(stream, Strict);
        }
        catch (JsonException error)
        {
            throw new DlException($"not JSON: {Place(error)}{Cause(error)}");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DlException("there is no such file");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DlException(error.Message.ReplaceLineEndings(" ").TrimEnd('.'));
        }
    }

    static string Place(JsonException error) => error.LineNumber is { } line
        ? FormattableString.Invariant($"line {line + 1}, byte {error.BytePositionInLine + 1}: ")
        : "";

    // The message without the place, which the parser appends. Python writes NaN and Infinity as if JSON had them.
    static string Cause(JsonException error)
    {
        var cause = error.Message.ReplaceLineEndings(" ").Split(" LineNumber:")[0].TrimEnd('.');
        return cause.StartsWith("'N'", StringComparison.Ordinal) || cause.StartsWith("'I'", StringComparison.Ordinal)
            ? $"{cause}; what is not finite is a text: \"NaN\", \"Infinity\" or \"-Infinity\""
            : cause;
    }

    /// <summary>A value of the document that knows its path.</summary>
    readonly record struct Node(JsonElement Element, string Path)
    {
        public bool Has(string name) => Expect(JsonValueKind.Object, "an object").TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

        public Node Field(string name) => Has(name) ? new(Element.GetProperty(name), Inside(name)) : throw Wrong($"has no field '{name}'");

        /// <summary>All fields but those that are null.</summary>
        public IEnumerable<(string Name, Node At)> Fields()
        {
            var path = this;
            return Expect(JsonValueKind.Object, "an object").EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null)
                .Select(field => (field.Name, new Node(field.Value, path.Inside(field.Name))));
        }

        public IEnumerable<Node> Items()
        {
            var path = Path;
            return Expect(JsonValueKind.Array, "a list").EnumerateArray().Select((item, i) => new Node(item, FormattableString.Invariant($"{path}[{i}]")));
        }

        public string Text() => Expect(JsonValueKind.String, "a text").GetString()!;

        /// <summary>JSON has no word for what is not finite: that is the text NaN, Infinity or -Infinity.</summary>
        public double Number() => Element.ValueKind != JsonValueKind.String ? Expect(JsonValueKind.Number, "a number").GetDouble() : Element.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => throw Wrong($"'{Element.GetString()}' is not a number"),
        };

        /// <summary>A list of numbers.</summary>
        public double[] Numbers()
        {
            var list = Expect(JsonValueKind.Array, "a list");
            var numbers = new double[list.GetArrayLength()];
            var i = 0;
            foreach (var item in list.EnumerateArray())
            {
                numbers[i] = item.ValueKind == JsonValueKind.Number ? item.GetDouble() : new Node(item, FormattableString.Invariant($"{Path}[{i}]")).Number();
                i++;
            }
            return numbers;
        }

        public int Whole() => Expect(JsonValueKind.Number, "a number").TryGetInt32(out var whole) ? whole : throw Wrong($"{Element.GetRawText()} is not a whole number in the range of 32 bits");

        public DlException Wrong(string complaint) => new($"{Path}: {complaint}");

        JsonElement Expect(JsonValueKind kind, string what) => Element.ValueKind == kind ? Element : throw Wrong($"is not {what}");

        string Inside(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? $"{Path}.{name}" : $"{Path}['{name.ReplaceLineEndings(" ")}']";
    }
}
