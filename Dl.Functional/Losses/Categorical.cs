namespace Dl.Functional;

/// <summary>
/// Targets of a classification as masses: <c>mass = weight_k ((1 - smoothing) y_k + smoothing sum(y) / K)</c> for class k of a row, y being 1 at
/// its class, or its distribution. Ignored rows and rows without mass have none. The weight of a row is the sum of its masses over that without class
/// weights: that of its class, if there is no smoothing.
/// </summary>
/// <param name="Masses">The masses, of the shape of the logits.</param>
/// <param name="Weights">The weight of each row.</param>
readonly record struct Categorical<T>(Tensor<T> Masses, Tensor<T> Weights) where T : struct, IFloatingPointIeee754<T>
{
    public static Categorical<T> Of(string name, Shape logits, Targets<T> targets, Many<double> weights, Many<int> ignored, double smoothing)
    {
        CheckRows(name, logits);
        if (weights.Count != 0 && (weights.Count != logits.Last || weights.Any(weight => !(weight >= 0) || double.IsInfinity(weight))))
            throw new DlException($"{name}: {logits.Last} classes need as many weights, none negative, not {weights}");
        Setting.Share(name, "label smoothing", smoothing);
        var masses = targets switch
        {
            Targets<T>.Labels labels => OneHot(Checked(name, labels.Classes, logits, ignored), logits, ignored),
            Targets<T>.Values values when values.Numbers.Shape == logits => NotNegative(name, values.Numbers),
            Targets<T>.Values values => throw new DlException($"{name}: logits {logits} need distributions of that shape, not {values.Numbers.Shape}"),
            _ => throw new DlException($"{name} takes class numbers or distributions"),
        };
        var each = Shape.Of([.. logits.Take(logits.Rank - 1)]);
        var plain = Tensor<T>.Build(each, masses, static (into, masses) => Sums(masses, into));
        if (smoothing != 0 || weights.Count != 0)
            masses = Tensor<T>.Build(logits, (masses, plain, weights, smoothing), static (into, s) =>
            {
                var last = s.masses.Shape.Last;
                var (keep, share) = (T.CreateChecked(1 - s.smoothing), T.CreateChecked(s.smoothing / last));
                for (var i = 0; i < into.Length; i++)
                    into[i] = (keep * s.masses.Span[i] + share * s.plain.Span[i / last]) * (s.weights.Count == 0 ? T.One : T.CreateChecked(s.weights[i % last]));
            });
        return new(masses, Tensor<T>.Build(each, (masses, plain), static (into, s) =>
        {
            Sums(s.masses, into);
            for (var i = 0; i < into.Length; i++) into[i] = s.plain[i] == T.Zero ? T.Zero : into[i] / s.plain[i];
        }));
    }

    /// <summary>Class numbers that fit the logits.</summary>
    public static Indices Checked(string name, Indices labels, Shape logits, Many<int> ignored)
    {
        CheckRows(name, logits);
        if (labels.Shape != Shape.Of([.. logits.Take(logits.Rank - 1)])) throw new DlException($"{name}: logits {logits} need {Counted(logits)}, not {labels.Shape}");
        for (var i = 0; i < labels.Count; i++)
            if ((labels[i] < 0 || labels[i] >= logits.Last) && !ignored.Contains(labels[i]))
                throw new DlException($"{name}: item {i} has class {labels[i]}, but the network has outputs for the classes 0 to {logits.Last - 1}");
        return labels;
    }

    /// <summary>Checks that there is a row of at least one class for each item.</summary>
    public static void CheckRows(string name, Shape logits)
    {
        if (logits.Rank < 2 || logits.Last == 0) throw new DlException($"{name} takes one row for each item, of shape (batch, classes) or (batch, ..., classes), not {logits}");
    }

    static Tensor<T> NotNegative(string name, Tensor<T> masses)
    {
        for (var i = 0; i < masses.Shape.Size; i++)
            if (!(masses.Span[i] >= T.Zero)) throw new DlException($"{name}: the masses of a distribution are not negative, but number {i} is {Literal.Of(masses.Span[i])}");
        return masses;
    }

    static string Counted(Shape logits) => logits.Rank == 2 ? $"{logits[0]} class numbers" : $"class numbers of shape {Shape.Of([.. logits.Take(logits.Rank - 1)])}";

    static Tensor<T> OneHot(Indices labels, Shape logits, Many<int> ignored) => Tensor<T>.Build(logits, (labels, logits.Last, ignored), static (into, s) =>
    {
        into.Clear();
        for (var i = 0; i < s.labels.Count; i++)
            if (!s.ignored.Contains(s.labels[i])) into[i * s.Last + s.labels[i]] = T.One;
    });

    static void Sums(Tensor<T> masses, Span<T> into)
    {
        var last = masses.Shape.Last;
        for (var row = 0; row < into.Length; row++) into[row] = TensorPrimitives.Sum(masses.Span.Slice(row * last, last));
    }
}
