namespace Dl.Functional;

/// <summary>Composes layers into networks.</summary>
public static class Net
{
    /// <summary>Layers one after another, see <see cref="Seq"/>. Keras: <c>Sequential</c>.</summary>
    public static Seq Seq(params ILayer[] layers) => new(Many.Of(layers));

    /// <summary>A body and a way around it, see <see cref="Functional.Residual"/>.</summary>
    public static Residual Residual(ILayer body) => new(body);

    /// <summary>The output of a network in use, for a batch: nothing is random, nothing changes.</summary>
    public static Tensor<T> Infer<T>(ILayer net, ITree<T> parameters, ITree<T> state, Tensor<T> batch) where T : struct, IFloatingPointIeee754<T> =>
        Diff.In(net.Name, net.Apply(new Call<T>(parameters, state, Key.Of(0), Mode.Infer), batch)).Value().Output.Value;
}
