namespace Dl.Functional;

// Changes of one image, (height, width, channels), that are not differentiated: what augmentation is made of.
public static partial class Images
{
    /// <summary>The image in a mirror that stands beside it: column x becomes column W - 1 - x. Law: twice is the image. NumPy: <c>fliplr</c>.</summary>
    public static Tensor<T> FlipHorizontally<T>(Tensor<T> image) where T : struct, IFloatingPointIeee754<T> => Moved(image, Sized(image), static (y, x, _, width) => (y, width - 1 - x));

    /// <summary>The image in a mirror that lies below it: row y becomes row H - 1 - y. Law: twice is the image. NumPy: <c>flipud</c>.</summary>
    public static Tensor<T> FlipVertically<T>(Tensor<T> image) where T : struct, IFloatingPointIeee754<T> => Moved(image, Sized(image), static (y, x, height, _) => (height - 1 - y, x));

    /// <summary>Rows become columns. Law: twice is the image.</summary>
    public static Tensor<T> Transpose<T>(Tensor<T> image) where T : struct, IFloatingPointIeee754<T> =>
        Sized(image) is var shape ? Moved(image, [shape[1], shape[0], shape[2]], static (y, x, _, _) => (x, y)) : image;

    /// <summary>The image moved down and to the right by whole pixels. Laws: by 0 it is the image; by d and then by -d it is the image where nothing fell off.</summary>
    public static Tensor<T> Shift<T>(Tensor<T> image, int down, int right, double fill = 0) where T : struct, IFloatingPointIeee754<T> =>
        Sized(image) is var shape ? Crop(image, -down, -right, shape[0], shape[1], fill) : image;

    /// <summary>A part of the image, which may reach beyond it.</summary>
    /// <param name="image">(height, width, channels).</param>
    /// <param name="top">The first row of the part; negative above the image.</param>
    /// <param name="left">The first column of the part.</param>
    /// <param name="height">The height of the part.</param>
    /// <param name="width">Its width.</param>
    /// <param name="fill">What is beyond the image.</param>
    public static Tensor<T> Crop<T>(Tensor<T> image, int top, int left, int height, int width, double fill = 0) where T : struct, IFloatingPointIeee754<T> =>
        Tensor<T>.Build([height, width, Sized(image)[2]], (image, top, left, height, width, fill), static (into, s) =>
        {
            into.Fill(T.CreateChecked(s.fill));
            var from = s.image.Span;
            var channels = s.image.Shape[2];
            var (first, last) = (Math.Max(0, -s.left), Math.Min(s.width, s.image.Shape[1] - s.left));
            for (var y = Math.Max(0, -s.top); y < Math.Min(s.height, s.image.Shape[0] - s.top) && first < last; y++)
                from.Slice(((y + s.top) * s.image.Shape[1] + first + s.left) * channels, (last - first) * channels).CopyTo(into[((y * s.width + first) * channels)..]);
        });

    /// <summary>The image with a rectangle painted over, as much of it as lies inside.</summary>
    public static Tensor<T> Paint<T>(Tensor<T> image, int top, int left, int height, int width, double fill = 0) where T : struct, IFloatingPointIeee754<T> =>
        Tensor<T>.Build(Sized(image), (image, top, left, height, width, fill), static (into, s) =>
        {
            s.image.Span.CopyTo(into);
            var channels = s.image.Shape[2];
            var (first, last) = (Math.Max(0, s.left), Math.Min(s.image.Shape[1], s.left + s.width));
            for (var y = Math.Max(0, s.top); y < Math.Min(s.image.Shape[0], s.top + s.height) && first < last; y++)
                into.Slice((y * s.image.Shape[1] + first) * channels, (last - first) * channels).Fill(T.CreateChecked(s.fill));
        });

    /// <summary>The image turned around its middle, against the clock. Laws: by 0 it is the image; by 90 degrees a square image is transposed and flipped vertically, to the bit.
    /// PyTorch: <c>torchvision.transforms.functional.rotate(..., BILINEAR)</c>.</summary>
    public static Tensor<T> Rotate<T>(Tensor<T> image, double degrees, double fill = 0) where T : struct, IFloatingPointIeee754<T>
    {
        // Exact at quarter turns.
        var (sin, cos) = double.SinCosPi(Setting.Finite("rotation", "the angle", degrees) / 180);
        return Warp(image, cos, sin, -sin, cos, fill);
    }

