using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Practice;

/// <summary>Every optimizer that has a name trains with the rate it has when none is chosen.</summary>
public sealed class PresetTests
{
    static readonly DataSet Digits = Glyphs.Make(Key.Of(1), 3000);

    public static TheoryData<string> Names => new(Presets.Optimizers);

    /// <summary>3,000 drawn digits, 32 hidden units behind batch norm, 5 epochs of batches of 50, the rate falling to a tenth: from ln 10 = 2.3 to less than 0.6.
    /// Rprop compares signs from step to step, which takes whole batches: 60 of them.</summary>
    [Theory, MemberData(nameof(Names))]
    public void APresetLearnsDrawnDigits(string name)
    {
        var (batch, epochs) = name == "rprop" ? (Digits.Count, 60) : (50, 5);
        var model = Model.Of(28, 28, 1).Flatten().Dense(32).BatchNorm().Relu().Dense(10).Init(Key.Of(4));
        var trained = model.Fit(Digits, new FitSettings { Optimizer = Presets.Optimizer(name), Epochs = epochs, BatchSize = batch, RateByEpoch = Schedule.Linear(1, 0.1, epochs - 1), Key = Key.Of(5) });
        Assert.True(trained.History[^1].TrainLoss < 0.6, FormattableString.Invariant($"{name} at the rate {Presets.RateOf(name)} ends at the loss {trained.History[^1].TrainLoss:G3}"));
    }
}
