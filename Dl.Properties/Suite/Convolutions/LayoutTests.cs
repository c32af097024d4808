using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Convolutions;

/// <summary>Images and kernels from and to channels first.</summary>
public class LayoutTests
{
    [Fact]
    public void PixelsKeepTheirPlace()
    {
        var first = Numbered([2, 3, 4, 5]);
        var last = Images.FromChannelsFirst<double>(first).Value().Value;
        Assert.Equal([2, 4, 5, 3], last.Shape);
        for (var n = 0; n < 2; n++)
            for (var c = 0; c < 3; c++)
                for (var h = 0; h < 4; h++)
                    for (var w = 0; w < 5; w++)
                        Assert.Equal(first[((n * 3 + c) * 4 + h) * 5 + w], last[((n * 4 + h) * 5 + w) * 3 + c]);
        Assert.Equal(first, Images.ToChannelsFirst<double>(last).Value().Value);
        var lists = Numbered([2, 3, 4]);
        Assert.Equal([2, 4, 3], Images.FromChannelsFirst<double>(lists).Value().Value.Shape);
        Assert.Equal(lists, Images.FromChannelsFirst<double>(lists).Bind(Images.ToChannelsFirst).Value().Value);
    }

    [Fact]
    public void KernelsKeepTheirTaps()
    {
        var first = Numbered([6, 3, 4, 5]);
        var last = Images.KernelFromChannelsFirst<double>(first).Value().Value;
        Assert.Equal([4, 5, 3, 6], last.Shape);
        Assert.Equal(first[((5 * 3 + 1) * 4 + 2) * 5 + 3], last[((2 * 5 + 3) * 3 + 1) * 6 + 5]);
        Assert.Equal(first, Images.KernelToChannelsFirst<double>(last).Value().Value);
        Assert.Throws<DlException>(() => Images.KernelFromChannelsFirst<double>(Numbered([6, 3])));
    }

    /// <summary>A padded image under a window without padding is the image under a window with it.</summary>
    [Fact]
    public void ImagesArePaddedAsWindowsPadThem()
    {
        var (image, kernel) = (Numbered([2, 4, 3, 2]), Numbered([3, 2, 2, 3]));
        var padding = Padding.Of(1, 2, 0, 3);
        var padded = Images.Pad<double>(image, padding).Bind(larger => Ops.Conv2d<double>(larger, kernel, new())).Value().Value;
        Assert.Equal(Ops.Conv2d<double>(image, kernel, new(1, padding, 1)).Value().Value, padded);
        Assert.Throws<DlException>(() => Images.Pad<double>(image, Padding.Same));
    }

    static Tensor<double> Numbered(Shape shape) => Tensor<double>.From(shape, [.. Enumerable.Range(0, shape.Size).Select(i => (double)i)]);
}
