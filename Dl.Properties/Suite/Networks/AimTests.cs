using System.IO;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dl.Cli;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;
using Dl.Properties.Suite.Data;

namespace Dl.Properties.Suite.Networks;

/// <summary>Networks that learn something else than what examples come with: the inputs themselves, a class for each pixel, a density.</summary>
public sealed class AimTests : Files
{
    static readonly DataSet Images = Glyphs.Make(Key.Of(1), 40);

    [Fact]
    public void AnExampleIsItsOwnTarget()
    {
        var (own, places) = (Images.ToItself(), Indices.Of(7, 3, 3));
        Assert.Equal((Images.Inputs, null, Images.Example), (own.Values, own.Labels, own.Target));
        foreach (var part in (DataSet[])[own.At(places), own.Slice(5, 3), own.Shuffle(Key.Of(2)), own.Named("x"), own.Split(Key.Of(2), 0.5, 0.5)[1]]) Assert.Equal(part.Inputs, part.Values);
        // Other inputs leave the targets as they were: noise is to be taken away.
        Assert.Equal(Images.Inputs, own.WithInputs(Tensor<float>.Zeros(Images.Inputs.Shape)).Values);
        var noisy = Augmenting.Of(own, places, Augment.Of(new RandomNoise(0.3)), Key.Of(3));
        Assert.Equal(Images.At(places).Inputs, Assert.IsType<Targets<float>.Values>(noisy.Targets).Numbers);
        Assert.NotEqual(Images.At(places).Inputs, noisy.Inputs);
    }

    [Fact]
    public void PixelsHaveTheClassOfTheirImageWhereThereIsInk()
    {
        var pixels = Images.ToPixels(0.4);
        Assert.Equal(("background", 11, Shape.Of(28, 28)), (pixels.Classes[0], pixels.Classes.Count, pixels.Target));
        for (var i = 0; i < pixels.Labels!.Count; i++) Assert.Equal(Images.Inputs[i] > 0.4f ? 1 + Images.Labels![i / 784] : 0, pixels.Labels[i]);
        var places = Indices.Of(7, 3, 3);
        Assert.Equal(Images.At(places).ToPixels(0.4).Labels, pixels.At(places).Labels);
        Assert.Equal(Images.Slice(5, 3).ToPixels(0.4).Labels, pixels.Slice(5, 3).Labels);
        Assert.Equal(pixels.Labels.Count, pixels.CountByClass.Sum());
        Assert.StartsWith("glyphs: classes of pixels are made of images that have a class each", Assert.Throws<DlException>(() => pixels.ToPixels()).Message, StringComparison.Ordinal);
        Assert.Contains("use Split", Assert.Throws<DlException>(() => pixels.SplitStratified(Key.Of(1), 0.5, 0.5)).Message, StringComparison.Ordinal);
    }

    /// <summary>Loss, accuracy, counts and guesses of pixels are those of as many examples with one class each.</summary>
    [Fact]
    public void APixelCountsAsAnExample()
    {
        var pixels = Images.ToPixels();
        var model = Model.Init(UNet.Of(11, 4, 2), [28, 28, 1], Key.Of(4));
        var said = model.Evaluate(pixels, metrics: [Metric.IoU(), Metric.Accuracy]);
        var (rows, labels) = (said.Outputs.Reshape([said.Outputs.Shape.Rows, 11]), Indices.Of(pixels.Labels!.Span.ToArray()));
        var each = new CrossEntropy(Reduce.None);
        var losses = each.Of<float>(rows, labels).Value().Value.Span.ToArray();
        Assert.Equal(losses, each.Of<float>(said.Outputs, pixels.Labels).Value().Value.Span.ToArray());
        // Their mean in float: 28 of a row are added, then the 1,120 rows, and each addition is off by at most 2^-24 of the whole sum.
        Assert.Equal(losses.Average(loss => (double)loss), said.Loss, (27 + 1120) * Math.ScaleB(said.Loss, -24));
        Assert.Equal(Metrics.Accuracy(rows, labels), said.Accuracy);
        Assert.Equal(said.Accuracy, said.Scores[1].Value);
        var counts = ConfusionMatrix.Of(pixels.Classes, labels, Metrics.Predicted(rows));
        Assert.Equal(counts, ConfusionMatrix.Of(pixels.Classes, pixels.Labels, Metrics.Predicted(said.Outputs)));
        Assert.Equal(counts.IoU(Averaging.Macro), said.Scores[0].Value);
    }

