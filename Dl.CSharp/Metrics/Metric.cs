using System.Globalization;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>How the numbers of single classes become one.</summary>
public enum Averaging
{
    /// <summary>The plain mean over the classes that occur: a rare class counts as much as a frequent one. scikit-learn: <c>macro</c>.</summary>
    Macro,

    /// <summary>The counts of all classes are added first; of examples with one class each that is the accuracy. scikit-learn: <c>micro</c>.</summary>
    Micro,

    /// <summary>The mean over the classes, each weighted by how many examples are of it. scikit-learn: <c>weighted</c>.</summary>
    Weighted,
}

/// <summary>A measure of how good outputs are, by name: for <see cref="FitSettings.Metrics"/>, <see cref="FitSettings.Monitor"/> and <see cref="Model.Evaluate"/>.</summary>
/// <param name="Name">Its name in tables: <c>f1_macro</c>.</param>
/// <param name="Rising">Whether larger is better.</param>
/// <param name="Of">The number, of the outputs for a set of examples.</param>
public sealed record Metric(string Name, bool Rising, Func<Tensor<float>, DataSet, double> Of)
{
    /// <summary>The share of examples whose largest output is that of their class.</summary>
    public static Metric Accuracy { get; } = OfLabels("accuracy", Metrics.Accuracy);

    /// <summary>Of single outputs for the labels 0 and 1, the share on the right side of a threshold.</summary>
    /// <param name="threshold">0 for logits, 0.5 for probabilities.</param>
    public static Metric BinaryAccuracy(double threshold = 0) => OfLabels("binary_accuracy", (outputs, labels) => Metrics.BinaryAccuracy(outputs, labels, threshold));

    /// <summary>The share of examples whose class is among the k largest outputs.</summary>
    public static Metric TopK(int k) =>
        OfLabels(string.Create(CultureInfo.InvariantCulture, $"top_{k}_accuracy"), (outputs, labels) => Metrics.TopK(outputs, labels, k));

    /// <summary>Of what was predicted to be a class, the share that is. Keras: <c>Precision</c>.</summary>
    public static Metric Precision(Averaging averaging = Averaging.Macro) => OfCounts("precision", averaging, counts => counts.Precision(averaging));

    /// <summary>Of what is of a class, the share that was found. Keras: <c>Recall</c>.</summary>
    public static Metric Recall(Averaging averaging = Averaging.Macro) => OfCounts("recall", averaging, counts => counts.Recall(averaging));

    /// <summary>The harmonic mean of precision and recall of each class. Keras: <c>F1Score</c>.</summary>
    public static Metric F1(Averaging averaging = Averaging.Macro) => OfCounts("f1", averaging, counts => counts.F1(averaging));

    /// <summary>Of what is or was predicted to be a class, the share that is both: how well areas of pixels meet. Keras: <c>MeanIoU</c>; scikit-learn: <c>jaccard_score</c>.</summary>
    public static Metric IoU(Averaging averaging = Averaging.Macro) => OfCounts("iou", averaging, counts => counts.IoU(averaging));

    /// <summary>The share of the variance that is explained.</summary>
    public static Metric R2 { get; } = OfValues("r2", true, Metrics.R2);

    /// <summary>The mean of the squared errors.</summary>
    public static Metric MeanSquaredError { get; } = OfValues("mse", false, Metrics.MeanSquaredError);

    /// <summary>The root of the mean of the squared errors.</summary>
    public static Metric RootMeanSquaredError { get; } = OfValues("rmse", false, Metrics.RootMeanSquaredError);

    /// <summary>The mean of the absolute errors.</summary>
    public static Metric MeanAbsoluteError { get; } = OfValues("mae", false, Metrics.MeanAbsoluteError);

    /// <summary>Metrics by name, for command lines: <c>accuracy</c>, <c>top_5_accuracy</c>, <c>f1</c> (macro), <c>recall_weighted</c>, <c>r2</c>, <c>rmse</c> and so on.</summary>
    /// <exception cref="DlException">There is no such metric; the message names the nearest.</exception>
    public static Metric Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.StartsWith("top_", StringComparison.Ordinal) && name.EndsWith("_accuracy", StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(4, Math.Max(0, name.Length - 13)), NumberStyles.None, CultureInfo.InvariantCulture, out var k) && k > 0) return TopK(k);
        return Known.FirstOrDefault(metric => metric.Name == name) ?? Known.FirstOrDefault(metric => metric.Name == $"{name}_macro")
            ?? throw new DlException($"there is no metric '{name}'; {NearNames.Of(name, Names)}");
    }

    /// <summary>What the best epoch is chosen by, by name: <c>loss</c>, which is null, or a metric.</summary>
    /// <exception cref="DlException">There is no such metric; the message names all that there are.</exception>
    public static Metric? Monitored(string name)
    {
        try
        {
            return name == Loss ? null : Named(name);
        }
        catch (DlException)
        {
            throw new DlException($"there is no '{name}' to monitor; known are {Loss}, {string.Join(", ", Names)}");
        }
    }

    /// <summary>What the loss is called where a metric may stand.</summary>
    public const string Loss = "loss";

    static Many<string> Names => [.. Known.Select(metric => metric.Name), "top_K_accuracy"];

    static Many<Metric> Known =>
    [
        Accuracy, BinaryAccuracy(), R2, MeanSquaredError, RootMeanSquaredError, MeanAbsoluteError,
        .. Enum.GetValues<Averaging>().SelectMany(averaging => new[] { Precision(averaging), Recall(averaging), F1(averaging), IoU(averaging) }),
    ];

    static Metric OfLabels(string name, Func<Tensor<float>, Indices, double> of) => new(name, true, (outputs, data) =>
        of(outputs, data.Labels ?? throw new DlException($"{name} is for classes, but {data.Name} has values")));

    static Metric OfValues(string name, bool rising, Func<Tensor<float>, Tensor<float>, double> of) => new(name, rising, (outputs, data) =>
        of(outputs, data.Values ?? throw new DlException($"{name} is for values, but {data.Name} has classes")));

    static Metric OfCounts(string name, Averaging averaging, Func<ConfusionMatrix, double> of)
    {
        var full = $"{name}_{averaging.ToString().ToLowerInvariant()}";
        return new(full, true, (outputs, data) => of(ConfusionMatrix.Of(
            outputs.Shape.Rank >= 2 && outputs.Shape.Last > data.Classes.Count ? [.. Enumerable.Range(0, outputs.Shape.Last).Select(i => i.ToString(CultureInfo.InvariantCulture))] : data.Classes,
            data.Labels ?? throw new DlException($"{full} is for classes, but {data.Name} has values"), Metrics.Predicted(outputs))));
    }
}