    /// <summary>The image made larger around its middle by a factor. Law: by 1 it is the image.</summary>
    public static Tensor<T> Scale<T>(Tensor<T> image, double factor, double fill = 0) where T : struct, IFloatingPointIeee754<T> =>
        Warp(image, 1 / Setting.Above("scale", "the factor", factor), 0, 0, 1 / factor, fill);

    /// <summary>
    /// The image seen through a linear map around its middle: the pixel at (y, x) from the middle shows what was at <c>(yy y + yx x, xy y + xx x)</c>, between four pixels the
    /// mean of them by distance (bilinear). Law: the unit map gives the image, to the bit.
    /// </summary>
    public static Tensor<T> Warp<T>(Tensor<T> image, double yy, double yx, double xy, double xx, double fill = 0) where T : struct, IFloatingPointIeee754<T> =>
        Tensor<T>.Build(Sized(image), (image, yy, yx, xy, xx, fill), static (into, s) =>
        {
            var (height, width, channels) = (s.image.Shape[0], s.image.Shape[1], s.image.Shape[2]);
            var (middleY, middleX) = ((height - 1) / 2.0, (width - 1) / 2.0);
            for (var (y, at) = (0, 0); y < height; y++)
                for (var x = 0; x < width; x++, at += channels)
                {
                    var (v, u) = (y - middleY, x - middleX);
                    var (sourceY, sourceX) = (middleY + s.yy * v + s.yx * u, middleX + s.xy * v + s.xx * u);
                    var (top, left) = (Math.Floor(sourceY), Math.Floor(sourceX));
                    var (down, right) = (sourceY - top, sourceX - left);
                    for (var c = 0; c < channels; c++)
                        into[at + c] = T.CreateChecked(
                            Share((1 - down) * (1 - right), top, left, c) + Share((1 - down) * right, top, left + 1, c)
                            + Share(down * (1 - right), top + 1, left, c) + Share(down * right, top + 1, left + 1, c));
                }

            double Share(double weight, double row, double column, int c) =>
                weight == 0 ? 0
                : weight * (row >= 0 && row < height && column >= 0 && column < width ? double.CreateChecked(s.image.Span[((int)row * width + (int)column) * channels + c]) : s.fill);
        });

    /// <summary>The shape of an image, or an error.</summary>
    internal static Shape Checked(Shape image) => image is { Rank: 3 } ? image : throw new DlException($"an image is (height, width, channels), not {image}");

    /// <summary>The shape of a part of an image, or an error.</summary>
    internal static Shape Cropped(string name, Shape image, int height, int width, int padding) =>
        padding < 0 ? throw new DlException($"{name}: the border is at least 0, not {padding}")
        : height < 1 || width < 1 || height > image[0] + 2 * padding || width > image[1] + 2 * padding
            ? throw new DlException($"{name}: {height} x {width} is no part of an image of {image[0]} x {image[1]}{(padding > 0 ? $" with {padding} around it" : "")}")
            : [height, width, image[2]];

    static Shape Sized<T>(Tensor<T> image) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(image);
        return Checked(image.Shape);
    }

    // The image each of whose pixels comes from another place, given its own and the size of the source.
    static Tensor<T> Moved<T>(Tensor<T> image, Shape shape, Func<int, int, int, int, (int Y, int X)> source) where T : struct, IFloatingPointIeee754<T> =>
        Tensor<T>.Build(shape, (image, shape, source), static (into, s) =>
        {
            var from = s.image.Span;
            var channels = s.shape[2];
            for (var (y, at) = (0, 0); y < s.shape[0]; y++)
                for (var x = 0; x < s.shape[1]; x++, at += channels)
                {
                    var (row, column) = s.source(y, x, s.image.Shape[0], s.image.Shape[1]);
                    from.Slice((row * s.image.Shape[1] + column) * channels, channels).CopyTo(into[at..]);
                }
        });
}
