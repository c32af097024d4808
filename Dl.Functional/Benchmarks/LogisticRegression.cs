namespace Dl.Functional;

/// <summary>
/// The mean cross entropy of <c>sigmoid(w . x)</c> over items whose label is the probability <c>sigmoid(w* . x)</c>, so that w*
/// is the optimum exactly.
/// </summary>
/// <param name="Items">The inputs, of shape (items, features).</param>
/// <param name="Truth">w*.</param>
public sealed record LogisticRegression(Tensor<double> Items, Tensor<double> Truth) : Benchmark("logistic regression")
{
    /// <summary>Normal inputs and a normal optimum.</summary>
    public static LogisticRegression Drawn(Key key, int items, int features) =>
        new(key.Child(0).Normal<double>([items, features]), key.Child(1).Normal<double>([features]));

    /// <inheritdoc/>
    public override Tensor<double> Start => Tensor<double>.Zeros(Truth.Shape);

    /// <inheritdoc/>
    public override Many<Tensor<double>> Minima => [Truth];

    /// <inheritdoc/>
    public override double Least => Value(Truth);

    /// <inheritdoc/>
    public override double Value(Tensor<double> x) => Mean(item => Softplus(Logit(item, x)) - Sigmoid(Logit(item, Truth)) * Logit(item, x));

    /// <inheritdoc/>
    public override Tensor<double> Gradient(Tensor<double> x) =>
        Vector(Truth.Shape.Size, j => Mean(item => (Sigmoid(Logit(item, x)) - Sigmoid(Logit(item, Truth))) * Items[item * Truth.Shape.Size + j]));

    /// <inheritdoc/>
    public override Tensor<double> Hessian(Tensor<double> x)
    {
        var n = Truth.Shape.Size;
        return Matrix(n, (j, k) => Mean(item => Sigmoid(Logit(item, x)) * Sigmoid(-Logit(item, x)) * Items[item * n + j] * Items[item * n + k]));
    }

    double Mean(Func<int, double> f) => Enumerable.Range(0, Items.Shape[0]).Average(f);

    double Logit(int item, Tensor<double> w) => Enumerable.Range(0, Truth.Shape.Size).Sum(j => Items[item * Truth.Shape.Size + j] * w[j]);

    static double Sigmoid(double z) => z >= 0 ? 1 / (1 + Math.Exp(-z)) : Math.Exp(z) / (1 + Math.Exp(z));

    static double Softplus(double z) => Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z)));
}
