namespace Dl.Functional;

/// <summary>
/// <c>scale^2 / 2 ln(1 + (e / scale)^2)</c>; psi is <c>e / (1 + (e / scale)^2)</c>, omega <c>1 / (1 + (e / scale)^2)</c>: the influence of an outlier falls, and
/// there may be several minima. Also called Lorentz's. PyTorch, Keras, Optax: -.
/// </summary>
/// <param name="Scale">The error of the largest influence; 2.3849 by custom, which keeps 95 % of the efficiency on normal errors of deviation 1.</param>
/// <param name="Reduction">Mean over all numbers by default.</param>
public sealed record Cauchy(double Scale = 2.3849, Reduce Reduction = Reduce.Mean) : MEstimator("cauchy", Reduction)
{
    /// <inheritdoc/>
    public override N Rho<N>(N error) => N.Of(Checked * Scale / 2) * N.LogP1(Ratio(error));

    /// <inheritdoc/>
    public override N Psi<N>(N error) => error * Omega(error);

    /// <inheritdoc/>
    public override N Omega<N>(N error) => N.Of(1) / (N.Of(1) + Ratio(error));

    /// <summary>An example for the laws.</summary>
    public static LossExample Example(Key key, int size) => Drawn(new Cauchy(Drawn(key)), key, size);

    N Ratio<N>(N error) where N : struct, ILane<N> => error / N.Of(Checked) * (error / N.Of(Scale));

    double Checked => Above(Scale, "the scale");
}
