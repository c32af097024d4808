using System.IO;
using System.Text.Json.Nodes;

namespace Dl.Properties.Suite.Traces;

/// <summary>Small traces whose numbers were found by hand, and a folder to write them to.</summary>
public abstract class TraceFiles : IDisposable
{
    // z = x y: with x = (1, 2), y = 3 and the cotangent (1, 10): 3 g, and g x summed.
    protected const string Multiply = """
        {"id": "m", "op": "multiply", "attributes": {}, "constants": {},
         "inputs": {"x": {"shape": [2], "dtype": "float64", "data": [1, 2]}, "y": {"shape": [1], "dtype": "float64", "data": [3]}},
         "outputs": [{"shape": [2], "dtype": "float64", "data": [3, 6]}],
         "cotangents": [{"shape": [2], "dtype": "float64", "data": [1, 10]}],
         "gradients": {"x": {"shape": [2], "dtype": "float64", "data": [3, 30]}, "y": {"shape": [1], "dtype": "float64", "data": [21]}}}
        """;

    // y = W x + b with W of (out, in): W = (1 2; 3 4; 5 6), x = (1, 10), b = (0, 0, 1); the gradient of W is g x^T.
    protected const string Dense = """
        {"id": "d", "op": "dense", "attributes": {"weight_layout": "out,in"}, "constants": {},
         "inputs": {"x": {"shape": [1, 2], "dtype": "float64", "data": [1, 10]},
                    "weight": {"shape": [3, 2], "dtype": "float64", "data": [1, 2, 3, 4, 5, 6]}, "bias": {"shape": [3], "dtype": "float64", "data": [0, 0, 1]}},
         "outputs": [{"shape": [1, 3], "dtype": "float64", "data": [21, 43, 66]}],
         "cotangents": [{"shape": [1, 3], "dtype": "float64", "data": [1, 0, 2]}],
         "gradients": {"x": {"shape": [1, 2], "dtype": "float64", "data": [11, 14]},
                       "weight": {"shape": [3, 2], "dtype": "float64", "data": [1, 10, 0, 0, 2, 20]}, "bias": {"shape": [3], "dtype": "float64", "data": [1, 0, 2]}}}
        """;

    // One item, two channels, two rows: (-1, 1) has mean 0 and variance 1, (3, 7) has mean 5 and variance 4 (unbiased: 2 and 8).
    // With two items to a channel the normalised ones are -1 and 1 whatever they are, so that their gradient is zero.
    protected const string BatchNorm = """
        {"id": "b", "op": "batch_norm", "attributes": {"training": true, "momentum": 0.5, "epsilon": 0},
         "inputs": {"x": {"shape": [1, 2, 2, 1], "dtype": "float64", "data": [-1, 1, 3, 7]},
                    "gamma": {"shape": [2], "dtype": "float64", "data": [1, 2]}, "beta": {"shape": [2], "dtype": "float64", "data": [0, 1]}},
         "constants": {"running_mean": {"shape": [2], "dtype": "float64", "data": [0, 0]}, "running_var": {"shape": [2], "dtype": "float64", "data": [1, 1]}},
         "outputs": [{"shape": [1, 2, 2, 1], "dtype": "float64", "data": [-1, 1, -1, 3]}],
         "cotangents": [{"shape": [1, 2, 2, 1], "dtype": "float64", "data": [1, 2, 3, 5]}],
         "gradients": {"x": {"shape": [1, 2, 2, 1], "dtype": "float64", "data": [0, 0, 0, 0]},
                       "gamma": {"shape": [2], "dtype": "float64", "data": [1, 2]}, "beta": {"shape": [2], "dtype": "float64", "data": [3, 8]}},
         "state_after": {"running_mean": {"shape": [2], "dtype": "float64", "data": [0, 2.5]}, "running_var": {"shape": [2], "dtype": "float64", "data": [1.5, 4.5]}}}
        """;

    // Velocities 1 and 1.5 for the first coordinate; none for the second.
    protected const string Momentum = """
        {"id": "v", "optimizer": "momentum", "hyperparameters": {"learning_rate": 2, "momentum": 0.5, "dampening": 0.0, "nesterov": false},
         "initial": [0, 7], "gradients": [[1, 0], [1, 0]], "iterates": [[-2, 7], [-5, 7]]}
        """;

    protected const string Step = """{"id": "s", "schedule": "no_such", "attributes": {"base": 1}, "values": [1, 1]}""";

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("dl-traces-");

    protected string At(string name) => Path.Combine(folder.FullName, name);

    protected string Text(string content, string name = "t.json")
    {
        File.WriteAllText(At(name), content);
        return At(name);
    }

    /// <summary>A file of these cases.</summary>
    protected string Trace(string section, params string[] cases) => Text(Of(section, cases));

    protected static string Of(string section, params string[] cases) => $$"""{"format": "dl-trace/1", "source": {}, "{{section}}": [{{string.Join(",\n", cases)}}]}""";

    /// <summary>The same case with one value replaced.</summary>
    /// <param name="json">The case.</param>
    /// <param name="value">The value as JSON, or null to take the field away.</param>
    /// <param name="path">The fields and indices that lead to it.</param>
    protected static string With(string json, string? value, params object[] path)
    {
        var root = JsonNode.Parse(json)!;
        var at = path[..^1].Aggregate(root, (node, step) => step is int i ? node[i]! : node[(string)step]!);
        if (value is null) at.AsObject().Remove((string)path[^1]);
        else if (path[^1] is int last) at[last] = JsonNode.Parse(value);
        else at[(string)path[^1]] = JsonNode.Parse(value);
        return root.ToJsonString();
    }

    public void Dispose()
    {
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}
