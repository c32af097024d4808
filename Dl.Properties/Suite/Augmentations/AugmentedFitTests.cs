using System.IO;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;
using Dl.Properties.Suite.Practice;

namespace Dl.Properties.Suite.Augmentations;

/// <summary>Training on changed images keeps all laws of training: the same bits on any threads, made ready ahead or not, stopped and gone on with or not.</summary>
public sealed class AugmentedFitTests : IDisposable
{
    static readonly DataSet Images = Glyphs.Make(Key.Of(1), 60);

    static readonly Model Small = Model.Of(24, 24, 1).Flatten().Dense(10).Init(Key.Of(2));

    static readonly FitSettings Settings = new()
    {
        Epochs = 3, BatchSize = 16,
        Augment = new([new HorizontalFlip(), new RandomRotation(10), new RandomCrop(24, 24, 1), new RandomNoise(0.05)], new(0.3)),
    };

    readonly string folder = Directory.CreateTempSubdirectory("dl-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void NothingButTheKeyChangesABit()
    {
        var once = Small.Fit(Images, Settings);
        foreach (var threads in new[] { 1, 2 })
            foreach (var ahead in new[] { 0, 1, 4 })
                ModelTests.AssertSameBits(once.Last.Params, Workers.With(threads, () => Small.Fit(Images, Settings with { Prefetch = ahead })).Last.Params);
        Assert.NotEqual(Leaves(once), Leaves(Small.Fit(Images, Settings with { Key = Key.Of(7) })));
        Assert.NotEqual(Leaves(once), Leaves(Small.Fit(Images, Settings with { Augment = Settings.Augment! with { Mixup = null } })));
    }

    [Theory, InlineData(0), InlineData(3), InlineData(5), InlineData(9)]
    public void AStoppedRunGoesOnToTheSameBits(int step)
    {
        var whole = Small.Fit(Images, Settings);
        var stopped = default(FitState);
        Small.Fit(Images, Settings, look: state =>
        {
            if (state.Learner.Steps == step) stopped ??= state.Keep();
        });
        stopped ??= FitStateOf(step);
        new FitCheckpoint(Small, Images, Settings).Save(Path.Combine(folder, "a"), stopped);
        ModelTests.AssertSameBits(whole.Last.Params, Small.Fit(Images, Settings, from: new FitCheckpoint(Small, Images, Settings).Load(Path.Combine(folder, "a"))).Last.Params);
        var other = Settings with { Augment = Augment.Of(new HorizontalFlip()) };
        Assert.Contains("by a run with another augment: \"hflip(0.5), rotate(10, 0), crop(",
            Assert.Throws<DlException>(() => new FitCheckpoint(Small, Images, other).Load(Path.Combine(folder, "a"))).Message, StringComparison.Ordinal);

        // Before the first step nobody looks: a run that was cancelled at once.
        static FitState FitStateOf(int step)
        {
            Assert.Equal(0, step);
            using var stop = new CancellationTokenSource();
            stop.Cancel();
            var state = default(FitState);
            Small.Fit(Images, Settings, look: at => state = at.Keep(), cancellationToken: stop.Token);
            return state!;
        }
    }

    [Fact]
    public void TheCropsAreWhatTheNetworkTakes()
    {
        var wrong = Settings with { Augment = Augment.Of(new RandomCrop(20, 20)) };
        Assert.Equal("glyphs: its examples are [20, 20, 1] after crop(20, 20, 0, 0), but the network takes [24, 24, 1]", Assert.Throws<DlException>(() => Small.Fit(Images, wrong)).Message);
        var held = Augmenting.Of(Images, Augment.Of(new CentreCrop(24, 24)), Key.Of(1));
        Assert.Equal(Shape.Of(24, 24, 1), held.Example);
        Assert.Equal(3, Small.Fit(Images, Settings with { Validation = held }).History.Count(row => row.ValidationLoss is not null));
    }

    /// <summary>An example's change depends on it and on the epoch, not on its batch or on its place in it; and no two draw the same.</summary>
    [Fact]
    public void EachExampleDrawsForItself()
    {
        var (augment, key) = (Augment.Of(new RandomNoise(0.1), new RandomRotation(10)), Key.Of(4));
        var all = Augmenting.Of(Images, augment, key);
        Assert.Equal(all.At(Indices.Of(5, 3)).Inputs, Augmenting.Of(Images, Indices.Of(5, 3), augment, key).Inputs);
        Assert.NotEqual(all.Inputs, Augmenting.Of(Images, augment, Key.Of(5)).Inputs);
        var copies = Augmenting.Of(Images.At(Indices.Of(0, 0, 0, 0)), augment, key);
        Assert.Equal(4, Enumerable.Range(0, 4).Select(i => copies.At(Indices.Of(i)).Inputs).Distinct().Count());
    }

    static string Leaves(FitResult result) => string.Join(' ', Tree.Leaves(result.Last.Params).SelectMany(leaf => leaf.Value.Value.Span.ToArray()));
}
