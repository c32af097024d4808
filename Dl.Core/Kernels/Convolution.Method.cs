namespace Dl.Core;

/// <summary>How a convolution is computed. It matters to windows of 3 x 3 with stride 1 and no dilation, in one group; all others are plain sums whatever is asked.</summary>
/// <remarks>
/// Relative to plain sums, F(2, 3) has the same rounding errors and takes 4/9 of the multiplications; F(4, 3) has five to eight times the error and takes
/// 1/4 of them: <see cref="ConvolutionMethods.ErrorGrowth"/>. The cotangent of the kernel takes F(2, 3) in either case. Scalars without tuned kernels (dual numbers) are summed plainly.
/// Source: Lavin and Gray, "Fast algorithms for convolutional neural networks", 2015.
/// </remarks>
public enum ConvolutionMethod
{
    /// <summary>F(2, 3) where channels and filters are many, and else plain sums.</summary>
    ByShape,

    /// <summary>The plain sum over the window.</summary>
    Direct,

    /// <summary>Winograd's F(2 x 2, 3 x 3).</summary>
    Winograd2,

    /// <summary>Winograd's F(4 x 4, 3 x 3).</summary>
    Winograd4,
}

/// <summary>What a method costs in accuracy.</summary>
public static class ConvolutionMethods
{
    /// <summary>
    /// By how many times the bound on rounding errors of the plain sums may be exceeded, relative to the largest output: 1 for plain sums, 4 for F(2, 3), 32
    /// for F(4, 3). Measured on normal numbers with 64 channels against double: 1, 0.7 and 5 in root mean square, 1, 0.4 and 10 at most.
    /// </summary>
    public static double ErrorGrowth(this ConvolutionMethod method) => method switch
    {
        ConvolutionMethod.Direct => 1,
        ConvolutionMethod.Winograd4 => 32,
        _ => 4,
    };
}
