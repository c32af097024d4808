namespace Dl.Functional;

/// <summary>
/// Kernels that are known beforehand, 3 x 3, and their application to pictures: what a convolution does before anything is learned.
/// </summary>
/// <example><code>
/// var edges = Filters.Apply(pictures, Filters.EdgeDetection&lt;float&gt;());
/// </code></example>
public static class Filters
{
    /// <summary>8 in the middle, -1 around: zero where the picture is flat. The discrete Laplacian of all eight neighbours, negated.</summary>
    public static Tensor<T> EdgeDetection<T>() where T : struct, IFloatingPointIeee754<T> => Square<T>(1, -1, -1, -1, -1, 8, -1, -1, -1, -1);

    /// <summary>5 in the middle, -1 beside: the picture and its edges. Sums to 1, so that what is flat stays.</summary>
    public static Tensor<T> Sharpen<T>() where T : struct, IFloatingPointIeee754<T> => Square<T>(1, 0, -1, 0, -1, 5, -1, 0, -1, 0);

    /// <summary>1 2 1, 2 4 2, 1 2 1, over 16: the binomial approximation of a Gaussian. Sums to 1.</summary>
    public static Tensor<T> GaussianBlur<T>() where T : struct, IFloatingPointIeee754<T> => Square<T>(16, 1, 2, 1, 2, 4, 2, 1, 2, 1);

    /// <summary>Every channel of pictures (batch, height, width, channels) through one kernel (height, width), with zeros around it so that the extent stays.</summary>
    public static Tensor<T> Apply<T>(Tensor<T> pictures, Tensor<T> kernel) where T : struct, IFloatingPointIeee754<T> => Apply<T>(pictures, kernel, Padding.Same).Value().Value;

    /// <summary>Every channel of pictures (batch, height, width, channels) through one kernel (height, width).</summary>
    /// <exception cref="DlException">The kernel is no matrix, or larger than the pictures and their padding.</exception>
    public static Diff<T, Var<T>> Apply<T>(Var<T> pictures, Tensor<T> kernel, Padding padding) where T : struct, IFloatingPointIeee754<T>
    {
        if (kernel.Shape.Rank != 2) throw new DlException($"a filter is a kernel (height, width), not {kernel.Shape}");
        if (pictures.Shape.Rank != 4) throw new DlException($"a filter takes pictures (batch, height, width, channels), not {pictures.Shape}");
        var channels = pictures.Shape[3];
        var each = Tensor<T>.Build([kernel.Shape[0], kernel.Shape[1], 1, channels], (kernel, channels), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = s.kernel[i / s.channels];
        });
        return Ops.Conv2d(pictures, each, new(1, padding, 1, channels));
    }

    static Tensor<T> Square<T>(double over, params double[] numbers) where T : struct, IFloatingPointIeee754<T> =>
        Tensor<T>.Of([3, 3], [.. numbers.Select(number => T.CreateChecked(number / over))]);
}
