namespace Dl.Functional;

/// <summary>Parameters of a <see cref="MultiHeadAttention"/>: the dense layer from features to queries, keys and values side by
/// side, and the one from the heads back to features.</summary>
public sealed record AttentionParams<T>(ITree<T> Inward, ITree<T> Outward) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk)
    {
        ArgumentNullException.ThrowIfNull(walk);
        return new AttentionParams<T>(walk.Branch("inward", Inward), walk.Branch("outward", Outward));
    }
}

/// <summary>
/// Self attention: every time of a sequence looks at all times, or at those before it and itself if causal, in several heads
/// side by side: each has its share of the features for its own queries, keys and values, see <see cref="Ops.Attention"/>.
/// Shapes: (batch, time, features) to the same; the number of heads divides the features. Source: Vaswani et al., 2017.
/// PyTorch: <c>nn.MultiheadAttention(batch_first=True)</c>; Keras: <c>MultiHeadAttention</c>; Flax: <c>MultiHeadDotProductAttention</c>.
/// </summary>
/// <remarks>Law L11: it is the paper's loops over numbers; without a mask the order of times does not matter, a causal one lets no
/// gradient come from the future.</remarks>
/// <param name="Heads">The number of heads.</param>
/// <param name="Weight">How both weights are drawn; biases begin at zero.</param>
/// <param name="Causal">Whether a time sees those before it and itself only.</param>
/// <param name="Dropout">The probability to drop a weight of attention while learning, in [0, 1).</param>
/// <param name="Bias">Whether queries, keys, values and outputs have biases.</param>
public sealed record MultiHeadAttention(int Heads, IInitialiser Weight, bool Causal = false, double Dropout = 0, bool Bias = true) : Layer("attention")
{
    /// <summary>Drawn by Glorot's rule.</summary>
    public MultiHeadAttention(int heads, bool causal = false) : this(heads, Glorot.Uniform, causal) { }

    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("weights of queries, keys and values", "side by side in one (features, 3 features)", "same, (3 features, features)", "one by one", "one by one"),
        new("start of these", "Glorot uniform, as one matrix", "same", "Glorot uniform, one by one", "LeCun normal, one by one"),
        new("features of a head", "features / heads", "same", "given as key_dim", "features / heads"),
        new("scale", "1 / sqrt(features of a head)", "same", "same", "same"),
    ];

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        Demand.Sequence(Name, example, "; for token ids put an embedding before it");
        if (Heads < 1 || example[1] % Heads != 0) throw new DlException($"{Name}: {Heads} heads do not divide the {example[1]} features of {example}; give a divisor");
        Setting.Rate(Name, Dropout, "dropout");
        return new(example, new AttentionParams<T>(
            Inward(example[1]).Init<T>(key.Child(0), example).Params, Outward(example[1]).Init<T>(key.Child(1), example).Params), Empty<T>.It);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Apply(call, x, null);

    /// <summary>The layer on sequences of which some times are padding.</summary>
    /// <param name="call">Parameters, state, key and mode.</param>
    /// <param name="x">The sequences, (batch, time, features).</param>
    /// <param name="seen">For each item and time (batch, time) 1 if it may be seen and 0 if it is padding.</param>
    public Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x, Indices? seen) where T : struct, IFloatingPointIeee754<T>
    {
        if (x.Shape.Rank != 3) throw new DlException($"{Name} takes sequences (batch, time, features), not {x.Shape}");
        var p = call.ParamsAs<AttentionParams<T>>(this);
        var (items, times, features) = (x.Shape[0], x.Shape[1], x.Shape[2]);
        return
            from inward in Inward(features).Apply(call with { Params = p.Inward }, x)
            from apart in Ops.Reshape(inward.Output, items, times, 3, Heads, features / Heads)
            from heads in Ops.Transpose(apart, 2, 0, 3, 1, 4)
            from queries in Ops.Take(heads, Indices.From(Shape.Scalar, [0]))
            from keys in Ops.Take(heads, Indices.From(Shape.Scalar, [1]))
            from values in Ops.Take(heads, Indices.From(Shape.Scalar, [2]))
            from weights in Ops.AttentionWeights(queries, keys, Causal, seen)
            from kept in call.Mode == Mode.Infer || Dropout == 0 ? Diff.Return<T, Var<T>>(weights) : Ops.Dropout(weights, Dropout, call.Key)
            from met in Ops.BatchMatMul(kept, values)
            from back in Ops.Transpose(met, 0, 2, 1, 3)
            from joined in Ops.Reshape(back, items, times, features)
            from y in Outward(features).Apply(call with { Params = p.Outward }, joined)
            select new Result<T>(y.Output, call.State);
    }

    Dense Inward(int features) => new(3 * features, Activation.None, Weight, Bias);

    Dense Outward(int features) => new(features, Activation.None, Weight, Bias);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var heads = Examples.Size(key, Math.Min(size, 2), 0);
        return new(new MultiHeadAttention(heads, Glorot.Uniform, key.Bernoulli(0.4, 1), key.Bernoulli(0.3, 2) ? 0.25 : 0, key.Bernoulli(0.7, 3)),
            [Examples.Size(key, Math.Min(size, 3), 4), heads * Examples.Size(key, Math.Min(size, 2), 5)]);
    }
}
