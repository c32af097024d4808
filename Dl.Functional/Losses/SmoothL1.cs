namespace Dl.Functional;

/// <summary>
/// <see cref="Huber"/> over beta: <c>e^2 / 2 beta</c> for |e| at most beta, <c>|e| - beta / 2</c> beyond, so that the slope beyond is 1.
/// Source: Girshick, "Fast R-CNN", 2015. PyTorch: <c>SmoothL1Loss</c>; Keras, Optax: -.
/// </summary>
/// <param name="Beta">Where the line begins.</param>
/// <param name="Reduction">Mean over all numbers by default.</param>
public sealed record SmoothL1(double Beta = 1, Reduce Reduction = Reduce.Mean) : MEstimator("smooth l1", Reduction)
{
    /// <inheritdoc/>
    public override N Rho<N>(N error)
    {
        var m = N.Min(N.Abs(error), N.Of(Checked));
        return m * (N.Abs(error) - N.Of(0.5) * m) / N.Of(Beta);
    }

    /// <inheritdoc/>
    public override N Psi<N>(N error) => N.Max(N.Of(-1), N.Min(error / N.Of(Checked), N.Of(1)));

    /// <inheritdoc/>
    public override N Omega<N>(N error) => N.Min(N.Of(1 / Checked), N.Of(1) / N.Abs(error));

    /// <summary>An example for the laws.</summary>
    public static LossExample Example(Key key, int size) => Drawn(new SmoothL1(Drawn(key)), key, size);

    double Checked => Above(Beta, "beta");
}
