using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Augmentations;

/// <summary>The laws of augmentation: a pure function of key and image, alike alone and among others.</summary>
public sealed class AugmentationTests
{
    static readonly IAugmentation[] All =
    [
        new HorizontalFlip(), new VerticalFlip(0.3), new RandomCrop(5, 4, 2), new RandomCrop(3, 3), new CentreCrop(4, 3), new RandomRotation(30), new RandomShift(0.3, 0.5), new RandomScale(0.8, 1.3),
        new RandomNoise(0.1), new Cutout(3, 0.5),
    ];

    public static TheoryData<int> Places => [.. Enumerable.Range(0, All.Length)];

    static readonly Tensor<float> Image = Key.Of(5).Uniform<float>([6, 5, 2]);

    static readonly DataSet Set = DataSet.Classified(Key.Of(6).Uniform<float>([12, 6, 5, 2]), Indices.Of([.. Enumerable.Range(0, 12).Select(i => i % 3)]), ["a", "b", "c"], "set");

    [Theory, MemberData(nameof(Places))]
    public void EqualKeysGiveEqualBitsAndOthersOthers(int place)
    {
        var augmentation = All[place];
        var seen = new HashSet<string>();
        for (var seed = 0UL; seed < 60; seed++)
        {
            var (a, b) = (augmentation.Apply(Key.Of(seed), Image), augmentation.Apply(Key.Of(seed), Image));
            Assert.True(a.SameBits(b));
            Assert.Equal(augmentation.After(Image.Shape), a.Shape);
            seen.Add(string.Join(' ', a.Span.ToArray()));
        }
        Assert.Equal(augmentation is CentreCrop, seen.Count == 1);
        Assert.Equal(Augment.Of(augmentation), Augments.Parse(Augment.Of(augmentation).ToString()));
    }

    [Theory, MemberData(nameof(Places))]
    public void AnImageIsChangedAlikeAloneAndAmongOthersOnAnyThreads(int place)
    {
        var augment = Augment.Of(All[place]);
        var whole = Augmenting.Of(Set, Indices.Of([.. Enumerable.Range(0, 12)]), augment, Key.Of(3));
        var size = whole.Inputs.Shape.Example.Size;
        foreach (var threads in new[] { 1, 2, 4 })
        {
            var part = Workers.With(threads, () => Augmenting.Of(Set, Indices.Of(7, 2), augment, Key.Of(3)));
            Assert.Equal(whole.Inputs.Span.Slice(7 * size, size), part.Inputs.Span[..size]);
            Assert.Equal(whole.Inputs.Span.Slice(2 * size, size), part.Inputs.Span[size..]);
            Assert.Equal(Indices.Of(1, 2), ((Targets<float>.Labels)part.Targets).Classes);
        }
    }

    [Fact]
    public void WhereNothingIsRandomNothingChanges()
    {
        IAugmentation[] idle = [new HorizontalFlip(0), new VerticalFlip(0), new RandomCrop(6, 5), new CentreCrop(6, 5), new RandomRotation(0), new RandomShift(0), new RandomScale(1, 1), new RandomNoise(0)];
        foreach (var augmentation in idle)
            for (var seed = 0UL; seed < 5; seed++) Assert.True(Image.SameBits(augmentation.Apply(Key.Of(seed), Image)), augmentation.ToString());
    }

    [Fact]
    public void AHorizontalFlipSwapsColumnsAndAVerticalOneRows()
    {
        var image = Tensor<float>.Of([2, 2, 1], 1, 2, 3, 4);
        Assert.Equal(Tensor<float>.Of([2, 2, 1], 2, 1, 4, 3), new HorizontalFlip(1).Apply(Key.Of(1), image));
        Assert.Equal(Tensor<float>.Of([2, 2, 1], 3, 4, 1, 2), new VerticalFlip(1).Apply(Key.Of(1), image));
    }

    [Fact]
    public void FlipsComeAsOftenAsAsked()
    {
        const int draws = 4000;
        var flipped = Enumerable.Range(0, draws).Count(i => !new HorizontalFlip(0.3).Apply(Key.Of(1).Child(i), Image).SameBits(Image));
        // Four standard deviations of a binomial.
        Assert.InRange(flipped, draws * 0.3 - 4 * Math.Sqrt(draws * 0.21), draws * 0.3 + 4 * Math.Sqrt(draws * 0.21));
    }

