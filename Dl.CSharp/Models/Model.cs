using System.Diagnostics;
using System.Globalization;
using System.Threading;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>
/// A network with its parameters, and what must travel with them: the shape of an example, the names of the classes, the
/// preprocessing. A value: training gives another model and leaves this one as it was.
/// </summary>
/// <remarks>Inputs are given as they are measured; the model prepares them by its own <see cref="Preprocessing"/>, in
/// training and in use alike.</remarks>
/// <example><code>
/// var start = Model.Of(28, 28, 1).Flatten().Dense(128, Activation.Relu).Dense(10).Init(Key.Of(1));
/// var result = start.Fit(Glyphs.Make(Key.Of(2), 10_000), new() { Epochs = 5, ValidationFraction = 0.1 });
/// var scores = result.Best.Predict(images);
/// </code></example>
[DebuggerDisplay("{Example,nq} to {Output,nq}, {ParameterCount} parameters")]
public sealed record Model
{
    // Rows that go through the network together: enough for the kernels, little memory.
    const int Chunk = 1000;

    Model(ILayer net, Shape example, Shape output, ITree<float> parameters, ITree<float> state) =>
        (Net, Example, Output, Params, State) = (net, example, output, parameters, state);

    /// <summary>Begins an architecture for examples of the given shape: <c>(28, 28, 1)</c> for images, <c>(4)</c> for rows of a table.</summary>
    /// <param name="example">Height, width, channels; or the number of features.</param>
    public static Architecture Of(params int[] example) => new(Shape.Of(example), []);

    /// <summary>A model of any network, with parameters drawn from a key exactly as <see cref="Train.Start{T}"/> draws them.</summary>
    /// <exception cref="DlException">The layers do not fit; the message names the path, the shapes and the cure.</exception>
    public static Model Init(ILayer net, Shape example, Key key)
    {
        ArgumentNullException.ThrowIfNull(net);
        ArgumentNullException.ThrowIfNull(example);
        var initial = Train.Initial<float>(net, key, example);
        return new(net, example, initial.Output, initial.Params, initial.State);
    }

    /// <summary>A model whose parameters and state have their shapes and no numbers yet: for its layers, its counts and its <see cref="Summary"/>, whatever its size. To read a
    /// number of it is an error.</summary>
    /// <exception cref="DlException">The layers do not fit; the message names the path, the shapes and the cure.</exception>
    public static Model Blank(ILayer net, Shape example)
    {
        var initial = Functional.Net.Form<float>(net, example);
        return new(net, example, initial.Output, initial.Params, initial.State);
    }

    /// <summary>The network.</summary>
    public ILayer Net { get; }

    /// <summary>The shape of one example, without the batch axis.</summary>
    public Shape Example { get; }

    /// <summary>The shape of the output for one example.</summary>
    public Shape Output { get; }

    /// <summary>The parameters, as the tree that the network's start made.</summary>
    public ITree<float> Params { get; init; }

    /// <summary>The state of the layers: running statistics.</summary>
    public ITree<float> State { get; init; }

    /// <summary>The names of the classes, in the order of the outputs; empty for a regression.</summary>
    public Many<string> Classes { get; init; } = [];

    /// <summary>What the outputs answer, and so how they are measured and read.</summary>
    public Aim Aim { get; init; } = new Aim.Targets();

    /// <summary>How the rows of a table become inputs; null for what is no table.</summary>
    public TableEncoding? Table { get; init; }

    /// <summary>How inputs are prepared before the network sees them.</summary>
    public Preprocessing Preprocessing { get; init; } = Preprocessing.None;

    /// <summary>How many numbers the network learns.</summary>
    public long ParameterCount => Tree.Size(Params);

    /// <summary>The layers, with the shape of their output for one example and their number of parameters.</summary>
    public Many<LayerRow> Layers => [.. Rows("", Net, Example, Params)];

    /// <summary>What the network costs for one example in use.</summary>
    public Footprint Footprint => Functional.Footprint.Of(Net, Example);

    /// <summary>A table of the layers: name, shape of the output, number of parameters and of multiply-adds for one example; and below it the memory that parameters and
    /// outputs take. Keras: <c>summary</c>; PyTorch: <c>torchinfo</c>.</summary>
    public string Summary()
    {
        var cost = Footprint;
        string[][] rows =
        [
            ["Layer", "Output", "Parameters", "Multiply-adds"],
            .. Layers.Select(layer => new[] { layer.Name, layer.Output.ToString(), Digits(layer.Parameters), Digits(layer.MultiplyAdds) }),
            ["Together", "", Digits(ParameterCount), Digits(cost.MultiplyAdds)],
        ];
        var width = Enumerable.Range(0, 4).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return string.Concat(rows.Select(row => $"{row[0].PadRight(width[0])}  {row[1].PadRight(width[1])}  {row[2].PadLeft(width[2])}  {row[3].PadLeft(width[3])}\n"))
            + $"Memory: parameters {Bytes(ParameterCount)}, outputs of all layers for one example {Bytes(cost.Outputs)}\n";

        static string Digits(long? number) => number?.ToString("#,0", CultureInfo.InvariantCulture) ?? "?";

        static string Bytes(long numbers) => (4.0 * numbers) switch
        {
            < 1e3 and var bytes => string.Create(CultureInfo.InvariantCulture, $"{bytes:0} B"),
            < 1e6 and var bytes => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
            < 1e9 and var bytes => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
            var bytes => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
        };
    }

