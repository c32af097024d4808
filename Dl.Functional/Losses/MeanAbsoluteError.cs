namespace Dl.Functional;

/// <summary>
/// <c>|output - target|</c>, averaged over all numbers: the L1 norm; slope 0 where there is no error. Its minimum is the median.
/// PyTorch: <c>L1Loss</c>; Keras: <c>MeanAbsoluteError</c>; Optax: <c>absolute_error</c>.
/// </summary>
/// <param name="Reduction">Mean over all numbers by default.</param>
public sealed record MeanAbsoluteError(Reduce Reduction = Reduce.Mean) : MEstimator("mean absolute error", Reduction)
{
    /// <inheritdoc/>
    public override N Rho<N>(N error) => N.Abs(error);

    /// <inheritdoc/>
    public override N Psi<N>(N error) => N.WherePositive(error, N.Of(1), N.WherePositive(-error, N.Of(-1), N.Of(0)));

    /// <inheritdoc/>
    /// <remarks>Infinite where there is no error.</remarks>
    public override N Omega<N>(N error) => N.Of(1) / N.Abs(error);

    /// <summary>An example for the laws.</summary>
    public static LossExample Example(Key key, int size) => Drawn(new MeanAbsoluteError(), key, size);
}
