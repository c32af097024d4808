namespace Dl.Functional;

/// <summary>
/// Images from and to other layouts. Here channels are last (batch, height, width, channels) and kernels (height, width, in / groups, out); PyTorch
/// and ONNX put channels first (batch, channels, height, width) and kernels (out, in / groups, height, width). Law: there and back is the same.
/// </summary>
public static partial class Images
{
    /// <summary>(batch, channels, height, width) to (batch, height, width, channels); lists (batch, features, length) to (batch, length, features).</summary>
    public static Diff<T, Var<T>> FromChannelsFirst<T>(Var<T> images) where T : struct, IFloatingPointIeee754<T> =>
        Ops.Transpose(images, [0, .. Places(images.Shape, "images (batch, channels, ...)"), 1]);

    /// <summary>(batch, height, width, channels) to (batch, channels, height, width); lists (batch, length, features) to (batch, features, length).</summary>
    public static Diff<T, Var<T>> ToChannelsFirst<T>(Var<T> images) where T : struct, IFloatingPointIeee754<T> =>
        Ops.Transpose(images, [0, -1, .. Places(images.Shape, "images (batch, ..., channels)").Select(axis => axis - 1)]);

    /// <summary>The kernel of a convolution (out, in / groups, height, width) to (height, width, in / groups, out); of a transposed one (in, out / groups,
    /// height, width) to (height, width, out / groups, in).</summary>
    public static Diff<T, Var<T>> KernelFromChannelsFirst<T>(Var<T> kernel) where T : struct, IFloatingPointIeee754<T> =>
        Ops.Transpose(kernel, [.. Places(kernel.Shape, "a kernel (out, in, ...)"), 1, 0]);

    /// <summary>The kernel of a convolution (height, width, in / groups, out) to (out, in / groups, height, width); of a transposed one alike.</summary>
    public static Diff<T, Var<T>> KernelToChannelsFirst<T>(Var<T> kernel) where T : struct, IFloatingPointIeee754<T> =>
        Ops.Transpose(kernel, [-1, -2, .. Places(kernel.Shape, "a kernel (..., in, out)").Select(axis => axis - 2)]);

    /// <summary>Images (batch, height, width, channels) with a number around them: PyTorch's <c>ZeroPad2d</c>, Keras's <c>ZeroPadding2D</c>.</summary>
    /// <exception cref="DlException">The padding is same, which only a window can resolve.</exception>
    public static Diff<T, Var<T>> Pad<T>(Var<T> images, Padding padding, double with = 0) where T : struct, IFloatingPointIeee754<T> =>
        images.Shape.Rank != 4 ? throw new DlException($"images are (batch, height, width, channels), not {images.Shape}")
        : padding.ToSame ? throw new DlException("how much padding same is depends on a window; give numbers")
        : Ops.Pad(images, [0, padding.Top, padding.Left, 0], [0, padding.Bottom, padding.Right, 0], with);

    /// <summary>Images (batch, height, width, channels) continued beyond their edges: in front of <c>new Conv2d(...)</c> without padding, PyTorch's
    /// <c>Conv2d(padding_mode=...)</c>; alone its <c>ReflectionPad2d</c>, <c>ReplicationPad2d</c>, <c>CircularPad2d</c>.</summary>
    /// <remarks>The gradient of a number is the sum of those of its copies. Law: a convolution behind circular padding moves with the image.</remarks>
    /// <param name="images">The images.</param>
    /// <param name="padding">How far.</param>
    /// <param name="mode">What lies there.</param>
    /// <exception cref="DlException">The padding is same or negative, or an image is too small to be continued so far.</exception>
    public static Diff<T, Var<T>> Pad<T>(Var<T> images, Padding padding, PaddingMode mode) where T : struct, IFloatingPointIeee754<T>
    {
        if (images.Shape.Rank != 4) return Pad(images, padding);
        Check("padding", new(images.Shape[1], images.Shape[2]), padding, mode);
        return mode == PaddingMode.Zeros ? Pad(images, padding)
            : from high in Continued(images, 1, padding.Top, padding.Bottom, mode)
              from wide in Continued(high, 2, padding.Left, padding.Right, mode)
              select wide;
    }