    /// <summary>The intersection over the union is F1 / (2 - F1), class by class.</summary>
    [Fact]
    public void IntersectionOverUnionFollowsFromF1()
    {
        for (var seed = 0UL; seed < 100; seed++) IntersectionOverUnion(seed);
    }

    static void IntersectionOverUnion(ulong seed)
    {
        var (actual, predicted) = (Key.Of(seed).Child(0), Key.Of(seed).Child(1));
        var counts = ConfusionMatrix.Of(["a", "b", "c"], Indices.Of([.. Enumerable.Range(0, 20).Select(i => actual.Below(3, i))]), Indices.Of([.. Enumerable.Range(0, 20).Select(i => predicted.Below(3, i))]));
        for (var c = 0; c < 3; c++) Assert.Equal(counts.F1(c) / (2 - counts.F1(c)), counts.IoU(c), 1e-12);
        Assert.Equal(Enumerable.Range(0, 3).Where(c => counts.Support(c) + counts.Predictions(c) > 0).Average(counts.IoU), counts.IoU(Averaging.Macro), 1e-12);
        Assert.Equal(counts.Accuracy / (2 - counts.Accuracy), counts.IoU(Averaging.Micro), 1e-12);
    }

    /// <summary>A U-Net learns pixels by Fit, an autoencoder its inputs, to the same bits on one thread and on two.</summary>
    [Fact]
    public void FitLearnsPixelsAndInputs()
    {
        foreach (var (model, data) in ((Model, DataSet)[])[(Model.Init(UNet.Of(11, 4, 1), [28, 28, 1], Key.Of(5)), Images.ToPixels()), (Model.Init(Autoencoder.Convolutional(width: 4), [28, 28, 1], Key.Of(5)), Images.ToItself())])
        {
            var settings = new FitSettings { Epochs = 4, BatchSize = 8, Loss = data.Labels is null ? Loss.MeanSquaredError : Loss.CrossEntropy, ValidationFraction = 0.2, Optimizer = Optimizer.Adam(3e-3) };
            var (one, two) = (Workers.With(1, () => model.Fit(data, settings)), Workers.With(2, () => model.Fit(data, settings)));
            var losses = one.History.Select(row => row.TrainLoss).ToArray();
            Assert.True(losses.Zip(losses.Skip(1)).All(pair => pair.Second < pair.First), string.Join(", ", losses));
            Assert.Equal(Tree.Leaves(one.Last.Params).Select(leaf => leaf.Value.Value), Tree.Leaves(two.Last.Params).Select(leaf => leaf.Value.Value));
        }
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        var (pixels, model) = (Images.ToPixels(), Model.Init(UNet.Of(11, 4, 1), [28, 28, 1], Key.Of(5)));
        Refused("hflip(0.5) moves the pixels of the inputs alone", () => model.Fit(pixels, new() { Augment = Augment.Of(new HorizontalFlip()) }));
        Refused("does not mix; leave it out", () => model.Fit(pixels, new() { Augment = new([], new Mixup(0.2)) }));
        Refused("has 11 classes, but the network has 3 outputs for each", () => Model.Init(UNet.Of(3, 4, 1), [28, 28, 1], Key.Of(5)).Fit(pixels));
        Refused("a row of logits for each class of an example, [28, 28], but the network maps [28, 28, 1] to [10]", () => Model.Of(28, 28, 1).Flatten().Dense(10).Init(Key.Of(1)).Fit(pixels));
        Refused("begin it with Flatten", () => Model.Of(28, 28, 1).Dense(10).Init(Key.Of(1)).Fit(Images));
        Refused("a density is learnt of numbers", () => new Aim.Density(new(2)).Of(Images));
        Refused("glyphs: has a class for each pixel, which is learnt with the aim of segmentation: unet-small and unet", () => new Aim.Targets().Of(pixels));
        Refused("IDX labels are a class for each image", () => Idx.WriteFolder(At("idx"), pixels, pixels));

        static void Refused(string what, Action action) => Assert.Contains(what, Assert.Throws<DlException>(action).Message, StringComparison.Ordinal);
    }

