namespace Dl.Properties;

/// <summary>G12: a layer that is not recorded but run again in the sweep gives the same bits: output, state, and the gradients of parameters and batch.</summary>
public static class RecomputeLaw
{
    /// <summary>The law of <see cref="Recompute"/>.</summary>
    public static Law<LayerCase> Of { get; } = OfWay(body => new Recompute(body));

    /// <summary>The law of a way to run a layer again.</summary>
    public static Law<LayerCase> OfWay(Func<ILayer, ILayer> again) => OfWay("recompute", "recorded or run again in the sweep: the same bits in output, state and gradients (G12)", again);

    /// <summary>The law of a way to run a layer otherwise that changes no bit.</summary>
    internal static Law<LayerCase> OfWay(string name, string says, Func<ILayer, ILayer> again) => new(name, says, asked =>
    {
        var (plain, twice) = (Run(asked, asked.Layer), Run(asked, again(asked.Layer)));
        return Bits.Same(plain.Output, twice.Output, () => "the output")
            .And(() => Bits.Same(plain.State, twice.State, () => "the state"))
            .And(() => Bits.Same(plain.Gradient, twice.Gradient, () => "the gradient"));
    });

    static (Tensor<double> Output, ITree<double> State, ITree<double> Gradient) Run(LayerCase asked, ILayer layer)
    {
        var start = layer.Init<double>(asked.Key.Child(1), asked.Batch.Shape.Example);
        var state = start.State;
        // The batch is used around the layer too, so that its cotangents go on adding up outside.
        var graded = Gradient.Pull(new Fed<double>(new Mold<double>(start.Params).Pour(asked.Vector), asked.Batch), fed =>
            from x in Ops.Scale(fed.Batch, 1)
            from result in layer.Apply(new Call<double>(fed.Params, start.State, asked.Key.Child(0), Mode.Train), x)
            let kept = state = Tree.Map<double, ITree<double>>(result.State, leaf => leaf.Value.Value.Keep())
            from again in Ops.Tanh(x)
            from weighted in Ops.Multiply(result.Output, Tensor<double>.Full(result.Output.Shape, 1))
            from left in Ops.Sum(again)
            from y in Ops.Add(weighted, left)
            select y, _ => asked.Cotangent);
        return (graded.Value, state, graded.Gradient);
    }
}
