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

    // The axes behind the first two.
    static IEnumerable<int> Places(Shape shape, string what) => shape.Rank >= 3
        ? Enumerable.Range(2, shape.Rank - 2)
        : throw new DlException($"{what} are expected, not {shape}");
}
