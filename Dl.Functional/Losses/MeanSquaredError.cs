namespace Dl.Functional;

/// <summary>
/// <c>(output - target)^2</c>, averaged over all numbers (not halved). Gradient 2 (output - target) / count. Minus the logarithm of a normal density of
/// variance 1/2. PyTorch: <c>MSELoss</c>; Keras: <c>MeanSquaredError</c>; Optax: <c>squared_error</c>.
/// </summary>
/// <param name="Reduction">Mean over all numbers by default.</param>
public sealed record MeanSquaredError(Reduce Reduction = Reduce.Mean) : MEstimator("mean squared error", Reduction), ILikelihood
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("half", "not halved", "same", "same", "squared_error same, l2_loss halved")];

    /// <inheritdoc/>
    public Support Support => Support.Numbers;

    /// <inheritdoc/>
    public (int Outputs, int Targets) Item => (1, 1);

    /// <inheritdoc/>
    public double LogMass => Math.Log(Math.PI) / 2;

    /// <inheritdoc/>
    public override N Rho<N>(N error) => error * error;

    /// <inheritdoc/>
    public override N Psi<N>(N error) => N.Of(2) * error;

    /// <inheritdoc/>
    public override N Omega<N>(N error) => N.Of(2);

    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets) =>
        from error in Ops.Subtract(output, Numbers(output, targets))
        from each in Ops.Square(error)
        from loss in Reduced(Reduction, each)
        select loss;

    /// <summary>An example for the laws.</summary>
    public static LossExample Example(Key key, int size) => Drawn(new MeanSquaredError(), key, size);
}
