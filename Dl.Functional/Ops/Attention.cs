namespace Dl.Functional;

public static partial class Ops
{
    /// <summary>
    /// The weights with which each query sees each key: <c>softmax(q k^T / sqrt(d))</c> over the keys that are not hidden.
    /// Shapes: (batch, ..., queries, d) and (batch, ..., keys, d) give (batch, ..., queries, keys). See <see cref="MaskedSoftmaxOp"/>.
    /// </summary>
    public static Diff<T, Var<T>> AttentionWeights<T>(Var<T> queries, Var<T> keys, bool causal = false, Indices? seen = null) where T : struct, IFloatingPointIeee754<T> =>
        from scaled in Scale(queries, 1 / Math.Sqrt(queries.Shape.Last))
        from scores in BatchMatMul(scaled, keys, transposeRight: true)
        from weights in MaskedSoftmax(scores, causal, seen)
        select weights;

    /// <summary>
    /// Scaled dot-product attention: each query takes the mean of the values, weighted by how well it meets their keys,
    /// <c>softmax(q k^T / sqrt(d)) v</c>. Law L11: the order of keys with their values does not matter. Source: Vaswani et al., 2017.
    /// PyTorch: <c>scaled_dot_product_attention</c>; Keras: <c>Attention(use_scale)</c>; Flax: <c>dot_product_attention</c>.
    /// </summary>
    /// <param name="queries">(batch, ..., queries, d).</param>
    /// <param name="keys">(batch, ..., keys, d).</param>
    /// <param name="values">(batch, ..., keys, features).</param>
    /// <param name="causal">Whether query i sees the keys 0 to i only.</param>
    /// <param name="seen">For each item and key (batch, keys) 1 if its queries may see it and 0 if it is padding; all are seen without.</param>
    public static Diff<T, Var<T>> Attention<T>(Var<T> queries, Var<T> keys, Var<T> values, bool causal = false, Indices? seen = null) where T : struct, IFloatingPointIeee754<T> =>
        AttentionWeights(queries, keys, causal, seen).Bind(weights => BatchMatMul(weights, values));
}
