namespace Dl.Properties;

/// <summary>The laws of layers, in one line of a test: <c>[Fact] public void MyLayer() => LayerLaws.Hold(new MyLayer(3), [4]);</c></summary>
public static class LayerLaws
{
    /// <summary>All laws of layers.</summary>
    public static Many<Law<LayerCase>> All { get; } =
    [
        LayerGradientLaw.Differences, LayerGradientLaw.Forward, LayerContractLaw.Shapes, LayerContractLaw.States, LayerContractLaw.Purity,
        LayerContractLaw.Rows, LayerContractLaw.Scalars, LayerRefusalLaw.Of,
        EmbeddingLaw.Of, RecurrentLaw.Stepped, RecurrentLaw.Loops, RecurrentLaw.Directions, PaddingLaw.Padding, PaddingLaw.Alone, GateLaw.Of, AttentionLaw.Loops, AttentionLaw.Order,
        ActivationLaw.Of, RecomputeLaw.Of, FuseLaw.Of,
        WindowLayerLaw.Of,
        BatchLaw.Rows, BatchLaw.Order, BatchLaw.Gradients, BatchNormLaw.Moments, BatchNormLaw.Gradient, BatchNormLaw.Running, NormLaw.Loops, NormLaw.Family,
        DropoutLaw.Kept, DropoutLaw.Rate, DropoutLaw.Ensemble, DropConnectLaw.Of, StandoutLaw.Of,
        CompositionLaw.Of, LayerFansLaw.Of,
    ];

    /// <summary>A layer under its laws, with examples drawn by a function.</summary>
    public static Subject<LayerCase> Subject(string name, Func<Key, int, LayerExample> example) => new(name, (key, size) => LayerCase.Draw(example, key, size));

    /// <summary>Checks every law of layers on examples drawn by a function of a key and a size.</summary>
    /// <exception cref="LawException">A law is broken; carries the smallest counterexample found.</exception>
    public static void Hold(Func<Key, int, LayerExample> example, CheckSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(example);
        LawBook.Hold(Subject(example(Key.Of(0), 1).Layer.Name, example), All, settings);
    }

    /// <summary>Checks every law of layers on one layer, for examples of one shape.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="input">The shape of one example, without the batch axis.</param>
    /// <param name="settings">How many cases, drawn from what.</param>
    /// <exception cref="LawException">A law is broken; carries the smallest counterexample found.</exception>
    public static void Hold(ILayer layer, Shape input, CheckSettings? settings = null) => Hold((_, _) => new LayerExample(layer, input), settings);
}
