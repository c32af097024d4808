namespace Dl.Functional;

/// <summary>
/// Half a square near 0 and a line beyond: <c>e^2 / 2</c> for |e| at most delta, <c>delta (|e| - delta / 2)</c> beyond; psi is e cut at -delta and delta,
/// omega <c>min(1, delta / |e|)</c>. Law S5. Source: Huber, 1964. PyTorch: <c>HuberLoss</c>; Keras: <c>Huber</c>; Optax: <c>huber_loss</c>.
/// </summary>
/// <param name="Delta">Where the line begins.</param>
/// <param name="Reduction">Mean over all numbers by default.</param>
public sealed record Huber(double Delta = 1, Reduce Reduction = Reduce.Mean) : MEstimator("huber", Reduction)
{
    /// <inheritdoc/>
    /// <remarks>With m = min(|e|, delta) it is m (|e| - m / 2).</remarks>
    public override N Rho<N>(N error)
    {
        var m = N.Min(N.Abs(error), N.Of(Checked));
        return m * (N.Abs(error) - N.Of(0.5) * m);
    }

    /// <inheritdoc/>
    public override N Psi<N>(N error) => N.Max(N.Of(-Checked), N.Min(error, N.Of(Delta)));

    /// <inheritdoc/>
    public override N Omega<N>(N error) => N.Min(N.Of(1), N.Of(Checked) / N.Abs(error));

    /// <summary>An example for the laws.</summary>
    public static LossExample Example(Key key, int size) => Drawn(new Huber(Drawn(key)), key, size);

    double Checked => Above(Delta, "delta");
}
