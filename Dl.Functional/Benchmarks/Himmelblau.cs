namespace Dl.Functional;

/// <summary><c>(x^2 + y - 11)^2 + (x + y^2 - 7)^2</c>: four minima of the same depth. Source: Himmelblau 1972.</summary>
public sealed record Himmelblau() : Planar("himmelblau")
{
    /// <inheritdoc/>
    public override Tensor<double> Start => Point(0, 0);

    /// <inheritdoc/>
    public override Many<Tensor<double>> Minima => [Point(3, 2), Root(-2.8, 3.1), Root(-3.8, -3.3), Root(3.6, -1.8)];

    // The minima that are no fractions, by Newton steps on the two equations.
    static Tensor<double> Root(double x, double y)
    {
        for (var i = 0; i < 20; i++)
        {
            var (a, b) = (x * x + y - 11, x + y * y - 7);
            var determinant = 4 * x * y - 1;
            (x, y) = (x - (2 * y * a - b) / determinant, y - (2 * x * b - a) / determinant);
        }
        return Point(x, y);
    }

    /// <inheritdoc/>
    protected override Jet At(Jet x, Jet y) => (x.Square() + y - 11).Square() + (x + y.Square() - 7).Square();
}
