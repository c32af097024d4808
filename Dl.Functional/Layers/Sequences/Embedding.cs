namespace Dl.Functional;

/// <summary>The table (count, size) of an <see cref="Embedding"/>.</summary>
public sealed record EmbeddingParams<T>(Var<T> Table) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk)
    {
        ArgumentNullException.ThrowIfNull(walk);
        return new EmbeddingParams<T>(walk.Leaf("table", Role.Embedding, Table));
    }
}

/// <summary>
/// A row of a learned table for each token id. Ids travel in the batch as whole numbers, <see cref="Batch"/> makes one of them;
/// they have no gradient. The gradient of a row is the sum of the cotangents of all places where its id stands (L12).
/// Shapes: (...) to (..., size). PyTorch: <c>nn.Embedding</c>; Keras: <c>Embedding</c>; Flax: <c>Embed</c>.
/// </summary>
/// <param name="Count">The number of ids: they are 0 to count - 1.</param>
/// <param name="Size">The number of features of each.</param>
/// <param name="Deviation">The table is drawn from a normal distribution of this deviation.</param>
/// <param name="Padding">An id that stands for nothing: its features are zero and not learned.</param>
public sealed record Embedding(int Count, int Size, double Deviation = 1, int? Padding = null) : Layer("embedding")
{
    // Beyond 2^24 float skips whole numbers.
    const int Most = 1 << 24;

    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("start", "normal, deviation 1", "same", "uniform within 0.05", "normal, deviation 1 / sqrt(size)"),
        new("padding", "features are zero", "row begins at zero and is not learned", "the mask of mask_zero, id 0", "none"),
        new("ids", "whole numbers in the batch, at most 2^24", "integers", "integers", "integers"),
    ];

    /// <summary>Ids as a batch.</summary>
    public static Tensor<T> Batch<T>(Indices ids) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(ids);
        return Tensor<T>.Build(ids.Shape, ids, static (into, ids) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = T.CreateChecked(ids[i]);
        });
    }

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        if (Count is < 1 or > Most || Size < 1) throw new DlException($"{Name} has 1 to {Most} ids of at least one feature each, not {Count} of {Size}");
        if (Padding is { } padding && (padding < 0 || padding >= Count)) throw new DlException($"{Name}: the padding is one of the ids 0 to {Count - 1}, not {padding}");
        return new([.. example, Size], new EmbeddingParams<T>(key.Normal<T>([Count, Size], 0, Setting.AtLeast(Name, "the deviation", Deviation))), Empty<T>.It);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x)
    {
        var ids = Ids(x.Value);
        return
            from rows in Ops.Take(call.ParamsAs<EmbeddingParams<T>>(this).Table, ids)
            from y in Padding is { } padding ? Ops.Multiply(rows, Seen<T>(ids, padding)) : Diff.Return<T, Var<T>>(rows)
            select new Result<T>(y, call.State);
    }

    Indices Ids<T>(Tensor<T> x) where T : struct, IFloatingPointIeee754<T>
    {
        var ids = ImmutableArray.CreateBuilder<int>(x.Shape.Size);
        foreach (var id in x.Span)
            ids.Add(T.IsInteger(id) && id >= T.Zero && id < T.CreateChecked(Count)
                ? int.CreateTruncating(id)
                : throw new DlException($"{Name} of {Count} takes ids: whole numbers from 0 to {Count - 1}; number {ids.Count} of {x.Shape} is {Literal.Of(id)}"));
        return Indices.From(x.Shape, ids.MoveToImmutable());
    }

    static Tensor<T> Seen<T>(Indices ids, int padding) where T : struct, IFloatingPointIeee754<T> => Tensor<T>.Build([.. ids.Shape, 1], (ids, padding), static (into, s) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = s.ids[i] == s.padding ? T.Zero : T.One;
    });

    /// <summary>An example for the laws: few ids, so that they repeat.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var count = Examples.Size(key, Math.Min(size, 4), 0);
        var padding = key.Bernoulli(0.3, 1) ? key.Below(count, 2) : default(int?);
        return new(new Embedding(count, Examples.Size(key, Math.Min(size, 3), 3), key.Bernoulli(0.5, 4) ? 1 : 0.02, padding), Examples.AnyShape(key.Child(0), size, 2), count);
    }
}
