using System.IO;
using System.Xml.Linq;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;
using Dl.Properties.Suite.Packages;

namespace Dl.Properties.Suite.Practice;

/// <summary>Searches try what they say, the same however often they stop and however many trials run at once.</summary>
public sealed class SearchTests
{
    const string Space = """{"method":"random","trials":12,"seeds":2,"space":{"rate":{"from":1e-4,"to":1,"log":true},"units":{"from":1,"to":4,"whole":true},"activation":["relu","tanh"],"epochs":3}}""";

    static readonly string[] Measured = ["validation_accuracy", "parameters", "multiply_adds", "seconds", "samples_per_second"];

    /// <summary>Each of the twelve hyperparameters of the lecture's lists has names that a space may say, and together they are all names.</summary>
    [Fact]
    public void AllTwelveHyperparametersAreSearched()
    {
        var values = new Dictionary<string, string>
        {
            ["batch"] = "[8,16]", ["epochs"] = "[1,2]", ["rate"] = "{\"from\":1e-3,\"to\":0.1,\"log\":true}", ["final_rate"] = "[0.1,1]", ["optimizer"] = "[\"sgd\",\"adam\"]", ["decay"] = "[0,0.1]",
            ["activation"] = "[\"relu\",\"tanh\"]", ["input"] = "[\"none\",\"standardise\"]", ["initialiser"] = "[\"he\",\"glorot\"]", ["layers"] = "[1,2]", ["units"] = "[2,8]", ["dropout"] = "[0,0.5]",
            ["model"] = "[\"linear\",\"mlp-plain\"]", ["patience"] = "[0,1]", ["min_delta"] = "[0,0.5]", ["augment"] = "[\"none\",\"noise(0.5)\"]", ["normalisation"] = "[\"none\",\"batch\"]", ["epsilon"] = "[1e-5,0.5]",
            ["statistics_rate"] = "[0.1,0.9]", ["loss"] = "[\"cross entropy\",\"mean squared error\"]", ["smoothing"] = "[0,0.2]",
        };
        Assert.Equal(12, TrainingTrial.Twelve.Count);
        Assert.Equal(TrainingTrial.Names.Order(), TrainingTrial.Twelve.SelectMany(one => one.Names).Order());
        Assert.Equal(TrainingTrial.Names.Order(), values.Keys.Order());
        var (train, held) = (Glyphs.Make(Key.Of(1), 64), Glyphs.Make(Key.Of(2), 32));
        var trial = new TrainingTrial(train, held);
        foreach (var (name, range) in values)
        {
            // What it is tried beside: normalisation where its settings are searched, and enough epochs.
            var beside = (name is "epsilon" or "statistics_rate" ? ",\"normalisation\":\"batch\"" : "") + (name == "min_delta" ? ",\"patience\":1" : "") + (name == "epochs" ? "" : ",\"epochs\":3")
                + (name == "patience" ? ",\"rate\":0.5" : "");
            var plan = SearchJson.Parse($"{{\"method\":\"grid\",\"space\":{{\"{name}\":{range}{beside}}}}}");
            TrainingTrial.Check(plan);
            // Targets of the squared error are no classes.
            if (name == "loss") continue;
            var scores = plan.Points.Select(point => trial.Run(point.Point, 1, default)).ToArray();
            Assert.All(scores, score => Assert.Equal("", score.Failure));
            Assert.True(scores.Select(score => (score.Score, score.Numbers.First(number => number.Name == "epochs_done").Value)).Distinct().Count() > 1, $"{name} changes nothing");
        }
    }

    [Fact]
    public void AGridIsEveryCombination()
    {
        var plan = SearchJson.Parse("""{"method":"grid","space":{"rate":{"from":0.01,"to":1,"log":true,"points":3},"units":{"from":1,"to":4,"whole":true,"points":4},"activation":["relu","tanh"],"epochs":3}}""");
        Assert.Equal(3 * 4 * 2, plan.Points.Count);
        Assert.Equal(24, plan.Points.Select(point => point.Point).Distinct().Count());
        Assert.Equal([0.01, 0.1, 1], plan.Points.Select(point => Math.Round(point.Point["rate"]!.Value.Number, 12)).Distinct().Order());
        Assert.All(plan.Points, point => Assert.Equal(3, point.Point["epochs"]!.Value.Number));
    }

