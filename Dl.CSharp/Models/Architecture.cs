using System.Diagnostics;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>
/// Layers one after another, written fluently: what a network is before its parameters are drawn. Immutable; each method
/// returns a longer one. Keras: <c>Sequential</c>; PyTorch: <c>nn.Sequential</c>.
/// </summary>
/// <remarks>Law: the network is the very value that <c>Net.Seq</c> of the same layers gives, so all its numbers are the same bits.</remarks>
/// <param name="Example">The shape of one example, without the batch axis.</param>
/// <param name="Layers">The layers, in order.</param>
/// <example><code>
/// var model = Model.Of(28, 28, 1).Flatten().Dense(128, Activation.Relu).Dropout(0.2).Dense(10).Init(Key.Of(1));
/// </code></example>
[DebuggerDisplay("{Example,nq} through {Layers.Count} layers")]
public sealed record Architecture(Shape Example, Many<ILayer> Layers)
{
    /// <summary>The network.</summary>
    public ILayer Net => new Seq(Layers);

    /// <summary>All axes of an example as one. PyTorch: <c>nn.Flatten</c>.</summary>
    public Architecture Flatten() => Then(new Flatten());

    /// <summary>Every output sees every input, see <see cref="Functional.Dense"/>. PyTorch: <c>nn.Linear</c>.</summary>
    /// <param name="units">The number of outputs.</param>
    /// <param name="then">The activation; none when null.</param>
    public Architecture Dense(int units, Activation? then = null) => Then(new Dense(units, then ?? Activation.None));

    /// <summary><c>max(x, 0)</c>.</summary>
    public Architecture Relu() => Then(Activation.Relu);

    /// <summary><c>tanh x</c>.</summary>
    public Architecture Tanh() => Then(Activation.Tanh);

    /// <summary><c>1 / (1 + exp(-x))</c>.</summary>
    public Architecture Sigmoid() => Then(Activation.Sigmoid);

    /// <summary>Drops numbers while learning, see <see cref="Functional.Dropout"/>.</summary>
    /// <param name="rate">The probability to drop, in [0, 1).</param>
    public Architecture Dropout(double rate = 0.5) => Then(new Dropout(rate));

    /// <summary>Normalises each feature, see <see cref="Functional.BatchNorm"/>.</summary>
    /// <param name="statisticsRate">The weight of the new batch in the running statistics.</param>
    /// <param name="epsilon">Added to the variance, inside the root.</param>
    public Architecture BatchNorm(double statisticsRate = 0.1, double epsilon = 1e-5) => Then(new BatchNorm(statisticsRate, epsilon));

    /// <summary>Layers with a way around them, see <see cref="Functional.Residual"/>.</summary>
    /// <param name="body">Appends the layers of the body to an empty architecture; their output has the shape of their input.</param>
    public Architecture Residual(Func<Architecture, Architecture> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Then(new Residual(body(this with { Layers = [] }).Net));
    }

    /// <summary>Any layer: one of your own, or a whole network.</summary>
    public Architecture Then(ILayer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return this with { Layers = Layers.Concat([layer]) };
    }

    /// <summary>The model with parameters drawn from a key. Flax: <c>init</c>.</summary>
    /// <exception cref="DlException">The layers do not fit; the message names the path, the shapes and the cure.</exception>
    public Model Init(Key key) => Model.Init(Net, Example, key);
}
