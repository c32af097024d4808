using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Convolutions;

/// <summary>Images continued beyond their edges.</summary>
public sealed class PaddingTests
{
    // The examples of PyTorch's pages on ReflectionPad2d, ReplicationPad2d and CircularPad2d: 0 to 8 in three rows, with padding of 1 left and right and 2 above.
    [Theory]
    [InlineData(PaddingMode.Zeros, "00000 00000 00120 03450 06780")]
    [InlineData(PaddingMode.Reflect, "76787 43454 10121 43454 76787")]
    [InlineData(PaddingMode.Replicate, "00122 00122 00122 33455 66788")]
    [InlineData(PaddingMode.Circular, "53453 86786 20120 53453 86786")]
    public void ThePrintedExamplesAreReproduced(PaddingMode mode, string expected) => Assert.Equal(expected, Rows(Padded(Count(3, 3), Padding.Of(2, 0, 1, 1), mode)));

    [Theory]
    [InlineData(PaddingMode.Reflect, "8767876 5434543 2101210 5434543 8767876 5434543 2101210")]
    [InlineData(PaddingMode.Replicate, "0001222 0001222 0001222 3334555 6667888 6667888 6667888")]
    [InlineData(PaddingMode.Circular, "4534534 7867867 1201201 4534534 7867867 1201201 4534534")]
    public void OnAllSides(PaddingMode mode, string expected) => Assert.Equal(expected, Rows(Padded(Count(3, 3), 2, mode)));

    /// <summary>Linear: the gradient is the adjoint, and a number has the gradients of all its copies.</summary>
    [Theory]
    [InlineData(PaddingMode.Reflect)]
    [InlineData(PaddingMode.Replicate)]
    [InlineData(PaddingMode.Circular)]
    public void TheGradientIsTheAdjoint(PaddingMode mode)
    {
        for (var draw = 0; draw < 20; draw++)
        {
            var (x, padding) = (Key.Of(1).Child(draw).Normal<double>([2, 3 + draw % 3, 4, 2]), Padding.Of(draw % 3, 1, 2, draw % 2));
            var y = Padded(x, padding, mode);
            var cotangent = Key.Of(2).Child(draw).Normal<double>(y.Shape);
            var gradient = Gradient.Pull(Leaves<double>.Of(x), leaves => Images.Pad(leaves[0], padding, mode), _ => cotangent).Gradient[0].Value;
            Assert.Equal(Inner(cotangent, y), Inner(gradient, x), 1e-11);
        }
    }

    /// <summary>Behind circular padding a convolution moves with the image; behind zeros it does not.</summary>
    [Fact]
    public void AConvolutionMovesWithTheImage()
    {
        var (x, conv) = (Key.Of(3).Normal<double>([1, 5, 6, 1]), new Conv2d(2, 3));
        var parameters = conv.Init<double>(Key.Of(4), [7, 8, 1]).Params;
        Tensor<double> Moved(Tensor<double> images) => Ops.Take<double>(images, Indices.Of(4, 0, 1, 2, 3), 1).Value().Value;
        Tensor<double> Seen(Tensor<double> images, PaddingMode mode) => Net.Infer(conv, parameters, Empty<double>.It, Padded(images, 1, mode));
        double Apart(PaddingMode mode) => Seen(Moved(x), mode).Span.ToArray().Zip(Moved(Seen(x, mode)).Span.ToArray(), (a, b) => Math.Abs(a - b)).Max();
        Assert.True(Apart(PaddingMode.Circular) < 1e-14);
        Assert.True(Apart(PaddingMode.Zeros) > 0.01);
    }

    /// <summary>Padding and cropping by one border undo each other and are each other's adjoint.</summary>
    [Fact]
    public void CroppingUndoesPadding()
    {
        for (var draw = 0; draw < 20; draw++)
        {
            var (x, border) = (Key.Of(5).Child(draw).Normal<double>([2, 1 + draw % 3, 4, 2]), Padding.Of(draw % 3, 1, 2, draw % 2));
            var padded = Padded(x, border, PaddingMode.Zeros);
            Assert.Equal(x, Images.Crop<double>(padded, border).Value().Value);
            Assert.Equal(padded, Gradient.Pull(Leaves<double>.Of(Key.Of(6).Normal<double>(padded.Shape)), leaves => Images.Crop(leaves[0], border), _ => x).Gradient[0].Value);
        }
    }

    [Theory]
    [InlineData(28, 28, 32, 1, "2")]
    [InlineData(32, 40, 32, 1, "0")]
    [InlineData(28, 30, 16, 16, "(2, 2, 1, 1)")]
    [InlineData(5, 33, 1, 16, "(5, 6, 7, 8)")]
    public void AMarginBringsAnImageToTheLeastThatWillDo(int height, int width, int least, int part, string margin) => Assert.Equal(margin, Padding.UpTo(new(height, width), least, part).ToString());

    [Fact]
    public void AnImageThatIsTooSmallIsRefused()
    {
        Assert.Equal("padding: reflect continues 3 places by at most 2, not by 3", Refused(3, PaddingMode.Reflect));
        Assert.Equal("padding: circular continues 3 places by at most 3, not by 4", Refused(4, PaddingMode.Circular));
        Assert.Equal("padding: no side is negative, but these are -1 and -1", Refused(-1, PaddingMode.Replicate));
        Assert.StartsWith("padding: how much same is depends on a window", Refused(Padding.Same, PaddingMode.Reflect), StringComparison.Ordinal);
        Assert.Equal([1, 23, 23, 1], Padded(Count(3, 3), 10, PaddingMode.Replicate).Shape.ToArray());
    }

    static string Refused(Padding padding, PaddingMode mode) => Assert.Throws<DlException>(() => Padded(Count(3, 3), padding, mode)).Message;

    static Tensor<double> Padded(Tensor<double> images, Padding padding, PaddingMode mode) => Images.Pad<double>(images, padding, mode).Value().Value;

    static Tensor<double> Count(int height, int width) => Tensor<double>.From([1, height, width, 1], [.. Enumerable.Range(0, height * width).Select(i => (double)i)]);

    static string Rows(Tensor<double> image) => string.Join(" ", image.Span.ToArray().Chunk(image.Shape[2]).Select(row => string.Concat(row)));

    static double Inner(Tensor<double> a, Tensor<double> b) => a.Span.ToArray().Zip(b.Span.ToArray(), (x, y) => x * y).Sum();
}
