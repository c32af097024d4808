namespace Dl.Functional;

/// <summary><c>x^2 / 20 + 10 (sqrt(y^2 + 0.01) - 0.1)</c>: steep walls of slope 10 beside a floor that falls gently. Least at 0.</summary>
public sealed record Ravine() : Planar("ravine")
{
    /// <inheritdoc/>
    public override Tensor<double> Start => Point(-8, 1);

    /// <inheritdoc/>
    public override Many<Tensor<double>> Minima => [Point(0, 0)];

    /// <inheritdoc/>
    protected override Jet At(Jet x, Jet y) => x.Square() / 20 + 10 * ((y.Square() + 0.01).Sqrt() - 0.1);
}
