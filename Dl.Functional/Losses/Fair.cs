namespace Dl.Functional;

/// <summary>
/// <c>scale^2 (a - ln(1 + a))</c> with a = |e| / scale; psi is <c>e / (1 + a)</c>, omega <c>1 / (1 + a)</c>. Smooth, convex, and nearly a line far away.
/// Source: Fair, "On the robust estimation of econometric models", 1974. PyTorch, Keras, Optax: -.
/// </summary>
/// <param name="Scale">The error that is about where the line begins; 1.4 by custom.</param>
/// <param name="Reduction">Mean over all numbers by default.</param>
public sealed record Fair(double Scale = 1.3998, Reduce Reduction = Reduce.Mean) : MEstimator("fair", Reduction)
{
    /// <inheritdoc/>
    /// <remarks>Where a is small, a - ln(1 + a) would cancel: with s = a / (2 + a), ln(1 + a) = 2 (s + s^3 / 3 + s^5 / 5 + ...), of which the first
    /// term and a make a s.</remarks>
    public override N Rho<N>(N error)
    {
        var a = N.Abs(error) / N.Of(Checked);
        var s = N.Min(a, N.Of(0.5)) / (N.Of(2) + N.Min(a, N.Of(0.5)));
        var (square, rest) = (s * s, N.Of(0));
        for (var n = 25; n >= 3; n -= 2) rest = N.Of(1.0 / n) + square * rest;
        var near = a * s - N.Of(2) * s * square * rest;
        return N.Of(Scale * Scale) * N.WherePositive(N.Of(0.5) - a, near, a - N.LogP1(a));
    }

    /// <inheritdoc/>
    public override N Psi<N>(N error) => error * Omega(error);

    /// <inheritdoc/>
    public override N Omega<N>(N error) => N.Of(1) / (N.Of(1) + N.Abs(error) / N.Of(Checked));

    /// <summary>An example for the laws.</summary>
    public static LossExample Example(Key key, int size) => Drawn(new Fair(Drawn(key)), key, size);

    double Checked => Above(Scale, "the scale");
}
