namespace Dl.Functional;

/// <summary><c>(x^2 + y^2) / 20 + s / (1 + s)</c> with <c>s = x^16</c>: slopes of a tenth above and below a step at |x| = 1, where the slope is 4. Least at 0. Source: after the cliff of Schaul, Antonoglou and Silver 2013.</summary>
public sealed record Cliff() : Planar("cliff")
{
    /// <inheritdoc/>
    public override Tensor<double> Start => Point(1.5, 1);

    /// <inheritdoc/>
    public override Many<Tensor<double>> Minima => [Point(0, 0)];

    /// <inheritdoc/>
    protected override Jet At(Jet x, Jet y) => (x.Square() + y.Square()) / 20 + 1 - (1 + x.Square().Square().Square().Square()).Reciprocal();
}
