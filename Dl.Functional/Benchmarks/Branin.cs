namespace Dl.Functional;

/// <summary><c>(y - 5.1 x^2 / (4 pi^2) + 5 x / pi - 6)^2 + 10 (1 - 1 / (8 pi)) cos x + 10</c>: three minima of the same depth, 10 / (8 pi), where the square is 0 and the cosine -1. Source: Branin 1972.</summary>
public sealed record Branin() : Planar("branin")
{
    /// <inheritdoc/>
    public override Tensor<double> Start => Point(4, 8);

    /// <inheritdoc/>
    public override Many<Tensor<double>> Minima => [Valley(-1), Valley(1), Valley(3)];

    /// <inheritdoc/>
    public override double Least => 10 / (8 * Math.PI);

    static Tensor<double> Valley(int odd) => Point(odd * Math.PI, 5.1 / 4 * odd * odd - 5 * odd + 6);

    /// <inheritdoc/>
    protected override Jet At(Jet x, Jet y) => (y - 5.1 / (4 * Math.PI * Math.PI) * x.Square() + 5 / Math.PI * x - 6).Square() + 10 * (1 - 1 / (8 * Math.PI)) * x.Cos() + 10;
}
