using System.IO;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;
using Dl.Properties.Suite.Architecture;
using Dl.Properties.Suite.Packages;
using Dl.Properties.Suite.Traces;

namespace Dl.Properties.Suite.Interop;

/// <summary>State dicts of PyTorch in models of the same layers: the same numbers come out.</summary>
public sealed class TorchStateTests
{
    static readonly string Recorded = Path.Combine(Rooms.Root, "Dl.Properties", "Suite", "Interop");

    /// <summary>What PyTorch recorded once travels with the tests.</summary>
    [Fact]
    public void ARecordedNetworkGivesItsNumbers()
    {
        var imported = Meets("flatten", Recorded);
        Assert.Equal(
            [
                ("0", "0:conv2d", "weight OIHW to HWIO"), ("1", "1:batch norm", "as it is"), ("2", "2:prelu", "as it is"),
                ("5", "5:batch norm", "from (channels, places) to (places, channels)"),
                ("7", "7:dense", "weight transposed, its rows from (channels, places) to (places, channels)"), ("9", "8:dense", "weight transposed"),
            ],
            imported.Pairs.Select(pair => (pair.Module, pair.Layer, pair.Conversion)));
        Assert.All(imported.Pairs, pair => Assert.True(pair.IsSure));
    }

    [TorchFact]
    public void PyTorchGivesTheSameNumbers()
    {
        using var scratch = new Scratch();
        foreach (var seed in new[] { "1", "2" })
        {
            Child.Run(Recorded, TorchFactAttribute.Python!, "-B", "record_networks.py", scratch.Path, seed);
            foreach (var name in Networks.Keys) Meets(name, scratch.Path);
        }
    }

    /// <summary>Without the rows of the dense layer in their new order nothing would fit: the test above can fail.</summary>
    [Fact]
    public void TheOrderBehindAFlattenMatters()
    {
        var (file, model) = (Read("flatten", Recorded), Networks["flatten"]);
        var imported = TorchState.Import(model, Weights(file)).Model;
        var plain = Tree.Leaves(imported.Params).Single(leaf => leaf.Path == "7.weight").Value.Value;
        var there = Ops.Transpose<float>(file["7.weight"].As<float>()).Value().Value;
        Assert.NotEqual(there, plain);
        var unordered = imported with { Params = Tree.Map<float, ITree<float>>(imported.Params, leaf => leaf.Path == "7.weight" ? there : leaf.Value) };
        Assert.True(Off(unordered.Predict(file["input"].As<float>()), file["output"].As<float>()) > 0.1);
    }

    [Fact]
    public void AnArchiveOfNumPyGivesTheSameModel()
    {
        using var scratch = new Scratch();
        var weights = Weights(Read("flatten", Recorded));
        Npz.Write(scratch.At("net.npz"), [.. weights.Select(tensor => (tensor.Name, tensor.As<float>()))]);
        float[][] leaves(TorchImport imported) => [.. Tree.Leaves(imported.Model.Params).Select(leaf => leaf.Value.Value.Span.ToArray())];
        Assert.Equal(leaves(TorchState.Import(Networks["flatten"], weights)), leaves(TorchState.Import(Networks["flatten"], scratch.At("net.npz"))));
    }

    [Fact]
    public void WhatIsMissingTooManyOrOfAnotherShapeIsListed()
    {
        var file = Read("flatten", Recorded);
        var weights = Weights(file).Where(tensor => tensor.Name != "1.running_mean").Append(SafeTensor.Of("extra.weight", Tensor<float>.Zeros([3, 3]))).ToMany();
        var message = Refused(Networks["flatten"], weights);
        Assert.Contains("missing: weight [4] for 1:batch norm", message, StringComparison.Ordinal);
        Assert.Contains("too many: 1.weight [4]", message, StringComparison.Ordinal);
        Assert.Contains("extra.weight [3, 3]", message, StringComparison.Ordinal);
        var narrow = Model.Of(9, 5, 3).Then(new Conv2d(5, (3, 2), padding: 1)).Init(Key.Of(1));
        Assert.Contains("of another shape: 0.weight for 0:conv2d ([4, 3, 3, 2] instead of [5, 3, 3, 2]), 0.bias for 0:conv2d ([4] instead of [5])",
            Refused(narrow, Weights(file).Where(tensor => tensor.Name.StartsWith("0.", StringComparison.Ordinal)).ToMany()), StringComparison.Ordinal);
    }

    [Fact]
    public void NamesDecideWhereModulesAreAlike()
    {
        var model = Model.Of(3).Dense(3).Dense(3).Init(Key.Of(1));
        SafeTensor[] of(string name, float value) => [SafeTensor.Of($"{name}.weight", Tensor<float>.Full([3, 3], value)), SafeTensor.Of($"{name}.bias", Tensor<float>.Zeros([3]))];
        Many<SafeTensor> tensors = [.. of("second", 2), .. of("first", 1)];
        float weight(TorchImport imported, string leaf) => Tree.Leaves(imported.Model.Params).Single(one => one.Path == leaf).Value.Value[0];
        var byOrder = TorchState.Import(model, tensors);
        Assert.Equal((2, 1), (weight(byOrder, "0.weight"), weight(byOrder, "1.weight")));
        Assert.All(byOrder.Pairs, pair => Assert.False(pair.IsSure));
        var byName = TorchState.Import(model, tensors, [("first", "0:dense"), ("second", "1:dense")]);
        Assert.Equal((1, 2), (weight(byName, "0.weight"), weight(byName, "1.weight")));
        Assert.Contains("there is no module 'third'; there are second, first", Refused(model, tensors, [("third", "0:dense")]), StringComparison.Ordinal);
        Assert.Contains("there is no layer with parameters '2:dense'", Refused(model, tensors, [("first", "2:dense")]), StringComparison.Ordinal);
        Assert.Contains("missing: weight [3, 3] for 1:dense", Refused(model, tensors, [("first", "0:dense")]), StringComparison.Ordinal);
        Assert.Contains("'first' is named twice", Refused(model, tensors, [("first", "0:dense"), ("first", "1:dense")]), StringComparison.Ordinal);
    }

