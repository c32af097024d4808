namespace Dl.Functional;

/// <summary>
/// What softmax, its logarithm and the logarithm of a sum of exponentials share: <c>exp(x - max)</c> and its sums over some axes. An
/// infinite maximum is not subtracted, so that what is infinite stays so.
/// </summary>
/// <param name="Largest">The maxima, finite.</param>
/// <param name="Shifted">The exponentials of x minus them.</param>
/// <param name="Sums">The sums of those.</param>
readonly record struct Exponentials<T>(Tensor<T> Largest, Tensor<T> Shifted, Tensor<T> Sums) where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>Over the axes that are 1 in <paramref name="kept"/>.</summary>
    public static Exponentials<T> Of(Tensor<T> x, Shape kept)
    {
        var largest = Tensor<T>.Build(kept, (x, kept), static (into, s) =>
        {
            into.Fill(T.NegativeInfinity);
            Broadcast.Fold(new Larger(), s.x, s.kept, into);
            for (var i = 0; i < into.Length; i++)
                if (T.IsInfinity(into[i])) into[i] = T.Zero;
        });
        var shifted = Tensor<T>.Build(x.Shape, (x, largest), static (into, s) =>
        {
            Broadcast.Map(new Minus(), s.x, s.largest, s.x.Shape, into);
            Core.Pointwise.Map(new Exponential(), into, into);
        });
        return new(largest, shifted, Tensor<T>.Build(kept, (shifted, kept), static (into, s) => Broadcast.SumTo(s.shifted, s.kept, into, false)));
    }

    /// <summary><c>max + ln sum exp(x - max)</c>.</summary>
    public Tensor<T> Logarithm(Shape shape) => Tensor<T>.Build(shape, this, static (into, s) =>
    {
        TensorPrimitives.Log(s.Sums.Span, into);
        Core.Pointwise.Map(new Plus(), into, s.Largest.Span, into);
    });

    /// <summary>The exponentials over their sums.</summary>
    public Tensor<T> Shares() => Tensor<T>.Build(Shifted.Shape, this, static (into, s) => Broadcast.Map(new Quotient(), s.Shifted, s.Sums, s.Shifted.Shape, into));
}
