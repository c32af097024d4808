using System.IO;
using System.Text.Json.Nodes;
using Dl.Cli;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Optimizers;

/// <summary>Optimizers by name, and as JSON and back.</summary>
public class OptimizerJsonTests
{
    public static TheoryData<Type> Links => new(Catalogue.Types(typeof(ILink).Assembly, typeof(ILink)));

    public static TheoryData<Type> Schedules => new(Catalogue.Types(typeof(ISchedule).Assembly, typeof(ISchedule)));

    public static TheoryData<string> Names => new(Presets.Optimizers);

    [Theory, MemberData(nameof(Links))]
    public void EveryLinkIsReadAsItWasWritten(Type type)
    {
        var draw = Catalogue.Drawer<Func<Key, ILink>>(type)!;
        for (var seed = 0UL; seed < 20; seed++) Read(new([draw(Key.Of(seed))]));
    }

    [Theory, MemberData(nameof(Schedules))]
    public void EveryScheduleIsReadAsItWasWritten(Type type)
    {
        var draw = Catalogue.Drawer<Func<Key, ISchedule>>(type)!;
        for (var seed = 0UL; seed < 20; seed++) Read(new([new Rate(draw(Key.Of(seed)))]));
    }

    [Fact]
    public void ChoicesOfLeavesAreReadAsTheyWereWritten() =>
        Read(new([new Decay(0.5, Where.Roles(Role.Bias, Role.Scale).Or(Where.Path("0.*").Not()))]));

    [Theory, MemberData(nameof(Names))]
    public void EveryNamedOptimizerIsReadAsItWasWrittenAndTrains(string name)
    {
        var optimizer = Presets.Optimizer(name);
        Read(optimizer);
        var net = Net.Seq(new Dense(6, Activation.Tanh), new Dense(2));
        var start = Train.Start<float>(net, optimizer, [2], Key.Of(1));
        var x = Key.Of(2).Normal<float>([24, 2]);
        var batch = new Batch<float>(x, Indices.Of([.. Enumerable.Range(0, 24).Select(i => x[2 * i] > 0 ? 1 : 0)]));
        var end = Train.Fold(Enumerable.Repeat(batch, 60), start, Train.Step<float>(net, Loss.CrossEntropy, optimizer));
        var first = Train.Step<float>(net, Loss.CrossEntropy, optimizer).Invoke(start, batch);
        Assert.True(end.Loss < first.Loss, $"the loss went from {first.Loss} to {end.Loss}");
    }

    [Theory]
    [InlineData("""{"kind":"rate","rate":1}""", "is a list of links")]
    [InlineData("""[{"kind":"adamm"}]""", "there is no optimizer link of the kind \"adamm\"")]
    [InlineData("""[{"kind":"rate","rate":"fast"}]""", "a schedule is a JSON object")]
    [InlineData("""[{"kind":"muon","decay":0.9,"nesterov":true,"steps":5,"scale":"Large","epsilon":0}]""", "is one of Shape, LikeAdam, None")]
    [InlineData("""[{"kind":"lion","beta1":0.9,"beta2":0.99,"beta3":1}]""", "has no setting \"beta3\"")]
    public void WhatIsNoOptimizerIsRefusedWithTheReason(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<DlException>(() => OptimizerJson.Read(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void TheCommandListsThemByPattern()
    {
        Assert.Equal(Presets.Optimizers.Count, Printed("optimizers").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(["adam", "adamw", "adamax"], JsonNode.Parse(Printed("optimizers", "adam*", "--json"))!.AsArray().Select(one => (string)one!["name"]!));
        Assert.StartsWith("schedule-free", Printed("optimizers", "*e-f*"), StringComparison.Ordinal);
        Assert.Contains("| Adam ", Printed("optimizers", "--defaults"), StringComparison.Ordinal);
        Assert.Equal(2, Run(out _, "optimizers", "no*such"));
    }

    static void Read(Optimizer optimizer)
    {
        var json = OptimizerJson.Write(optimizer);
        Assert.Equal(optimizer, OptimizerJson.Read(json));
        Assert.Equal(json, OptimizerJson.Write(OptimizerJson.Read(json)));
    }

    static string Printed(params string[] args)
    {
        Assert.Equal(0, Run(out var printed, args));
        return printed;
    }

    static int Run(out string printed, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = Dl.Cli.Program.Run(args, output, error);
        printed = output.ToString();
        return code;
    }
}