    /// <summary>Of 4,000 draws on a logarithmic scale over four decades a quarter lies in each; whole numbers are equally likely, both ends too.</summary>
    [Fact]
    public void RandomPointsAreSpreadAsTheScaleSays()
    {
        var plan = SearchJson.Parse(Space) with { Trials = 4000 };
        var points = plan.Points;
        for (var decade = -4; decade < 0; decade++)
            Assert.InRange(points.Count(point => Math.Floor(Math.Log10(point.Point["rate"]!.Value.Number)) == decade), 900, 1100);
        for (var units = 1; units <= 4; units++) Assert.InRange(points.Count(point => point.Point["units"]!.Value.Number == units), 900, 1100);
        Assert.InRange(points.Count(point => point.Point["activation"]!.Value.Word == "tanh"), 1900, 2100);
        // Another hyperparameter more leaves the others as they were.
        var wider = SearchJson.Parse(Space.Replace("\"epochs\":3", "\"epochs\":3,\"batch\":[16,32]", StringComparison.Ordinal));
        Assert.Equal(points.Take(12).Select(point => point.Point["rate"]), wider.Points.Select(point => point.Point["rate"]));
    }

    /// <summary>No point is drawn twice; a space without as many points is tried whole, and more trials begin with those that fewer have.</summary>
    [Theory]
    [InlineData(6, """ "units":{"from":1,"to":3,"whole":true},"activation":["relu","tanh"],"epochs":3 """)]
    [InlineData(500, """ "units":{"from":1,"to":500,"whole":true,"log":true} """)]
    [InlineData(1, """ "units":3 """)]
    public void ARandomSearchTriesNoPointTwice(int size, string space)
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var plan = SearchJson.Parse($"{{\"trials\":{size + 20},\"seed\":{seed},\"space\":{{{space}}}}}");
            Assert.Equal((size, size), (plan.Points.Count, plan.Points.Distinct().Count()));
            Assert.Equal(plan.Points.Take(size / 2), (plan with { Trials = size / 2 }).Points);
        }
    }

    [Fact]
    public void AnIntervalOfTwoNumbersIsDrawnFromAsOftenAsAsked() =>
        Assert.Equal(20, new SearchPlan([new Interval("rate", 1, Math.BitIncrement(1))], SearchMethod.Random).Points.Count);

    [Fact]
    public void AnAblationChangesOneThingAtATime()
    {
        var plan = SearchJson.Parse("""{"method":"ablation","seeds":3,"base":{"rate":0.01,"activation":"relu"},"space":{"rate":[0.01,0.1],"activation":["relu","tanh","sigmoid"],"epochs":2}}""");
        Assert.Equal(["base", "rate 0.1", "activation tanh", "activation sigmoid"], plan.Points.Select(point => point.Label));
        var start = plan.Points[0].Point;
        Assert.All(plan.Points.Skip(1), point => Assert.Equal(1, point.Point.Values.Zip(start.Values).Count(pair => pair.First != pair.Second)));
        var board = Leaderboard.Of(plan, Dl.CSharp.Search.Run(plan, (point, seed, _) => new(point["rate"]!.Value.Number + seed, [])));
        Assert.Equal((2.01, 1.0, 3), (Math.Round(board.Standings[0].Mean, 9), Math.Round(board.Standings[0].Spread, 9), board.Standings[0].Seeds));
        Assert.Contains("rate 0.1", board.ToText(), StringComparison.Ordinal);
        Assert.Contains("+0.0900", board.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void ScoresDoNotDependOnHowManyRunAtOnce()
    {
        var plan = SearchJson.Parse(Space);
        static TrialScore of(SearchPoint point, ulong seed, CancellationToken _) => point["units"]!.Value.Number == 2 ? throw new DlException("two is no number") : new(point["rate"]!.Value.Number * seed, [("seconds", 1)]);
        var (one, three) = (Dl.CSharp.Search.Run(plan, of), Dl.CSharp.Search.Run(plan, of, threads: 3));
        Assert.Equal(one, three);
        Assert.Equal(24, one.Count);
        Assert.Contains(one, trial => trial.Score.Failure == "two is no number");
        var board = Leaderboard.Of(plan, one);
        Assert.Equal(board.Standings.Select(standing => standing.Mean).Where(double.IsFinite).Order(), board.Standings.Select(standing => standing.Mean).TakeWhile(double.IsFinite));
        Assert.Contains("failed", board.ToText(), StringComparison.Ordinal);
        Assert.Equal(13, board.ToCsv().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void ASearchThatWasStoppedGoesOnAndDoesNothingTwice()
    {
        using var scratch = new Scratch();
        var plan = SearchJson.Parse(Space);
        var (calls, stop) = (0, new CancellationTokenSource());
        TrialScore of(SearchPoint point, ulong seed, CancellationToken _)
        {
            if (Interlocked.Increment(ref calls) == 5) stop.Cancel();
            return new(point["rate"]!.Value.Number * seed, [("parameters", 7)]);
        }
        var first = Dl.CSharp.Search.Run(plan, of, scratch.Path, cancellationToken: stop.Token);
        Assert.Equal(4, first.Count);
        // What a killed run leaves of a trial that it was writing.
        File.WriteAllText(scratch.At("trials/.0009-1.json.x"), "{");
        var all = Dl.CSharp.Search.Run(plan, of, scratch.Path);
        Assert.Equal((24, 25), (all.Count, calls));
        Assert.Equal(Dl.CSharp.Search.Run(plan, of), all);
        var other = plan with { Seed = 2 };
        Assert.Contains("is of another search", Assert.Throws<DlException>(() => Dl.CSharp.Search.Run(other, of, scratch.Path)).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Malformed => new()
    {
        { "[]", "$ is an object" },
        { "{}", "$ has no \"space\"" },
        { """{"space":{}}""", "$.space names no hyperparameter" },
        { """{"space":{"rate":{"from":1,"to":"x"}}}""", "$.space.rate.to is a number; here it is \"x\"" },
        { """{"space":{"rate":{"from":1,"to":0.5}}}""", "$.space.rate.to lies above \"from\", which is 1; here it is 0.5" },
        { """{"space":{"rate":{"from":-1e308,"to":1e308}}}""", "$.space.rate.to lies too far above \"from\"" },
        { """{"space":{"rate":{"from":0,"to":1,"log":true}}}""", "$.space.rate.from lies above 0 on a logarithmic scale" },
        { """{"space":{"rate":{"from":0,"to":1,"base":2}}}""", "$.space.rate.base is not known here; known are from, to, log, whole, points" },
        { """{"space":{"units":{"from":0.5,"to":4,"whole":true}}}""", "$.space.units.from is a whole number where \"whole\" is true" },
        { """{"space":{"rate":[0.1,null]}}""", "$.space.rate[1] is a number or a word; here it is null" },
        { """{"space":{"rate":[0.1,0.1]}}""", "$.space.rate lists values that differ" },
        { """{"space":{"rate":[]}}""", "$.space.rate lists values that differ, at least one" },
        { """{"space":{"rate":0.1},"method":"best"}""", "$.method is one of random, grid, ablation; here it is \"best\"" },
        { """{"space":{"rate":0.1},"method":"grid","trials":3}""", "$.trials only a random search has a number of trials" },
        { """{"space":{"rate":0.1},"seeds":[1,1]}""", "$.seeds lists seeds that differ" },
        { """{"space":{"rate":0.1},"seeds":0}""", "$.seeds is a whole number from 1 to 1000; here it is 0" },
        { """{"space":{"rate":[0.1,1]},"method":"ablation"}""", "$ has no \"base\"" },
        { """{"space":{"rate":{"from":0.1,"to":1}},"method":"ablation","base":{"rate":2}}""", "$.base.rate lies outside of the values of \"rate\"" },
        { """{"space":{"rate":0.1},"trails":3}""", "$.trails is not known here" },
        { """{"space":{"rate":0.1,"rate":0.2}}""", "the search space is not JSON" },
        { "{", "the search space is not JSON" },
    };

    [Theory, MemberData(nameof(Malformed))]
    public void AMalformedSpaceIsRefusedWithItsPlace(string text, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<DlException>(() => SearchJson.Parse(text)).Message, StringComparison.Ordinal);

    /// <summary>Whatever a file says, it is a plan whose points are whole, or one clear refusal. DL_FUZZ says how many are tried.</summary>
    [Fact]
    public void NoTextBreaksTheReader()
    {
        string[] seeds = [Space, .. Malformed.Select(row => (string)row[0]), """{"method":"ablation","seeds":[1,2],"base":{"rate":0.01,"activation":"relu"},"space":{"rate":{"from":1e-3,"to":1,"log":true},"activation":["relu","tanh"],"epochs":2}}"""];
        const string Letters = "{}[]\",:.0123456789-+eE truefalsenull\\u00e9\t";
        var (key, tried, plans) = (Key.Of(1), int.TryParse(Environment.GetEnvironmentVariable("DL_FUZZ"), out var asked) ? asked : 4000, 0);
        for (var i = 0; i < tried; i++)
        {
            var (draw, text) = (key.Child(i), seeds[key.Child(i).Below(seeds.Length, 0)]);
            for (var change = draw.Below(4, 1); change >= 0; change--)
            {
                var (at, length) = (draw.Below(text.Length + 1, 10 + 4 * change), draw.Below(6, 11 + 4 * change));
                var rest = text[Math.Min(text.Length, at + length)..];
                text = text[..at] + draw.Below(4, 12 + 4 * change) switch
                {
                    0 => "",
                    1 => string.Concat(Enumerable.Range(0, length).Select(j => Letters[draw.Below(Letters.Length, 100 + 10 * change + j)])),
                    2 => text[at..Math.Min(text.Length, at + length)] + text[at..Math.Min(text.Length, at + length)],
                    _ => text[draw.Below(text.Length + 1, 13 + 4 * change)..],
                } + rest;
                if (text.Length == 0) text = "{}";
            }
            try
            {
                var plan = SearchJson.Parse(text) with { Trials = 2 };
                Assert.All(plan.Points.Take(3), point => Assert.All(point.Point.Values, value => Assert.True(value.Value.Word is not null || double.IsFinite(value.Value.Number), text)));
                plans++;
                TrainingTrial.Check(plan);
            }
            catch (DlException error)
            {
                Assert.NotEmpty(error.Message);
            }
        }
        Assert.InRange(plans, 1, tried);
    }

    [Theory]
    [InlineData("""{"space":{"learning":0.1}}""", "$.space.learning is no hyperparameter; known are model, batch")]
    [InlineData("""{"space":{"units":{"from":0,"to":4,"whole":true}}}""", "$.space.units: units is a number")]
    [InlineData("""{"space":{"units":{"from":1,"to":4}}}""", "$.space.units: units is a whole number")]
    [InlineData("""{"space":{"activation":["relu","bent"]}}""", "$.space.activation: there is no layer of the kind \"bent\"")]
    [InlineData("""{"space":{"normalisation":["batch","big"]}}""", "there is no normalisation 'big'; known are none, batch, layer, rms")]
    [InlineData("""{"space":{"model":["mlp","linear"],"units":3}}""", "$.space.units builds a network, but $.space.model names one")]
    [InlineData("""{"space":{"optimizer":"adamm"}}""", "$.space.optimizer: there is no optimizer 'adamm'")]
    public void WhatATrainingCannotTakeIsRefusedBeforeTheFirstTrial(string text, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<DlException>(() => TrainingTrial.Check(SearchJson.Parse(text))).Message, StringComparison.Ordinal);

    /// <summary>What a point does not say is as dl train has it for the model that it names.</summary>
    [Fact]
    public void APointOfAModelIsTrainedByItsRecipe()
    {
        var recipe = Presets.Named("cnn-small").Recipe;
        var trial = new TrainingTrial(Glyphs.Make(Key.Of(1), 20), Glyphs.Make(Key.Of(2), 10));
        var settings = trial.At(new([("model", "cnn-small")]), 1).Settings;
        Assert.Equal(recipe.Settings with { Validation = trial.Validation, Prefetch = 0 }, settings);
        Assert.Equal((recipe with { Epochs = 1, WarmUp = 0, Rate = 0.5 }).Settings with { Validation = trial.Validation, Prefetch = 0 }, trial.At(new([("model", "cnn-small"), ("epochs", 1), ("rate", 0.5)]), 1).Settings);
        Assert.Null(trial.At(new([("model", "cnn-small"), ("augment", "none")]), 1).Settings.Augment);
        Assert.Null((trial with { Augment = Augment.None }).At(new([("model", "cnn-small")]), 1).Settings.Augment);
        Assert.Equal((10, 64, null), trial.At(new([("units", 3)]), 1).Settings is var plain ? (plain.Epochs, plain.BatchSize, plain.Augment) : default);
    }

    [Fact]
    public void ATrainingIsATrial()
    {
        var parts = Synthetic.TwoMoons(Key.Of(1), 300).Split(Key.Of(2), 0.7, 0.3);
        var plan = SearchJson.Parse("""
            {"method":"random","trials":3,"space":{"batch":[16,32],"epochs":4,"rate":{"from":1e-3,"to":0.1,"log":true},"decay":{"from":1e-5,"to":1e-2,"log":true},"activation":["relu","tanh","gelu"],
            "input":["none","standardise"],"initialiser":["he","glorot"],"layers":{"from":1,"to":2,"whole":true},"units":[8,16],"patience":[0,2],"normalisation":["none","batch","layer"],"loss":"cross entropy","smoothing":[0,0.1],"dropout":[0,0.2],"optimizer":["adam","momentum"]}}
            """);
        TrainingTrial.Check(plan);
        var trial = new TrainingTrial(parts[0], parts[1]);
        var board = Leaderboard.Of(plan, Dl.CSharp.Search.Run(plan, trial.Run, threads: 2));
        Assert.All(board.Standings, standing =>
        {
            Assert.Equal("", standing.Failure);
            Assert.InRange(standing.Mean, 0, 5);
            foreach (var number in Measured) Assert.True(standing[number] > 0, number);
        });
        Assert.Equal(board.Standings.Select(standing => standing.Mean), Leaderboard.Of(plan, Dl.CSharp.Search.Run(plan, trial.Run)).Standings.Select(standing => standing.Mean));
        var drawn = XDocument.Parse(ParallelCoordinates.Of(board).ToSvg());
        Assert.Equal(3, drawn.Descendants().Count(element => element.Name.LocalName == "title"));
    }
}
