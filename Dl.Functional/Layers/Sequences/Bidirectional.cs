namespace Dl.Functional;

/// <summary>
/// A recurrent layer twice, with parameters of its own each time: once from the first time to the last and once back, merged
/// time by time. Where the layer gives its last step, each direction gives the one it ended with. Source: Schuster and
/// Paliwal, 1997. PyTorch: <c>bidirectional=True</c>; Keras: <c>Bidirectional(merge_mode)</c>; Flax: <c>Bidirectional</c>.
/// </summary>
/// <remarks>Law L13: it is the layer forward, and the layer on the reversed sequence, reversed.</remarks>
/// <param name="Layer">The layer.</param>
/// <param name="Merge">How both outputs become one.</param>
public sealed record Bidirectional(Recurrent Layer, Merge Merge = Merge.Concat) : Layer("bidirectional"), ISequenceLayer
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("last step", "that with which each direction ended", "of all steps at the last time; h_n holds these", "same", "same"),
        new("start", "each direction draws its own parameters", "same", "same", "same"),
    ];

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        var (forward, backward) = (Part.Init<T>(0, Layer, key.Child(0), example), Part.Init<T>(1, Layer, key.Child(1), example));
        var output = Merge == Merge.Concat ? forward.Output.WithLast(2 * forward.Output.Last) : forward.Output;
        return new(output, new Trees<T>([forward.Params, backward.Params]), new Trees<T>([forward.State, backward.State]));
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Both(call, x, null);

    /// <inheritdoc/>
    public Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x, Indices lengths) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(lengths);
        return Both(call, x, lengths);
    }

    Diff<T, Result<T>> Both<T>(Call<T> call, Var<T> x, Indices? lengths) where T : struct, IFloatingPointIeee754<T>
    {
        var (all, states) = Part.Of(this, call, 2);
        Call<T> Of(int i) => new(all.Items[i], states.Items[i], call.Key.Child(i), call.Mode);
        return
            from forward in Diff.In(Part.Name(0, Layer), Layer.Apply(Of(0), x, lengths, false))
            from backward in Diff.In(Part.Name(1, Layer), Layer.Apply(Of(1), x, lengths, true))
            from y in Merged(forward.Output, backward.Output)
            select new Result<T>(y, call.State);
    }

    Diff<T, Var<T>> Merged<T>(Var<T> forward, Var<T> backward) where T : struct, IFloatingPointIeee754<T> => Merge switch
    {
        Merge.Concat => Ops.Concat(-1, forward, backward),
        Merge.Sum => Ops.Add(forward, backward),
        Merge.Mean => Ops.Add(forward, backward).Bind(sum => Ops.Scale(sum, 0.5)),
        _ => Ops.Multiply(forward, backward),
    };

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var inner = key.Below(3, 0) switch { 0 => Rnn.Example(key.Child(0), size), 1 => Lstm.Example(key.Child(0), size), _ => Gru.Example(key.Child(0), size) };
        return new(new Bidirectional((Recurrent)inner.Layer, (Merge)key.Below(4, 1)), inner.Input);
    }
}
