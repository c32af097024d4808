using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>What a network says about examples, beside what is true, where that is more than a class: numbers, pictures, classes of pixels, densities.</summary>
public static class AnswerPlots
{
    const int Bins = 30, Columns = 9, Most = 2000;

    /// <summary>The section of a report; none for a class each.</summary>
    /// <param name="aim">What was learnt.</param>
    /// <param name="data">The examples, with their targets.</param>
    /// <param name="outputs">What the network said about them.</param>
    /// <param name="name">What is predicted.</param>
    public static Many<ReportSection> Of(Aim aim, DataSet data, Tensor<float> outputs, string name = "value")
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(outputs);
        return aim switch
        {
            Aim.Targets when data.Values is { } actual => [Numbers(actual, outputs, name)],
            Aim.Density density when data.Example.Size == 1 && data.Target.Size == 1 => [Density(density.Mixture, data, outputs, name)],
            Aim.Reconstruction when Png.IsImage(data.Example) => [Pictures("Inputs and what came of them", "Test examples: what was given above, what came back below.", data.Inputs, outputs)],
            Aim.Segmentation when Png.IsImage(data.Example) && data.Labels is { } labels =>
                [Pictures("Classes of pixels", $"Test examples: the image, the classes of its pixels, and what the network takes them for. {string.Join(", ", data.Classes)} are colours from dark over red to violet.",
                    data.Inputs, Painted(labels, data.Classes.Count), Painted(Metrics.Predicted(outputs), data.Classes.Count))],
            _ => [],
        };
    }

    /// <summary>The pictures that outputs are, [N, height, width, 1 or 3]: themselves, or the classes of pixels as colours; null where they are no pictures.</summary>
    /// <param name="model">The model that gave them.</param>
    /// <param name="outputs">What it gave.</param>
    public static Tensor<float>? Painted(Model model, Tensor<float> outputs)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(outputs);
        return outputs.Shape.Rank != 4 ? null
            : model.Classes.Count > 0 ? Painted(Metrics.Predicted(outputs), model.Classes.Count)
            : Png.IsImage(outputs.Shape.Example) ? outputs : null;
    }

    static ReportSection Numbers(Tensor<float> actual, Tensor<float> predicted, string name)
    {
        var pairs = Enumerable.Range(0, actual.Shape.Size).Select(i => (X: (double)actual[i], Y: (double)predicted[i])).ToArray();
        var (low, high) = (pairs.Min(pair => pair.X), pairs.Max(pair => pair.X));
        return new("Predicted and actual values", "On the test examples.",
        [
            new Chart("Predicted against actual", new($"actual {name}"), new($"predicted {name}"), [new Dots("test examples", [.. pairs]), new Line("predicted as it is", [(low, low), (high, high)], Dashed: true)]),
            new Chart("Errors", new($"predicted less actual {name}"), new("test examples"), [Bars.Histogram("", pairs.Select(pair => pair.Y - pair.X), Math.Min(Bins, 5 + pairs.Length / 10))]),
        ]);
    }

    // The means of the components whose weight is at least a tenth.
    static ReportSection Density(MixtureDensity mixture, DataSet data, Tensor<float> outputs, string name)
    {
        var (said, x, y) = (mixture.Read(outputs, 1), data.Inputs, data.Values!);
        var items = Enumerable.Range(0, Math.Min(Most, data.Count)).ToArray();
        return new("The density of the answers", "On the test examples, against the input.",
        [
            new Chart("Examples and the means of the components", new("input"), new(name),
            [
                new Dots("test examples", [.. items.Select(i => ((double)x[i], (double)y[i]))]),
                .. Enumerable.Range(0, mixture.Components).Select(k => new Dots(FormattableString.Invariant($"mean {k + 1}"),
                    [.. items.Select(i => i * mixture.Components + k).Where(at => said.Weights[at] >= 0.1f).Select(at => ((double)x[at / mixture.Components], (double)said.Means[at]))])),
            ]),
        ]);
    }

    static ReportSection Pictures(string title, string note, params Tensor<float>[] rows)
    {
        var count = Math.Min(Columns, rows[0].Shape[0]);
        return new(title, note, [new ImageGrid("", [.. rows.SelectMany(row => Enumerable.Range(0, count).Select(i => new Picture(Rows.Of(row, i, 1).Reshape(row.Shape.Example))))], count)]);
    }

    // Class 0 is black; the others go around the wheel of colours, short of its end.
    static Tensor<float> Painted(Indices classes, int count) => Tensor<float>.Build([.. classes.Shape, 3], (classes, count), static (into, s) =>
    {
        for (var i = 0; i < s.classes.Count; i++)
        {
            var hue = 5.0 * (s.classes[i] - 1) / Math.Max(1, s.count - 1);
            for (var channel = 0; channel < 3; channel++)
            {
                var k = (5 - 2 * channel + hue) % 6;
                into[3 * i + channel] = s.classes[i] == 0 ? 0 : (float)(1 - Math.Clamp(Math.Min(k, 4 - k), 0, 1));
            }
        }
    });
}
