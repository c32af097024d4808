namespace Dl.Functional;

/// <summary>Composes layers into networks.</summary>
public static class Net
{
    /// <summary>Layers one after another, see <see cref="Seq"/>. Keras: <c>Sequential</c>.</summary>
    public static Seq Seq(params ILayer[] layers) => new(Many.Of(layers));

    /// <summary>A body and a way around it, see <see cref="Functional.Residual"/>.</summary>
    public static Residual Residual(ILayer body) => new(body);

    /// <summary>Several ways from one input, see <see cref="Functional.Branch"/>. Keras: <c>Concatenate</c>, <c>Add</c>.</summary>
    public static Branch Branch(Merge merge, params ILayer[] ways) => new(merge, Many.Of(ways));

    /// <summary>Layers each of which sees all before it, see <see cref="Functional.DenseBlock"/>.</summary>
    public static DenseBlock DenseBlock(params ILayer[] layers) => new(Many.Of(layers));

    /// <summary>A layer so many times, each time with parameters of its own, see <see cref="Functional.Repeat"/>.</summary>
    public static Repeat Repeat(int times, ILayer layer) => new(times, layer);

    /// <summary>The network with each dense layer and convolution and the activation behind it as one op: fewer passes over memory, and less of it where the slope of
    /// the activation can be told from its value, see <see cref="LinearThenOp"/>. An activation that is not one op of its input, and a dense layer without a bias, stay as they
    /// are. Law: the same parameters, keys and bits. Nothing is fused unasked. PyTorch: <c>torch.compile</c>.</summary>
    public static ILayer Fuse(ILayer net) => Fusion.Of(net);

    /// <summary>How a network begins, with leaves that have their shapes and no numbers: nothing is drawn or allocated, however large it is. Reading a leaf is an error.
    /// JAX: <c>eval_shape</c>; PyTorch: the device <c>meta</c>.</summary>
    /// <exception cref="DlException">The layers do not fit; the message names the path, the shapes and the cure.</exception>
    public static Initial<T> Form<T>(ILayer net, Shape example) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(net);
        using var shapes = Region.OfShapes();
        return Train.Initial<T>(net, Key.Of(0), example);
    }

    /// <summary>How many numbers a network learns, without drawing them. Law: as many as its start has. Keras: <c>count_params</c>.</summary>
    /// <exception cref="DlException">The layers do not fit; the message names the path, the shapes and the cure.</exception>
    public static long Count(ILayer net, Shape example) => Tree.Size(Form<float>(net, example).Params);

    /// <summary>The output of a network in use, for a batch: nothing is random, nothing changes.</summary>
    public static Tensor<T> Infer<T>(ILayer net, ITree<T> parameters, ITree<T> state, Tensor<T> batch) where T : struct, IFloatingPointIeee754<T> =>
        Diff.In(net.Name, net.Apply(new Call<T>(parameters, state, Key.Of(0), Mode.Infer), batch)).Value().Output.Value;
}
