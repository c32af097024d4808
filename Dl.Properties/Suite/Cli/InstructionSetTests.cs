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
    // A quarter of the lanes at the least: the chains in which a sum is added up are four times as long, and so is the bound of its rounding errors (Higham, section 4.2).
    const int Longer = 4;

    const double Unit = 1.0 / (1 << 24);

    /// <summary>
    /// The same step of descent, from the same parameters, in floats with all instructions and with fewer, and in doubles. No leaf is four times as far from that of doubles as it is
    /// with all instructions; to that comes the rounding of the step and of the weights themselves.
    /// </summary>
    [Theory]
    [InlineData("mlp-plain", "EnableAVX512")]
    [InlineData("mlp-plain", "EnableAVX2")]
    [InlineData("lenet5", "EnableAVX512")]
    [InlineData("lenet5", "EnableAVX2")]
    [InlineData("resnet20", "EnableAVX2")]
    public void OneStepIsTheSameButForRounding(string model, string without)
    {
        Idx.WriteFolder(At("data"), Glyphs.Make(Key.Of(1), 40), Glyphs.Make(Key.Of(2), 4));
        var (own, less) = (Stepped(model, "own", null), Stepped(model, "less", without));
        var start = Presets.Model(model, [28, 28, 1], 10).Init(Key.Of(1));
        var was = Tree.Leaves(start.Params);
        var exact = Exact(start);
        for (var i = 0; i < was.Count; i++)
        {
            var (before, after) = (was[i].Value.Value.Convert<double>(), exact[i].Value.Value);
            var (size, moved) = (before.Span.ToArray().Max(Math.Abs), Off(before, after));
            var off = Off(own[i].Value.Value.Convert<double>(), after);
            // The same step indeed: rounding is far less than what it moves.
            Assert.True(off <= 1e-3 * moved + 2 * Unit * size, $"{was[i].Path}: {off:G3} from the step in doubles, which moves it by {moved:G3}");
            var allowed = Longer * (off + Unit * (size + moved));
            Assert.True(Off(less[i].Value.Value.Convert<double>(), after) <= allowed, $"{was[i].Path}: {Off(less[i].Value.Value.Convert<double>(), after):G3}, {allowed:G3} allowed");
        }
    }

    static double Off(Tensor<double> one, Tensor<double> other) => one.Span.ToArray().Zip(other.Span.ToArray(), (a, b) => Math.Abs(a - b)).Max();

    // In doubles, on what the command does not hold out: all but a twelfth.
    Many<Leaf<double>> Exact(Model start)
    {
        var data = Idx.ReadFolder(At("data")).Train.SplitStratified(Key.Of(1).Child(4), 11.0 / 12, 1.0 / 12)[0];
        var (learner, floats) = (Train.Start<double>(start.Net, Optimizer.Sgd(0.1), start.Example, Key.Of(1)), new Mold<float>(start.Params));
        var parameters = new Mold<double>(learner.Params).Pour(floats.Flatten(start.Params).Convert<double>());
        var graded = Gradient.Of(parameters, at =>
            from result in start.Net.Apply(new Call<double>(at, learner.State, Key.Of(1), Mode.Train), data.Inputs.Convert<double>())
            from loss in Loss.CrossEntropy.Of(result.Output, data.Labels!)
            select loss);
        var mold = new Mold<double>(parameters);
        return Tree.Leaves(mold.Pour((from step in Ops.Scale<double>(mold.Flatten(graded.Gradient), 0.1) from stepped in Ops.Subtract<double>(mold.Flatten(parameters), step) select stepped).Value().Value));
    }

    Many<Leaf<float>> Stepped(string model, string folder, string? without)
    {
        Child.Run(Folder, without is null ? [] : [($"DOTNET_{without}", "0")], "dotnet", Path.Combine(AppContext.BaseDirectory, "dl.dll"), "train", "--model", model, "--data", At("data"), "--augment", "none",
            "--epochs", "1", "--batch", "64", "--optimizer", "sgd", "--lr", "0.1", "--warm-up", "0", "--decay", "0", "--label-smoothing", "0", "--out", At(folder));
        return Tree.Leaves(Checkpoint.Load(At($"{folder}/model.safetensors")).Params);
    }
}
