using System.Runtime.InteropServices;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>
/// How good predictions are. Pure functions of predictions and truths; sums run in double. The metric of no examples at all
/// is NaN.
/// </summary>
public static class Metrics
{
    /// <summary>The class with the largest score of each row; the first of equals. A NaN is never the largest.</summary>
    /// <param name="scores">Logits or probabilities, [N, C], or [N, ..., C] for several classes of an example.</param>
    /// <returns>Classes, [N] or [N, ...]. PyTorch: <c>scores.argmax(-1)</c>.</returns>
    /// <exception cref="DlException">The scores are not [N, ..., C] with C at least 1.</exception>
    public static Indices Predicted(Tensor<float> scores)
    {
        var (items, classes) = Rows(scores);
        var best = new int[items];
        for (var row = 0; row < items; row++)
        {
            var of = scores.Span.Slice(row * classes, classes);
            for (var c = 1; c < classes; c++)
                if (of[c] > of[best[row]] || (float.IsNaN(of[best[row]]) && !float.IsNaN(of[c]))) best[row] = c;
        }
        return Indices.From(Shape.Of([.. scores.Shape.Take(scores.Shape.Rank - 1)]), ImmutableCollectionsMarshal.AsImmutableArray(best));
    }

    /// <summary>The share of rows whose largest score is the label's. Keras: <c>SparseCategoricalAccuracy</c>.</summary>
    /// <param name="scores">Logits or probabilities, [N, C], or [N, ..., C] for several classes of an example.</param>
    /// <param name="labels">The true classes, [N] or [N, ...], each in [0, C).</param>
    /// <exception cref="DlException">The shapes do not fit, or a label is not a class.</exception>
    public static double Accuracy(Tensor<float> scores, Indices labels) => TopK(scores, labels, 1);

    /// <summary>
    /// The share of rows whose label is among the k largest scores; of equal scores the lower class counts as larger.
    /// Keras: <c>SparseTopKCategoricalAccuracy</c>.
    /// </summary>
    /// <param name="scores">Logits or probabilities, [N, C], or [N, ..., C] for several classes of an example.</param>
    /// <param name="labels">The true classes, [N] or [N, ...], each in [0, C).</param>
    /// <param name="k">How many guesses are allowed, at least 1.</param>
    /// <exception cref="DlException">The shapes do not fit, or a label is not a class.</exception>
    public static double TopK(Tensor<float> scores, Indices labels, int k)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        var (items, classes) = Rows(scores);
        if (labels.Count != items) throw new DlException($"scores {scores.Shape} have {items} rows, but there are {labels.Count} labels");
        var right = 0;
        for (var row = 0; row < items; row++)
        {
            var of = scores.Span.Slice(row * classes, classes);
            var label = labels[row];
            if ((uint)label >= (uint)classes) throw new DlException($"label {row} is {label}, but scores {scores.Shape} know the classes 0 to {classes - 1}");
            var ahead = 0;
            for (var c = 0; c < classes; c++)
                if (of[c] > of[label] || (of[c] == of[label] && c < label)) ahead++;
            if (ahead < k && !float.IsNaN(of[label])) right++;
        }
        return (double)right / items;
    }

    /// <summary>The share of scores on the right side of a threshold: above it for label 1, not above it for label 0.</summary>
    /// <param name="scores">One score an example, [N] or [N, 1].</param>
    /// <param name="labels">0 or 1, [N].</param>
    /// <param name="threshold">0 for logits, 0.5 for probabilities.</param>
    /// <exception cref="DlException">The numbers of scores and labels differ, or a label is neither 0 nor 1.</exception>
    public static double BinaryAccuracy(Tensor<float> scores, Indices labels, double threshold)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        if (scores.Shape.Size != labels.Count) throw new DlException($"scores {scores.Shape} are not one for each of {labels.Count} labels");
        var right = 0;
        for (var i = 0; i < labels.Count; i++)
        {
            if (labels[i] is not (0 or 1)) throw new DlException($"label {i} is {labels[i]}, but a binary label is 0 or 1");
            if (!float.IsNaN(scores[i]) && scores[i] > threshold == (labels[i] == 1)) right++;
        }
        return (double)right / labels.Count;
    }

    /// <summary>The mean of (predicted - actual)^2 over all elements.</summary>
    /// <param name="predicted">Predictions of any shape.</param>
    /// <param name="actual">The truths, of the same shape.</param>
    /// <exception cref="DlException">The shapes differ; nothing is broadcast here.</exception>
    public static double MeanSquaredError(Tensor<float> predicted, Tensor<float> actual) => Mean(predicted, actual, static d => d * d);

    /// <summary>The root of the mean of (predicted - actual)^2, in the unit of the truths. scikit-learn: <c>root_mean_squared_error</c>.</summary>
    /// <inheritdoc cref="MeanSquaredError"/>
    public static double RootMeanSquaredError(Tensor<float> predicted, Tensor<float> actual) => Math.Sqrt(MeanSquaredError(predicted, actual));

    /// <summary>The mean of |predicted - actual| over all elements, in the unit of the truths.</summary>
    /// <inheritdoc cref="MeanSquaredError"/>
    public static double MeanAbsoluteError(Tensor<float> predicted, Tensor<float> actual) => Mean(predicted, actual, Math.Abs);

    /// <summary>
    /// The share of the variance that the predictions explain, R^2 = 1 - sum (y - p)^2 / sum (y - mean y)^2 for each column,
    /// averaged over the columns. 1 is perfect, 0 is as good as the mean, below is worse. A column without variance gives 1
    /// where it is met exactly and else 0. scikit-learn: <c>r2_score</c>.
    /// </summary>
    /// <param name="predicted">Predictions, [N] or [N, D].</param>
    /// <param name="actual">The truths, of the same shape.</param>
    /// <exception cref="DlException">The shapes differ, or have no or more than two axes.</exception>
    public static double R2(Tensor<float> predicted, Tensor<float> actual)
    {
        Same(predicted, actual);
        if (actual.Shape.Rank is not (1 or 2)) throw new DlException($"R^2 is for shapes [N] and [N, D], not {actual.Shape}");
        var columns = actual.Shape.Rank == 2 ? actual.Shape[1] : 1;
        return actual.Shape.Size == 0 ? double.NaN : Enumerable.Range(0, columns).Average(column =>
        {
            var rows = Enumerable.Range(0, actual.Shape[0]).Select(row => row * columns + column).ToArray();
            var mean = rows.Average(i => (double)actual[i]);
            var (left, all) = (rows.Sum(i => Square((double)actual[i] - predicted[i])), rows.Sum(i => Square(actual[i] - mean)));
            return all > 0 ? 1 - left / all : left == 0 ? 1 : double.IsNaN(left + all) ? double.NaN : 0;
        });

        static double Square(double x) => x * x;
    }

    static double Mean(Tensor<float> predicted, Tensor<float> actual, Func<double, double> f)
    {
        Same(predicted, actual);
        var sum = 0.0;
        for (var i = 0; i < actual.Shape.Size; i++) sum += f((double)predicted[i] - actual[i]);
        return sum / actual.Shape.Size;
    }

    static void Same(Tensor<float> predicted, Tensor<float> actual)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(actual);
        if (predicted.Shape != actual.Shape) throw new DlException($"predictions {predicted.Shape} and truths {actual.Shape} are not of one shape");
    }

    static (int Items, int Classes) Rows(Tensor<float> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return scores.Shape is { Rank: >= 2, Last: > 0 } shape ? (shape.Rows, shape.Last) : throw new DlException($"scores have the shape [N, C] or [N, ..., C], not {scores.Shape}");
    }
}
