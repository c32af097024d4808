namespace Dl.Functional;

/// <summary>
/// The cross entropy of a softmax: <c>-sum_k y_k ln softmax(z)_k</c> for logits z of shape (batch, classes) or (batch, ..., classes), against class
/// numbers or distributions y. Takes logits and nothing else; stable at any size. Gradient (softmax - y) / batch. Laws S2, S3, S4, S8, S9.
/// PyTorch: <c>CrossEntropyLoss</c>; Keras: <c>CategoricalCrossentropy(from_logits=True)</c>; Optax: <c>softmax_cross_entropy</c>.
/// </summary>
/// <remarks>The mean is the sum over the weights: each item's is that of its class, 0 where its label is ignored, or where its distribution is zero. A logit
/// of minus infinity is a class that is ruled out.</remarks>
/// <param name="Weights">How much each class counts; none for all alike.</param>
/// <param name="Ignored">Class numbers that stand for "no label".</param>
/// <param name="Smoothing">How much of each target is spread evenly over all classes: <c>(1 - smoothing) y + smoothing / K</c>.</param>
/// <param name="Reduction">Mean over the batch by default.</param>
public sealed record CrossEntropy(Many<double> Weights, Many<int> Ignored, double Smoothing = 0, Reduce Reduction = Reduce.Mean) : Loss("cross entropy"), IReduced, ILikelihood
{
    /// <summary>All classes alike, nothing ignored or smoothed.</summary>
    public CrossEntropy(Reduce reduction = Reduce.Mean) : this([], [], 0, reduction) { }

    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("input", "logits, and nothing else", "same", "probabilities by default", "same"),
        new("weighted mean", "over the sum of the weights, for class numbers and distributions", "same for class numbers, over the batch for distributions", "over the batch", "no mean"),
        new("weights and smoothing", "an item's weight is that of its smoothed target", "that of its class", "that of its class", "no weights"),
        new("ignored labels", "a list, empty; a mean of nothing is 0", "-100; a mean of nothing is NaN", "ignore_class; a mean of nothing is 0", "no such thing"),
        new("axis of the classes", "the last", "the second", "the last", "the last"),
    ];

    /// <inheritdoc/>
    public Support Support => Support.Classes;

    /// <inheritdoc/>
    public (int Outputs, int Targets) Item => (0, 1);

    /// <inheritdoc/>
    public double LogMass => Weights.Count == 0 && Ignored.Count == 0 && Smoothing == 0 ? 0 : double.NaN;

    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets)
    {
        Categorical<T>.CheckRows(Name, output.Shape);
        return Weights.Count == 0 && Ignored.Count == 0 && Smoothing == 0 && targets is Targets<T>.Labels labels
            ? Ops.SoftmaxCrossEntropy(output, Categorical<T>.Checked(Name, labels.Classes, output.Shape, [])).Bind(each => Reduced(Reduction, each))
            : Ops.LogSoftmax(output).Bind(logs => Of(this, Name, logs, targets));
    }

    /// <summary>The mean loss of the best answer that does not look at the input: the entropy of the classes as they count here, class k in proportion to
    /// <c>weight_k ((1 - smoothing) n_k + smoothing n / K)</c>. Law: constant logits lose no less, and the logarithms of those shares as much.</summary>
    /// <param name="counts">How many labels there are of each class; those of an ignored one do not count.</param>
    public double Chance(Many<int> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var kept = counts.Select((count, k) => Ignored.Contains(k) ? 0.0 : count).ToArray();
        var spread = Smoothing * kept.Sum() / kept.Length;
        var masses = kept.Select((count, k) => (Weights.Count == 0 ? 1 : Weights[k]) * ((1 - Smoothing) * count + spread)).ToArray();
        var all = masses.Sum();
        return Curves.Entropy([.. masses.Select(mass => mass / all)]);
    }

    /// <inheritdoc/>
    public ILoss By(Reduce reduction) => this with { Reduction = reduction };

    /// <summary>An example for the laws: class numbers or distributions, some ignored, some weighted.</summary>
    public static LossExample Example(Key key, int size)
    {
        var (items, classes) = (Examples.Size(key, size, 0), 1 + Examples.Size(key, size, 1));
        Shape rows = key.Bernoulli(0.8, 9) ? [items] : [items, 1 + key.Below(2, 10)];
        Shape shape = [.. rows, classes];
        var loss = new CrossEntropy(
            key.Bernoulli(0.5, 11) ? [] : [.. Enumerable.Range(0, classes).Select(k => key.Below(9, k + 100) / 4.0)],
            key.Bernoulli(0.5, 12) ? [] : [key.Bernoulli(0.5, 14) ? -100 : 0],
            key.Bernoulli(0.5, 13) ? 0 : (1 + key.Below(7, 15)) / 8.0,
            (Reduce)key.Below(3, 2));
        var labels = Enumerable.Range(0, rows.Size).Select(i => loss.Ignored.Count > 0 && key.Bernoulli(0.3, i + 200) ? loss.Ignored[0] : key.Below(classes, i + 300));
        return key.Bernoulli(0.5, 3)
            ? new(loss, Examples.Any(key.Child(0), shape), Indices.From(rows, [.. labels]))
            : new(loss, Examples.Any(key.Child(0), shape), Distributed(key.Child(1), shape));
    }

    /// <summary>Distributions along the last axis, some masses of which are 0.</summary>
    internal static Tensor<double> Distributed(Key key, Shape shape) => Tensor<double>.Build(shape, key, static (into, key) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = key.Below(4, i);
    }) is var counts && Ops.Sum<double>(counts, -1).Value().Value is var sums
        ? Tensor<double>.From(shape, [.. counts.Span.ToArray().Select((count, i) => sums[i / shape.Last] == 0 ? (i % shape.Last == 0 ? 1 : 0) : count / sums[i / shape.Last])])
        : counts;

    /// <summary>The loss of logarithms of probabilities, which this one shares with <see cref="NegativeLogLikelihood"/>.</summary>
    internal static Diff<T, Var<T>> Of<T>(CrossEntropy settings, string name, Var<T> logs, Targets<T> targets) where T : struct, IFloatingPointIeee754<T>
    {
        if (settings.Weights.Count == 0 && settings.Ignored.Count == 0 && settings.Smoothing == 0 && targets is Targets<T>.Labels labels)
            return
                from picked in Ops.Pick(logs, Categorical<T>.Checked(name, labels.Classes, logs.Shape, []))
                from each in Ops.Negate(picked)
                from loss in Reduced(settings.Reduction, each)
                select loss;
        var target = Categorical<T>.Of(name, logs.Shape, targets, settings.Weights, settings.Ignored, settings.Smoothing);
        return
            from sums in Ops.Expectation<T>(target.Masses, logs)
            from each in Ops.Negate(sums)
            from loss in Reduced(settings.Reduction, each, target.Weights)
            select loss;
    }
}
