using System.Runtime.CompilerServices;

namespace Dl.Functional;

/// <summary>
/// A body that is not recorded but run again in the sweep: less memory for more time, see <see cref="Diff.Recompute{T, P}"/>. Of a network of n equal
/// layers, cut into sqrt(n) bodies, about 2 sqrt(n) outputs are alive at once instead of n. Law (G12): the same bits as its body, with dropout and batch
/// normalisation in it too. Source: Chen, Xu, Zhang and Guestrin, "Training deep nets with sublinear memory cost", 2016. PyTorch:
/// <c>torch.utils.checkpoint</c>; Keras: <c>RematScope</c>; Flax: <c>nn.remat</c>.
/// </summary>
/// <param name="Body">What is run again. It has the parameters, the state, the key and the paths of the body alone.</param>
public sealed record Recompute(ILayer Body) : Layer("recompute")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return Body.Init<T>(key, example);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
        new RecomputeNode<T, Segment<T>>(new(call.Params, x), inputs => Body.Apply(call with { Params = inputs.Params }, inputs.X));

    /// <summary>An example for the laws: with all that is random or changes in it.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var features = Examples.Size(key, size, 0);
        return new(new Recompute(Net.Seq(new Dense(features, Activation.Tanh), new BatchNorm(Epsilon: 0.5), new Dropout(0.25), new Residual(new Dense(features, Activation.Silu)))), [Examples.Size(key, size, 1)]);
    }

    sealed record Segment<T>(ITree<T> Params, Var<T> X) : ITree<T> where T : struct, IFloatingPointIeee754<T>
    {
        public ITree<T> Walk(Walk<T> walk) => new Segment<T>(walk.Branch("params", Params), walk.Leaf("x", Role.Other, X));
    }
}
