using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dl.Core;

public static partial class Tuned
{
    /// <summary>The kernel of <see cref="Core.Convolution.Forward"/> for the scalar and the shape; false, with nothing written, where there is none.</summary>
    internal static bool Convolution<T>(ConvShape shape, Tensor<T> x, Tensor<T> w, Tensor<T>? bias, Span<T> y, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (shape.IsEmpty) return false;
        if (typeof(T) == typeof(float)) return Convolve<float>(shape, false, As<T, float>(x), As<T, float>(w), bias is null ? default : As<T, float>(bias), MemoryMarshal.Cast<T, float>(y), add);
        if (typeof(T) == typeof(double)) return Convolve<double>(shape, false, As<T, double>(x), As<T, double>(w), bias is null ? default : As<T, double>(bias), MemoryMarshal.Cast<T, double>(y), add);
        return false;
    }

    /// <summary>The kernel of <see cref="Core.Convolution.InputGradient"/>.</summary>
    internal static bool InputGradient<T>(ConvShape shape, Tensor<T> g, Tensor<T> w, Tensor<T>? bias, Span<T> x, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (shape.IsEmpty) return false;
        if (typeof(T) == typeof(float)) return Convolve<float>(shape, true, As<T, float>(g), As<T, float>(w), bias is null ? default : As<T, float>(bias), MemoryMarshal.Cast<T, float>(x), add);
        if (typeof(T) == typeof(double)) return Convolve<double>(shape, true, As<T, double>(g), As<T, double>(w), bias is null ? default : As<T, double>(bias), MemoryMarshal.Cast<T, double>(x), add);
        return false;
    }

    /// <summary>The kernel of <see cref="Core.Convolution.KernelGradient"/>.</summary>
    internal static bool KernelGradient<T>(ConvShape shape, Tensor<T> x, Tensor<T> g, Span<T> w, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (shape.IsEmpty) return false;
        if (typeof(T) == typeof(float)) return Correlate<float>(shape, As<T, float>(x), As<T, float>(g), MemoryMarshal.Cast<T, float>(w), add);
        if (typeof(T) == typeof(double)) return Correlate<double>(shape, As<T, double>(x), As<T, double>(g), MemoryMarshal.Cast<T, double>(w), add);
        return false;
    }

    static ReadOnlySpan<R> As<T, R>(Tensor<T> tensor) where T : struct, IFloatingPointIeee754<T> where R : struct => MemoryMarshal.Cast<T, R>(tensor.Span);

    static unsafe bool Correlate<T>(ConvShape shape, ReadOnlySpan<T> x, ReadOnlySpan<T> g, Span<T> w, bool add) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* input = x, output = g, kernel = w)
        {
            if (Avx512F.IsSupported) return Convolver<T, Vector512<T>, Lanes512<T>>.KernelGradient(shape, input, output, kernel, add);
            if (Vector256.IsHardwareAccelerated) return Convolver<T, Vector256<T>, Lanes256<T>>.KernelGradient(shape, input, output, kernel, add);
            return Convolver<T, Vector128<T>, Lanes128<T>>.KernelGradient(shape, input, output, kernel, add);
        }
    }

    static unsafe bool Convolve<T>(ConvShape shape, bool back, ReadOnlySpan<T> from, ReadOnlySpan<T> w, ReadOnlySpan<T> bias, Span<T> to, bool add) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* source = from, kernel = w, start = bias, target = to)
        {
            if (Avx512F.IsSupported) return Convolver<T, Vector512<T>, Lanes512<T>>.Run(shape, back, source, kernel, start, target, add);
            if (Vector256.IsHardwareAccelerated) return Convolver<T, Vector256<T>, Lanes256<T>>.Run(shape, back, source, kernel, start, target, add);
            return Convolver<T, Vector128<T>, Lanes128<T>>.Run(shape, back, source, kernel, start, target, add);
        }
    }
}

/// <summary>Which kernel a convolution, or a gradient of it, takes.</summary>
/// <remarks>
/// The first that suits: with few channels in the target (filters, or backward the channels of the input) pixels share a vector, <see cref="Planar{T,V,L}"/>; one filter a channel and
/// one channel a filter are taken lane by lane; 3 x 3 windows with stride 1 over many channels are transformed, <see cref="ConvShape.Chosen"/>; all else is the plain sum with channels of
/// the target in a vector, <see cref="Direct{T,V,L}"/>. It depends on the shape alone.
/// </remarks>
internal static unsafe class Convolver<T, V, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
{
    /// <summary>The convolution, or the cotangent of its input: <c>to (+)= from * w</c>; each pixel begins with the numbers at start, if any.</summary>
    public static bool Run(ConvShape shape, bool back, T* from, T* w, T* start, T* to, bool add)
    {
        shape = shape.Lined;
        if (Planar<T, V, L>.Suits(shape, back))
        {
            Planar<T, V, L>.Run(shape, back, from, w, start, to, add);
            return true;
        }
        if (shape.IsDepthwise)
        {
            Direct<T, V, L>.Run(shape, back, from, w, start, to, add);
            return true;
        }
        using var packed = new Workspace<T>(PackedKernel<T, V, L>.Size(shape, back, shape.Rows.Size * shape.Columns.Size));
        PackedKernel<T, V, L>.Pack(shape, back, w, packed.Start);
        var (input, output) = back ? (shape.Outputs, shape.Inputs) : (shape.Inputs, shape.Outputs);
        var (above, before) = back ? (2 - shape.Rows.Before, 2 - shape.Columns.Before) : (shape.Rows.Before, shape.Columns.Before);
        if (shape.Chosen == ConvolutionMethod.Winograd4)
            Winograd<T, V, L, Winograd4<T, V, L>.Input, Winograd4<T, V, L>.Kernel, Winograd4<T, V, L>.Output>.Run(input, output, above, before, from, packed.Start, start, to, add);
        else if (shape.Chosen == ConvolutionMethod.Winograd2)
            Winograd<T, V, L, Winograd2<T, V, L>.Input, Winograd2<T, V, L>.Kernel, Winograd2<T, V, L>.Output>.Run(input, output, above, before, from, packed.Start, start, to, add);
        else
            Direct<T, V, L>.Run(shape, back, from, packed.Start, start, to, add);
        return true;
    }

    /// <summary>The cotangent of the kernel.</summary>
    public static bool KernelGradient(ConvShape shape, T* x, T* g, T* w, bool add)
    {
        shape = shape.Lined;
        if (PlanarKernelGradient<T, V, L>.Suits(shape))
            PlanarKernelGradient<T, V, L>.Run(shape, x, g, w, add);
        else if (shape.Chosen is ConvolutionMethod.Winograd2 or ConvolutionMethod.Winograd4)
            WinogradKernelGradient<T, V, L>.Run(shape.Inputs, shape.Outputs, shape.Rows.Before, shape.Columns.Before, x, g, w, add);
        else
            DirectKernelGradient<T, V, L>.Run(shape, x, g, w, add);
        return true;
    }
}
