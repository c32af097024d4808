using System.Numerics.Tensors;

namespace Dl.Core;

internal static partial class Convolution
{
    /// <summary>One tap of a kernel whose filters see one channel each: products number by number along the channels.</summary>
    static class Depthwise
    {
        public static void Forward<T>(ConvShape shape, Meeting at, ReadOnlySpan<T> x, ReadOnlySpan<T> w, Span<T> y) where T : struct, IFloatingPointIeee754<T>
        {
            var tap = w.Slice(at.Kernel, shape.Channels);
            for (var q = 0; q < at.Pixels; q++)
                Add(x.Slice(at.Input + q * shape.Columns.Stride * shape.Channels, shape.Channels), tap, y.Slice(at.Output + q * shape.Channels, shape.Channels));
        }

        public static void InputGradient<T>(ConvShape shape, Meeting at, ReadOnlySpan<T> g, ReadOnlySpan<T> w, Span<T> x) where T : struct, IFloatingPointIeee754<T>
        {
            var tap = w.Slice(at.Kernel, shape.Channels);
            for (var q = 0; q < at.Pixels; q++)
                Add(g.Slice(at.Output + q * shape.Channels, shape.Channels), tap, x.Slice(at.Input + q * shape.Columns.Stride * shape.Channels, shape.Channels));
        }

        public static void KernelGradient<T>(ConvShape shape, Meeting at, ReadOnlySpan<T> x, ReadOnlySpan<T> g, Span<T> w) where T : struct, IFloatingPointIeee754<T>
        {
            var tap = w.Slice(at.Kernel, shape.Channels);
            for (var q = 0; q < at.Pixels; q++)
                Add(x.Slice(at.Input + q * shape.Columns.Stride * shape.Channels, shape.Channels), g.Slice(at.Output + q * shape.Channels, shape.Channels), tap);
        }

        static void Add<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> into) where T : struct, IFloatingPointIeee754<T> =>
            TensorPrimitives.MultiplyAdd(a, b, into, into);
    }
}
