namespace Dl.Functional;

/// <summary>The loss of each error by an estimator, <c>y = rho(x)</c>; slope psi(x).</summary>
/// <param name="By">The estimator.</param>
public sealed record RhoOp(MEstimator By) : Op(By.Name)
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, new Curve(By));

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size)
    {
        MEstimator[] all = [new MeanAbsoluteError(), new Lp(1 + key.Below(8, 1) / 4.0), new Huber(0.75), new SmoothL1(0.75), new Fair(0.75), new Cauchy(0.75), new Tukey(2.75)];
        return new(new RhoOp(all[key.Below(all.Length, 0)]), [Examples.AwayFromZero(key, Examples.AnyShape(key.Child(0), size, 3))]);
    }

    readonly struct Curve(MEstimator by) : ICurve
    {
        public N Value<N>(N x) where N : struct, ILane<N> => by.Rho(x);

        public N Slope<N>(N x) where N : struct, ILane<N> => by.Psi(x);
    }
}
