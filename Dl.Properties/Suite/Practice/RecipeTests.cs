using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Practice;

/// <summary>How a preset trains: rates by epoch, the settings that follow, and what cannot be.</summary>
public sealed class RecipeTests
{
    public static TheoryData<string> Names => new(ModelPreset.All.Select(preset => preset.Name));

    [Fact]
    public void TheRateRisesAndFallsByWholeEpochs()
    {
        var recipe = new Recipe(FinalRate: 0.1, Epochs: 6) { WarmUp = 2 };
        Assert.Equal([1 / 3.0, 2 / 3.0, 1, 0.7, 0.4, 0.1], Rates(recipe), Close);
        // Half a wave is at its middle between 1 and the end.
        Assert.Equal([1, 0.1 + 0.9 * 0.75, 0.1 + 0.9 * 0.25, 0.1], Rates(new(FinalRate: 0.1, Epochs: 4) { Fall = Fall.Cosine }), Close);
        Assert.Equal([1.0], Rates(new(Epochs: 1)), Close);
        Assert.Equal([0.5, 1], Rates(new(Epochs: 2) { WarmUp = 1, Fall = Fall.Cosine }), Close);
        Assert.Equal("3 epochs of warm-up of 3 in all leave none at the rate itself; give fewer, or more epochs",
            Assert.Throws<DlException>(() => new Recipe(Epochs: 3) { WarmUp = 3 }.Settings).Message);
    }

    /// <summary>Decay of weights alone stands before the rate; a rule without one at its end refuses it.</summary>
    [Fact]
    public void DecayStandsBeforeTheRate()
    {
        Assert.Equal(Optimizer.AdamW(0.01, new Decay(0.1, Where.Matrices)), new Recipe(Rate: 0.01) { Decay = 0.1 }.Settings.Optimizer);
        Assert.Equal(Optimizer.Adam(0.01), new Recipe(Rate: 0.01).Settings.Optimizer);
        Assert.Equal("decay stands before the rate of an optimizer, and 'lookahead' has none at its end; leave decay out",
            Assert.Throws<DlException>(() => new Recipe("lookahead") { Decay = 0.1 }.Settings).Message);
    }

    [Fact]
    public void AllThatItSaysIsInForce()
    {
        var augment = Augment.Of(new HorizontalFlip());
        var settings = new Recipe("momentum", 0.05, Epochs: 7, Batch: 32) { Smoothing = 0.1, Augment = augment }.Settings;
        Assert.Equal((7, 32, Optimizer.Momentum(0.05), augment, 1), (settings.Epochs, settings.BatchSize, settings.Optimizer, settings.Augment, settings.Prefetch));
        Assert.Equal(0.1, Assert.IsType<CrossEntropy>(settings.Loss).Smoothing);
        Assert.Equal("7 epochs, batch 32, momentum 0.05 after 2 of warm-up falling on half a wave to 5 %, decay 0.01, smoothing 0.1, hflip(0.5)",
            new Recipe("momentum", 0.05, Epochs: 7, Batch: 32) { Smoothing = 0.1, Augment = augment, Decay = 0.01, WarmUp = 2, Fall = Fall.Cosine }.ToString());
    }

    [Theory, MemberData(nameof(Names))]
    public void ARecipeCanBeFollowed(string name)
    {
        var preset = Presets.Named(name);
        var settings = preset.Recipe.Settings;
        Assert.Equal(preset.Recipe.FinalRate, settings.RateByEpoch.At(settings.Epochs - 1), 1e-12);
        // The images keep their size: validation and test stay as they are.
        if (settings.Augment is { } augment) Assert.Equal(preset.Example, augment.After(preset.Example));
    }

    static double[] Rates(Recipe recipe) => [.. Enumerable.Range(0, recipe.Epochs).Select(epoch => recipe.RateByEpoch.At(epoch))];

    static bool Close(double a, double b) => Math.Abs(a - b) < 1e-12;
}
