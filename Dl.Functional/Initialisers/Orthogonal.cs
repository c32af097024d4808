namespace Dl.Functional;

/// <summary>
/// A random matrix with orthogonal columns, or rows where these are fewer, times a gain: signals keep their length. Drawn evenly from all such
/// matrices, as Q of the QR decomposition of a normal one with the signs of R's diagonal taken out (Mezzadri, "How to generate random matrices from
/// the classical compact groups", 2007). Any shape: all axes but the last are one, so a kernel (height, width, in, out) is a matrix
/// (fan in, out). Law I5. Source: Saxe et al., 2014. PyTorch: <c>orthogonal_</c>; Keras: <c>Orthogonal</c>; Flax: <c>orthogonal</c>.
/// </summary>
/// <param name="Gain">The length of the orthogonal vectors.</param>
public sealed record Orthogonal(double Gain = 1) : IInitialiser
{
    /// <inheritdoc/>
    /// <remarks>For the matrix (in, out): its min(in, out) vectors of squared length gain^2 share in x out numbers.</remarks>
    public double Variance(Fans fans) => Gain * Gain / Math.Max(fans.In, fans.Out);

    /// <inheritdoc/>
    public double Limit(Fans fans) => Math.Abs(Gain);

    /// <inheritdoc/>
    public Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(shape);
        Setting.Finite("orthogonal", "the gain", Gain);
        if (shape.Size == 0) return Tensor<T>.Zeros(shape);
        var columns = shape.Rank == 0 ? 1 : shape.Last;
        var (tall, rows) = (shape.Size / columns >= columns, shape.Size / columns);
        var normal = key.Normal<double>(tall ? [rows, columns] : [columns, rows]);
        if (normal.IsHollow) return Tensor<T>.Hollow(shape);
        var decomposed = Qr.Of(normal);
        return Tensor<T>.Build(shape, (decomposed, tall, Gain, columns), static (into, s) =>
        {
            ReadOnlySpan<double> q = s.decomposed.Q.Span, r = s.decomposed.R.Span;
            var thin = s.decomposed.R.Shape.Last;
            for (var i = 0; i < into.Length; i++)
            {
                var (row, column) = (i / s.columns, i % s.columns);
                var (at, vector) = s.tall ? (row * thin + column, column) : (column * thin + row, row);
                into[i] = T.CreateChecked(s.Gain * (r[vector * thin + vector] < 0 ? -q[at] : q[at]));
            }
        });
    }

    /// <summary>An example for the laws.</summary>
    public static IInitialiser Example(Key key) => new Orthogonal(key.Below(2, 0) == 0 ? 1 : (1 + key.Below(8, 1)) / 4.0);
}
