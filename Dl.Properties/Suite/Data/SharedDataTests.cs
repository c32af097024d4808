using Dl.Core;
using Dl.CSharp;

namespace Dl.Properties.Suite.Data;

/// <summary>What is known about the real data sets, read by our readers.</summary>
public sealed class SharedDataTests
{
    [SharedFact]
    public void Mnist()
    {
        var (train, test) = Idx.ReadFolder(SharedFactAttribute.At("data", "mnist"));
        Same(train, 60_000, [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], [5, 0, 4, 1, 9, 2, 1, 3, 1, 4], 0.1307, 0.3081, 27525);
        Same(test, 10_000, [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], [7, 2, 1, 0, 4, 1, 4, 9, 5, 9], 0.1325, 0.3105, 18454);
        Assert.Equal("mnist train", train.Name);
    }

    [SharedFact]
    public void FashionMnist()
    {
        var (train, test) = Idx.ReadFolder(SharedFactAttribute.At("data", "fashion-mnist"), Idx.Fashion);
        Same(train, 60_000, [.. Enumerable.Repeat(6000, 10)], [9, 0, 0, 3, 0, 2, 7, 2, 5, 5], 0.2860, 0.3530, 76247);
        Same(test, 10_000, [.. Enumerable.Repeat(1000, 10)], [9, 2, 1, 1, 6, 1, 4, 6, 5, 7], 0.2868, 0.3524, 33456);
        Assert.Equal("Ankle boot", train.Classes[9]);
    }

    [SharedFact]
    public void Digits()
    {
        var data = Csv.ReadClasses(SharedFactAttribute.At("data", "digits", "digits.csv.gz"));
        Assert.Equal(Shape.Of(1797, 64), data.Inputs.Shape);
        Assert.Equal([178, 182, 177, 183, 181, 182, 181, 179, 174, 180], data.CountByClass);
        Assert.Equal(Indices.Of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), data.Labels!.Slice(0, 10));
        Assert.Equal((0f, 16f), (data.Inputs.Span.ToArray().Min(), data.Inputs.Span.ToArray().Max()));
    }

    [SharedFact]
    public void Tables()
    {
        var iris = Csv.ReadClasses(SharedFactAttribute.At("data", "tabular", "iris.csv"));
        Assert.Equal("iris.csv: 150 x [4], 3 classes", iris.ToString());
        Assert.Equal(["setosa", "versicolor", "virginica"], iris.Classes);
        Assert.Equal([50, 50, 50], iris.CountByClass);
        Assert.Equal(Tensor<float>.Of([1, 4], 5.1f, 3.5f, 1.4f, 0.2f), iris.Take(1).Inputs);

        var wine = Csv.ReadClasses(SharedFactAttribute.At("data", "tabular", "wine_data.csv"));
        Assert.Equal((Shape.Of(13), (Many<int>)[59, 71, 48]), (wine.Example, wine.CountByClass));

        var cancer = Csv.ReadClasses(SharedFactAttribute.At("data", "tabular", "breast_cancer.csv"));
        Assert.Equal((Shape.Of(30), (Many<int>)[212, 357], (Many<string>)["malignant", "benign"]), (cancer.Example, cancer.CountByClass, cancer.Classes));
    }

    [SharedFact]
    public void Diabetes()
    {
        var features = Csv.Read(SharedFactAttribute.At("data", "tabular", "diabetes_data_raw.csv.gz")).Values;
        var target = Csv.Read(SharedFactAttribute.At("data", "tabular", "diabetes_target.csv.gz")).Values;
        var data = DataSet.Regression(features, target, "diabetes");
        Assert.Equal("diabetes: 442 x [10], values [1]", data.ToString());
        var values = target.Span.ToArray();
        Assert.Equal((25f, 346f), (values.Min(), values.Max()));
        Assert.Equal(152.1335, values.Average(value => (double)value), 5e-5);
        Assert.Equal([151f, 75, 141, 206, 135], values[..5]);
    }

    static void Same(DataSet data, int count, Many<int> byClass, Many<int> first, double mean, double deviation, int sum)
    {
        Assert.Equal(Shape.Of(count, 28, 28, 1), data.Inputs.Shape);
        Assert.Equal(byClass, data.CountByClass);
        Assert.Equal(first, data.Labels!.Slice(0, 10).Span.ToArray().ToMany());
        var fitted = Preprocessing.Fit(data, Scaling.Standardise, Per.Whole);
        Assert.Equal(mean, fitted.Shift[0], 5e-5);
        Assert.Equal(deviation, 1 / fitted.Factor[0], 5e-5);
        Assert.Equal(sum, data.Take(1).Inputs.Span.ToArray().Sum(pixel => (double)pixel) * 255, 0.01);
    }
}