    /// <summary>The outputs of the network in use: nothing is random, nothing changes. Keras: <c>predict</c>.</summary>
    /// <param name="inputs">N x the shape of an example, as measured.</param>
    /// <returns>N x the shape of an output; logits, for a network that learnt with cross entropy.</returns>
    /// <exception cref="DlException">The examples have another shape.</exception>
    public Tensor<float> Predict(Tensor<float> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Shape.Rank == 0 || inputs.Shape.Example != Example)
            throw new DlException($"the network takes examples of shape {Example}, so inputs {Example.Batch(0).ToString().Replace("[0", "[N", StringComparison.Ordinal)}, but was given {inputs.Shape}");
        return Tensor<float>.Build(Output.Batch(inputs.Shape[0]), (Model: this, inputs), static (into, s) =>
        {
            var (model, count) = (s.Model, s.inputs.Shape[0]);
            for (var start = 0; start < count; start += Chunk)
            {
                var rows = s.inputs.View(start * model.Example.Size, model.Example.Batch(Math.Min(Chunk, count - start)));
                Functional.Net.Infer(model.Net, model.Params, model.State, model.Preprocessing.Apply(rows)).Span.CopyTo(into[(start * model.Output.Size)..]);
            }
        });
    }

    /// <summary>The probability of each class: the softmax of the outputs along their last axis.</summary>
    /// <param name="inputs">N x the shape of an example, as measured.</param>
    /// <returns>N x the number of classes, each row with the sum 1.</returns>
    /// <exception cref="DlException">The examples have another shape.</exception>
    public Tensor<float> Probabilities(Tensor<float> inputs) => Softmax(Predict(inputs));

    /// <summary>How good the model is on examples that it has not learnt from. Keras: <c>evaluate</c>.</summary>
    /// <param name="data">The examples, as measured.</param>
    /// <param name="loss">How wrong outputs are; the loss of <see cref="Aim"/> when null.</param>
    /// <param name="metrics">What else is measured; nothing when null.</param>
    /// <exception cref="DlException">The examples or their targets do not fit the network, the loss or a metric.</exception>
    public Evaluation Evaluate(DataSet data, ILoss? loss = null, Many<Metric>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        var outputs = Tensor<float>.Build(Output.Batch(data.Count), (Model: this, data), static (into, s) =>
        {
            var at = 0;
            foreach (var chunk in s.data.Chunks(Chunk))
            {
                s.Model.Predict(chunk.Inputs).Span.CopyTo(into[at..]);
                at += chunk.Count * s.Model.Output.Size;
            }
        });
        var wrong = (loss ?? Aim.Loss(data)).Of(outputs, TargetsOf(data)).Value().Value.ToScalar();
        return new(wrong, data.Labels is { } labels && outputs.Shape.Rank == labels.Shape.Rank + 1 ? Metrics.Accuracy(outputs, labels) : null, outputs)
        {
            Scores = metrics?.Map(metric => new Score(metric.Name, metric.Of(outputs, data))) ?? [],
        };
    }

    /// <summary>Trains, see <see cref="Fitting.Run"/>.</summary>
    /// <inheritdoc cref="Fitting.Run"/>
    public FitResult Fit(
        DataSet data, FitSettings? settings = null, IProgress<TrainingProgress>? progress = null,
        FitState? from = null, Action<FitState>? look = null, CancellationToken cancellationToken = default) =>
        Fitting.Run(this, data, settings, progress, from, look, cancellationToken);

    /// <summary>Writes an ONNX file, see <see cref="OnnxFile"/>. PyTorch: <c>torch.onnx.export</c>.</summary>
    /// <inheritdoc cref="OnnxFile.Write(string, Model)"/>
    public void ExportOnnx(string path) => OnnxFile.Write(path, this);

    internal static Tensor<float> Softmax(Tensor<float> logits) =>
        (from logs in Ops.LogSoftmax<float>(logits) from shares in Ops.Exp(logs) select shares).Value().Value;

    internal static Targets<float> TargetsOf(DataSet data) => data.Labels is { } labels ? labels : data.Values!;

    static LayerRow[] Rows(string path, ILayer layer, Shape example, ITree<float> parameters)
    {
        if (layer is not Seq seq || parameters is not Trees<float> parts) return [new($"{path}{layer.Name}", After(layer, example), Tree.Size(parameters), Functional.Footprint.Of(layer, example).MultiplyAdds)];
        var shape = example;
        return
        [
            .. seq.Layers.SelectMany((part, i) =>
            {
                var before = shape;
                shape = After(part, shape);
                var name = string.Create(CultureInfo.InvariantCulture, $"{path}{i}:");
                return Rows(part is Seq ? $"{name}seq/" : name, part, before, parts.Items[i]);
            }),
        ];
    }

    static Shape After(ILayer layer, Shape example) => Functional.Net.Form<float>(layer, example).Output;
}

/// <summary>How good a model is on a set of examples.</summary>
/// <param name="Loss">The loss of all examples together.</param>
/// <param name="Accuracy">The share of examples, or of their pixels, whose largest output is that of their class, 0 to 1; null for a regression.</param>
/// <param name="Outputs">What the network said, N x the shape of an output.</param>
public sealed record Evaluation(double Loss, double? Accuracy, Tensor<float> Outputs)
{
    /// <summary>What else was measured.</summary>
    public Many<Score> Scores { get; init; } = [];

    /// <summary>The outputs as probabilities: their softmax along the last axis.</summary>
    public Tensor<float> Probabilities => Model.Softmax(Outputs);
}
