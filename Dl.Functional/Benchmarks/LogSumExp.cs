namespace Dl.Functional;

/// <summary>
/// <c>log sum exp(x_i) - p . x</c>: the cross entropy of a distribution p and logits x, convex but not strictly. Least, the
/// entropy of p, on the line <c>x = log p + c</c>; the gradient is softmax(x) - p.
/// </summary>
/// <param name="Distribution">p: positive, with the sum 1.</param>
public sealed record LogSumExp(Many<double> Distribution) : Benchmark("log-sum-exp")
{
    /// <inheritdoc/>
    public override Tensor<double> Start => Vector(Distribution.Count, i => 2.0 * i - 1);

    /// <inheritdoc/>
    public override Many<Tensor<double>> Minima => [Vector(Distribution.Count, i => Math.Log(Distribution[i]))];

    /// <inheritdoc/>
    public override double Least => -Distribution.Sum(p => p * Math.Log(p));

    /// <inheritdoc/>
    public override double Value(Tensor<double> x)
    {
        var (n, most) = (Distribution.Count, Enumerable.Range(0, Distribution.Count).Max(i => x[i]));
        return most + Math.Log(Enumerable.Range(0, n).Sum(i => Math.Exp(x[i] - most))) - Enumerable.Range(0, n).Sum(i => Distribution[i] * x[i]);
    }

    /// <inheritdoc/>
    public override Tensor<double> Gradient(Tensor<double> x) => Softmax(x) is var s ? Vector(s.Length, i => s[i] - Distribution[i]) : x;

    /// <inheritdoc/>
    public override Tensor<double> Hessian(Tensor<double> x) => Softmax(x) is var s ? Matrix(s.Length, (i, j) => (i == j ? s[i] : 0) - s[i] * s[j]) : x;

    double[] Softmax(Tensor<double> x)
    {
        var most = Enumerable.Range(0, Distribution.Count).Max(i => x[i]);
        var e = Enumerable.Range(0, Distribution.Count).Select(i => Math.Exp(x[i] - most)).ToArray();
        var sum = e.Sum();
        return [.. e.Select(a => a / sum)];
    }
}
