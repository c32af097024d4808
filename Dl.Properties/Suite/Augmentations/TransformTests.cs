using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Augmentations;

/// <summary>The laws of images that are moved, turned and painted over, on drawn images of drawn sizes.</summary>
public sealed class TransformTests
{
    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(1, 40).Select(i => (ulong)i)];

    [Theory, MemberData(nameof(Seeds))]
    public void TwiceFlippedIsTheImage(ulong seed)
    {
        var image = Drawn(seed);
        Same(image, Images.FlipHorizontally(Images.FlipHorizontally(image)));
        Same(image, Images.FlipVertically(Images.FlipVertically(image)));
        Same(image, Images.Transpose(Images.Transpose(image)));
        Same(Images.FlipVertically(Images.FlipHorizontally(image)), Images.FlipHorizontally(Images.FlipVertically(image)));
        // Independent of how the library walks: by the index of each element.
        var flipped = Images.FlipHorizontally(image);
        for (var i = 0; i < image.Shape.Size; i++)
        {
            var (y, x, c) = (i / image.Shape[2] / image.Shape[1], i / image.Shape[2] % image.Shape[1], i % image.Shape[2]);
            Assert.Equal(image[i], flipped[(y * image.Shape[1] + image.Shape[1] - 1 - x) * image.Shape[2] + c]);
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void TheUnitMapIsTheImage(ulong seed)
    {
        var image = Drawn(seed);
        Same(image, Images.Shift(image, 0, 0));
        Same(image, Images.Rotate(image, 0));
        Same(image, Images.Rotate(image, 360));
        Same(image, Images.Scale(image, 1));
        Same(image, Images.Crop(image, 0, 0, image.Shape[0], image.Shape[1]));
        Same(image, Images.Paint(image, 0, 0, 0, 0));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void AQuarterTurnIsATransposeAndAFlip(ulong seed)
    {
        var image = Drawn(seed, isSquare: true);
        Same(Images.FlipVertically(Images.Transpose(image)), Images.Rotate(image, 90));
        Same(Images.FlipHorizontally(Images.Transpose(image)), Images.Rotate(image, -90));
        Same(Images.Rotate(image, 270), Images.Rotate(image, -90));
        Same(Images.FlipVertically(Images.FlipHorizontally(image)), Images.Rotate(image, 180));
        Same(image, Images.Rotate(Images.Rotate(image, 90), -90));
        var any = Drawn(seed);
        Same(Images.FlipVertically(Images.FlipHorizontally(any)), Images.Rotate(any, 180));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void AShiftMovesWhatStaysInside(ulong seed)
    {
        var (image, key) = (Drawn(seed), Key.Of(seed).Child(9));
        var (down, right) = (key.Below(5, 0) - 2, key.Below(5, 1) - 2);
        var shifted = Images.Shift(image, down, right, 0.25);
        for (var i = 0; i < image.Shape.Size; i++)
        {
            var (y, x, c) = (i / image.Shape[2] / image.Shape[1] - down, i / image.Shape[2] % image.Shape[1] - right, i % image.Shape[2]);
            var isInside = y >= 0 && y < image.Shape[0] && x >= 0 && x < image.Shape[1];
            Assert.Equal(isInside ? image[(y * image.Shape[1] + x) * image.Shape[2] + c] : 0.25, shifted[i]);
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void APaintedRectangleChangesNothingElse(ulong seed)
    {
        var (image, key) = (Drawn(seed), Key.Of(seed).Child(8));
        var (top, left, height, width) = (key.Below(9, 0) - 3, key.Below(9, 1) - 3, key.Below(4, 2), key.Below(4, 3));
        var painted = Images.Paint(image, top, left, height, width, 7);
        for (var i = 0; i < image.Shape.Size; i++)
        {
            var (y, x) = (i / image.Shape[2] / image.Shape[1], i / image.Shape[2] % image.Shape[1]);
            Assert.Equal(y >= top && y < top + height && x >= left && x < left + width ? 7 : image[i], painted[i]);
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void AWarpIsLinearAndKeepsAConstant(ulong seed)
    {
        var (a, b, key) = (Drawn(seed), Drawn(seed), Key.Of(seed).Child(7));
        double Draw(int i) => 2 * key.Uniform(i) - 1;
        Tensor<double> Warped(Tensor<double> image, double fill) => Images.Warp(image, Draw(0), Draw(1), Draw(2), Draw(3), fill);
        var mixed = Mixup.Mix(Warped(a, 0), Warped(b, 0), 0.3);
        Close(mixed, Warped(Mixup.Mix(a, b, 0.3), 0));
        Close(Tensor<double>.Full(a.Shape, 0.7), Warped(Tensor<double>.Full(a.Shape, 0.7), 0.7));
    }

    [Fact]
    public void HalfAPixelIsTheMeanOfTwo() => Assert.Equal(
        // Twice as large around the middle of two pixels: each new pixel lies a quarter from its own towards the other.
        Tensor<double>.Of([1, 2, 1], 0.25, 0.75), Images.Scale(Tensor<double>.Of([1, 2, 1], 0, 1), 2));

    [Fact]
    public void WhatIsNoImageIsRefused()
    {
        Assert.Equal("an image is (height, width, channels), not [2, 3]", Assert.Throws<DlException>(() => Images.FlipHorizontally(Tensor<float>.Zeros([2, 3]))).Message);
        Assert.Equal("scale: the factor is finite and above 0, but is 0", Assert.Throws<DlException>(() => Images.Scale(Tensor<float>.Zeros([2, 3, 1]), 0)).Message);
        Assert.Equal("rotation: the angle is a finite number, but is NaN", Assert.Throws<DlException>(() => Images.Rotate(Tensor<float>.Zeros([2, 3, 1]), double.NaN)).Message);
    }

    internal static Tensor<double> Drawn(ulong seed, bool isSquare = false)
    {
        var key = Key.Of(seed);
        var height = 1 + key.Below(7, 0);
        return key.Child(0).Uniform<double>([height, isSquare ? height : 1 + key.Below(7, 1), 1 + key.Below(3, 2)]);
    }

    static void Same(Tensor<double> expected, Tensor<double> actual) => Assert.True(expected.SameBits(actual), $"{expected} is not {actual}");

    static void Close(Tensor<double> expected, Tensor<double> actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        for (var i = 0; i < expected.Shape.Size; i++) Assert.Equal(expected[i], actual[i], 1e-12);
    }
}
