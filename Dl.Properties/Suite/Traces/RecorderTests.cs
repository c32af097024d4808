using System.IO;
using Dl.Properties.Suite.Architecture;
using Dl.Properties.Suite.Packages;

namespace Dl.Properties.Suite.Traces;

/// <summary>The recorder that the page of Dl.Properties shows, run with PyTorch itself: what it writes is judged right, or told what it is.</summary>
public sealed class RecorderTests
{
    static readonly string Samples = Path.Combine(Rooms.Root, "Dl.Properties", "Samples", "Judge", "PyTorch");

    // What is recorded: the optimizer, as what it is labelled, and with which hyperparameters.
    const string Right = """
        go("SGD(x, lr=0.1)", "sgd", learning_rate=0.1)
        go("SGD(x, lr=0.1, weight_decay=0.05)", "sgd", learning_rate=0.1, l2=0.05)
        go("SGD(x, lr=0.1, momentum=0.9)", "momentum", learning_rate=0.1, momentum=0.9)
        go("SGD(x, lr=0.1, momentum=0.9, dampening=0.5)", "momentum", learning_rate=0.1, momentum=0.9, dampening=0.5)
        go("SGD(x, lr=0.1, momentum=0.9, nesterov=True)", "nesterov", learning_rate=0.1, momentum=0.9)
        go("Adam(x, lr=0.01)", "adam", learning_rate=0.01, **moments)
        go("Adam(x, lr=0.01, weight_decay=0.1)", "adam", learning_rate=0.01, l2=0.1, **moments)
        go("Adam(x, lr=0.01, amsgrad=True)", "amsgrad", learning_rate=0.01, **moments)
        go("AdamW(x, lr=0.01, weight_decay=0.1)", "adamw", learning_rate=0.01, weight_decay=0.1, **moments)
        go("Adamax(x, lr=0.01)", "adamax", learning_rate=0.01, **moments)
        go("NAdam(x, lr=0.01)", "nadam", learning_rate=0.01, momentum_decay=0.004, **moments)
        go("RAdam(x, lr=0.01)", "radam", learning_rate=0.01, **moments)
        go("RMSprop(x, lr=0.01)", "rmsprop", learning_rate=0.01, rho=0.99, epsilon=1e-8, centered=False)
        go("RMSprop(x, lr=0.01, centered=True, momentum=0.9)", "rmsprop", learning_rate=0.01, rho=0.99, epsilon=1e-8, centered=True, momentum=0.9)
        go("Adagrad(x, lr=0.01)", "adagrad", learning_rate=0.01, epsilon=1e-10, initial_accumulator=0)
        go("Adadelta(x)", "adadelta", learning_rate=1.0, rho=0.9, epsilon=1e-6)
        go("Rprop(x, lr=0.01)", "rprop", learning_rate=0.01, eta_minus=0.5, eta_plus=1.2, step_min=1e-6, step_max=50)
        """;

    // The same with a label that is not true.
    const string Wrong = """
        go("SGD(x, lr=0.1, momentum=0.9)", "nesterov", learning_rate=0.1, momentum=0.9)
        go("Adam(x, lr=0.01, eps=1e-3)", "adam", learning_rate=0.01, **moments)
        go("Adam(x, lr=0.01)", "adamw", learning_rate=0.01, weight_decay=0.1, **moments)
        go("SGD(x, lr=0.1, maximize=True)", "sgd", learning_rate=0.1)
        """;

    [TorchFact]
    public void WhatPyTorchDoesIsWhatItIsLabelled()
    {
        using var scratch = new Scratch();
        foreach (var file in Recorded(scratch, Right))
        {
            var found = Assert.Single(Diagnosis.Of(file));
            Assert.True(found.Fits, $"{Path.GetFileName(file)}: {found}");
            Assert.All(Trace.Replay(file), verdict => Assert.True(verdict.Outcome == Agreement.Agree, verdict.ToString()));
        }
    }

    [TorchFact]
    public void AWrongLabelIsToldWhatItIs()
    {
        using var scratch = new Scratch();
        Assert.Equal(
            ["Nesterov's momentum without the look ahead", "adam with epsilon = 0.001", "weight decay accepted and never applied", ""],
            Recorded(scratch, Wrong).Select(file => Assert.Single(Diagnosis.Of(file)).Causes.Select(cause => cause.Cause).FirstOrDefault() ?? ""));
    }

    /// <summary>The last two lines of the sample claim AdamW and run Adam with its <c>weight_decay</c>, which couples.</summary>
    [TorchFact]
    public void TheSampleIsToldThatItsDecayCouples()
    {
        using var scratch = new Scratch();
        Recorded(scratch, "");
        Assert.Equal("this is adamw with a difference: decay coupled, not decoupled (gallery M62)", Assert.Single(Diagnosis.Of(scratch.At("my-adamw.json"))).Verdict);
    }

    // The files, in the order of the lines; the import writes that of the sample besides.
    static string[] Recorded(Scratch scratch, string lines)
    {
        scratch.Write("all.py", $"""
            import sys
            sys.path.insert(0, {Quoted(Samples)})
            sys.dont_write_bytecode = True
            from record import record, torch
            moments, count = dict(beta1=0.9, beta2=0.999, epsilon=1e-8), 0
            def go(make, name, **hyperparameters):
                global count
                record(lambda x: eval("torch.optim." + make), name, hyperparameters, f"trace-{"{count:02}"}.json")
                count += 1
            {lines}
            """);
        Child.Run(scratch.Path, TorchFactAttribute.Python!, "all.py");
        return [.. Directory.GetFiles(scratch.Path, "trace-*.json").Order(StringComparer.Ordinal)];
    }

    static string Quoted(string path) => System.Text.Json.JsonSerializer.Serialize(path);
}
