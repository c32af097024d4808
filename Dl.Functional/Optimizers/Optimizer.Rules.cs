namespace Dl.Functional;

/// <summary>The rules of the papers as chains of links.</summary>
public sealed partial record Optimizer
{
    /// <summary>Plain stochastic gradient descent: <c>x -= rate g</c>. PyTorch: <c>SGD</c>; Optax: <c>sgd</c>.</summary>
    public static Optimizer Sgd(Schedule rate) => new Rate(rate);

    /// <summary>Heavy-ball momentum: <c>v = decay v + g; x -= rate v</c>. PyTorch: <c>SGD(momentum)</c>.</summary>
    public static Optimizer Momentum(Schedule rate, double decay = 0.9) => new Momentum(decay).Then(new Rate(rate));

    /// <summary>Adam with the paper's defaults, see <see cref="Functional.Adam"/>.</summary>
    /// <param name="rate">The learning rate; 0.001 where none is given.</param>
    /// <param name="beta1">What stays of the mean of the gradients.</param>
    /// <param name="beta2">What stays of the mean of their squares.</param>
    /// <param name="epsilon">Keeps the quotient finite.</param>
    public static Optimizer Adam(Schedule? rate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) =>
        new Adam(beta1, beta2, epsilon).Then(new Rate(rate ?? 1e-3));
}
