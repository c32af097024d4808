using System.IO;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;
using Dl.Properties.Suite.Data;
using Dl.Properties.Suite.Packages;

namespace Dl.Properties.Suite.Cli;

/// <summary>One step on a processor of fewer instructions: other bits, but what rounding explains.</summary>
public sealed class InstructionSetTests : Files
{
    // Floats have 2^-24; a gradient is sums of some thousand products, which other vectors add in another order.
    const double Bound = 1e-5;

    /// <summary>The same step of descent, from the same parameters: no weight of a leaf is further off than a hundred-thousandth of what the step moved that leaf by and of its size.</summary>
    [Theory]
    [InlineData("mlp-plain", "EnableAVX512")]
    [InlineData("mlp-plain", "EnableAVX2")]
    [InlineData("lenet5", "EnableAVX512")]
    [InlineData("lenet5", "EnableAVX2")]
    [InlineData("cnn-small", "EnableAVX2")]
    public void OneStepIsTheSameButForRounding(string model, string without)
    {
        Idx.WriteFolder(At("data"), Glyphs.Make(Key.Of(1), 40), Glyphs.Make(Key.Of(2), 4));
        var (here, there) = (Stepped(model, "own", null), Stepped(model, "less", without));
        var start = Tree.Leaves(Presets.Model(model, [28, 28, 1], 10).Init(Key.Of(1)).Params);
        Assert.All(start.Zip(here, there), leaf =>
        {
            var (was, one, other) = (leaf.First.Value.Value.Span.ToArray(), leaf.Second.Value.Value.Span.ToArray(), leaf.Third.Value.Value.Span.ToArray());
            var allowed = Bound * (was.Zip(one, (a, b) => Math.Abs(a - (double)b)).Max() + was.Max(Math.Abs));
            var off = one.Zip(other, (a, b) => Math.Abs(a - (double)b)).Max();
            Assert.True(off <= allowed, $"{leaf.First.Path}: {off:G3}, {allowed:G3} allowed");
        });
    }

    Many<Leaf<float>> Stepped(string model, string folder, string? without)
    {
        Child.Run(Folder, without is null ? [] : [($"DOTNET_{without}", "0")], "dotnet", Path.Combine(AppContext.BaseDirectory, "dl.dll"), "train", "--model", model, "--data", At("data"), "--augment", "none",
            "--epochs", "1", "--batch", "64", "--optimizer", "sgd", "--lr", "0.1", "--decay", "0", "--out", At(folder));
        return Tree.Leaves(Checkpoint.Load(At($"{folder}/model.safetensors")).Params);
    }
}
