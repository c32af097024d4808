using System.Text.Json;
using System.Text.Json.Nodes;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>What preprocessing does to a group of numbers.</summary>
public enum Scaling
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>x - min, divided by max - min: the training part lies in [0, 1]. scikit-learn: <c>MinMaxScaler</c>.</summary>
    Unit,

    /// <summary>x - mean.</summary>
    Centre,

    /// <summary>x - mean, divided by the standard deviation (of the population: the mean of squares over N). scikit-learn: <c>StandardScaler</c>.</summary>
    Standardise,
}

/// <summary>Which numbers share a minimum, maximum, mean and deviation.</summary>
public enum Per
{
    /// <summary>Each element of an example, over all examples: the columns of a table, each pixel of an image.</summary>
    Feature,

    /// <summary>Each place on the last axis, over all examples and all other axes: the channels of an image.</summary>
    Channel,

    /// <summary>All numbers together.</summary>
    Whole,

    /// <summary>Those of one example, an image: nothing is fitted, each brings its own.</summary>
    Example,
}

/// <summary>
/// How inputs are prepared before a network sees them. It is fitted on the training part alone and stored with the model,
/// so that what is predicted later is prepared in the same way: y = (x - shift) * factor, in double precision, rounded once.
/// </summary>
/// <remarks>A group that is constant in the training part (max = min) gets the factor 1, so it becomes 0 there and nothing is divided by zero.</remarks>
/// <param name="Scaling">What was fitted.</param>
/// <param name="Per">Which numbers share a shift and a factor.</param>
/// <param name="Shift">What is subtracted, one per group; element i of an example, row-major, is in group i modulo their number.</param>
/// <param name="Factor">What is multiplied by then, one per group.</param>
public sealed record Preprocessing(Scaling Scaling, Per Per, Many<double> Shift, Many<double> Factor)
{
    // Examples whose numbers are held at a time.
    const int Chunk = 1000;

    /// <summary>Inputs stay as they are.</summary>
    public static Preprocessing None { get; } = new(Scaling.None, Per.Whole, [0], [1]);

