using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;
using Dl.Properties.Suite.Packages;

namespace Dl.Properties.Suite.Interop;

/// <summary>ONNX files of every layer, judged by ONNX's own checker and run by onnxruntime.</summary>
public sealed class OnnxTests
{
    // Layers that ONNX has no op for, and those of which it lacks a setting: windows of unequal sizes, an average with holes, an image in a circle, an activation of its own.
    static readonly string[] Refused = ["LocallyConnected1d", "LocallyConnected2d"], Partly = ["AdaptiveAveragePool1d", "AdaptiveAveragePool2d", "AdaptiveMaxPool1d", "AdaptiveMaxPool2d", "AveragePool1d", "AveragePool2d", "Pad2d"];

    const int Each = 6, Small = 3_000_000;

    // Networks of the sizes of the papers take gigabytes and minutes: where DL_ONNX_ALL is set.
    static readonly bool AllSizes = Environment.GetEnvironmentVariable("DL_ONNX_ALL") is { Length: > 0 };

    [Fact]
    public void EveryLayerIsWrittenOrRefusedByName()
    {
        foreach (var type in Catalogue.Types(typeof(ILayer).Assembly, typeof(ILayer)))
        {
            var written = Examples(type).Select(model => Written(model) is not null).ToArray();
            if (written.Length == 0) continue;
            Assert.Equal((type.Name, !Refused.Contains(type.Name), Refused.Concat(Partly).Contains(type.Name)), (type.Name, written.Contains(true), written.Contains(false)));
        }
    }

