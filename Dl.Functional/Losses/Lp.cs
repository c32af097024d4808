namespace Dl.Functional;

/// <summary>
/// <c>|e|^p / p</c> with e = output - target; psi is <c>sgn(e) |e|^(p - 1)</c>, omega <c>|e|^(p - 2)</c>. At p = 2 half the squared error.
/// PyTorch, Keras, Optax: -.
/// </summary>
/// <param name="P">The exponent, at least 1.</param>
/// <param name="Reduction">Mean over all numbers by default.</param>
public sealed record Lp(double P, Reduce Reduction = Reduce.Mean) : MEstimator("lp error", Reduction)
{
    /// <inheritdoc/>
    public override N Rho<N>(N error) => Power(N.Abs(error), Checked) / N.Of(P);

    /// <inheritdoc/>
    public override N Psi<N>(N error)
    {
        var size = Power(N.Abs(error), Checked - 1);
        return N.WherePositive(error, size, N.WherePositive(-error, -size, N.Of(0)));
    }

    /// <inheritdoc/>
    /// <remarks>Below p = 2 infinite where there is no error, above it 0.</remarks>
    public override N Omega<N>(N error) => N.WherePositive(N.Abs(error), Power(N.Abs(error), Checked - 2), N.Of(P < 2 ? double.PositiveInfinity : P > 2 ? 0 : 1));

    /// <summary>An example for the laws.</summary>
    public static LossExample Example(Key key, int size) => Drawn(new Lp(1 + key.Below(12, 5) / 4.0), key, size);

    double Checked => Setting.AtLeast(Name, "p", P, 1);

    static N Power<N>(N size, double exponent) where N : struct, ILane<N> => N.WherePositive(size, N.Exp(N.Of(exponent) * N.Log(size)), N.Of(0));
}