    [Fact]
    public void CropsAndSquaresComeAtAllPlacesAlike()
    {
        var ramp = Tensor<float>.Of([1, 6, 1], 1, 2, 3, 4, 5, 6);
        const int draws = 7000;
        var counts = Enumerable.Range(0, draws).Select(i => new RandomCrop(1, 2, 0).Apply(Key.Of(1).Child(i), ramp)[0]).CountBy(first => first).ToArray();
        Assert.Equal(5, counts.Length);
        Assert.All(counts, pair => Assert.InRange(pair.Value, draws / 5.0 - 4 * Math.Sqrt(draws * 0.16), draws / 5.0 + 4 * Math.Sqrt(draws * 0.16)));
        var painted = Enumerable.Range(0, draws).Select(i => new Cutout(1).Apply(Key.Of(2).Child(i), ramp).Span.IndexOf(0f)).CountBy(at => at).ToArray();
        Assert.Equal(6, painted.Length);
        Assert.All(painted, pair => Assert.InRange(pair.Value, draws / 6.0 - 4 * Math.Sqrt(draws * 5 / 36.0), draws / 6.0 + 4 * Math.Sqrt(draws * 5 / 36.0)));
    }

    [Fact]
    public void NoiseKeepsTheMeanAndHasItsDeviation()
    {
        var image = Tensor<double>.Full([100, 100, 1], 0.4);
        var noise = new RandomNoise(0.2).Apply(Key.Of(1), image).Span.ToArray().Select(x => x - 0.4).ToArray();
        Assert.InRange(noise.Average(), -4 * 0.2 / 100, 4 * 0.2 / 100);
        Assert.Equal(0.2, Math.Sqrt(noise.Average(x => x * x)), 0.2 * 4 / Math.Sqrt(2 * 10000.0));
    }

    [Theory, InlineData(0.2), InlineData(1), InlineData(3), InlineData(0.001)]
    public void SharesFollowTheBetaDistribution(double alpha)
    {
        const int draws = 20_000;
        var shares = Enumerable.Range(0, draws).Select(i => new Mixup(alpha).Share(Key.Of(1).Child(i))).ToArray();
        Assert.All(shares, share => Assert.InRange(share, 0, 1));
        // The mean is 1/2, the variance 1 / (4 (2 alpha + 1)).
        var variance = 1 / (4 * (2 * alpha + 1));
        Assert.Equal(0.5, shares.Average(), 4 * Math.Sqrt(variance / draws));
        Assert.Equal(variance, shares.Average(share => (share - 0.5) * (share - 0.5)), 4 * 0.25 / Math.Sqrt(draws));
    }

    [Fact]
    public void UniformSharesAreUniform()
    {
        // Beta(1, 1): a tenth in each tenth, within four standard deviations.
        const int draws = 20_000;
        var tenths = Enumerable.Range(0, draws).Select(i => (int)(10 * Draws.Beta(Key.Of(2).Child(i), 1, 1))).CountBy(tenth => tenth).ToArray();
        Assert.Equal(10, tenths.Length);
        Assert.All(tenths, pair => Assert.InRange(pair.Value, draws / 10.0 - 4 * Math.Sqrt(draws * 0.09), draws / 10.0 + 4 * Math.Sqrt(draws * 0.09)));
        // Beta(2, 1) has the mean 2/3.
        Assert.Equal(2.0 / 3, Enumerable.Range(0, draws).Average(i => Draws.Beta(Key.Of(3).Child(i), 2, 1)), 4 * Math.Sqrt(1 / 18.0 / draws));
    }

    [Fact]
    public void MixingMixesImagesAndTargetsAlike()
    {
        var (epoch, places) = (Key.Of(4), Indices.Of([.. Enumerable.Range(0, 12)]));
        var plain = Augmenting.Of(Set, places, new([]), epoch);
        var mixed = Augmenting.Of(Set, places, new([], new(0.5)), epoch);
        var shares = ((Targets<float>.Values)mixed.Targets).Numbers;
        Assert.Equal(Shape.Of(12, 3), shares.Shape);
        var told = 0;
        for (var item = 0; item < 12; item++)
        {
            var row = shares.Span.Slice(3 * item, 3).ToArray();
            Assert.Equal(1, row.Sum(), 1e-6);
            // An image that is mixed with itself, or with hardly anything, is explained by all.
            if (Enumerable.Range(0, 60).All(i => Math.Abs(plain.Inputs[60 * item + i] - mixed.Inputs[60 * item + i]) < 1e-3)) continue;
            told++;
            // The one example and the one share that explain the image explain the target.
            var explained = Enumerable.Range(0, 12).Count(other =>
            {
                float a(int i) => plain.Inputs[60 * item + i];
                float b(int i) => plain.Inputs[60 * other + i];
                var share = other == item ? 1 : (mixed.Inputs[60 * item] - b(0)) / (a(0) - b(0));
                return Enumerable.Range(0, 60).All(i => Math.Abs(share * a(i) + (1 - share) * b(i) - mixed.Inputs[60 * item + i]) < 1e-5)
                    && Enumerable.Range(0, 3).All(k => Math.Abs(row[k] - (share * (Set.Labels![item] == k ? 1 : 0) + (1 - share) * (Set.Labels![other] == k ? 1 : 0))) < 1e-4);
            });
            Assert.Equal(1, explained);
        }
        Assert.InRange(told, 6, 12);
        Assert.Equal(mixed.Inputs.Span.Slice(60 * 5, 60), Augmenting.Of(Set, Indices.Of(5), new([], new(0.5)), epoch).Inputs.Span);
    }

