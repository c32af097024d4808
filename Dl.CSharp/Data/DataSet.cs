using System.Diagnostics;
using System.Globalization;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>
/// Examples and what they should become: N inputs of one shape, and for each either a class or classes (<see cref="Labels"/>) or
/// numbers (<see cref="Values"/>), never both. Immutable: every operation returns another data set and shares memory
/// where it can. PyTorch: <c>TensorDataset</c>; Keras and TensorFlow: <c>tf.data.Dataset.from_tensor_slices</c>.
/// </summary>
/// <remarks>Images are N x H x W x C (height, width, channels; the channel varies fastest), features N x F.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed partial record DataSet
{
    readonly Source source;
    readonly Tensor<float>? values;
    readonly bool isOwnTarget;

    DataSet(Source source, Indices? labels, Tensor<float>? values, Many<string> classes, string name, bool isOwnTarget = false) =>
        (this.source, Labels, this.values, Classes, Name, this.isOwnTarget) = (source, labels, values, classes, name, isOwnTarget);

    /// <summary>Examples that each belong to one class.</summary>
    /// <param name="inputs">N x the shape of an example.</param>
    /// <param name="labels">N classes, each 0 to K - 1, or [N, ...] for several of each example.</param>
    /// <param name="classes">The names of the K classes.</param>
    /// <param name="name">What the set is called in messages and reports.</param>
    /// <exception cref="DlException">The counts disagree, or a label is outside 0..K-1.</exception>
    public static DataSet Classified(Tensor<float> inputs, Indices labels, Many<string> classes, string name)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(name);
        CheckLabels(CheckedCount(inputs.Shape, name), labels, classes, name);
        return new(new Source.Held(inputs), labels, null, classes, name);
    }

    /// <summary>Images that each belong to one class; they stay bytes until their numbers are asked for.</summary>
    /// <param name="images">N images.</param>
    /// <param name="labels">N classes, each 0 to K - 1, or [N, ...] for several of each example.</param>
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
        return new(new Source.Images(images), labels, null, classes, name);
    }

    /// <summary>Examples that each belong to one class and that stay where they are until a batch of them is asked for.</summary>
    /// <param name="examples">N x the shape of an example.</param>
    /// <param name="labels">N classes, each 0 to K - 1, or [N, ...] for several of each example.</param>
    /// <param name="classes">The names of the K classes.</param>
    /// <param name="name">What the set is called in messages and reports.</param>
    /// <exception cref="DlException">The counts disagree, or a label is outside 0..K-1.</exception>
    public static DataSet Classified(IExamples examples, Indices labels, Many<string> classes, string name)
    {
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(name);
        CheckLabels(CheckedCount(examples.Shape, name), labels, classes, name);
        return new(All(examples), labels, null, classes, name);
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
        CheckValues(CheckedCount(inputs.Shape, name), values, name);
        return new(new Source.Held(inputs), null, values, [], name);
    }

    /// <summary>Examples that each have numbers to be predicted and that stay where they are until a batch of them is asked for.</summary>
    /// <param name="examples">N x the shape of an example.</param>
    /// <param name="values">N x the shape of a target; N x 1 for one number each.</param>
    /// <param name="name">What the set is called in messages and reports.</param>
    /// <exception cref="DlException">The counts disagree.</exception>
    public static DataSet Regression(IExamples examples, Tensor<float> values, string name)
    {
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(name);
        CheckValues(CheckedCount(examples.Shape, name), values, name);
        return new(All(examples), null, values, [], name);
    }

    /// <summary>The inputs: N x the shape of an example. Of images that are held as bytes, and of examples that stay elsewhere, the numbers are made at each
    /// call: ask a batch for them.</summary>
    public Tensor<float> Inputs => source.Numbers;

    /// <summary>The class of each example, [N], or of each of its pixels, [N, height, width]; from 0 to K - 1. Null for a regression.</summary>
    public Indices? Labels { get; }

    /// <summary>The target of each example, N x its shape; null for a classification. Where each example is its own target, the same as <see cref="Inputs"/>.</summary>
    public Tensor<float>? Values => isOwnTarget ? Inputs : values;

    /// <summary>The shape of one example's target: none for a class, [height, width] for the classes of pixels.</summary>
    public Shape Target => Labels?.Shape.Example ?? values?.Shape.Example ?? Example;

    /// <summary>The names of the K classes, in the order of their labels; empty for a regression.</summary>
    public Many<string> Classes { get; }

    /// <summary>What the set is called in messages and reports.</summary>
    public string Name { get; }

    /// <summary>The number of examples, N.</summary>
    public int Count => source.Shape[0];

    /// <summary>The shape of one example's input.</summary>
    public Shape Example => source.Shape.Example;

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

    /// <summary>Weights under which classes count alike however many examples they have, see <see cref="Statistics.Balanced"/>: for the weights of
    /// <see cref="CrossEntropy"/>. Empty for a regression.</summary>
    public Many<double> BalancedWeights => Statistics.Balanced(CountByClass);

    /// <summary>The examples in runs of at most <paramref name="size"/>, in order, without a copy: for passes over a large set.</summary>
    internal IEnumerable<DataSet> Chunks(int size) => Enumerable.Range(0, (Count + size - 1) / size).Select(i => Slice(i * size, Math.Min(size, Count - i * size)));

    /// <summary>The same targets with other inputs: preprocessed or reshaped ones.</summary>
    /// <exception cref="DlException">The number of inputs is another.</exception>
    public DataSet WithInputs(Tensor<float> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return CheckedCount(inputs.Shape, Name) == Count
            ? new(new Source.Held(inputs), Labels, Values, Classes, Name)
            : throw new DlException($"{Name}: {Count} examples cannot take {inputs.Shape[0]} inputs");
    }

    /// <summary>The same examples under another name.</summary>
    public DataSet Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new(source, Labels, values, Classes, name, isOwnTarget);
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
        return new(source.Slice(start, count), Labels?.Slice(start, count), values is null ? null : Rows.Of(values, start, count), Classes, Name, isOwnTarget);
    }

    /// <summary>The examples at the given positions, in that order; a position may occur more than once.</summary>
    /// <exception cref="DlException">A position is outside 0..N-1.</exception>
    public DataSet At(Indices positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        var stray = positions.Span.IndexOfAnyExceptInRange(0, Count - 1);
        if (stray >= 0) throw Wrong.That($"{Name}: there is no example {positions[stray]} among its {Count} examples");
        return new(source.At(positions), Labels?.At(positions), values is null ? null : Rows.Of(values, positions), Classes, Name, isOwnTarget);
    }

    /// <summary>The same examples in an order drawn from <paramref name="key"/>.</summary>
    public DataSet Shuffle(Key key) => At(key.Permutation(Count));

    /// <summary>Name, number, shape and kind: <c>iris: 150 x [4], 3 classes</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Name}: {Count} x {Example}, {(Labels is null ? $"values {Target}" : Target.Rank == 0 ? $"{Classes.Count} classes" : $"{Classes.Count} classes, {Target} each")}");

    /// <summary>The bytes of memory that inputs and targets take.</summary>
    internal long Bytes => source.Bytes + 4L * (Labels?.Count ?? values?.Shape.Size ?? 0);

    static Source.Elsewhere All(IExamples examples) => new(examples, Indices.Of([.. Enumerable.Range(0, examples.Shape[0])]));

    static void CheckLabels(int count, Indices labels, Many<string> classes, string name)
    {
        if (labels.Shape.Rank == 0 || labels.Shape[0] != count)
            throw new DlException($"{name}: {count} inputs need labels of shape [{count}], but the labels are {labels.Shape}");
        var stray = labels.Span.IndexOfAnyExceptInRange(0, classes.Count - 1);
        if (stray >= 0)
            throw Wrong.That($"{name}: example {stray / labels.Shape.Example.Size} has the label {labels[stray]}, outside 0..{classes.Count - 1} of its {classes.Count} classes");
    }

    static void CheckValues(int count, Tensor<float> values, string name)
    {
        if (values.Shape.Rank < 2 || values.Shape[0] != count)
            throw new DlException($"{name}: {count} inputs need values of shape [{count}, ...], but the values are {values.Shape}");
    }

    static int CheckedCount(Shape inputs, string name) => inputs.Rank >= 2
        ? inputs[0]
        : throw new DlException($"{name}: inputs are N x the shape of an example, such as [150, 4], but these are {inputs}");
}
