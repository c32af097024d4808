namespace Dl.Functional;

/// <summary>
/// LARS: a learning rate for each leaf from the lengths of the leaf and of its gradient, decay included:
/// <c>u = trust |x| / (|g| + decay |x| + epsilon) (g + decay x)</c>; a leaf or a gradient of length 0 keeps its gradient. In the paper rate and
/// then momentum stand behind it: <see cref="Optimizer.Lars"/>. Source: You, Gitman and Ginsburg, 2017, equation 6. Optax: <c>lars</c>.
/// </summary>
/// <param name="Where">The leaves with rates of their own; the gradient of the others passes by, without decay.</param>
/// <param name="Trust">How far a leaf may go, relative to its length.</param>
/// <param name="Decay">The factor of the L2 penalty.</param>
/// <param name="Epsilon">Keeps the quotient finite.</param>
public sealed record Lars(Where Where, double Trust = 0.001, double Decay = 0, double Epsilon = 0) : WholeLink("lars"), IShrinks
{
    /// <summary>A rate for every leaf.</summary>
    public Lars(double trust = 0.001, double decay = 0) : this(Where.All, trust, decay) { }

    /// <inheritdoc/>
    public override Turned<T> Turn<T>(Flow<T> flow, ITree<T> state)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return new(flow.Each(Where, slot =>
        {
            var (x, g) = (Magnitude.Of(slot.Of(flow.Parameters)).Value, Magnitude.Of(slot.Of(flow.Update)).Value);
            var ratio = x == 0 || g == 0 ? 1 : Trust * x / (g + Decay * x + Epsilon);
            return (ratio, ratio * Decay);
        }), state);
    }

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("length of the gradient with decay", "the sum of both lengths, as in the paper", "-", "-", "the length of the sum"),
        new("trust", "0.001", "-", "-", "same"),
        new("rate", "inside the velocity, as in the paper", "-", "-", "same"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new Lars(
        key.Bernoulli(0.75, 0) ? Where.All : Where.Matrices, Math.Round(key.Uniform(1) * 64 + 1) / 64, key.Bernoulli(0.5, 2) ? 0 : 0.25, key.Bernoulli(0.5, 3) ? 0 : 0.5);
}