    [Fact]
    public void NamesOfAFileWithoutOrderGoByNumbers() =>
        Assert.Equal(["conv1", "conv2", "conv10", "fc"], Shuffled.Order(NaturalOrder()).Select(name => name[..^7]));

    static readonly string[] Shuffled = ["fc.weight", "conv10.weight", "conv1.weight", "conv2.weight"];

    static Comparer<string> NaturalOrder() => Comparer<string>.Create((x, y) => Imported(x, y));

    // Two modules that are alike, in the order that the reader of files gives them.
    static int Imported(string x, string y)
    {
        if (x == y) return 0;
        using var scratch = new Scratch();
        SafeTensors.Write(scratch.At("two.safetensors"), [SafeTensor.Of(x, Tensor<float>.Zeros([3, 3])), SafeTensor.Of(y, Tensor<float>.Ones([3, 3]))]);
        var pairs = TorchState.Import(Model.Of(3).Then(new Dense(3).WithoutBias()).Then(new Dense(3).WithoutBias()).Init(Key.Of(1)), scratch.At("two.safetensors")).Pairs;
        return pairs[0].Module == x[..^7] ? -1 : 1;
    }

    [Fact]
    public void APickleIsRefusedWithTheLineThatConverts() =>
        Assert.Contains("numpy.savez(\"net.npz\"", Assert.Throws<DlException>(() => TorchState.Import(Networks["flatten"], "net.pth")).Message, StringComparison.Ordinal);

    static TorchImport Meets(string name, string folder)
    {
        var file = Read(name, folder);
        var imported = TorchState.Import(Networks[name], Weights(file), name == "residual" ? ResidualNames : null);
        var (found, expected) = (imported.Model.Predict(file["input"].As<float>()), file["output"].As<float>());
        Assert.True(Off(found, expected) < 2e-6 * Math.Max(1, expected.Span.ToArray().Max(Math.Abs)), $"{name}: {found} instead of {expected}");
        return imported;
    }

    static double Off(Tensor<float> found, Tensor<float> expected)
    {
        Assert.Equal(expected.Shape, found.Shape);
        return Enumerable.Range(0, found.Shape.Size).Max(i => Math.Abs((double)found[i] - expected[i]));
    }

    static SafeTensorFile Read(string name, string folder) => SafeTensors.Read(Path.Combine(folder, $"{name}.safetensors"));

    static Many<SafeTensor> Weights(SafeTensorFile file) => file.Tensors.Where(tensor => tensor.Name is not ("input" or "output")).ToMany();

    static string Refused(Model model, Many<SafeTensor> tensors, Many<(string, string)>? names = null) => Assert.Throws<DlException>(() => TorchState.Import(model, tensors, names)).Message;

    static readonly Many<(string, string)> ResidualNames =
    [
        ("0", "0:conv2d"), ("2.conv1", "2:residual/0:seq/0:conv2d"), ("2.bn1", "2:residual/0:seq/1:batch norm"), ("2.conv2", "2:residual/0:seq/3:conv2d"), ("2.bn2", "2:residual/0:seq/4:batch norm"),
        ("2.downsample", "2:residual/1:conv2d"), ("3", "4:conv transpose2d"), ("4", "5:group norm"), ("6", "7:dense"),
    ];

    static readonly Dictionary<string, Model> Networks = new()
    {
        ["flatten"] = Model.Of(9, 5, 3).Then(new Conv2d(4, (3, 2), padding: 1)).BatchNorm().Then(new PRelu(Functional.Sharing.Channel)).MaxPool2d(2).Flatten().BatchNorm().Relu().Dense(7, Activation.Tanh).Dense(5).Init(Key.Of(1)),
        ["residual"] = Model.Of(6, 4, 2).Conv2d(3, 3, padding: 1).Relu()
            .Then(new Residual(
                Net.Seq(new Conv2d(6, 3, 2, 1, bias: false), new BatchNorm(), new Relu(), new Conv2d(6, 3, padding: 1, bias: false), new BatchNorm()),
                new Conv2d(6, 1, 2)))
            .Relu().Then(new ConvTranspose2d(4, 3, 2, groups: 2)).Then(new GroupNorm(2)).Flatten().Dense(3).Init(Key.Of(2)),
        ["lists"] = Model.Of(8, 4).Then(new Conv1d(6, 3, then: Activation.Relu)).Then(new AveragePool1d(2)).Flatten().Dense(2).Init(Key.Of(3)),
        ["sequences"] = Model.Of(7).Then(new Embedding(11, 6)).Then(new Bidirectional(new Lstm(4))).Then(new Residual(new MultiHeadAttention(2))).Then(new LayerNorm())
            .Then(new Gru(3)).Then(new Rnn(5, Steps.Last)).Dense(2).Init(Key.Of(4)),
    };
}
