namespace Dl.Functional;

/// <summary>
/// A loss of the error e = output - target alone: <c>rho(e)</c>, with its influence <c>psi = rho'</c> and its weight <c>omega(e) = psi(e) / e</c>, by
/// which <see cref="Regression"/> fits a line. What grows slower than a square forgives outliers. Written over a lane like the
/// papers' tables. Laws: psi is the slope of rho, omega is psi over e. Source: Huber, "Robust estimation of a location parameter", 1964; Zhang, "Parameter estimation techniques",
/// 1997.
/// </summary>
/// <param name="Name">The name in tables and errors.</param>
/// <param name="Reduction">Mean over all numbers by default.</param>
public abstract record MEstimator(string Name, Reduce Reduction) : Loss(Name), IDivergence, IReduced
{
    /// <summary>The loss of an error.</summary>
    public abstract N Rho<N>(N error) where N : struct, ILane<N>;

    /// <summary>The influence of an error: the slope of its loss.</summary>
    public abstract N Psi<N>(N error) where N : struct, ILane<N>;

    /// <summary>The weight of an error: its influence over itself, with the limit at 0.</summary>
    public abstract N Omega<N>(N error) where N : struct, ILane<N>;

    /// <summary>The loss of an error.</summary>
    public double Rho(double error) => Rho(new Scalar<double>(error)).Value;

    /// <summary>The influence of an error.</summary>
    public double Psi(double error) => Psi(new Scalar<double>(error)).Value;

    /// <summary>The weight of an error.</summary>
    public double Omega(double error) => Omega(new Scalar<double>(error)).Value;

    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets) =>
        from error in Ops.Subtract(output, Numbers(output, targets))
        from each in Diff.Apply(new RhoOp(this), [error])
        from loss in Reduced(Reduction, each)
        select loss;

    /// <inheritdoc/>
    public ILoss By(Reduce reduction) => this with { Reduction = reduction };

    /// <inheritdoc/>
    public Tensor<T> Perfect<T>(Tensor<T> output, Targets<T> targets) where T : struct, IFloatingPointIeee754<T> => Numbers(output, targets);

    /// <summary>An example for the laws of an estimator.</summary>
    private protected static LossExample Drawn(MEstimator loss, Key key, int size)
    {
        var shape = Examples.Features(key, size).Batch(Examples.Size(key, size, 9));
        var targets = Examples.Any(key.Child(2), shape);
        return new(loss with { Reduction = (Reduce)key.Below(3, 2) }, Ops.Add<double>(targets, Examples.AwayFromZero(key.Child(1), shape)).Value().Value, targets);
    }

    /// <summary>A setting above 0, for examples.</summary>
    private protected static double Drawn(Key key) => (1 + key.Below(8, 5)) / 4.0;

    private protected double Above(double setting, string name) => Setting.Above(Name, name, setting);
}
