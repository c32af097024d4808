namespace Dl.Functional;

/// <summary>Rows that belong to positions of a sequence.</summary>
public sealed record PositionParams<T>(Var<T> Rows) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk)
    {
        ArgumentNullException.ThrowIfNull(walk);
        return new PositionParams<T>(walk.Leaf("rows", Role.Embedding, Rows));
    }
}

/// <summary>
/// Adds a learned row to each position of a sequence, so that attention can tell positions apart. A sequence may be shorter
/// than the one that the layer began with, but not longer. Shapes: (batch, time, features) to the same.
/// Source: Gehring et al., 2017. KerasHub: <c>PositionEmbedding</c>.
/// </summary>
/// <param name="Deviation">The rows are drawn from a normal distribution of this deviation.</param>
public sealed record PositionalEmbedding(double Deviation = 0.02) : Layer("positions")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example) =>
        new(example, new PositionParams<T>(key.Normal<T>(Demand.Sequence(Name, example), 0, Setting.AtLeast(Name, "the deviation", Deviation))), Empty<T>.It);

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x)
    {
        var rows = call.ParamsAs<PositionParams<T>>(this).Rows;
        if (x.Shape.Rank != 3 || x.Shape[1] > rows.Shape[0] || x.Shape[2] != rows.Shape[1])
            throw new DlException($"{Name}: there are learned positions for sequences (batch, {rows.Shape[0]} or less, {rows.Shape[1]}), not for {x.Shape}");
        return
            from used in Ops.Part(rows, 0, 0, x.Shape[1])
            from y in Ops.Add(x, used)
            select new Result<T>(y, call.State);
    }

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new PositionalEmbedding(key.Bernoulli(0.5, 9) ? 0.02 : 1), [Examples.Size(key, size, 0), Examples.Size(key, size, 1)]);
}

/// <summary>
/// Adds waves to each position of a sequence: features 2i and 2i + 1 of position t get the sine and the cosine of
/// <c>t / Longest^(2i / features)</c>. A step of k positions turns each pair by the same angle wherever it begins. Takes
/// sequences of any length. Source: Vaswani et al., 2017. KerasHub: <c>SinePositionEncoding</c>.
/// </summary>
/// <param name="Longest">The longest wave is nearly 2 pi times this.</param>
public sealed record SinusoidalPositions(double Longest = 10000) : Layer("waves")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        Setting.Above(Name, "the longest wave", Longest);
        return new(Demand.Sequence(Name, example), Empty<T>.It, Empty<T>.It);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => x.Shape.Rank == 3
        ? Ops.Add(x, Waves<T>(x.Shape[1], x.Shape[2])).Map(y => new Result<T>(y, call.State))
        : throw new DlException($"{Name} are added to sequences (batch, time, features), not to {x.Shape}");

    /// <summary>What is added to a sequence of so many times.</summary>
    public Tensor<T> Waves<T>(int times, int features) where T : struct, IFloatingPointIeee754<T> => Tensor<T>.Build([times, features], (features, Longest), static (into, s) =>
    {
        for (var i = 0; i < into.Length; i++)
        {
            var (time, feature) = (i / s.features, i % s.features);
            var angle = time / Math.Pow(s.Longest, (feature - feature % 2) / (double)s.features);
            into[i] = T.CreateChecked(feature % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
        }
    });

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new SinusoidalPositions(key.Bernoulli(0.5, 0) ? 10000 : 4), [Examples.Size(key, size, 1), Examples.Size(key, size, 2)]);
}
