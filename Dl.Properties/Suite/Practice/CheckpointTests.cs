using System.IO;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Practice;

public sealed class CheckpointTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("dl-").FullName;

    static readonly Model Trained = (Model.Of(4).Dense(5, Activation.Tanh).BatchNorm(0.2).Residual(body => body.Dense(5, Activation.Relu)).Dropout(0.3).Dense(3).Init(Key.Of(4)) with
    {
        Classes = ["a", "b", "ñ"],
        Preprocessing = new(Scaling.Standardise, Per.Feature, [0.1, 0.2, 0.3, 0.4], [1, 2, 3, 4]),
    });

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void ANetworkComesBackFromItsDescription()
    {
        ILayer[] all =
        [
            Trained.Net, new Dense(3).WithoutBias(), new Dense(3, new LogSoftmax(), Glorot.Normal), new Dense(3, Activation.Relu, He.Uniform),
            Net.Seq(), new Residual(Net.Seq(new Relu(), new Sigmoid(), new Identity()), new Flatten()), new BatchNorm(1 / 3.0, 1e-300), new Dropout(0.1), new LogSoftmax(),
        ];
        Assert.All(all, net => Assert.Equal(net, NetJson.Read(NetJson.Write(net))));
        Assert.Equal("""{"kind":"seq","layers":[{"kind":"flatten"},{"kind":"dense","units":10,"then":{"kind":"identity"},"weight":{"kind":"glorot","distribution":"Uniform","gain":1},"bias":true}]}""",
            NetJson.Write(Net.Seq(new Flatten(), new Dense(10))));
    }

    public static TheoryData<Type> Layers => new(Catalogue.Types(typeof(ILayer).Assembly, typeof(ILayer)));

    [Theory, MemberData(nameof(Layers))]
    public void EveryLayerComesBackFromItsDescription(Type layer)
    {
        var draw = Catalogue.Drawer<Func<Key, int, LayerExample>>(layer)!;
        for (var i = 1; i <= 20; i++)
        {
            var example = draw(Key.Of((ulong)i), 4).Layer;
            Assert.Equal(example, NetJson.Read(NetJson.Write(example)));
        }
    }

    [Theory]
    [InlineData("""{"kind":"densse"}""", """there is no layer of the kind "densse"; nearest of *""")]
    [InlineData("""{"kind":"relu","slope":0.1}""", """layer "relu" has no setting "slope" """)]
    [InlineData("""{"kind":"dropout"}""", """layer: "rate" is missing in {"kind":"dropout"}""")]
    [InlineData("""{"kind":"dropout","rate":"1"}""", """layer: "rate" is a number, not "1" """)]
    [InlineData("""{"kind":"dropout","rate":1,"rate":2}""", "the network is not JSON: *")]
    [InlineData("""{"kind":"seq","layers":[{"kind":3}]}""", """layer: "kind" is a text, not 3""")]
    [InlineData("""{"kind":"seq","layers":{}}""", """layer: "layers" is not a list""")]
    [InlineData("""{"kind":"dense","units":1.5,"then":{"kind":"relu"},"weight":{"kind":"he","distribution":"Normal","slope":0,"mode":"In"},"bias":true}""", """layer: "units" is a whole number, not 1.5""")]
    [InlineData("""{"kind":"dense","units":1,"then":{"kind":"flatten"},"weight":{"kind":"he","distribution":"Normal","slope":0,"mode":"In"},"bias":true}""", """an activation follows a dense layer, not {"kind":"flatten"}""")]
    [InlineData("[1]", """a layer is a JSON object with a "kind", but this is [1]""")]
    [InlineData("null", "the network is null")]
    [InlineData("{", "the network is not JSON: *")]
    public void ADescriptionThatCannotBeRightIsRefusedInOneLine(string json, string complaint)
    {
        var message = Assert.Throws<DlException>(() => NetJson.Read(json)).Message;
        if (complaint.EndsWith('*')) Assert.StartsWith(complaint[..^1], message, StringComparison.Ordinal);
        else Assert.Equal(complaint.Trim(), message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void ALayerWithoutDescriptionIsNamed() =>
        Assert.StartsWith("there is no layer of the kind Own; nearest of ", Assert.Throws<DlException>(() => NetJson.Write(Net.Seq(new Own()))).Message, StringComparison.Ordinal);

    [Fact]
    public void AModelComesBackFromItsFileAndEqualModelsMakeEqualBytes()
    {
        var (first, second) = (At("first.safetensors"), At("second.safetensors"));
        Checkpoint.Save(first, Trained);
        var loaded = Checkpoint.Load(first);
        Assert.Equal((Trained.Net, Trained.Example, Trained.Classes, Trained.Output), (loaded.Net, loaded.Example, loaded.Classes, loaded.Output));
        Assert.Equal(Trained.Preprocessing, loaded.Preprocessing);
        ModelTests.AssertSameBits(Trained.Params, loaded.Params);
        ModelTests.AssertSameBits(Trained.State, loaded.State);
        Checkpoint.Save(second, loaded);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    [Fact]
    public void LeavesThatDoNotMatchAreListedByName()
    {
        var path = At("model.safetensors");
        Checkpoint.Save(path, Trained);
        var file = SafeTensors.Read(path);
        SafeTensors.Write(path,
            [.. file.Tensors.Where(t => t.Name != "params.0.bias").Select(t => t.Name == "state.1.mean" ? SafeTensor.Of(t.Name, Tensor<float>.Zeros([6])) : t), SafeTensor.Of("params.9.weight", Tensor<float>.Zeros([1]))],
            file.Metadata);
        Assert.Equal($"{path}: its tensors are not those of its network: missing: params.0.bias; too many: params.9.weight; of another shape: state.1.mean ([6] instead of [5])",
            Assert.Throws<DlException>(() => Checkpoint.Load(path)).Message);
    }

    [Theory]
    [InlineData("format", null, "it is no checkpoint of this library")]
    [InlineData("format", "dl-checkpoint/9", "is of the format \"dl-checkpoint/9\", but this version reads \"dl-checkpoint/1\"")]
    [InlineData("network", null, "its metadata have no \"network\"")]
    [InlineData("network", "{\"kind\":\"nobody\"}", "there is no layer of the kind \"nobody\"")]
    [InlineData("network", """{"kind":"dense","units":500000000,"then":{"kind":"relu"},"weight":{"kind":"he","distribution":"Normal","slope":0,"mode":"In"},"bias":true}""", "its tensors are not those of its network: missing: params.weight, params.bias")]
    [InlineData("example", "[4, \"5\"]", "its \"example\" is not a list of whole numbers")]
    [InlineData("example", "[-4]", "no negative axes")]
    [InlineData("example", "[5]", "of another shape: params.0.weight ([4, 5] instead of [5, 5])")]
    [InlineData("classes", "{}", "its \"classes\" is not a list of texts")]
    [InlineData("classes", "[\"a\",\"b\",\"c\",\"d\"]", "names 4 classes, but its network has the output [3]")]
    [InlineData("preprocessing", "{}", "preprocessing is")]
    public void MetadataThatCannotBeRightAreRefusedInOneLine(string key, string? value, string complaint)
    {
        var path = At("model.safetensors");
        Checkpoint.Save(path, Trained);
        var file = SafeTensors.Read(path);
        SafeTensors.Write(path, file.Tensors, [.. file.Metadata.Where(pair => pair.Key != key), .. value is null ? Array.Empty<(string, string)>() : [(key, value)]]);
        var message = Assert.Throws<DlException>(() => Checkpoint.Load(path)).Message;
        Assert.StartsWith(path, message, StringComparison.Ordinal);
        Assert.Contains(complaint, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void TheDescriptionOfARunHasEverySettingWithItsDefaults()
    {
        var run = new RunDescription("dl train", [.. Conventions.Of(new FitSettings { Epochs = 3 }), .. Conventions.Environment(2)], [("test_loss", 0.5), ("nan", double.NaN)], Outcome.Completed, [new(1, 0.5, null, null, 1e-3, 1.23456)])
        {
            Network = NetJson.Write(Trained.Net),
        };
        var json = JsonNode.Parse(run.ToJson())!;
        Assert.Equal(3, (int)json["training"]!["epochs"]!);
        Assert.Equal(0.999, (double)json["optimizer"]!["adam_beta2"]!);
        Assert.Equal(2, (int)json["environment"]!["threads"]!);
        Assert.EndsWith(" bits", (string)json["environment"]!["instruction_set"]!, StringComparison.Ordinal);
        Assert.Null(json["results"]!["nan"]);
        Assert.Null(json["history"]![0]!["validation_loss"]);
        var defaults = json["defaults"]!.AsArray().Select(name => (string)name!).ToArray();
        Assert.Contains("training.batch_size", defaults);
        Assert.DoesNotContain("training.epochs", defaults);
        Assert.Equal(Trained.Net, NetJson.Read(json["network"]!.ToJsonString()));
    }

    /// <summary>Each setting of a training changes the list of settings, and is no default any more: none is forgotten.</summary>
    [Fact]
    public void EverySettingOfATrainingIsListed()
    {
        var plain = new FitSettings();
        var changed = new Dictionary<string, FitSettings>
        {
            [nameof(FitSettings.Optimizer)] = plain with { Optimizer = Optimizer.Adam(0.5) },
            [nameof(FitSettings.RateByEpoch)] = plain with { RateByEpoch = Schedule.Linear(1, 0.1, 9) },
            [nameof(FitSettings.Plateau)] = plain with { Plateau = new() },
            [nameof(FitSettings.Loss)] = plain with { Loss = Loss.MeanSquaredError },
            [nameof(FitSettings.Penalties)] = plain with { Penalties = [new Ridge(0.1, Where.Matrices)] },
            [nameof(FitSettings.Constraints)] = plain with { Constraints = [new MaxNorm(2, Where.Matrices)] },
            [nameof(FitSettings.Epochs)] = plain with { Epochs = 3 },
            [nameof(FitSettings.BatchSize)] = plain with { BatchSize = 3 },
            [nameof(FitSettings.LastBatch)] = plain with { LastBatch = Partial.Drop },
            [nameof(FitSettings.Augment)] = plain with { Augment = Augment.Of(new HorizontalFlip()) },
            [nameof(FitSettings.Prefetch)] = plain with { Prefetch = 2 },
            [nameof(FitSettings.Key)] = plain with { Key = Key.Of(2) },
            [nameof(FitSettings.Validation)] = plain with { Validation = Synthetic.TwoMoons(Key.Of(1), 10) },
            [nameof(FitSettings.ValidationFraction)] = plain with { ValidationFraction = 0.1 },
            [nameof(FitSettings.Monitor)] = plain with { Monitor = Metric.Accuracy },
            [nameof(FitSettings.Patience)] = plain with { Patience = 3 },
            [nameof(FitSettings.MinDelta)] = plain with { MinDelta = 0.1 },
            [nameof(FitSettings.Metrics)] = plain with { Metrics = [Metric.F1()] },
            [nameof(FitSettings.OnNonFinite)] = plain with { OnNonFinite = OnNonFinite.SkipStep(3) },
        };
        Assert.Equal(typeof(FitSettings).GetProperties().Select(property => property.Name).Order(), changed.Keys.Order());
        var usual = Conventions.Of(plain);
        Assert.All(usual, setting => Assert.True(setting.IsDefault, setting.Name));
        Assert.All(changed, one => Assert.Contains(Conventions.Of(one.Value).Except(usual), setting => !setting.IsDefault));
    }

    /// <summary>What JSON does not know is listed as it prints itself, and a loss with what sets it apart.</summary>
    [Fact]
    public void SchedulesOfOnesOwnAndTheSettingsOfALossAreListed()
    {
        var settings = Conventions.Of(new() { Optimizer = new Optimizer([new Adam(), new Rate(new Sawtooth(3))]), Loss = new CrossEntropy([1, 0.25, 2 / 3.0], [-100], 0.1, Reduce.Sum) });
        Assert.Equal(("Sawtooth(3)", "0.999"), (Value("rate"), Value("adam beta2")));
        Assert.Equal("cross entropy, smoothing 0.1, weights 1, 0.25, 0.6667, without the labels -100, sum", Value("loss"));

        string Value(string name) => settings.Single(setting => setting.Name == name).Value;
    }

    /// <summary>What is JSON already, as a schedule or a word, is not written as a text of JSON; and the file gives back the same settings.</summary>
    [Fact]
    public void SettingsAreValuesOfJsonAndComeBack()
    {
        var settings = Conventions.Of(new FitSettings { Optimizer = new Optimizer([new Adam(), new Decay(0.1, Where.Matrices), new Rate(Schedule.Linear(0.1, 0.01, 100))]), RateByEpoch = Schedule.Cosine(1, 9, 0.1) });
        var run = new RunDescription("dl train", settings, [], null, []);
        var optimizer = JsonNode.Parse(run.ToJson())!["optimizer"]!;
        Assert.Equal(("Outside", true, 100), ((string)optimizer["adam_place"]!, (bool)optimizer["adam_debias"]!, (int)optimizer["rate"]!["steps"]!));
        Assert.Equal("cosine", (string)optimizer["rate_by_epoch"]!["kind"]!);
        Assert.DoesNotContain("\\\"", run.ToJson(), StringComparison.Ordinal);
        run.Save(At("run.json"));
        Assert.Equal(settings, RunFile.Read(At("run.json")).Settings);
    }

    string At(string name) => Path.Combine(folder, name);

    sealed record Sawtooth(long Period) : ISchedule
    {
        public string Name => "sawtooth";

        public double At(long step) => step % Period;

        public override string ToString() => FormattableString.Invariant($"Sawtooth({Period})");
    }

    sealed record Own() : Layer("own")
    {
        public override Initial<T> Init<T>(Key key, Shape example) => new(example, Empty<T>.It, Empty<T>.It);

        public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Diff.Return<T, Result<T>>(new(x, call.State));
    }
}
