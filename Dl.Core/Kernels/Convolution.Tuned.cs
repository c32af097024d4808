using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dl.Core;

public static partial class Tuned
{
    /// <summary>The kernel of <see cref="Core.Convolution.Forward"/> for the scalar and the shape; false, with nothing written, where there is none.</summary>
    internal static bool Convolution<T>(ConvShape shape, Tensor<T> x, Tensor<T> w, Span<T> y, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (shape.IsEmpty) return false;
        if (typeof(T) == typeof(float)) return Convolve<float>(shape, false, As<T, float>(x), As<T, float>(w), MemoryMarshal.Cast<T, float>(y), add);
        if (typeof(T) == typeof(double)) return Convolve<double>(shape, false, As<T, double>(x), As<T, double>(w), MemoryMarshal.Cast<T, double>(y), add);
        return false;
    }

    /// <summary>The kernel of <see cref="Core.Convolution.InputGradient"/>.</summary>
    internal static bool InputGradient<T>(ConvShape shape, Tensor<T> g, Tensor<T> w, Span<T> x, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (shape.IsEmpty) return false;
        if (typeof(T) == typeof(float)) return Convolve<float>(shape, true, As<T, float>(g), As<T, float>(w), MemoryMarshal.Cast<T, float>(x), add);
        if (typeof(T) == typeof(double)) return Convolve<double>(shape, true, As<T, double>(g), As<T, double>(w), MemoryMarshal.Cast<T, double>(x), add);
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

    static unsafe bool Convolve<T>(ConvShape shape, bool back, ReadOnlySpan<T> from, ReadOnlySpan<T> w, Span<T> to, bool add) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* source = from, kernel = w, target = to)
        {
            if (Avx512F.IsSupported) return Convolver<T, Vector512<T>, Lanes512<T>>.Run(shape, back, source, kernel, target, add);
            if (Vector256.IsHardwareAccelerated) return Convolver<T, Vector256<T>, Lanes256<T>>.Run(shape, back, source, kernel, target, add);
            return Convolver<T, Vector128<T>, Lanes128<T>>.Run(shape, back, source, kernel, target, add);
        }
    }
}

/// <summary>Which kernel a convolution, or a gradient of it, takes.</summary>
internal static unsafe class Convolver<T, V, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
{
    /// <summary>The convolution, or the cotangent of its input: <c>to (+)= from * w</c>.</summary>
    public static bool Run(ConvShape shape, bool back, T* from, T* w, T* to, bool add)
    {
        shape = shape.Lined;
        if (shape.IsDepthwise)
        {
            Direct<T, V, L>.Run(shape, back, from, w, to, add);
            return true;
        }
        using var packed = new Scratch<T>(PackedKernel<T, V, L>.Size(shape, back, shape.Rows.Size * shape.Columns.Size));
        PackedKernel<T, V, L>.Pack(shape, back, w, packed.Start);
        var (input, output) = back ? (shape.Outputs, shape.Inputs) : (shape.Inputs, shape.Outputs);
        var (above, before) = back ? (2 - shape.Rows.Before, 2 - shape.Columns.Before) : (shape.Rows.Before, shape.Columns.Before);
        if (shape.Chosen == ConvolutionMethod.Winograd4)
            Winograd<T, V, L, Winograd4<T, V, L>.Input, Winograd4<T, V, L>.Kernel, Winograd4<T, V, L>.Output>.Run(input, output, above, before, from, packed.Start, to, add);
        else if (shape.Chosen == ConvolutionMethod.Winograd2)
            Winograd<T, V, L, Winograd2<T, V, L>.Input, Winograd2<T, V, L>.Kernel, Winograd2<T, V, L>.Output>.Run(input, output, above, before, from, packed.Start, to, add);
        else
            Direct<T, V, L>.Run(shape, back, from, packed.Start, to, add);
        return true;
    }

    /// <summary>The cotangent of the kernel.</summary>
    public static bool KernelGradient(ConvShape shape, T* x, T* g, T* w, bool add)
    {
        shape = shape.Lined;
        if (shape.Chosen is ConvolutionMethod.Winograd2 or ConvolutionMethod.Winograd4)
            WinogradKernelGradient<T, V, L>.Run(shape.Inputs, shape.Outputs, shape.Rows.Before, shape.Columns.Before, x, g, w, add);
        else
            DirectKernelGradient<T, V, L>.Run(shape, x, g, w, add);
        return true;
    }
}
