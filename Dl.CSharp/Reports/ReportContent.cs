using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>What was measured after one epoch.</summary>
/// <param name="Epoch">Which one, counted from 1.</param>
/// <param name="TrainLoss">The mean loss of the training examples.</param>
/// <param name="ValidationLoss">The mean loss of the validation examples, if there are any.</param>
/// <param name="ValidationAccuracy">The share of validation examples that were right, 0 to 1; null for a regression.</param>
/// <param name="Rate">The learning rate of the last step.</param>
/// <param name="Seconds">How long the epoch took.</param>
public sealed record EpochMetrics(int Epoch, double TrainLoss, double? ValidationLoss, double? ValidationAccuracy, double Rate, double Seconds)
{
    /// <summary>What else was measured on the validation examples.</summary>
    public Many<Score> Scores { get; init; } = [];
}

/// <summary>A metric and its value.</summary>
/// <param name="Name">The name of the metric: <c>f1_macro</c>.</param>
/// <param name="Value">Its value.</param>
public readonly record struct Score(string Name, double Value);

/// <summary>An example that the network got wrong.</summary>
/// <param name="Image">The example, [H, W] or [H, W, C] with one or three channels; of any other shape no picture is shown.</param>
/// <param name="Actual">What it is.</param>
/// <param name="Predicted">What the network took it for.</param>
/// <param name="Confidence">The probability that the network gave its answer, 0 to 1.</param>
public sealed record Mistake(Tensor<float> Image, string Actual, string Predicted, double Confidence);

/// <summary>One layer of a network.</summary>
/// <param name="Name">Its name: <c>2:dense</c>.</param>
/// <param name="Output">The shape of its output, for one example.</param>
/// <param name="Parameters">How many numbers it learns.</param>
/// <param name="MultiplyAdds">What it costs for one example; null where that is not known.</param>
public sealed record LayerRow(string Name, Shape Output, long Parameters, long? MultiplyAdds = null);

/// <summary>A setting or a convention that was in force.</summary>
/// <param name="Group">What it belongs to: <c>optimizer</c>, <c>data</c>, <c>conventions</c>.</param>
/// <param name="Name">Its name: <c>epsilon</c>.</param>
/// <param name="Value">Its value, as it would be typed.</param>
/// <param name="IsDefault">Whether nobody chose it.</param>
public sealed record Setting(string Group, string Name, string Value, bool IsDefault = false)
{
    /// <summary>The value as JSON: a number, a truth, an object, or else a text. Law: its text (for a text itself) is the value again, but for how a number is written.</summary>
    public JsonNode? ToJson() =>
        long.TryParse(Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
        : double.TryParse(Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
        : Value is "true" or "false" ? Value == "true"
        : Value is ['{', ..] && Object(Value) is { } json ? json
        : Value;

    static JsonObject? Object(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Pictures of one kind, under a title.</summary>
/// <param name="Title">What they show.</param>
/// <param name="Note">A sentence about them; empty for none.</param>
/// <param name="Plots">The pictures.</param>
public sealed record ReportSection(string Title, string Note, Many<Plot> Plots);

/// <summary>One of the numbers that a report begins with.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Value">The number with its unit.</param>
public sealed record Figure(string Label, string Value);

/// <summary>
/// What a report says. Only the title must be there: what is empty or null is left out of the page.
/// </summary>
/// <param name="Title">What was trained.</param>
public sealed record ReportContent(string Title)
{
    /// <summary>One sentence below the title.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The loss on the test examples.</summary>
    public double? TestLoss { get; init; }

    /// <summary>The share of test examples that were right, 0 to 1.</summary>
    public double? TestAccuracy { get; init; }

    /// <summary>How many numbers the network learnt.</summary>
    public long? Parameters { get; init; }

    /// <summary>How long the training took, in seconds.</summary>
    public double? Seconds { get; init; }

    /// <summary>More numbers for the beginning of the page: R^2, examples a second.</summary>
    public Many<Figure> Figures { get; init; } = [];

    /// <summary>What was measured after each epoch.</summary>
    public Many<EpochMetrics> Epochs { get; init; } = [];

    /// <summary>What is wrong with the run, and what to try; null where nobody asked.</summary>
    public Many<Diagnosis>? Diagnoses { get; init; }

    /// <summary>Which class was taken for which, on the test examples.</summary>
    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>Mistakes worth a look, the worst first.</summary>
    public Many<Mistake> Mistakes { get; init; } = [];

    /// <summary>More pictures: predicted against actual, a histogram of residuals, filters.</summary>
    public Many<Plot> Plots { get; init; } = [];

    /// <summary>Pictures by kind: gradients, weights, what layers give, filters.</summary>
    public Many<ReportSection> Sections { get; init; } = [];

    /// <summary>The network as a picture.</summary>
    public Plot? Network { get; init; }

    /// <summary>The layers of the network, first to last.</summary>
    public Many<LayerRow> Layers { get; init; } = [];

    /// <summary>Every setting and convention in force, defaults included.</summary>
    public Many<Setting> Settings { get; init; } = [];

    /// <summary>The command that does it all again.</summary>
    public string Command { get; init; } = "";
}
