namespace Dl.Functional;

/// <summary>
/// Tukey's biweight: with u = (e / scale)^2, at most 1, it is <c>scale^2 / 6 (1 - (1 - u)^3)</c>; psi is <c>e (1 - u)^2</c>, omega <c>(1 - u)^2</c>: errors beyond
/// the scale have no influence at all. Source: Beaton and Tukey, 1974. PyTorch, Keras, Optax: -.
/// </summary>
/// <param name="Scale">From where on errors count no more; 4.6851 by custom, which keeps 95 % of the efficiency on normal errors of deviation 1.</param>
/// <param name="Reduction">Mean over all numbers by default.</param>
public sealed record Tukey(double Scale = 4.6851, Reduce Reduction = Reduce.Mean) : MEstimator("tukey", Reduction)
{
    /// <summary>Where tables differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("factor", "weight 1 at 0, as all its kin; some tables print scale^4 times as much", "-", "-", "-")];

    /// <inheritdoc/>
    /// <remarks>1 - (1 - u)^3 is u (3 - 3 u + u^2), in which nothing cancels near 0.</remarks>
    public override N Rho<N>(N error)
    {
        var u = Share(error);
        return N.Of(Checked * Scale / 6) * (u * (N.Of(3) - N.Of(3) * u + u * u));
    }

    /// <inheritdoc/>
    public override N Psi<N>(N error) => error * Omega(error);

    /// <inheritdoc/>
    public override N Omega<N>(N error)
    {
        var s = N.Of(1) - Share(error);
        return s * s;
    }

    /// <summary>An example for the laws.</summary>
    public static LossExample Example(Key key, int size) => Drawn(new Tukey(Drawn(key)), key, size);

    N Share<N>(N error) where N : struct, ILane<N> => N.Min(error / N.Of(Checked) * (error / N.Of(Scale)), N.Of(1));

    double Checked => Above(Scale, "the scale");
}
