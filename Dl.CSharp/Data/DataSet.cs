using System.Diagnostics;
using System.Globalization;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>
/// Examples and what they should become: N inputs of one shape, and for each either a class (<see cref="Labels"/>) or
/// numbers (<see cref="Values"/>), never both. Immutable: every operation returns another data set and shares memory
/// where it can. PyTorch: <c>TensorDataset</c>; Keras and TensorFlow: <c>tf.data.Dataset.from_tensor_slices</c>.
/// </summary>
/// <remarks>Images are N x H x W x C (height, width, channels; the channel varies fastest), features N x F.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed record DataSet
{
    // One of the two holds the inputs.
    readonly Tensor<float>? numbers;
    readonly Pixels? pixels;

    DataSet(Tensor<float>? numbers, Pixels? pixels, Indices? labels, Tensor<float>? values, Many<string> classes, string name) =>
        (this.numbers, this.pixels, Labels, Values, Classes, Name) = (numbers, pixels, labels, values, classes, name);

    /// <summary>Examples that each belong to one class.</summary>
    /// <param name="inputs">N x the shape of an example.</param>
    /// <param name="labels">N classes, each 0 to K - 1.</param>
    /// <param name="classes">The names of the K classes.</param>
    /// <param name="name">What the set is called in messages and reports.</param>
    /// <exception cref="DlException">The counts disagree, or a label is outside 0..K-1.</exception>
    public static DataSet Classified(Tensor<float> inputs, Indices labels, Many<string> classes, string name)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(name);
        CheckLabels(CheckedCount(inputs, name), labels, classes, name);
        return new(inputs, null, labels, null, classes, name);
    }

    /// <summary>Images that each belong to one class; they stay bytes until their numbers are asked for.</summary>
    /// <param name="images">N images.</param>
    /// <param name="labels">N classes, each 0 to K - 1.</param>
    /// <param name="classes">The names of the K classes.</param>
    /// <param name="name">What the set is called in messages and reports.</param>
    /// <exception cref="DlException">The counts disagree, or a label is outside 0..K-1.</exception>
    public static DataSet Classified(Pixels images, Indices labels, Many<string> classes, string name)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(name);
        CheckLabels(images.Shape[0], labels, classes, name);
        return new(null, images, labels, null, classes, name);
    }

    /// <summary>Examples that each have numbers to be predicted.</summary>
    /// <param name="inputs">N x the shape of an example.</param>
    /// <param name="values">N x the shape of a target; N x 1 for one number each.</param>
    /// <param name="name">What the set is called in messages and reports.</param>
    /// <exception cref="DlException">The counts disagree.</exception>
    public static DataSet Regression(Tensor<float> inputs, Tensor<float> values, string name)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(name);
        var count = CheckedCount(inputs, name);
        if (values.Shape.Rank < 2 || values.Shape[0] != count)
            throw new DlException($"{name}: {count} inputs need values of shape [{count}, ...], but the values are {values.Shape}");
        return new(inputs, null, null, values, [], name);
    }

    /// <summary>The inputs: N x the shape of an example. Of images that are held as bytes the numbers are made at each call: ask a batch for them.</summary>
    public Tensor<float> Inputs => numbers ?? pixels!.ToTensor();

    /// <summary>The class of each example, 0 to K - 1; null for a regression.</summary>
    public Indices? Labels { get; }

    /// <summary>The target of each example, N x its shape; null for a classification.</summary>
    public Tensor<float>? Values { get; }

    /// <summary>The names of the K classes, in the order of their labels; empty for a regression.</summary>
    public Many<string> Classes { get; }

    /// <summary>What the set is called in messages and reports.</summary>
    public string Name { get; }

    /// <summary>The number of examples, N.</summary>
    public int Count => InputShape[0];

    /// <summary>The shape of one example's input.</summary>
    public Shape Example => InputShape.Example;

    /// <summary>How many examples each class has, in the order of the classes; empty for a regression.</summary>
    public Many<int> CountByClass
    {
        get
        {
            var counts = new int[Classes.Count];
            if (Labels is { } labels)
                foreach (var label in labels.Span) counts[label]++;
            return [.. counts];
        }
    }

    /// <summary>The examples in runs of at most <paramref name="size"/>, in order, without a copy: for passes over a large set.</summary>
    internal IEnumerable<DataSet> Chunks(int size) => Enumerable.Range(0, (Count + size - 1) / size).Select(i => Slice(i * size, Math.Min(size, Count - i * size)));

    /// <summary>The same targets with other inputs: preprocessed or reshaped ones.</summary>
    /// <exception cref="DlException">The number of inputs is another.</exception>
    public DataSet WithInputs(Tensor<float> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return CheckedCount(inputs, Name) == Count
            ? new(inputs, null, Labels, Values, Classes, Name)
            : throw new DlException($"{Name}: {Count} examples cannot take {inputs.Shape[0]} inputs");
    }

    /// <summary>The same examples under another name.</summary>
    public DataSet Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new(numbers, pixels, Labels, Values, Classes, name);
    }

    /// <summary>The first <paramref name="count"/> examples, without a copy of the inputs.</summary>
    /// <exception cref="DlException">There are fewer.</exception>
    public DataSet Take(int count) => Slice(0, count);

    /// <summary>The examples <paramref name="start"/> to <paramref name="start"/> + <paramref name="count"/> - 1, without a copy of the inputs.</summary>
    /// <exception cref="DlException">They are not all inside.</exception>
    public DataSet Slice(int start, int count)
    {
        if (start < 0 || count < 0 || start + (long)count > Count)
            throw Wrong.That($"{Name}: {count} examples from {start} on are not inside its {Count} examples");
        return new(numbers is null ? null : Rows(numbers, start, count), pixels?.Slice(start, count), Labels?.Slice(start, count), Values is null ? null : Rows(Values, start, count), Classes, Name);
    }

    /// <summary>The examples at the given positions, in that order; a position may occur more than once.</summary>
    /// <exception cref="DlException">A position is outside 0..N-1.</exception>
    public DataSet At(Indices positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        var stray = positions.Span.IndexOfAnyExceptInRange(0, Count - 1);
        if (stray >= 0) throw Wrong.That($"{Name}: there is no example {positions[stray]} among its {Count} examples");
        return new(numbers is null ? null : Rows(numbers, positions), pixels?.At(positions), Labels?.At(positions), Values is null ? null : Rows(Values, positions), Classes, Name);
    }

    /// <summary>The same examples in an order drawn from <paramref name="key"/>.</summary>
    public DataSet Shuffle(Key key) => At(key.Permutation(Count));

    /// <summary>
    /// Disjoint parts that together hold every example once, drawn at random: <c>Split(key, 0.8, 0.2)</c>.
    /// scikit-learn: <c>train_test_split</c>.
    /// </summary>
    /// <remarks>Part k ends at round(N (f0 + ... + fk)) of the shuffled examples, so each size is within 1 of N fk.</remarks>
    /// <param name="key">Draws the order.</param>
    /// <param name="fractions">The share of each part; positive numbers whose sum is 1.</param>
    /// <exception cref="DlException">A fraction is not positive, or the sum is not 1.</exception>
    public Many<DataSet> Split(Key key, params double[] fractions)
    {
        CheckFractions(fractions);
        var order = key.Permutation(Count);
        var (sum, start) = (0.0, 0);
        return fractions.Select((fraction, k) =>
        {
            sum += fraction;
            var end = k == fractions.Length - 1 ? Count : (int)Math.Round(Math.Min(sum, 1) * Count);
            var part = At(order.Slice(start, end - start));
            start = end;
            return part;
        }).ToMany();
    }

    /// <summary>
    /// Disjoint parts that together hold every example once and in which each class has its share.
    /// scikit-learn: <c>train_test_split(stratify=labels)</c>.
    /// </summary>
    /// <remarks>
    /// The examples, sorted by class and in random order inside it, are dealt one by one to the part that is furthest
    /// behind its share so far. So a part's number of examples of a class is within 2 of the fraction of that class.
    /// </remarks>
    /// <param name="key">Draws the order.</param>
    /// <param name="fractions">The share of each part; positive numbers whose sum is 1.</param>
    /// <exception cref="DlException">The set has no classes, a fraction is not positive, or the sum is not 1.</exception>
    public Many<DataSet> SplitStratified(Key key, params double[] fractions)
    {
        CheckFractions(fractions);
        var labels = Labels ?? throw new DlException($"{Name}: a stratified split needs classes, but the set has values; use Split");
        var parts = fractions.Select(_ => new List<int>()).ToArray();
        var dealt = 0;
        foreach (var example in key.Child(0).Permutation(Count).Span.ToArray().OrderBy(i => labels[i]))
        {
            dealt++;
            var behind = 0;
            for (var k = 1; k < parts.Length; k++)
                if (Lag(k) > Lag(behind)) behind = k;
            parts[behind].Add(example);
        }
        return parts.Select((part, k) => At(Indices.Of([.. part])).Shuffle(key.Child(k + 1))).ToMany();

        double Lag(int k) => fractions[k] * dealt - parts[k].Count;
    }

    /// <summary>Name, number, shape and kind: <c>iris: 150 x [4], 3 classes</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Name}: {Count} x {Example}, {(Values is { } values ? $"values {values.Shape.Example}" : $"{Classes.Count} classes")}");

    Shape InputShape => numbers?.Shape ?? pixels!.Shape;

    static void CheckLabels(int count, Indices labels, Many<string> classes, string name)
    {
        if (labels.Shape.Rank != 1 || labels.Count != count)
            throw new DlException($"{name}: {count} inputs need labels of shape [{count}], but the labels are {labels.Shape}");
        var stray = labels.Span.IndexOfAnyExceptInRange(0, classes.Count - 1);
        if (stray >= 0)
            throw Wrong.That($"{name}: example {stray} has the label {labels[stray]}, outside 0..{classes.Count - 1} of its {classes.Count} classes");
    }

    static int CheckedCount(Tensor<float> inputs, string name) => inputs.Shape.Rank >= 2
        ? inputs.Shape[0]
        : throw new DlException($"{name}: inputs are N x the shape of an example, such as [150, 4], but these are {inputs.Shape}");

    static void CheckFractions(double[] fractions)
    {
        ArgumentNullException.ThrowIfNull(fractions);
        if (fractions.Length == 0 || !fractions.All(f => f > 0) || Math.Abs(fractions.Sum() - 1) > 1e-9)
            throw new DlException(string.Create(CultureInfo.InvariantCulture,
                $"the fractions of a split are positive and their sum is 1, such as 0.8, 0.2; but [{string.Join(", ", fractions.Select(f => f.ToString("R", CultureInfo.InvariantCulture)))}] were given"));
    }

    static Tensor<float> Rows(Tensor<float> tensor, int start, int count) =>
        tensor.View(start * tensor.Shape.Example.Size, tensor.Shape.Example.Batch(count));

    static Tensor<float> Rows(Tensor<float> tensor, Indices positions) =>
        Tensor<float>.Build(tensor.Shape.Example.Batch(positions.Count), (tensor, positions), static (into, s) =>
        {
            var from = s.tensor.Span;
            var size = s.tensor.Shape.Example.Size;
            for (var i = 0; i < s.positions.Count; i++)
                from.Slice(s.positions[i] * size, size).CopyTo(into[(i * size)..]);
        });
}
