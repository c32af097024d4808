using System.IO;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;
using Dl.Properties.Suite.Packages;

namespace Dl.Properties.Suite.Practice;

/// <summary>What the page of Dl.CSharp shows, run.</summary>
public sealed class ReadmeExamples : IDisposable
{
    static readonly DataSet Moons = Synthetic.TwoMoons(Key.Of(1), 400);

    readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Begin()
    {
        var data = Synthetic.TwoMoons(Key.Of(1), 1000).Split(Key.Of(2), 0.8, 0.2);
        var model = Model.Of(2).Dense(32, Activation.Relu).Dense(2).Init(Key.Of(3));
        var result = model.Fit(data[0], new() { Optimizer = Optimizer.Adam(0.01), Epochs = 20, Validation = data[1] });
        Tensor<float> shares = result.Best.Probabilities(data[1].Inputs);    // [200, 2], each row sums to 1

        Assert.Equal([200, 2], shares.Shape);
        Assert.True(result.Best.Evaluate(data[1]).Accuracy > 0.9);
    }

    [Fact]
    public void Data()
    {
        var path = scratch.At("flowers.csv");
        File.WriteAllText(path, "length,width,species\n5.1,3.5,0\n7.0,3.2,1\n6.3,3.3,2\n");

        var rows = Tensor<float>.Of([3, 2], 5.1f, 3.5f, 7.0f, 3.2f, 6.3f, 3.3f);
        var inMemory = DataSet.Classified(rows, Indices.Of(0, 1, 2), ["setosa", "versicolor", "virginica"], "flowers");
        var fromCsv = Csv.Read(path).Classified("species");
        var folds = fromCsv.Shuffle(Key.Of(1)).Split(Key.Of(2), 0.67, 0.33);

        Assert.Equal(inMemory.Inputs, fromCsv.Inputs);
        Assert.Equal(3, folds.Sum(fold => fold.Count));
    }

    [Fact]
    public void Prepared()
    {
        var training = Moons;
        var plain = Model.Of(2).Dense(16, Activation.Tanh).Dense(2).Init(Key.Of(1));

        var model = plain with { Preprocessing = Preprocessing.Fit(training, Scaling.Standardise, Per.Feature) };
        var result = model.Fit(training, new() { Epochs = 3, ValidationFraction = 0.2, Patience = 2 });

        Assert.Equal(model.Preprocessing, result.Best.Preprocessing);
    }

    [Fact]
    public void Loop()
    {
        var data = Moons;

        var net = Net.Seq(new Dense(32, Activation.Relu), new Dense(2));
        var step = Train.Step<float>(net, Loss.CrossEntropy, Optimizer.Adam(0.01));
        var learner = Train.Start<float>(net, step.Optimizer, Shape.Of(2), Key.Of(3));
        foreach (var batch in new Batching(32).Of(data, Key.Of(4)))
            learner = step.Invoke(learner, new(batch.Inputs, batch.Labels!));

        Assert.Equal(13, learner.Steps);
        Assert.True(learner.Loss < 0.6);
    }

    [Fact]
    public void Measured()
    {
        var (model, test) = (Model.Of(2).Dense(2).Init(Key.Of(1)), Moons);

        Evaluation evaluation = model.Evaluate(test);
        var confusion = ConfusionMatrix.Of(test.Classes, test.Labels!, Metrics.Predicted(evaluation.Outputs));
        var (accuracy, f1) = (evaluation.Accuracy, confusion.MacroF1);

        Assert.Equal(confusion.Accuracy, accuracy!.Value, 9);
        Assert.InRange(f1, 0, 1);
    }

    [Fact]
    public void Kept()
    {
        var folder = scratch.Path;
        var (data, model, settings) = (Moons, Model.Of(2).Dense(4, Activation.Tanh).Dense(2).Init(Key.Of(1)), new FitSettings { Epochs = 2 });

        Checkpoint.Save(Path.Combine(folder, "model.safetensors"), model);                 // network, weights, preprocessing, classes
        var loaded = Checkpoint.Load(Path.Combine(folder, "model.safetensors"));

        var training = new FitCheckpoint(model, data, settings);                           // a run between two steps: goes on to the same bits
        model.Fit(data, settings, look: state => training.Save(Path.Combine(folder, "training.safetensors"), state));
        var result = model.Fit(data, settings with { Epochs = 4 }, from: training.Load(Path.Combine(folder, "training.safetensors")));

        Assert.Equal(model.Predict(data.Inputs), loaded.Predict(data.Inputs));
        Assert.Equal(model.Fit(data, settings with { Epochs = 4 }).Last.Predict(data.Inputs), result.Last.Predict(data.Inputs));
    }

    [Fact]
    public void Watched()
    {
        var (data, model) = (Moons, Model.Of(2).Dense(4, Activation.Tanh).Dense(2).Init(Key.Of(1)));

        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var result = model.Fit(data, new() { Epochs = 2 }, new Progress<TrainingProgress>(at => Console.Error.WriteLine($"{at.Step}/{at.Steps} {at.Loss}")), cancellationToken: stop.Token);
        if (result.Outcome == Outcome.Cancelled) Console.Error.WriteLine($"stopped after {result.Steps} steps; best and last are both there");

        Assert.Equal(Outcome.Completed, result.Outcome);
    }

    [Fact]
    public void Shared()
    {
        var path = scratch.At("net.safetensors");
        var model = Model.Of(28, 28, 1).Conv2d(6, 5, padding: Padding.Same, then: Activation.Relu).MaxPool2d(2).Flatten().Dense(10).Init(Key.Of(1));
        SafeTensors.Write(path,
        [
            SafeTensor.Of("conv1.weight", Tensor<float>.Ones([6, 1, 5, 5])), SafeTensor.Of("conv1.bias", Tensor<float>.Zeros([6])),
            SafeTensor.Of("fc.weight", Tensor<float>.Ones([10, 1176])), SafeTensor.Of("fc.bias", Tensor<float>.Zeros([10])),
        ]);

        var imported = TorchState.Import(model, path);                   // a state dict: OIHW to HWIO, rows behind a flatten in their new order
        foreach (var pair in imported.Pairs) Console.Error.WriteLine($"{pair.Module} to {pair.Layer}: {pair.Conversion}");
        imported.Model.ExportOnnx(Path.ChangeExtension(path, "onnx"));

        Assert.Equal(["conv1", "fc"], imported.Pairs.Select(pair => pair.Module));
        Assert.True(File.Exists(Path.ChangeExtension(path, "onnx")));
    }

    [Fact]
    public void Searched()
    {
        var data = Moons.Split(Key.Of(1), 0.75, 0.25);

        var plan = SearchJson.Parse("""
            { "trials": 3, "space": { "rate": { "from": 1e-3, "to": 0.1, "log": true }, "units": [4, 16], "activation": ["relu", "tanh"], "epochs": 2 } }
            """);
        var trials = Search.Run(plan, new TrainingTrial(data[0], data[1]).Run, threads: 2);
        Console.Error.WriteLine(Leaderboard.Of(plan, trials).ToText());

        Assert.Equal(3, trials.Count);
    }
}
