namespace Dl.Functional;

/// <summary><c>(x + 2 y - 7)^2 + (2 x + y - 5)^2</c>: a quadratic of condition 9. Least at (1, 3).</summary>
public sealed record Booth() : Planar("booth")
{
    /// <inheritdoc/>
    public override Tensor<double> Start => Point(-5, -5);

    /// <inheritdoc/>
    public override Many<Tensor<double>> Minima => [Point(1, 3)];

    /// <inheritdoc/>
    protected override Jet At(Jet x, Jet y) => (x + 2 * y - 7).Square() + (2 * x + y - 5).Square();
}
