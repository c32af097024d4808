using System.IO;
using System.Text.Json.Nodes;
using Dl.Core;

namespace Dl.Properties.Suite.Traces;

/// <summary>What PyTorch 1.13.1 computed in double.</summary>
public sealed class SharedTraceTests : TraceFiles
{
    // How many cases of each op agree, at least; a convolution or a pooling that comes adds its line.
    static readonly Dictionary<string, int> Ops = new()
    {
        ["add"] = 3, ["subtract"] = 3, ["multiply"] = 3, ["divide"] = 3, ["matmul"] = 2, ["dense"] = 1, ["sum"] = 2, ["mean"] = 2, ["max"] = 1, ["variance"] = 2,
        ["relu"] = 1, ["sigmoid"] = 1, ["tanh"] = 1, ["exp"] = 1, ["log"] = 1, ["softmax"] = 3, ["log_softmax"] = 3, ["logsumexp"] = 1,
        ["abs"] = 1, ["sqrt"] = 1, ["elu"] = 2, ["selu"] = 1, ["silu"] = 1, ["softplus"] = 1, ["softsign"] = 1, ["mish"] = 1, ["log_sigmoid"] = 1, ["relu6"] = 1,
        ["hard_tanh"] = 1, ["hard_swish"] = 1, ["leaky_relu"] = 2, ["prelu"] = 1, ["gelu"] = 1,
        ["batch_norm"] = 4, ["layer_norm"] = 1, ["group_norm"] = 1, ["instance_norm"] = 1,
        ["mse"] = 2, ["l1"] = 2, ["huber"] = 2, ["cross_entropy"] = 4, ["nll"] = 1, ["binary_cross_entropy"] = 1, ["binary_cross_entropy_with_logits"] = 1,
        ["gaussian_nll"] = 1, ["kl_divergence"] = 1, ["hinge_embedding"] = 1, ["triplet_margin"] = 1,
        ["rnn_cell"] = 1, ["gru_cell"] = 1, ["lstm_cell"] = 1, ["embedding"] = 1, ["scaled_dot_product_attention"] = 1,
    };

    static readonly Dictionary<string, int> Optimizers = new()
    {
        ["sgd"] = 2, ["momentum"] = 1, ["nesterov"] = 1, ["adagrad"] = 1, ["adadelta"] = 1, ["rmsprop"] = 2, ["adam"] = 2, ["amsgrad"] = 1, ["adamw"] = 1,
        ["adamax"] = 1, ["nadam"] = 1, ["radam"] = 1, ["rprop"] = 1,
    };

    static readonly Dictionary<string, int> Schedules = new()
    {
        ["step"] = 1, ["multi_step"] = 1, ["exponential"] = 1, ["cosine"] = 1, ["cosine_restarts"] = 1, ["one_cycle"] = 1, ["linear"] = 1,
    };

    static string Shared(string name) => SharedFactAttribute.At("oracle", $"torch-{name}.json");

    [SharedFact]
    public void OpsAgree()
    {
        var verdicts = Properties.Trace.Replay(Shared("ops"));
        Assert.All(verdicts, verdict => Assert.True(verdict.Outcome == Agreement.Agree, verdict.ToString()));
        Assert.Equal(96, verdicts.Count);
        AtLeast(Ops, verdicts);
    }

    /// <summary>A copy of the whole file with one number changed by a millionth deviates in that case, at that number, and nowhere else.</summary>
    [SharedFact]
    public void OneChangedGradientIsFoundInTheWholeFile()
    {
        foreach (var (id, input, index) in new[] { ("softmax/axis1", "x", 3), ("hard_sigmoid", "x", 9), ("matmul", "y", 0) })
        {
            var file = JsonNode.Parse(File.ReadAllText(Shared("ops")))!;
            var traced = file["ops"]!.AsArray().First(one => ((string)one!["id"]!).StartsWith(id, StringComparison.Ordinal))!;
            var data = traced["gradients"]![input]!["data"]!.AsArray();
            data[index] = (double)data[index]! + 1e-6;
            var deviating = Assert.Single(Properties.Trace.Replay(Text(file.ToJsonString())), verdict => verdict.Outcome != Agreement.Agree);
            Assert.Equal(((string)traced["id"]!, $"gradients.{input}"), (deviating.Id, deviating.Deviation!.Part));
            var shape = traced["gradients"]![input]!["shape"]!.AsArray().Select(axis => (int)axis!).ToArray();
            Assert.Equal(index, deviating.Deviation.Index.Select((at, axis) => at * shape.Skip(axis + 1).Aggregate(1, (product, size) => product * size)).Sum());
        }
    }

    [SharedFact]
    public void OptimizersAgree()
    {
        var verdicts = Properties.Trace.Replay(Shared("optimizers"));
        Assert.DoesNotContain(verdicts, verdict => verdict.Outcome == Agreement.Deviates);
        AtLeast(Optimizers, verdicts);
    }

    [SharedFact]
    public void SchedulesAgree()
    {
        var verdicts = Properties.Trace.Replay(Shared("schedules"));
        Assert.DoesNotContain(verdicts, verdict => verdict.Outcome == Agreement.Deviates);
        AtLeast(Schedules, verdicts);
    }

