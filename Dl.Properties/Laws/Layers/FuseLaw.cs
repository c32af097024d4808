namespace Dl.Properties;

/// <summary>A fused network is the network: the same bits in output, state, and the gradients of parameters and batch.</summary>
public static class FuseLaw
{
    /// <summary>The law of <see cref="Net.Fuse"/>.</summary>
    public static Law<LayerCase> Of { get; } = OfWay(Net.Fuse);

    /// <summary>The law of a way to fuse a network.</summary>
    public static Law<LayerCase> OfWay(Func<ILayer, ILayer> fuse) => RecomputeLaw.OfWay("fuse", "a fused network has the bits of the network in output, state and gradients", fuse);
}
