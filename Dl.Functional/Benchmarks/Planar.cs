namespace Dl.Functional;

/// <summary>A benchmark over the plane, written as one formula over jets.</summary>
/// <param name="Name">The name in tables and pictures.</param>
public abstract record Planar(string Name) : Benchmark(Name)
{
    /// <summary>The formula.</summary>
    protected abstract Jet At(Jet x, Jet y);

    /// <summary>The value with all derivatives at a point.</summary>
    public Jet At(Tensor<double> x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Shape == Shape.Of(2) ? At(Jet.First(x[0]), Jet.Second(x[1])) : throw new DlException($"'{Name}' is a function of 2 numbers, not of {x.Shape}");
    }

    /// <inheritdoc/>
    public override double Value(Tensor<double> x) => At(x).Value;

    /// <inheritdoc/>
    public override Tensor<double> Gradient(Tensor<double> x) => At(x) is var jet ? Point(jet.X, jet.Y) : x;

    /// <inheritdoc/>
    public override Tensor<double> Hessian(Tensor<double> x) => At(x) is var jet ? Tensor<double>.From([2, 2], [jet.XX, jet.XY, jet.XY, jet.YY]) : x;
}
