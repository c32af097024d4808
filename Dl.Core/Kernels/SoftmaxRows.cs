using System.Numerics.Tensors;

namespace Dl.Core;

/// <summary>Softmax and the loss of a class, row by row while a row is in the cache.</summary>
internal static class SoftmaxRows
{
    /// <summary>Of each row: <c>e^(x - max)</c>, the sum of these, and <c>max + ln(sum) - x[class]</c>. An infinite maximum is not subtracted. They stand one
    /// after the other in <paramref name="into"/>: rows of exponentials, then sums, then losses.</summary>
    public static void Losses<T>(Tensor<T> x, Indices classes, Span<T> into) where T : struct, IFloatingPointIeee754<T>
    {
        if (classes.Count == 0) return;
        var parts = Sharing.Parts(classes.Count, 16L * x.Shape.Last);
        Sharing.Run(into, parts, (x, classes, parts), static (into, s, part) =>
        {
            var (width, rows) = (s.x.Shape.Last, s.classes.Count);
            for (var row = (int)((long)part * rows / s.parts); row < (int)((part + 1L) * rows / s.parts); row++)
            {
                var numbers = s.x.Span.Slice(row * width, width);
                var exponentials = into.Slice(row * width, width);
                var most = Pointwise.Fold(new Larger(), T.NegativeInfinity, numbers);
                if (T.IsInfinity(most)) most = T.Zero;
                Pointwise.MapRight(new Shifted(), numbers, most, exponentials);
                var sum = TensorPrimitives.Sum<T>(exponentials);
                into[rows * width + row] = sum;
                into[rows * (width + 1) + row] = T.Log(sum) + most - numbers[s.classes[row]];
            }
        });
    }

    /// <summary>The cotangent of x: <c>g (e^(x - max) / sum - 1 at the class)</c>.</summary>
    public static void Pull<T>(Tensor<T> g, Tensor<T> computed, Indices classes, int width, Span<T> into, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (classes.Count == 0) return;
        var parts = Sharing.Parts(classes.Count, 4L * width);
        Sharing.Run(into, parts, (g, computed, classes, width, parts, add), static (into, s, part) =>
        {
            var rows = s.classes.Count;
            for (var row = (int)((long)part * rows / s.parts); row < (int)((part + 1L) * rows / s.parts); row++)
            {
                var target = into.Slice(row * s.width, s.width);
                Pointwise.MapRight(new Times(), s.computed.Span.Slice(row * s.width, s.width), s.g[row] / s.computed[rows * s.width + row], target, s.add);
                target[s.classes[row]] -= s.g[row];
            }
        });
    }

    readonly struct Larger : IFormula2
    {
        public N At<N>(N x, N y) where N : struct, ILane<N> => N.Max(x, y);
    }

    readonly struct Shifted : IFormula2
    {
        public N At<N>(N x, N most) where N : struct, ILane<N> => N.Exp(x - most);
    }

    readonly struct Times : IFormula2
    {
        public N At<N>(N x, N y) where N : struct, ILane<N> => x * y;
    }
}
