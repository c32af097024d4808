using System.Globalization;
using System.IO;
using Dl.Cli;
using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Traces;

/// <summary>A trace of a wrong optimizer is told what it is, from 25 steps.</summary>
public sealed class DiagnosisTests : TraceFiles
{
    const int Steps = 25, Width = 6;

    // How a user would label the optimizer of a fault.
    static readonly (string Optimizer, string Hyperparameters)[] Labels =
    [
        ("adam", """{"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}"""),
        ("adamw", """{"learning_rate": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.01}"""),
        ("adam", """{"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "l2": 0.1}"""),
        ("sgd", """{"learning_rate": 0.1, "l2": 0.05}"""),
        ("sgd", """{"learning_rate": 0.1, "clip_norm": 0.5}"""),
        ("momentum", """{"learning_rate": 0.05, "momentum": 0.9}"""),
        ("nesterov", """{"learning_rate": 0.05, "momentum": 0.9}"""),
        ("amsgrad", """{"learning_rate": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}"""),
        ("nadam", """{"learning_rate": 0.002, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "momentum_decay": 0.004}"""),
        ("sgd", """{"learning_rate": 0.1}"""),
        ("sgd", """{"learning_rate": 0.1, "ema": 0.9}"""),
    ];

    [Fact]
    public void EveryMutantIsNamed()
    {
        var faults = OptimizerGallery.Faults.Where(fault => fault.Name[0] is 'M' or 'A').ToArray();
        Assert.Equal(35, faults.Length);
        Assert.Equal([], faults.Select(fault => (fault.Name, Why: Names(fault))).Where(one => one.Why is not null).ToArray());
    }

    // Null if the right cause is named, or else why not.
    string? Names(OptimizerFault fault)
    {
        var why = "no trace can be written of it";
        foreach (var (optimizer, hyperparameters) in Labels)
        {
            if (Declared(optimizer, hyperparameters) is not { } right || fault.Spoil(right) is not { } wrong) continue;
            var found = Assert.Single(Diagnosis.Of(Trace("optimizers", Recorded(optimizer, hyperparameters, wrong))));
            if (found.Causes.Any(cause => cause.Cause == fault.Wrong)) return null;
            why = found.ToString();
        }
        return why;
    }

    [Theory]
    [InlineData("adam", 0, "adamw", 1)]
    [InlineData("momentum", 5, "sgd", 9)]
    public void AnotherRuleIsNamed(string declared, int label, string actual, int other)
    {
        var (_, hyperparameters) = Labels[label];
        var wrong = Declared(actual, Labels[other].Hyperparameters)!;
        var found = Assert.Single(Diagnosis.Of(Trace("optimizers", Recorded(declared, hyperparameters, wrong))));
        Assert.False(found.Fits);
        Assert.NotEqual("", found.Verdict);
    }

    [Fact]
    public void WhatIsDeclaredFits()
    {
        foreach (var (optimizer, hyperparameters) in Labels)
            if (Declared(optimizer, hyperparameters) is { } right)
                Assert.True(Assert.Single(Diagnosis.Of(Trace("optimizers", Recorded(optimizer, hyperparameters, right)))).Fits);
    }

    [Fact]
    public void TheCommandSaysSoInOneLineEach()
    {
        var (optimizer, hyperparameters) = Labels[0];
        var wrong = OptimizerGallery.Faults.Single(fault => fault.Name == "A01").Spoil(Declared(optimizer, hyperparameters)!)!;
        var path = Trace("optimizers", Recorded(optimizer, hyperparameters, wrong));
        var (code, output, error) = Run("diagnose", path);
        Assert.Equal((1, ""), (code, error));
        var lines = output.Split(Environment.NewLine);
        Assert.StartsWith("case: this is adam with a difference: epsilon inside the root (gallery ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("  leaves the declared rule at iterates[0] at [", lines[1], StringComparison.Ordinal);
        Assert.Equal("0 of 1 are what they claim to be", lines[2]);
        Assert.Contains("\"causes\":[\"epsilon inside the root\"]", Run("diagnose", path, "--json").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$.optimizers[0].optimizer: 'no_such' is not known; known are ", "\"no_such\"", "optimizer")]
    [InlineData("$.optimizers[0].hyperparameters: hyperparameter momentum is missing", null, "hyperparameters", "momentum")]
    [InlineData("$.optimizers[0].gradients[1][0]: is NaN, but a diagnosis needs finite numbers", "\"NaN\"", "gradients", 1, 0)]
    [InlineData("$.optimizers[0].iterates[0][1]: is Infinity, but a diagnosis needs finite numbers", "\"Infinity\"", "iterates", 0, 1)]
    [InlineData("$.optimizers[0].iterates: has 1 vectors, but there are 2 gradients", "[[1, 2]]", "iterates")]
    [InlineData("$.optimizers[0]: has no field 'gradients'", null, "gradients")]
    public void ABadTraceIsOneLine(string complaint, string? value, params object[] path)
    {
        var file = Trace("optimizers", With(Momentum, value, path));
        var (code, output, error) = Run("diagnose", file);
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith($"dl: {file}: {complaint}", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split(Environment.NewLine));
    }

    [Fact]
    public void AFileWithoutOptimizersIsOneLine()
    {
        var file = Trace("ops", Multiply);
        Assert.Equal((2, "", $"dl: {file}: $: has no optimizers to diagnose{Environment.NewLine}"), Run("diagnose", file));
    }

    // Null where the library does not know the label.
    Optimizer? Declared(string optimizer, string hyperparameters)
    {
        try
        {
            return Assert.Single(Diagnosis.Declared(Trace("optimizers",
                $$"""{"id": "case", "optimizer": "{{optimizer}}", "hyperparameters": {{hyperparameters}}, "initial": [0], "gradients": [[0]], "iterates": [[0]]}""")));
        }
        catch (DlException)
        {
            return null;
        }
    }

    // Gradients of five orders of magnitude, one of them zero now and then, and once all of them.
    static string Recorded(string optimizer, string hyperparameters, Optimizer rule)
    {
        var key = Key.Of(25);
        var initial = key.Child(0).Normal<double>([Width]);
        var gradients = Enumerable.Range(0, Steps).Select(t => Tensor<double>.From([Width], [.. Enumerable.Range(0, Width).Select(i =>
            t == 12 || (i == 0 && t % 5 == 2) ? 0 : key.Child(t + 1).Normal(i) * Math.Pow(10, 2 - i))])).ToArray();
        var at = new Updated<double>(initial, rule.Start<double>(Width));
        var iterates = gradients.Select(gradient =>
        {
            at = rule.Update(at.State, at.Parameters, gradient);
            return rule.Average(at.State, at.Parameters);
        }).ToArray();
        return $$"""
            {"id": "case", "optimizer": "{{optimizer}}", "hyperparameters": {{hyperparameters}}, "initial": {{Json(initial)}},
             "gradients": [{{string.Join(", ", gradients.Select(Json))}}], "iterates": [{{string.Join(", ", iterates.Select(Json))}}]}
            """;
    }

    static string Json(Tensor<double> vector) => $"[{string.Join(", ", vector.Span.ToArray().Select(x => double.IsFinite(x) ? x.ToString("R", CultureInfo.InvariantCulture) : $"\"{x.ToString(CultureInfo.InvariantCulture)}\""))}]";

    static (int Code, string Output, string Error) Run(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = Program.Run(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