    /// <summary>Densities of scaled targets, given their unit back: minus the log likelihood grows by the sum of the logarithms of the deviations, whatever the covariance.</summary>
    [Fact]
    public void AMixtureGetsItsUnitBack()
    {
        for (var seed = 0UL; seed < 50; seed++) UnitBack(seed);
    }

    void UnitBack(ulong seed)
    {
        var key = Key.Of(seed);
        var (covariance, size, components) = ((Covariance)key.Below(3, 0), 1 + key.Below(3, 1), 1 + key.Below(3, 2));
        if (covariance == Covariance.Isotropic) size = 1;
        var loss = new MixtureDensity(components, covariance);
        var data = DataSet.Regression(key.Normal<float>([20, 2]), key.Child(1).Uniform<float>([20, size], -3, 9), "v");
        var scale = TargetScale.Fit(data);
        var model = Model.Of(2).Dense(loss.Outputs(size)).Init(key) with { Aim = new Aim.Density(loss) };
        var (scaled, own) = (model.Evaluate(scale.Apply(data)).Loss, scale.InUnits(model).Evaluate(data).Loss);
        Assert.Equal(scaled + scale.Scale.Factor.Sum(factor => -Math.Log(factor)), own, 1e-3 * (1 + Math.Abs(own)));
        Checkpoint.Save(At("m.safetensors"), scale.InUnits(model));
        Assert.Equal(model.Aim, Checkpoint.Load(At("m.safetensors")).Aim);
    }

    public static TheoryData<Aim> Aims => [new Aim.Targets(), new Aim.Reconstruction(), new Aim.Segmentation(), new Aim.Density(new(3)), new Aim.Density(new(2, Covariance.Full))];

    /// <summary>A model knows from its file what its outputs answer; one whose file does not say it answers with what examples come with.</summary>
    [Theory, MemberData(nameof(Aims))]
    public void AModelKeepsItsAim(Aim aim)
    {
        Checkpoint.Save(At("m.safetensors"), Model.Of(2).Dense(3).Init(Key.Of(1)) with { Aim = aim });
        Assert.Equal(aim, Checkpoint.Load(At("m.safetensors")).Aim);
        var file = SafeTensors.Read(At("m.safetensors"));
        SafeTensors.Write(At("plain.safetensors"), file.Tensors, [.. file.Metadata.Where(note => note.Key != "aim")]);
        Assert.Equal(new Aim.Targets(), Checkpoint.Load(At("plain.safetensors")).Aim);
        SafeTensors.Write(At("odd.safetensors"), file.Tensors, [.. file.Metadata.Select(note => note.Key == "aim" ? (note.Key, "{\"kind\":\"guess\"}") : note)]);
        Assert.Contains("there is no aim of the kind \"guess\"; known are targets, reconstruction, segmentation, density", Assert.Throws<DlException>(() => Checkpoint.Load(At("odd.safetensors"))).Message, StringComparison.Ordinal);
    }

    /// <summary>Outputs are measured as the model says, also where their shape is that of something else: as many numbers as an example has need not be the example.</summary>
    [Fact]
    public void EvaluationAsksTheModel()
    {
        var (x, y) = (Key.Of(1).Normal<float>([20, 3]), Key.Of(2).Normal<float>([20, 3]));
        Npz.Write(At("set.npz"), ("x", x), ("y", y));
        var model = Model.Of(3).Dense(3).Init(Key.Of(3));
        foreach (var (aim, targets) in ((Aim, Tensor<float>)[])[(new Aim.Targets(), y), (new Aim.Reconstruction(), x)])
        {
            Checkpoint.Save(At("m.safetensors"), model with { Aim = aim });
            var found = JsonNode.Parse(Assert.Single(Lines("evaluate", At("m.safetensors"), "--data", At("set.npz"), "--json")))!;
            Assert.Equal(Metrics.MeanAbsoluteError(model.Predict(x), targets), (double)found["mae"]!, 1e-12);
        }
    }

    [Fact]
    public void UnlikeDeviationsHaveNoIsotropicDensity() =>
        Assert.Contains("take Diagonal", Assert.Throws<DlException>(() => new MixtureDensity(2, Covariance.Isotropic).Rescaled([1, 2], [0, 0])).Message, StringComparison.Ordinal);