    /// <summary>Measures the training part.</summary>
    /// <param name="training">The training part, and nothing else: what is held out must not be seen.</param>
    /// <param name="scaling">What to do.</param>
    /// <param name="per">Which numbers share their statistics.</param>
    /// <exception cref="DlException">The set is empty.</exception>
    public static Preprocessing Fit(DataSet training, Scaling scaling = Scaling.Standardise, Per per = Per.Feature)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (scaling == Scaling.None) return None;
        if (per == Per.Example) return new(scaling, per, [], []);
        if (training.Count == 0 || training.Example.Size == 0) throw new DlException($"{training.Name}: preprocessing cannot be fitted on no examples");
        var groups = per switch { Per.Feature => training.Example.Size, Per.Channel => training.Example.Last, _ => 1 };
        var (shift, factor) = Measured(training.Chunks(Chunk).Select(chunk => chunk.Inputs), groups, scaling);
        return new(scaling, per, [.. shift], [.. factor]);
    }

    // What to subtract and to multiply by, one of each a group; element i of a part is in group i modulo their number.
    static (double[] Shift, double[] Factor) Measured(IEnumerable<Tensor<float>> parts, int groups, Scaling scaling)
    {
        var (least, most) = (new double[groups], new double[groups]);
        var (mean, deviation) = (new double[groups], new double[groups]);
        Array.Fill(least, double.PositiveInfinity);
        Array.Fill(most, double.NegativeInfinity);
        var members = 0.0;
        foreach (var part in parts)
        {
            members += part.Shape.Size / groups;
            var values = part.Span;
            for (var (i, g) = (0, 0); i < values.Length; i++, g = g + 1 == groups ? 0 : g + 1)
            {
                double value = values[i];
                (least[g], most[g]) = (Math.Min(least[g], value), Math.Max(most[g], value));
                mean[g] += value;
            }
        }
        for (var g = 0; g < groups; g++) mean[g] /= members;
        foreach (var part in parts)
        {
            var values = part.Span;
            for (var (i, g) = (0, 0); i < values.Length; i++, g = g + 1 == groups ? 0 : g + 1)
                deviation[g] += (values[i] - mean[g]) * (values[i] - mean[g]);
        }
        for (var g = 0; g < groups; g++) deviation[g] = Math.Sqrt(deviation[g] / members);

        return (scaling == Scaling.Unit ? least : mean, [.. Enumerable.Range(0, groups).Select(Factor)]);

        double Factor(int g) => scaling == Scaling.Centre || most[g] == least[g] ? 1
            : 1 / (scaling == Scaling.Unit ? most[g] - least[g] : deviation[g]);
    }

    /// <summary>The prepared inputs, of the same shape.</summary>
    /// <param name="inputs">N x the shape of an example.</param>
    /// <exception cref="DlException">An example has another number of features or channels than those of the training part.</exception>
    public Tensor<float> Apply(Tensor<float> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (Scaling == Scaling.None) return inputs;
        if (Per == Per.Example) return Each(inputs);
        var groups = Per switch { Per.Feature => inputs.Shape.Example.Size, Per.Channel => inputs.Shape.Last, _ => 1 };
        if (groups != Shift.Count)
            throw new DlException($"the preprocessing was fitted on {Shift.Count} {(Per == Per.Channel ? "channels" : "features")}, but inputs of shape {inputs.Shape} have {groups}");
        return Tensor<float>.Build(inputs.Shape, (inputs, Shift: Shift.ToArray(), Factor: Factor.ToArray()), static (into, s) =>
        {
            var from = s.inputs.Span;
            for (var (i, g) = (0, 0); i < into.Length; i++, g = g + 1 == s.Shift.Length ? 0 : g + 1)
                into[i] = (float)((from[i] - s.Shift[g]) * s.Factor[g]);
        });
    }

    Tensor<float> Each(Tensor<float> inputs) => Tensor<float>.Build(inputs.Shape, (inputs, size: inputs.Shape.Example.Size, Scaling), static (into, s) =>
    {
        for (var start = 0; start < into.Length; start += s.size)
        {
            var example = s.inputs.Span.Slice(start, s.size);
            var (shift, factor) = Measured([s.inputs.View(start, [s.size])], 1, s.Scaling);
            for (var i = 0; i < s.size; i++) into[start + i] = (float)((example[i] - shift[0]) * factor[0]);
        }
    });

    /// <summary>The data set with prepared inputs.</summary>
    /// <exception cref="DlException">An example has another number of features or channels than those of the training part.</exception>
    public DataSet Apply(DataSet data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.WithInputs(Apply(data.Inputs));
    }

    /// <summary>This preprocessing as JSON: <c>{"scaling": "Standardise", "per": "Feature", "shift": [...], "factor": [...]}</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["scaling"] = Scaling.ToString(),
        ["per"] = Per.ToString(),
        ["shift"] = new JsonArray([.. Shift.Select(number => (JsonNode?)number)]),
        ["factor"] = new JsonArray([.. Factor.Select(number => (JsonNode?)number)]),
    };

    /// <summary>What <see cref="ToJson"/> wrote, with the same bits.</summary>
    /// <exception cref="DlException">It is not such an object.</exception>
    public static Preprocessing FromJson(JsonNode json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            var read = new Preprocessing(
                Enum.Parse<Scaling>((string)json["scaling"]!), Enum.Parse<Per>((string)json["per"]!),
                [.. json["shift"]!.AsArray().Select(number => (double)number!)], [.. json["factor"]!.AsArray().Select(number => (double)number!)]);
            if (read.Shift.Count == read.Factor.Count && read.Shift.Count > 0 == (read.Per != Per.Example) && read.Shift.Concat(read.Factor).All(double.IsFinite)) return read;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or NullReferenceException or JsonException)
        {
        }
        throw new DlException($"preprocessing is {{\"scaling\", \"per\", \"shift\", \"factor\"}} with as many shifts as factors, but this is {json.ToJsonString()}");
    }
}
