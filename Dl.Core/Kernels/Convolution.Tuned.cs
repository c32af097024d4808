namespace Dl.Core;

public static partial class Tuned
{
    /// <summary>The kernel of <see cref="Core.Convolution.Forward"/> for the scalar and the shape; false, with nothing written, where there is none.</summary>
    internal static bool Convolution<T>(ConvShape shape, Tensor<T> x, Tensor<T> w, Span<T> y, bool add) where T : struct, IFloatingPointIeee754<T> => false;

    /// <summary>The kernel of <see cref="Core.Convolution.InputGradient"/>.</summary>
    internal static bool InputGradient<T>(ConvShape shape, Tensor<T> g, Tensor<T> w, Span<T> x, bool add) where T : struct, IFloatingPointIeee754<T> => false;

    /// <summary>The kernel of <see cref="Core.Convolution.KernelGradient"/>.</summary>
    internal static bool KernelGradient<T>(ConvShape shape, Tensor<T> x, Tensor<T> g, Span<T> w, bool add) where T : struct, IFloatingPointIeee754<T> => false;
}
