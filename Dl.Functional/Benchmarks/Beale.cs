namespace Dl.Functional;

/// <summary><c>(1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2</c>: plains between steep walls. Least at (3, 0.5). Source: Beale 1958.</summary>
public sealed record Beale() : Planar("beale")
{
    /// <inheritdoc/>
    public override Tensor<double> Start => Point(1, 1.5);

    /// <inheritdoc/>
    public override Many<Tensor<double>> Minima => [Point(3, 0.5)];

    /// <inheritdoc/>
    protected override Jet At(Jet x, Jet y) => (1.5 - x + x * y).Square() + (2.25 - x + x * y.Square()).Square() + (2.625 - x + x * y.Square() * y).Square();
}
