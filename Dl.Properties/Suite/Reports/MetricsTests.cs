using Dl.Core;
using Dl.CSharp;

namespace Dl.Properties.Suite.Reports;

/// <summary>Metrics against numbers worked out by hand, and against each other.</summary>
public sealed class MetricsTests
{
    static readonly Tensor<float> Scores = Tensor<float>.Of([4, 3], 1, 2, 3, 3, 3, 1, 0, float.NaN, -1, float.NaN, float.NaN, 0);

    [Fact]
    public void TheLargestScoreWinsAndOfEqualsTheFirst() => Assert.Equal(Indices.Of(2, 0, 0, 2), Metrics.Predicted(Scores));

    [Fact]
    public void AccuracyCountsWhatWasPredictedRight()
    {
        Assert.Equal(1, Metrics.Accuracy(Scores, Indices.Of(2, 0, 0, 2)));
        Assert.Equal(0.5, Metrics.Accuracy(Scores, Indices.Of(2, 1, 0, 1)));
        Assert.Equal(0.75, Metrics.TopK(Scores, Indices.Of(2, 1, 0, 1), 2));
        Assert.Equal(double.NaN, Metrics.Accuracy(Tensor<float>.Zeros([0, 3]), Indices.Of()));
    }

    [Fact]
    public void TopKGrowsWithKToOneAndAgreesWithTheMatrix()
    {
        var scores = Key.Of(1).Normal<float>([500, 7]);
        var labels = Indices.Of([.. Enumerable.Range(0, 500).Select(i => Key.Of(2).Below(7, i))]);
        var shares = Enumerable.Range(1, 7).Select(k => Metrics.TopK(scores, labels, k)).ToArray();
        Assert.Equal(shares.Order(), shares);
        Assert.Equal(1, shares[^1]);
        Assert.Equal(Metrics.Accuracy(scores, labels), ConfusionMatrix.Of(Names(7), labels, Metrics.Predicted(scores)).Accuracy);
    }

    [Fact]
    public void BinaryAccuracyHasAThreshold()
    {
        var logits = Tensor<float>.Of([4, 1], -1, 0, 0.2f, 3);
        Assert.Equal(1, Metrics.BinaryAccuracy(logits, Indices.Of(0, 0, 1, 1), 0));
        Assert.Equal(0.75, Metrics.BinaryAccuracy(logits, Indices.Of(0, 0, 1, 1), 0.5));
    }

    [Fact]
    public void RegressionMetricsAreThoseOfTheBook()
    {
        var (predicted, actual) = (Tensor<float>.Of([4], 2.5f, 0, 2, 8), Tensor<float>.Of([4], 3, -0.5f, 2, 7));
        Assert.Equal(0.375, Metrics.MeanSquaredError(predicted, actual), 12);
        Assert.Equal(0.5, Metrics.MeanAbsoluteError(predicted, actual), 12);
        Assert.Equal(0.9486081370449679, Metrics.R2(predicted, actual), 12);
        Assert.Equal(1, Metrics.R2(actual, actual));
        Assert.Equal(0, Metrics.R2(Tensor<float>.Full([4], 2.875f), actual), 12);
        Assert.Equal(0.5, Metrics.R2(Tensor<float>.Of([2, 2], 0, 5, 2, 6), Tensor<float>.Of([2, 2], 0, 5, 2, 5)));
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        Assert.Throws<DlException>(() => Metrics.Accuracy(Scores, Indices.Of(1)));
        Assert.Throws<DlException>(() => Metrics.Accuracy(Scores, Indices.Of(0, 0, 0, 3)));
        Assert.Throws<DlException>(() => Metrics.MeanSquaredError(Scores, Tensor<float>.Zeros([4])));
        Assert.Throws<DlException>(() => ConfusionMatrix.Of(Names(2), Indices.Of(0), Indices.Of(2)));
        Assert.Throws<DlException>(() => new ConfusionMatrix(Names(2), Indices.Of(0, 1)));
    }

    [Fact]
    public void AConfusionMatrixIsActualByPredicted()
    {
        var matrix = ConfusionMatrix.Of(Names(4), Indices.Of(0, 0, 0, 1, 1, 2), Indices.Of(0, 0, 1, 1, 2, 1));
        Assert.Equal((2, 1, 0), (matrix[0, 0], matrix[0, 1], matrix[0, 2]));
        Assert.Equal((6L, 3L, 2L, 3L), (matrix.Total, matrix.Support(0), matrix.Predictions(0), matrix.Predictions(1)));
        Assert.Equal(0.5, matrix.Accuracy);
        Assert.Equal((1, 2.0 / 3, 0.8), (matrix.Precision(0), matrix.Recall(0), matrix.F1(0)));
        Assert.Equal((1.0 / 3, 0.5, 0.4), (matrix.Precision(1), matrix.Recall(1), matrix.F1(1)));
        Assert.Equal((0.0, 0.0, 0.0), (matrix.Precision(2), matrix.Recall(2), matrix.F1(2)));
        Assert.Equal((0.8 + 0.4 + 0) / 3, matrix.MacroF1, 12); // class 3 never occurs
        Assert.Equal(matrix + matrix, new ConfusionMatrix(Names(4), Indices.From([4, 4], [.. matrix.Counts.Span.ToArray().Select(n => 2 * n)])));
    }

    static Many<string> Names(int count) => [.. Enumerable.Range(0, count).Select(i => $"c{i}")];

    [Fact]
    public void AveragesOverClassesAreThoseOfScikitLearn()
    {
        // f1_score([0, 0, 0, 1], [0, 0, 1, 1], average=...) and its kin.
        var counts = ConfusionMatrix.Of(["a", "b"], Indices.Of([0, 0, 0, 1]), Indices.Of([0, 0, 1, 1]));
        Assert.Equal([0.75, 0.75, 0.875], Rounded(counts.Precision));
        Assert.Equal([0.8333, 0.75, 0.75], Rounded(counts.Recall));
        Assert.Equal([0.7333, 0.75, 0.7667], Rounded(counts.F1));

        static double[] Rounded(Func<Averaging, double> of) => [.. new[] { Averaging.Macro, Averaging.Micro, Averaging.Weighted }.Select(one => Math.Round(of(one), 4))];
    }

    [Fact]
    public void MetricsAreFoundByName()
    {
        Assert.Equal("f1_macro recall_weighted top_5_accuracy rmse", string.Join(' ', "f1 recall_weighted top_5_accuracy rmse".Split(' ').Select(name => Metric.Named(name).Name)));
        foreach (var name in "f2 top_0_accuracy top__accuracy top_accuracy nothing".Split(' '))
            Assert.StartsWith($"there is no metric '{name}'; nearest of ", Assert.Throws<DlException>(() => Metric.Named(name)).Message, StringComparison.Ordinal);
        Assert.Contains("are top_K_accuracy, ", Assert.Throws<DlException>(() => Metric.Named("top_0_accuracy")).Message, StringComparison.Ordinal);
        var data = DataSet.Regression(Tensor<float>.Ones([2, 1]), Tensor<float>.From([2, 1], [1, 5]), "two");
        Assert.Equal(2.2361, Metric.RootMeanSquaredError.Of(Tensor<float>.From([2, 1], [0, 2]), data), 4);
    }
}