    /// <summary>The middle of images (batch, height, width, channels), without a border.</summary>
    /// <remarks>The gradient of what is cut off is 0. Law: <c>Crop(Pad(x, p), p) = x</c>. Keras: <c>Cropping2D</c>.</remarks>
    /// <param name="images">The images.</param>
    /// <param name="border">How many rows and columns go on each side.</param>
    /// <exception cref="DlException">The border is same or negative, or it leaves nothing.</exception>
    public static Diff<T, Var<T>> Crop<T>(Var<T> images, Padding border) where T : struct, IFloatingPointIeee754<T>
    {
        if (images.Shape.Rank != 4) throw new DlException($"images are (batch, height, width, channels), not {images.Shape}");
        var inside = Inside("crop", new(images.Shape[1], images.Shape[2]), border);
        return from rows in Ops.Part(images, 1, border.Top, inside.Height)
               from part in Ops.Part(rows, 2, border.Left, inside.Width)
               select part;
    }

    /// <summary>What is left of an image without a border.</summary>
    /// <exception cref="DlException">The border is same or negative, or it leaves nothing.</exception>
    internal static Extent Inside(string who, Extent image, Padding border)
    {
        if (border.ToSame) throw new DlException($"{who}: how much same is depends on a window; give numbers");
        var (height, width) = (image.Height - (long)border.Top - border.Bottom, image.Width - (long)border.Left - border.Right);
        return Math.Min(Math.Min(border.Top, border.Bottom), Math.Min(border.Left, border.Right)) < 0 ? throw new DlException($"{who}: no side of a border is negative, but this is {border}")
            : height < 1 || width < 1 ? throw new DlException($"{who}: a border of {border} leaves nothing of an image of {image.Height} x {image.Width}")
            : new((int)height, (int)width);
    }

    /// <summary>Refuses a padding that an image cannot have.</summary>
    /// <exception cref="DlException">The padding is same or negative, or the image is too small to be continued so far.</exception>
    internal static void Check(string who, Extent image, Padding padding, PaddingMode mode)
    {
        if (padding.ToSame) throw new DlException($"{who}: how much same is depends on a window; give numbers");
        Check(who, image.Height, padding.Top, padding.Bottom, mode);
        Check(who, image.Width, padding.Left, padding.Right, mode);
    }

    static void Check(string who, int size, int before, int after, PaddingMode mode)
    {
        if (before < 0 || after < 0) throw new DlException($"{who}: no side is negative, but these are {before} and {after}");
        var most = mode switch { PaddingMode.Zeros => int.MaxValue, PaddingMode.Reflect => size - 1, PaddingMode.Circular => size, _ => size > 0 ? int.MaxValue : 0 };
        if (Math.Max(before, after) > most) throw new DlException($"{who}: {mode.ToString().ToLowerInvariant()} continues {size} places by at most {most}, not by {Math.Max(before, after)}");
    }

    static Diff<T, Var<T>> Continued<T>(Var<T> images, int axis, int before, int after, PaddingMode mode) where T : struct, IFloatingPointIeee754<T>
    {
        var size = images.Shape[axis];
        return Ops.Take(images, Indices.Of([.. Enumerable.Range(-before, before + size + after).Select(at => mode switch
        {
            PaddingMode.Reflect => at < 0 ? -at : at < size ? at : 2 * (size - 1) - at,
            PaddingMode.Circular => (at + size) % size,
            _ => Math.Clamp(at, 0, size - 1),
        })]), axis);
    }

    // The axes behind the first two.
    static IEnumerable<int> Places(Shape shape, string what) => shape.Rank >= 3
        ? Enumerable.Range(2, shape.Rank - 2)
        : throw new DlException($"{what} are expected, not {shape}");
}
