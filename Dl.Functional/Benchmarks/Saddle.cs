namespace Dl.Functional;

/// <summary><c>x^2 - y^2</c>: a saddle at 0, no minimum. The start lies so close to the stable line that a plain descent lingers.</summary>
public sealed record Saddle() : Planar("saddle")
{
    /// <inheritdoc/>
    public override Tensor<double> Start => Point(-1, 0.001);

    /// <inheritdoc/>
    public override Many<Tensor<double>> Minima => [];

    /// <inheritdoc/>
    public override double Least => double.NegativeInfinity;

    /// <inheritdoc/>
    protected override Jet At(Jet x, Jet y) => x.Square() - y.Square();
}