    /// <summary>Before 2.0 PyTorch's NAdam divided by a product that takes the momentum of the step twice (pytorch/pytorch#92699): what was recorded
    /// then agrees with that, and does not with the paper.</summary>
    [SharedFact]
    public void TheRecordedNAdamTakesAMomentumTwice()
    {
        var file = JsonNode.Parse(File.ReadAllText(Shared("optimizers")))!;
        var (traced, source) = (file["optimizers"]!.AsArray().Single(one => (string)one!["id"]! == "nadam")!, file["source"]!);
        string As(string version) => $$"""{"format": "dl-trace/1", "source": {"framework": "pytorch", "version": "{{version}}"}, "optimizers": [{{traced.ToJsonString()}}]}""";
        Assert.Equal("1.13.1", (string)source["version"]!);
        Assert.Equal(Agreement.Agree, Assert.Single(Properties.Trace.Replay(Text(As("1.13.1")))).Outcome);
        Assert.Equal(Agreement.Deviates, Assert.Single(Properties.Trace.Replay(Text(As("2.0.0")))).Outcome);
    }

    /// <summary>PyTorch multiplies the cotangent by <c>1.0f / 6.0f</c> (ATen/native/cpu/Activation.cpp, hardsigmoid_backward_kernel),
    /// in double too: the recorded gradient is wrong by 3e-8 of itself. A trace from elsewhere is held to 1/6.</summary>
    [SharedFact]
    public void TheRecordedSlopeOfHardSigmoidIsThatOfAFloat()
    {
        var traced = Cases(Shared("ops"), "ops").Single(one => (string)one["id"]! == "hard_sigmoid");
        double[] g = Data(traced["cotangents"]![0]!), recorded = Data(traced["gradients"]!["x"]!), x = Data(traced["inputs"]!["x"]!);
        for (var i = 0; i < x.Length; i++) Assert.Equal(Math.Abs(x[i]) < 3 ? g[i] * (1.0f / 6.0f) : 0, recorded[i], 1e-15);
        var data = traced["gradients"]!["x"]!["data"]!;
        for (var i = 0; i < x.Length; i++) data[i] = Math.Abs(x[i]) < 3 ? g[i] / 6 : 0;
        Assert.Equal(Agreement.Agree, Assert.Single(Properties.Trace.Replay(Trace("ops", traced.ToJsonString()))).Outcome);
    }

    [SharedFact]
    public void EveryChangedNumberIsFound()
    {
        var agreeing = Properties.Trace.Replay(Shared("ops")).Where(verdict => verdict.Outcome == Agreement.Agree).Select(verdict => verdict.Id).ToHashSet();
        var cases = Cases(Shared("ops"), "ops").Where(one => agreeing.Contains((string)one["id"]!)).ToArray();
        var planted = cases.SelectMany(one => Parts(one).Select(part => (part.Name, Case: Changed(one, part.Find)))).ToArray();
        var verdicts = Properties.Trace.Replay(Trace("ops", [.. planted.Select(one => one.Case.ToJsonString())]));
        Assert.Equal(planted.Select(one => one.Name), verdicts.Select(verdict => verdict.Deviation?.Part));
        Assert.True(planted.Length > 2 * cases.Length);
    }

    [SharedFact]
    public void AnOptimizerOfAnotherSettingIsFound()
    {
        foreach (var (name, setting) in new[] { ("sgd", "learning_rate"), ("momentum", "momentum"), ("adam", "beta1"), ("adam", "beta2"), ("adam", "epsilon") })
        {
            var traced = Cases(Shared("optimizers"), "optimizers").Single(one => (string)one["id"]! == name);
            traced["hyperparameters"]![setting] = (double)traced["hyperparameters"]![setting]! * (setting == "epsilon" ? 2 : 0.99);
            Assert.Equal(Agreement.Deviates, Assert.Single(Properties.Trace.Replay(Trace("optimizers", traced.ToJsonString()))).Outcome);
        }
    }

    static void AtLeast(Dictionary<string, int> floor, Many<TraceVerdict> verdicts)
    {
        foreach (var (name, count) in floor)
        {
            var agree = verdicts.Count(verdict => verdict.Name == name && verdict.Outcome == Agreement.Agree);
            Assert.True(agree >= count, $"{name}: {agree} cases agree, not {count}: {string.Join("; ", verdicts.Where(verdict => verdict.Name == name))}");
        }
    }

    static JsonNode[] Cases(string path, string section) => [.. JsonNode.Parse(File.ReadAllText(path))![section]!.AsArray().Select(one => one!)];

    static IEnumerable<(string Name, Func<JsonNode, JsonNode> Find)> Parts(JsonNode traced)
    {
        for (var i = 0; i < traced["outputs"]!.AsArray().Count; i++)
        {
            var output = i;
            yield return ($"outputs[{i}]", one => one["outputs"]![output]!);
        }
        foreach (var section in new[] { "gradients", "state_after" })
            foreach (var (name, _) in traced[section]?.AsObject() ?? [])
                yield return ($"{section}.{name}", one => one[section]![name]!);
    }

    // The last number of the part, off by two tolerances.
    static JsonNode Changed(JsonNode traced, Func<JsonNode, JsonNode> find)
    {
        var changed = traced.DeepClone();
        var data = find(changed)["data"]!.AsArray();
        var was = (double)data[^1]!;
        data[^1] = was + 2e-9 * Math.Max(1, Math.Abs(was));
        return changed;
    }

    static double[] Data(JsonNode tensor) => [.. tensor["data"]!.AsArray().Select(number => (double)number!)];
}
