namespace Dl.Functional;

/// <summary>
/// Learning without a teacher, of a linear unit y = w x: what fires together is wired together. Source: Hebb, "The organization of behavior", 1949; Oja,
/// "A simplified neuron model as a principal component analyzer", 1982. PyTorch, Keras, Flax: -.
/// </summary>
public static class Hebbian
{
    /// <summary>Hebb's rule: <c>w += a y x</c>. Law: the weights grow whenever the unit answers, without a bound.</summary>
    /// <param name="w">The weights.</param>
    /// <param name="x">The inputs.</param>
    /// <param name="rate">a.</param>
    public static Tensor<T> Hebb<T>(Tensor<T> w, Tensor<T> x, double rate) where T : struct, IFloatingPointIeee754<T> => Moved(w, x, rate, decays: false);

    /// <summary>Oja's rule: <c>w += a y (x - y w)</c>. Law: the length of w tends to 1, and its direction to the first principal component of what is shown.</summary>
    /// <param name="w">The weights.</param>
    /// <param name="x">The inputs.</param>
    /// <param name="rate">a.</param>
    public static Tensor<T> Oja<T>(Tensor<T> w, Tensor<T> x, double rate) where T : struct, IFloatingPointIeee754<T> => Moved(w, x, rate, decays: true);

    static Tensor<T> Moved<T>(Tensor<T> w, Tensor<T> x, double rate, bool decays) where T : struct, IFloatingPointIeee754<T>
    {
        if (w.Shape != x.Shape || w.Shape.Rank != 1) throw new DlException($"a linear unit has a vector of weights and one of inputs, of one length, not {w.Shape} and {x.Shape}");
        var (y, a) = (TensorPrimitives.Dot(w.Span, x.Span), T.CreateChecked(rate));
        return Tensor<T>.Build(w.Shape, (w, x, up: a * y, down: decays ? a * y * y : T.Zero), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = s.w[i] + (s.up * s.x[i] - s.down * s.w[i]);
        });
    }
}
