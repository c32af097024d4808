using System.Globalization;
using System.IO;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Cli;

/// <summary>What a network says about examples, a line each: classes, numbers, the shares of pixels, or a density.</summary>
static class Answers
{
    /// <summary>The lines.</summary>
    /// <param name="model">The network.</param>
    /// <param name="outputs">What it said.</param>
    /// <param name="top">How many classes a line names.</param>
    /// <param name="json">Whether they are JSON.</param>
    public static IEnumerable<string> Lines(Model model, Tensor<float> outputs, int top, bool json) =>
        model.Aim is Aim.Density density ? Densities(density.Mixture, model, outputs, json)
        : model.Classes.Count == 0 ? Values(outputs, json)
        : Classes(outputs.Shape.Rank == 2 ? (from logs in Ops.LogSoftmax<float>(outputs) from shares in Ops.Exp(logs) select shares).Value().Value : Shares(outputs), model.Classes, Math.Min(top, model.Classes.Count), json);

    // Of an answer for each pixel, the share of the pixels.
    static Tensor<float> Shares(Tensor<float> outputs)
    {
        var (taken, count) = (Metrics.Predicted(outputs), outputs.Shape.Last);
        var each = taken.Shape.Example.Size;
        return Tensor<float>.Build([outputs.Shape[0], count], (taken, count, each), static (into, s) =>
        {
            into.Clear();
            for (var i = 0; i < s.taken.Count; i++) into[i / s.each * s.count + s.taken[i]] += 1f / s.each;
        });
    }

    /// <summary>Writes each answer as a picture.</summary>
    /// <exception cref="DlException">The network does not answer with pictures.</exception>
    public static void Paint(Model model, Tensor<float> outputs, string folder)
    {
        var pictures = AnswerPlots.Painted(model, outputs) ?? throw new DlException($"--pictures is for networks that answer with pictures, but this one answers with {model.Output}");
        Directory.CreateDirectory(folder);
        for (var i = 0; i < pictures.Shape[0]; i++)
            Atomic.Write(Path.Combine(folder, TrainRun.Invariant($"{i}.png")), file => file.Write(Png.Encode(pictures.View(i * pictures.Shape.Example.Size, pictures.Shape.Example))));
    }

    static IEnumerable<string> Densities(MixtureDensity mixture, Model model, Tensor<float> outputs, bool json)
    {
        var size = Enumerable.Range(1, outputs.Shape.Last).First(dimensions => mixture.Outputs(dimensions) == model.Output.Last);
        var said = mixture.Read(outputs, size);
        return Enumerable.Range(0, outputs.Shape[0]).Select(item =>
        {
            var parts = Enumerable.Range(item * mixture.Components, mixture.Components).OrderByDescending(k => said.Weights[k])
                .Select(k => (Weight: said.Weights[k], Mean: Numbers(said.Means, k, size), Factor: Numbers(said.Factors, k, size * size))).ToArray();
            return json
                ? new JsonObject
                {
                    ["item"] = item,
                    ["mixture"] = new JsonArray([.. parts.Select(part => (JsonNode?)new JsonObject
                    {
                        ["weight"] = part.Weight, ["mean"] = new JsonArray([.. part.Mean.Select(value => (JsonNode?)value)]), ["factor"] = new JsonArray([.. part.Factor.Select(value => (JsonNode?)value)]),
                    })]),
                }.ToJsonString()
                : TrainRun.Invariant($"{item}: {string.Join(" + ", parts.Select(part => TrainRun.Invariant($"{part.Weight:F3} N({Listed(part.Mean)}; {Listed(Enumerable.Range(0, size).Select(i => Deviation(part.Factor, size, i)))})")))}");
        });

        static float[] Numbers(Tensor<float> all, int k, int size) => all.Span.Slice(k * size, size).ToArray();

        static float Deviation(float[] factor, int size, int i) => MathF.Sqrt(factor.Skip(i * size).Take(size).Sum(x => x * x));

        static string Listed(IEnumerable<float> numbers) => string.Join(", ", numbers.Select(number => number.ToString("G5", CultureInfo.InvariantCulture)));
    }

    static IEnumerable<string> Classes(Tensor<float> shares, Many<string> classes, int top, bool json) => Enumerable.Range(0, shares.Shape[0]).Select(item =>
    {
        var best = Enumerable.Range(0, classes.Count)
            .Select(c => (Name: classes[c], Share: shares[item * shares.Shape.Last + c]))
            .OrderByDescending(one => one.Share).Take(top).ToArray();
        return json
            ? new JsonObject
            {
                ["item"] = item,
                ["class"] = best[0].Name,
                ["probability"] = best[0].Share,
                ["top"] = new JsonArray([.. best.Select(one => (JsonNode?)new JsonObject { ["class"] = one.Name, ["probability"] = one.Share })]),
            }.ToJsonString()
            : TrainRun.Invariant($"{item}: {string.Join(", ", best.Select(one => TrainRun.Invariant($"{one.Name} {100 * one.Share:F2} %")))}");
    });

    static IEnumerable<string> Values(Tensor<float> outputs, bool json) => Enumerable.Range(0, outputs.Shape[0]).Select(item =>
    {
        var width = outputs.Shape.Example.Size;
        var row = Enumerable.Range(item * width, width).Select(i => outputs[i]);
        return json
            ? new JsonObject { ["item"] = item, ["values"] = new JsonArray([.. row.Select(value => (JsonNode?)value)]) }.ToJsonString()
            : TrainRun.Invariant($"{item}: {string.Join(", ", row.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}");
    });
}
