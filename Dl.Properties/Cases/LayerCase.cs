namespace Dl.Properties;

/// <summary>A layer with parameters, a batch, the cotangent of its output and a key.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Vector">Its parameters as a flat vector.</param>
/// <param name="Batch">The batch; its first axis counts the examples.</param>
/// <param name="Cotangent">The cotangent of the output.</param>
/// <param name="Key">For all that is random in the layer.</param>
/// <param name="Ids">Below what the batch consists of token ids, which have no gradient; 0 if it is numbers of any kind.</param>
public sealed record LayerCase(ILayer Layer, Tensor<double> Vector, Tensor<double> Batch, Tensor<double> Cotangent, Key Key, int Ids = 0) : Case
{
    /// <inheritdoc/>
    public override string Source => $"new LayerCase({Properties.Source.Of(Layer)}, {Vector}, {Batch}, {Cotangent}, {Properties.Source.Of(Key)}{(Ids > 0 ? FormattableString.Invariant($", {Ids}") : "")})";

    /// <inheritdoc/>
    public override Measure Measure => Properties.Source.Measure(Layer) + Shrink.Of(Vector) + Shrink.Of(Batch) + Shrink.Of(Cotangent);

    /// <summary>The cases of a layer whose examples are drawn by a function; parameters are drawn too, so that no bias is zero.</summary>
    public static LayerCase Draw(Func<Key, int, LayerExample> example, Key key, int size)
    {
        ArgumentNullException.ThrowIfNull(example);
        var drawn = example(key.Child(0), size);
        var initial = drawn.Layer.Init<double>(key.Child(1), drawn.Input);
        var items = 1 + Examples.Size(key, Math.Max(size, 2), 0);
        return new(drawn.Layer,
            Examples.Any(key.Child(2), [new Mold<double>(initial.Params).Size]),
            drawn.Ids > 0 ? Tokens(key.Child(3), drawn.Input.Batch(items), drawn.Ids) : Examples.AwayFromZero(key.Child(3), drawn.Input.Batch(items)),
            Examples.Any(key.Child(4), initial.Output.Batch(items)),
            key.Child(5),
            drawn.Ids);
    }

    /// <summary>The layer's own start for examples of the batch's shape.</summary>
    public Initial<T> Start<T>() where T : struct, IFloatingPointIeee754<T> => Layer.Init<T>(Key.Child(1), Batch.Shape.Example);

    /// <summary>The output and the state after it, for parameters and a batch of any scalar, in a mode.</summary>
    public Diff<T, Result<T>> Apply<T>(ITree<T> parameters, Var<T> batch, Mode mode) where T : struct, IFloatingPointIeee754<T> =>
        Layer.Apply(new Call<T>(parameters, Start<T>().State, Key.Child(0), mode), batch);

    /// <inheritdoc/>
    public override IEnumerable<Case> Smaller()
    {
        if (Batch.Shape[0] > 2) yield return this with { Batch = First(Batch), Cotangent = First(Cotangent) };
        foreach (var layer in Properties.Source.Simpler(Layer))
            if (Fits(layer))
                yield return this with { Layer = layer };
        foreach (var vector in Shrink.Simpler(Vector)) yield return this with { Vector = vector };
        foreach (var batch in Shrink.Simpler(Batch).Where(batch => Ids == 0 || batch.Span.ToArray().All(id => double.IsInteger(id) && id >= 0 && id < Ids))) yield return this with { Batch = batch };
        foreach (var cotangent in Shrink.Simpler(Cotangent)) yield return this with { Cotangent = cotangent };
    }

    static Tensor<double> Tokens(Key key, Shape shape, int below) =>
        Embedding.Batch<double>(Indices.From(shape, [.. Enumerable.Range(0, shape.Size).Select(i => key.Below(below, i))]));

    static Tensor<double> First(Tensor<double> batch) => batch.View(0, batch.Shape.Example.Batch(batch.Shape[0] / 2)).Keep();

    bool Fits(ILayer layer)
    {
        try
        {
            var initial = layer.Init<double>(Key, Batch.Shape.Example);
            return new Mold<double>(initial.Params).Size == Vector.Shape.Size && initial.Output == Cotangent.Shape.Example;
        }
        catch (DlException)
        {
            return false;
        }
    }
}

/// <summary>Parameters and a batch as one tree, so that both get a gradient.</summary>
public sealed record Fed<T>(ITree<T> Params, Var<T> Batch) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk)
    {
        ArgumentNullException.ThrowIfNull(walk);
        return new Fed<T>(walk.Branch("params", Params), walk.Leaf("batch", Role.Other, Batch));
    }
}