    [Fact]
    public void MixingLaws()
    {
        var (a, b) = (TransformTests.Drawn(3), TransformTests.Drawn(3));
        Assert.Equal(a, Mixup.Mix(a, b, 1));
        Assert.Equal(b, Mixup.Mix(a, b, 0));
        Assert.Equal(Tensor<double>.Of([3], 0.25, 0, 0.75), Mixup.Mix<double>(0, 2, 3, 0.25));
        Assert.Equal(Tensor<double>.Of([2], 0, 1), Mixup.Mix<double>(1, 1, 2, 0.25));
        Assert.Equal("mixup: both have one shape, but these are [1] and [2]", Assert.Throws<DlException>(() => Mixup.Mix(Tensor<double>.Zeros([1]), Tensor<double>.Zeros([2]), 0.5)).Message);
    }

    [Fact]
    public void TextsReadBackAndWhatIsWrongIsNamed()
    {
        var augment = new Augment([new HorizontalFlip(0.25), new RandomCrop(28, 28, 4), new RandomRotation(15)], new(0.2));
        Assert.Equal("hflip(0.25), crop(28, 28, 4, 0), rotate(15, 0), mixup(0.2)", augment.ToString());
        Assert.Equal(augment, Augments.Parse(augment.ToString()));
        Assert.Equal(new Augment([new HorizontalFlip(), new RandomShift(0.1)]), Augments.Parse("hflip,shift(0.1)"));
        Assert.Equal((Augment.None, "none"), (Augments.Parse(" none "), new Augment([]).ToString()));
        Fails("there is no augmentation 'turn'; known are hflip, vflip, crop, centrecrop, rotate, shift, scale, noise, cutout, mixup", "turn(3)");
        Fails("an augmentation is written as name(number, ...), not 'rotate(15'", "rotate(15");
        Fails("rotate takes 1 to 2 numbers, not 0", "rotate");
        Fails("crop: 'x' is not a number", "crop(x, 2)");
        Fails("crop: 2.5 is not a whole number", "crop(2.5, 2)");
        Fails("mixup comes last, and once", "mixup(1), hflip");
        Fails("shift: the largest part of the image lies in [0, 1], but is 2", "shift(2)");
        Fails("an augmentation is written as name(number, ...), not ''", "");

        static void Fails(string message, string text) => Assert.Equal(message, Assert.Throws<DlException>(() => Augments.Parse(text)).Message);
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        string Refused(IAugmentation augmentation) => Assert.Throws<DlException>(() => augmentation.Apply(Key.Of(1), Image)).Message;
        Assert.Equal("random crop: 12 x 3 is no part of an image of 6 x 5 with 2 around it", Refused(new RandomCrop(12, 3, 2)));
        Assert.Equal("centre crop: 7 x 3 is no part of an image of 6 x 5", Refused(new CentreCrop(7, 3)));
        Assert.Equal("cutout: the side of the square is at least 1, but is 0", Assert.Throws<DlException>(() => new Cutout(0)).Message);
        Assert.Equal("scale: the largest factor is finite and at least 1.5, but is 1", Assert.Throws<DlException>(() => new RandomScale(1.5, 1)).Message);
        Assert.Equal("mixup: alpha is finite and above 0, but is 0", Assert.Throws<DlException>(() => new Mixup(0)).Message);
        Assert.Equal("an image is (height, width, channels), not [4]", Assert.Throws<DlException>(() => new HorizontalFlip().After([4])).Message);
    }
}