    /// <summary>Pictures with masks are read, their levels being the classes in order.</summary>
    [Fact]
    public void MasksAreClasses()
    {
        Directory.CreateDirectory(At("set/images"));
        Directory.CreateDirectory(At("set/masks"));
        for (var i = 0; i < 3; i++)
        {
            File.WriteAllBytes(At($"set/images/{i}.ppm"), [.. "P6 2 1 255\n"u8, .. Enumerable.Range(6 * i, 6).Select(level => (byte)level)]);
            File.WriteAllBytes(At($"set/masks/{i}.pgm"), [.. "P5 2 1 255\n"u8, (byte)(i == 1 ? 128 : 0), 255]);
        }
        Assert.True(Pictures.IsMasked(At("set")));
        var set = Pictures.ReadMasks(At("set"));
        Assert.Equal(("0, 128, 255", Indices.From([3, 1, 2], [0, 2, 1, 2, 0, 2])), (string.Join(", ", set.Classes), set.Labels));
        File.Delete(At("set/masks/2.pgm"));
        Assert.Contains("2.ppm: has no mask of its name", Assert.Throws<DlException>(() => Pictures.ReadMasks(At("set"))).Message, StringComparison.Ordinal);
        File.WriteAllBytes(At("set/masks/2.pgm"), [.. "P5 1 1 255\n"u8, 0]);
        Assert.Contains("one level for each pixel of [1, 2, 3]", Assert.Throws<DlException>(() => Pictures.ReadMasks(At("set"))).Message, StringComparison.Ordinal);
    }

    /// <summary>Each is trained by its name, gone on with to the same bits, measured, reported and asked.</summary>
    [Theory]
    [InlineData("autoencoder", "test_rmse", "Test RMSE", "Inputs and what came of them")]
    [InlineData("autoencoder-conv", "test_rmse", "Test RMSE", "Inputs and what came of them")]
    [InlineData("unet-small", "test_iou_macro", "Test mean IoU", "Classes of pixels")]
    [InlineData("mixture", "test_loss", "Test loss", "The density of the answers")]
    public void TheCommandTrainsAllOfThem(string name, string measured, string figure, string section)
    {
        Idx.WriteFolder(At("data"), Glyphs.Make(Key.Of(6), 60), Glyphs.Make(Key.Of(7), 12));
        Text("curve.csv", "x,y\n" + string.Concat(Enumerable.Range(0, 80).Select(i => FormattableString.Invariant($"{Math.Sin(i)},{100 + 7 * Math.Cos(3 * i)}\n"))));
        string[] args = ["train", "--model", name, "--data", name == "mixture" ? At("curve.csv") : At("data"), "--batch", "16", "--final-rate", "1"];
        var whole = JsonNode.Parse(Assert.Single(Lines([.. args, "--epochs", "2", "--out", At("whole"), "--json"])))!;
        Assert.True(double.IsFinite((double)whole[measured]!));
        Lines([.. args, "--epochs", "1", "--out", At("part")]);
        Lines("train", "--resume", At("part"), "--epochs", "2");
        Assert.Equal(File.ReadAllBytes(At("whole/model.safetensors")), File.ReadAllBytes(At("part/model.safetensors")));
        var page = File.ReadAllText(At("whole/report.html"));
        Assert.Contains(section, page, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(page, $">{figure}<"));
        Lines("report", At("whole"), "--out", At("again.html"));
        Assert.Equal(page, File.ReadAllText(At("again.html")));

        Text("new.csv", "x\n0.5\n");
        var answers = name == "mixture" ? Lines("predict", At("whole"), At("new.csv")) : Lines("predict", At("whole"), At("data/t10k-images-idx3-ubyte.gz"), "--pictures", At("answers"));
        Assert.StartsWith(name switch { "mixture" => "0: 0.", "unet-small" => "0: background ", _ => "0: " }, answers[0], StringComparison.Ordinal);
        if (name == "mixture") Assert.Matches(@"^0: (0\.\d+ N\(\S+; \S+\)( \+ )?){3}$", answers[0]);
        else Assert.Equal([28, 28, name == "unet-small" ? 3 : 1], Pictures.Read(At("answers/11.png")).Shape.Example);
    }

    static string[] Lines(params string[] words)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        Assert.True(Program.Run(words, output, error) == 0, error.ToString());
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