    [Fact]
    public void ARefusalNamesTheLayerByItsPath()
    {
        var model = Model.Of(4, 4, 2).Residual(body => body.Then(new LocallyConnected2d(2, 3, padding: Padding.Same))).Flatten().Dense(2).Init(Key.Of(1));
        Assert.Equal("0:residual/0:seq/0:locally connected2d: ONNX has no op for the layer 'locally connected2d'; a network without it can be exported", Assert.Throws<DlException>(() => Bytes(model)).Message);
        var odd = Model.Of(5, 5, 1).Then(new AdaptiveAveragePool2d(2)).Init(Key.Of(1));
        Assert.Contains("0:adaptive average pool2d", Assert.Throws<DlException>(() => Bytes(odd)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EqualModelsGiveEqualBytes() => Assert.Equal(Bytes(Networks["lenet"]), Bytes(Networks["lenet"]));

    [PythonFact("onnx")]
    public void TheCheckerAcceptsEverything()
    {
        using var scratch = new Scratch();
        var count = WriteAll(scratch).Count;
        Assert.Contains($"{count} checked", Child.Run(scratch.Path, Tools.PythonWith("onnx")!, "-c", """
            import glob, onnx
            files = sorted(glob.glob("*.onnx"))
            for file in files:
                try:
                    model = onnx.load(file)
                    onnx.checker.check_model(model, full_check=True)
                    assert model.ir_version == 8 and model.opset_import[0].version <= 17
                    assert model.graph.input[0].type.tensor_type.shape.dim[0].dim_param == "batch"
                    names = [node.name for node in model.graph.node]
                    assert len(names) == len(set(names)) and all(names), names
                    tensors = [tensor.name for tensor in model.graph.initializer]
                    assert len(tensors) == len(set(tensors)), tensors
                except Exception as error:
                    raise SystemExit(file + ": " + str(error))
            print(len(files), "checked")
            """), StringComparison.Ordinal);
    }

    [NodeFact("onnxruntime-node")]
    public void TheRuntimeGivesTheSameNumbers()
    {
        using var scratch = new Scratch();
        var cases = WriteAll(scratch);
        scratch.Write("run.js", """
            const ort = require('onnxruntime-node'), fs = require('fs');
            const floats = file => { const b = fs.readFileSync(file); return new Float32Array(b.buffer.slice(b.byteOffset, b.byteOffset + b.length)); };
            (async () => {
              for (const file of fs.readdirSync('.').filter(f => f.endsWith('.onnx')).sort()) {
                const name = file.slice(0, -5), about = JSON.parse(fs.readFileSync(name + '.json'));
                try {
                  const session = await ort.InferenceSession.create(file, { logSeverityLevel: 3 });
                  const { output } = await session.run({ input: new ort.Tensor('float32', floats(name + '.in'), about.input) });
                  const expected = floats(name + '.out');
                  if (JSON.stringify(output.dims) !== JSON.stringify(about.output)) throw new Error(`shape ${output.dims} instead of ${about.output}`);
                  let most = 0, size = 1;
                  for (let i = 0; i < expected.length; i++) {
                    const off = Math.abs(output.data[i] - expected[i]);
                    if (!(off <= most)) most = off;
                    size = Math.max(size, Math.abs(expected[i]));
                  }
                  console.log(`${name}\t${most / size}`);
                } catch (error) { console.log(`${name}\t${String(error.message).split('\n')[0]}`); }
              }
            })();
            """);
        var said = Child.Run(scratch.Path, "node", "run.js").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToArray();
        Assert.Equal(cases.Count, said.Length);
        if (Environment.GetEnvironmentVariable("DL_ONNX_DIFFERENCES") is { } file) File.WriteAllLines(file, said.Select(line => string.Join('\t', line)));
        // The largest difference over the largest number of the output: both compute in single precision, in another order.
        Assert.Empty(said.Where(line => !(double.TryParse(line[1], CultureInfo.InvariantCulture, out var off) && off < 3e-6)).Select(line => string.Join(": ", line)));
    }

    static byte[] Bytes(Model model)
    {
        using var stream = new MemoryStream();
        OnnxFile.Write(stream, model);
        return stream.ToArray();
    }

    static byte[]? Written(Model model)
    {
        try
        {
            return Bytes(model);
        }
        catch (DlException error)
        {
            Assert.Contains("ONNX has no op for", error.Message, StringComparison.Ordinal);
            return null;
        }
    }

    // Files NAME.onnx, and beside each inputs, outputs and their shapes.
    static List<string> WriteAll(Scratch scratch)
    {
        var cases = new List<string>();
        foreach (var type in Catalogue.Types(typeof(ILayer).Assembly, typeof(ILayer)))
            foreach (var (model, i) in Examples(type).Select((model, i) => (model, i)))
                if (Written(model) is { } bytes) Case(string.Create(CultureInfo.InvariantCulture, $"{type.Name}-{i}"), model, bytes);
        foreach (var (name, model) in Networks) Case(name, model, Bytes(model));
        foreach (var preset in ModelPreset.All.Where(preset => AllSizes || preset.Parameters < Small)) Case($"preset-{preset.Name}", Preset(preset), Bytes(Preset(preset)), 1);
        return cases;

        void Case(string name, Model model, byte[] bytes, int items = 3)
        {
            var input = Inputs(model, items);
            var output = model.Predict(input);
            File.WriteAllBytes(scratch.At($"{name}.onnx"), bytes);
            File.WriteAllBytes(scratch.At($"{name}.in"), MemoryMarshal.AsBytes(input.Span).ToArray());
            File.WriteAllBytes(scratch.At($"{name}.out"), MemoryMarshal.AsBytes(output.Span).ToArray());
            scratch.Write($"{name}.json", new JsonObject { ["input"] = Axes(input.Shape), ["output"] = Axes(output.Shape) }.ToJsonString());
            cases.Add(name);
        }

        static JsonArray Axes(Shape shape) => [.. shape.Select(axis => (JsonNode?)axis)];
    }

    static IEnumerable<Model> Examples(Type type)
    {
        if (Catalogue.Drawer<Func<Key, int, LayerExample>>(type) is not { } draw) yield break;
        for (var i = 0; i < Each; i++)
        {
            var example = draw(Key.Of((ulong)i), 2 + i);
            if (example.Input.Size == 0) continue;
            yield return Drawn(Model.Init(example.Layer, example.Input, Key.Of(9)), example.Ids);
        }
    }

    // As training begins, with biases and statistics that are not zero and one. A thousand residual layers whose statistics are not those of their inputs grow beyond any number
    // unless each adds little.
    static Model Preset(ModelPreset preset)
    {
        var model = Model.Init(preset.Net(preset.Example, preset.Classes), preset.Example, Key.Of(20));
        var share = preset.Name == "resnet1004" ? 0.1f : 1;
        return model with
        {
            Params = Tree.Map<float, ITree<float>>(model.Params, leaf => leaf.Role == Role.Bias ? Noise(leaf.Path, leaf.Value.Value.Shape, -0.1, 0.1) : leaf.Role == Role.Kernel && share < 1 ? Scaled(leaf.Value.Value, share) : leaf.Value),
            State = Tree.Map<float, ITree<float>>(model.State, leaf => Noise(leaf.Path, leaf.Value.Value.Shape, 0.5, 1.5)),
        };
    }

    static Tensor<float> Scaled(Tensor<float> x, float factor) => Tensor<float>.Build(x.Shape, (x, factor), static (into, s) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = s.factor * s.x[i];
    });

    // Biases and statistics that are not zero and one; ids where the layer takes them.
    static Model Drawn(Model model, int ids = 0) => model with
    {
        Params = Tree.Map<float, ITree<float>>(model.Params, leaf => Noise(leaf.Path, leaf.Value.Value.Shape, -0.7, 0.7)),
        State = Tree.Map<float, ITree<float>>(model.State, leaf => Noise(leaf.Path, leaf.Value.Value.Shape, 0.5, 1.5)),
        Classes = ids == 0 ? [] : Enumerable.Repeat("id", ids).ToMany(),
    };

    static Tensor<float> Noise(string path, Shape shape, double low, double high) => Key.Of((ulong)path.Length * 31 + path.Aggregate(7UL, (hash, c) => hash * 31 + c)).Uniform<float>(shape, low, high);

    static Tensor<float> Inputs(Model model, int items) => model.Classes is { Count: > 0 } ids && ids[0] == "id"
        ? Tensor<float>.Build(model.Example.Batch(items), ids.Count, static (into, count) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = Key.Of(5).Below(count, i);
        })
        : Key.Of(4).Normal<float>(model.Example.Batch(items));

    static readonly Dictionary<string, Model> Networks = new()
    {
        ["lenet"] = Drawn(Model.Of(20, 12, 3).Conv2d(6, 5, padding: Padding.Same, then: Activation.Relu).MaxPool2d(2).Conv2d(8, 3, then: Activation.Relu).AveragePool2d(2).Flatten().Dense(12, Activation.Relu).Dense(5).Init(Key.Of(1))),
        ["residual"] = Drawn(Model.Of(9, 7, 3).Conv2d(4, 3, padding: Padding.Same).BatchNorm().Relu()
            .Then(new Residual(Net.Seq(new Conv2d(8, 3, 2, Padding.Same), new BatchNorm(), new Relu(), new Conv2d(8, 3, padding: Padding.Same)), new Conv2d(8, 1, 2)))
            .Relu().GlobalAveragePool2d().Dense(4).Init(Key.Of(2))),
        ["dense-block"] = Drawn(Model.Of(6, 5, 2).Then(new DenseBlock([Net.Seq(new BatchNorm(), new Relu(), new Conv2d(3, 3, padding: Padding.Same)), new Conv2d(2, 1)])).Flatten().Dense(3).Init(Key.Of(3))),
        ["inception"] = Drawn(Model.Of(8, 8, 3).Then(Net.Branch(Merge.Concat, new Conv2d(2, 1), new Conv2d(3, 3, padding: Padding.Same), Net.Seq(new MaxPool2d(3, 1, Padding.Same), new Conv2d(2, 1)), new Identity())).Relu().GlobalMaxPool2d().Init(Key.Of(4))),
        ["vit"] = Drawn(Model.Of(8, 8, 3).Then(new PatchEmbedding(4, 8)).Then(new ClassToken()).Then(new PositionalEmbedding()).Then(new Repeat(2, Transformer.Block(8, 2, 16))).Then(new LayerNorm()).Then(new OneToken()).Dense(3).Init(Key.Of(5))),
        ["lstm"] = Drawn(Model.Of(6).Then(new Embedding(11, 5)).Then(new Bidirectional(new Lstm(4))).Then(new Gru(3, Steps.Last)).Dense(2).Init(Key.Of(6)), 11),
        ["prepared"] = Drawn(Model.Of(4, 3, 2).Flatten().Dense(3).Init(Key.Of(7))) with { Preprocessing = new(Scaling.Standardise, Per.Channel, [0.5, -0.25], [2, 3]) },
        ["by-feature"] = Drawn(Model.Of(4).Dense(3).Init(Key.Of(7))) with { Preprocessing = new(Scaling.Standardise, Per.Feature, [0.5, -0.25, 0, 1], [2, 3, 1, 0.5]) },
        ["by-example"] = Drawn(Model.Of(4, 3, 1).Flatten().Dense(3).Init(Key.Of(7))) with { Preprocessing = new(Scaling.Standardise, Per.Example, [], []) },
        ["by-example-unit"] = Drawn(Model.Of(4, 3, 1).Flatten().Dense(3).Init(Key.Of(7))) with { Preprocessing = new(Scaling.Unit, Per.Example, [], []) },
        ["lenet-5"] = Drawn(Model.Init(LeNet5.Of(), [28, 28, 1], Key.Of(10))),
        ["resnet-8"] = Drawn(Model.Init(ResNet.Small(8), [16, 12, 3], Key.Of(11))),
        ["resnet-8-pre"] = Drawn(Model.Init(ResNet.PreActivation(8), [16, 12, 3], Key.Of(11))),
        ["densenet"] = Drawn(Model.Init(DenseNet.Small(layers: 2), [16, 12, 3], Key.Of(12))),
        ["inception-small"] = Drawn(Model.Init(Inception.Small(), [28, 28, 1], Key.Of(13))),
        ["u-net"] = Drawn(Model.Init(UNet.Of(2, 4, 2), [16, 8, 3], Key.Of(14))),
        ["vgg"] = Drawn(Model.Init(Vgg.Small(width: 4, hidden: 16), [16, 12, 3], Key.Of(15))),
        ["all-convolutional"] = Drawn(Model.Init(AllConvolutional.Of(width: 8), [32, 32, 3], Key.Of(16))),
        ["vit-small"] = Drawn(Model.Init(VisionTransformer.Of(5, 4, 16, 2, 2), [16, 8, 3], Key.Of(17))),
        ["lstm-rows"] = Drawn(Model.Init(LstmClassifier.Of(5, 8), [9, 7, 1], Key.Of(18))),
        ["autoencoder"] = Drawn(Model.Init(Autoencoder.Convolutional(width: 4), [8, 12, 1], Key.Of(19))),
        ["nothing"] = Model.Of(3).Init(Key.Of(8)),
    };
}
