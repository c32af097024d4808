namespace Dl.Functional;

/// <summary><c>1 - exp(-(x^2 + y^2) / 2)</c>: flat far out, where gradients vanish. Least at 0.</summary>
public sealed record Plateau() : Planar("plateau")
{
    /// <inheritdoc/>
    public override Tensor<double> Start => Point(2.5, -2);

    /// <inheritdoc/>
    public override Many<Tensor<double>> Minima => [Point(0, 0)];

    /// <inheritdoc/>
    protected override Jet At(Jet x, Jet y) => 1 - (-0.5 * (x.Square() + y.Square())).Exp();
}
