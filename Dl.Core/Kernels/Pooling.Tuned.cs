using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dl.Core;

public static partial class Tuned
{
    /// <summary>The kernel of <see cref="Pooling.Max"/> for the scalar; false, with nothing written, where there is none.</summary>
    internal static bool MaxPool<T>(PoolShape shape, Tensor<T> x, Span<T> y) where T : struct, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float)) return MaxPool<float>(shape, As<T, float>(x), MemoryMarshal.Cast<T, float>(y));
        if (typeof(T) == typeof(double)) return MaxPool<double>(shape, As<T, double>(x), MemoryMarshal.Cast<T, double>(y));
        return false;
    }

    /// <summary>The kernel of <see cref="Pooling.MaxGradient"/>.</summary>
    internal static bool MaxPoolGradient<T>(PoolShape shape, Tensor<T> x, Tensor<T> y, Tensor<T> g, Span<T> into, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float)) return MaxPoolGradient<float>(shape, As<T, float>(x), As<T, float>(y), As<T, float>(g), MemoryMarshal.Cast<T, float>(into), add);
        if (typeof(T) == typeof(double)) return MaxPoolGradient<double>(shape, As<T, double>(x), As<T, double>(y), As<T, double>(g), MemoryMarshal.Cast<T, double>(into), add);
        return false;
    }

    static unsafe bool MaxPool<T>(PoolShape shape, ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* input = x, output = y)
        {
            if (Avx512F.IsSupported) MaxPooling<T, Vector512<T>, Lanes512<T>>.Forward(shape, input, output);
            else if (Vector256.IsHardwareAccelerated) MaxPooling<T, Vector256<T>, Lanes256<T>>.Forward(shape, input, output);
            else MaxPooling<T, Vector128<T>, Lanes128<T>>.Forward(shape, input, output);
        }
        return true;
    }

    static unsafe bool MaxPoolGradient<T>(PoolShape shape, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> g, Span<T> into, bool add) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* input = x, output = y, cotangent = g, target = into)
        {
            if (Avx512F.IsSupported) MaxPooling<T, Vector512<T>, Lanes512<T>>.Backward(shape, input, output, cotangent, target, add);
            else if (Vector256.IsHardwareAccelerated) MaxPooling<T, Vector256<T>, Lanes256<T>>.Backward(shape, input, output, cotangent, target, add);
            else MaxPooling<T, Vector128<T>, Lanes128<T>>.Backward(shape, input, output, cotangent, target, add);
        }
        return true;
    }
}
