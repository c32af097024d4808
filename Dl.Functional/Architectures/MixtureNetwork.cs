namespace Dl.Functional;

/// <summary>
/// A mixture density network: its outputs are the weights, means and covariances of a mixture, so that one input may have several answers.
/// </summary>
/// <remarks>Source: Bishop, "Mixture density networks", 1994.</remarks>
public static class MixtureNetwork
{
    /// <summary>The network for a loss.</summary>
    /// <param name="loss">The mixture: how many components, of what covariance.</param>
    /// <param name="dimensions">The numbers of a target.</param>
    /// <param name="hidden">The units of each hidden layer; their activation is tanh.</param>
    public static Seq Of(MixtureDensity loss, int dimensions, Many<int> hidden)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return Mlp.Of(hidden, loss.Outputs(dimensions), then: Activation.Tanh);
    }
}
