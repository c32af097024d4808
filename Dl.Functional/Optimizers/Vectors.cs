namespace Dl.Functional;

/// <summary>Sums of vectors, as whole links need them.</summary>
static class Vectors
{
    /// <summary>x + b y.</summary>
    public static Tensor<T> Sum<T>(Tensor<T> x, T b, Tensor<T> y) where T : struct, IFloatingPointIeee754<T> =>
        Tensor<T>.Build(x.Shape, (x, b, y), static (into, s) =>
        {
            ReadOnlySpan<T> x = s.x.Span, y = s.y.Span;
            for (var i = 0; i < into.Length; i++) into[i] = x[i] + s.b * y[i];
        });

    /// <summary>a x + b y.</summary>
    public static Tensor<T> Sum<T>(T a, Tensor<T> x, T b, Tensor<T> y) where T : struct, IFloatingPointIeee754<T> =>
        Tensor<T>.Build(x.Shape, (a, x, b, y), static (into, s) =>
        {
            ReadOnlySpan<T> x = s.x.Span, y = s.y.Span;
            for (var i = 0; i < into.Length; i++) into[i] = s.a * x[i] + s.b * y[i];
        });

    /// <summary>x + share (y - x): from x to y by a share; at equal ends exactly there.</summary>
    public static Tensor<T> Towards<T>(Tensor<T> x, Tensor<T> y, double share) where T : struct, IFloatingPointIeee754<T> =>
        Tensor<T>.Build(x.Shape, (x, y, Share: T.CreateTruncating(share)), static (into, s) =>
        {
            ReadOnlySpan<T> x = s.x.Span, y = s.y.Span;
            for (var i = 0; i < into.Length; i++) into[i] = x[i] + s.Share * (y[i] - x[i]);
        });

    /// <summary>x - y.</summary>
    public static Tensor<T> Difference<T>(Tensor<T> x, Tensor<T> y) where T : struct, IFloatingPointIeee754<T> => Sum(x, -T.One, y);

    /// <summary>The vectors as slots of one link.</summary>
    public static LinkState<T> Slots<T>(Many<string> names, params Tensor<T>[] slots) where T : struct, IFloatingPointIeee754<T> =>
        new(names, Tensor<T>.Build([slots.Length, slots[0].Shape.Size], slots, static (into, slots) =>
        {
            for (var i = 0; i < slots.Length; i++) slots[i].Span.CopyTo(into[(i * slots[i].Shape.Size)..]);
        }));
}
