namespace Dl.Functional;

/// <summary>
/// The weights of an attention: the softmax of each row of scores over the keys that its query may see, and zero elsewhere.
/// A query that may see none has weights of zero and no gradient. Shapes: scores (batch, ..., queries, keys). Cotangent:
/// <c>y (g - sum(g y))</c>. Source: Vaswani et al., "Attention is all you need", 2017.
/// </summary>
/// <remarks>Law L11: what is hidden has weight 0 and cotangent 0, and the weights of a row sum to 1 or, where all is hidden,
/// to 0. PyTorch: <c>softmax(scores + mask)</c>, not a number where all is hidden.</remarks>
/// <param name="Causal">Whether query i sees the keys 0 to i only.</param>
/// <param name="Seen">For each item and key (batch, keys) 1 if its queries may see it and 0 if it is padding; all are seen without.</param>
public sealed record MaskedSoftmaxOp(bool Causal = false, Indices? Seen = null) : Op("masked softmax")
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("query that sees no key", "weights of zero", "not a number", "even weights", "even weights"),
        new("causal mask of unequal lengths", "the first query sees the first key", "same", "same", "same"),
    ];

    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var x = inputs[0];
        if (x.Shape.Rank < 2 || x.Shape.Last == 0) throw new DlException($"masked softmax takes scores (batch, ..., queries, keys) of at least one key, not {x.Shape}");
        if (Seen is not null && Seen.Shape != Shape.Of(x.Shape[0], x.Shape.Last))
            throw new DlException($"masked softmax: scores {x.Shape} need a mask of the keys of each item, [{x.Shape[0]}, {x.Shape.Last}], not {Seen.Shape}");
        var y = Tensor<T>.Build(x.Shape, (x, op: this), static (into, s) =>
        {
            s.x.Span.CopyTo(into);
            for (var row = 0; row < s.x.Shape.Rows; row++) s.op.Weigh(into.Slice(row * s.x.Shape.Last, s.x.Shape.Last), row, s.x.Shape);
        });
        return new(y, g => [Delta<T>.Of(x.Shape, (g, y), static (into, add, s) =>
        {
            var centred = Tensor<T>.Build(s.g.Shape, s, static (into, s) =>
            {
                var keys = s.y.Shape.Last;
                for (var start = 0; start < into.Length; start += keys)
                {
                    var g = s.g.Span.Slice(start, keys);
                    TensorPrimitives.Subtract(g, TensorPrimitives.Dot(g, s.y.Span.Slice(start, keys)), into.Slice(start, keys));
                }
            });
            Core.Pointwise.Map(new Times(), centred.Span, s.y.Span, into, add);
        })]);
    }

    /// <summary>Whether query number <paramref name="row"/>, counted through all axes but the last, sees a key.</summary>
    public bool Sees(Shape scores, int row, int key)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return !(Causal && key > row % scores[scores.Rank - 2]) && (Seen is null || Seen[row / (scores.Rows / scores[0]) * scores.Last + key] != 0);
    }

    // Scores become weights, in place.
    void Weigh<T>(Span<T> scores, int row, Shape shape) where T : struct, IFloatingPointIeee754<T>
    {
        if (Causal || Seen is not null)
            for (var key = 0; key < scores.Length; key++)
                if (!Sees(shape, row, key)) scores[key] = T.NegativeInfinity;
        var most = TensorPrimitives.Max<T>(scores);
        if (T.IsNegativeInfinity(most))
        {
            scores.Clear();
            return;
        }
        TensorPrimitives.Subtract(scores, most, scores);
        Core.Pointwise.Map(new Exponential(), scores, scores);
        TensorPrimitives.Divide(scores, TensorPrimitives.Sum<T>(scores), scores);
    }

    /// <summary>An example for the laws: with and without masks, at times with rows in which all is hidden.</summary>
    public static Example Example(Key key, int size)
    {
        var (batch, queries, keys) = (Examples.Size(key, Math.Min(size, 3), 0), Examples.Size(key, Math.Min(size, 4), 1), 1 + Examples.Size(key, Math.Min(size, 3), 2));
        var seen = key.Bernoulli(0.5, 3) ? Indices.From([batch, keys], [.. Enumerable.Range(0, batch * keys).Select(i => Math.Min(1, key.Child(0).Below(3, i)))]) : null;
        Shape scores = key.Bernoulli(0.5, 4) ? [batch, queries, keys] : [batch, 2, queries, keys];
        return new(new MaskedSoftmaxOp(key.Bernoulli(0.3, 5), seen), [Examples.Any(key.Child(1), scores)]);
    }
}

public static partial class Ops
{
    /// <summary>Attention weights of scores, see <see cref="MaskedSoftmaxOp"/>.</summary>
    public static Diff<T, Var<T>> MaskedSoftmax<T>(Var<T> scores, bool causal = false, Indices? seen = null) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new MaskedSoftmaxOp(causal, seen), [scores]);
}
