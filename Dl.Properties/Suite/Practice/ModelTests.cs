using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Practice;

public sealed class ModelTests
{
    [Fact]
    public void FluentAndWrittenOutNetworksAreTheSameValueWithTheSameBits()
    {
        var fluent = Model.Of(4, 4, 1).Flatten().Dense(8, Activation.Relu).Dropout(0.2).BatchNorm().Residual(body => body.Dense(8).Tanh()).Dense(3);
        var written = Net.Seq(
            new Flatten(), new Dense(8, Activation.Relu), new Dropout(0.2), new BatchNorm(), Net.Residual(Net.Seq(new Dense(8), Activation.Tanh)), new Dense(3));
        Assert.Equal(written, fluent.Net);

        var (start, model) = (Train.Start<float>(written, Optimizer.Adam(), [4, 4, 1], Key.Of(5)), fluent.Init(Key.Of(5)));
        AssertSameBits(start.Params, model.Params);
        AssertSameBits(start.State, model.State);
    }

    [Fact]
    public void PredictingInChunksIsTheNetworkInUse()
    {
        var model = Model.Of(5).Dense(7, Activation.Relu).BatchNorm().Dense(3).Init(Key.Of(1));
        var inputs = Key.Of(2).Normal<float>([2345, 5]);
        Assert.True(Net.Infer(model.Net, model.Params, model.State, inputs).SameBits(model.Predict(inputs)));
        Assert.Equal([0, 3], model.Predict(Tensor<float>.Zeros([0, 5])).Shape);
    }

    [Fact]
    public void EvaluatingIsTheLossOfAllExamplesAndTheShareOfRightOnes()
    {
        var data = Synthetic.TwoMoons(Key.Of(3), 1500);
        var model = Model.Of(2).Dense(2).Init(Key.Of(1));
        var outputs = model.Predict(data.Inputs);
        var evaluation = model.Evaluate(data);
        Assert.Equal(Loss.CrossEntropy.Of<float>(outputs, data.Labels!).Value().Value.ToScalar(), evaluation.Loss);
        Assert.Equal(Metrics.Accuracy(outputs, data.Labels!), evaluation.Accuracy);
        Assert.All(Enumerable.Range(0, 1500), row => Assert.Equal(1, evaluation.Probabilities[2 * row] + evaluation.Probabilities[2 * row + 1], 5));
    }

    [Fact]
    public void TheSummaryHasARowForEachLayer()
    {
        var model = Model.Of(28, 28, 1).Flatten().Then(Net.Seq(new Dense(128, Activation.Relu), new Dropout())).Dense(10).Init(Key.Of(1));
        Assert.Equal(
            """
            Layer          Output  Parameters  Multiply-adds
            0:flatten      [784]            0  0
            1:seq/0:dense  [128]      100,480  100,352
            1:seq/1:dropout  [128]            0  0
            2:dense        [10]         1,290  1,280
            Together                  101,770  101,632
            Memory: parameters 407.1 kB, outputs of all layers for one example 4.2 kB

            """.ReplaceLineEndings("\n").Replace("  ", " ", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal),
            model.Summary().Replace(" ", "", StringComparison.Ordinal));
        Assert.Single(model.Summary().TrimEnd('\n').Split('\n').SkipLast(1).Select(line => line.Length).Distinct());
    }

    [Fact]
    public void ShapesThatDoNotFitAreToldWithThePathOfTheLayer()
    {
        var error = Assert.Throws<DlException>(() => Model.Of(4).Dense(8).Then(Net.Seq(new Dense(8), new Residual(new Dense(3)))).Init(Key.Of(1)));
        Assert.StartsWith("seq/1:seq/1:residual: ", error.Message, StringComparison.Ordinal);

        var wrong = Assert.Throws<DlException>(() => Model.Of(4).Dense(2).Init(Key.Of(1)).Predict(Tensor<float>.Zeros([7, 5])));
        Assert.Equal("the network takes examples of shape [4], so inputs [N, 4], but was given [7, 5]", wrong.Message);
    }

    [Fact]
    public void NamesThatAreNotKnownListTheNearest()
    {
        Assert.StartsWith($"there is no model 'cnn'; nearest of {ModelPreset.All.Count} are cnn-small, ", Assert.Throws<DlException>(() => Presets.Model("cnn", [4], 2)).Message, StringComparison.Ordinal);
        Assert.StartsWith($"there is no optimizer 'Adam'; nearest of {Presets.Optimizers.Count} are adam, ", Assert.Throws<DlException>(() => Presets.Optimizer("Adam")).Message, StringComparison.Ordinal);
        Assert.All(ModelPreset.All.Where(preset => preset.IsClassifier), preset => Assert.Equal([3], Net.Form<float>(Presets.Model(preset.Name, preset.Example, 3).Net, preset.Example).Output));
    }

    internal static void AssertSameBits(ITree<float> expected, ITree<float> actual)
    {
        var (left, right) = (Tree.Leaves(expected), Tree.Leaves(actual));
        Assert.Equal(left.Select(leaf => leaf.Path), right.Select(leaf => leaf.Path));
        Assert.All(left.Zip(right), pair => Assert.True(pair.First.Value.Value.SameBits(pair.Second.Value.Value), pair.First.Path));
    }
}
