using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>What is inside a trained model, as pictures: its weights, what its layers give, what they would learn next, and what its first layer looks for.</summary>
public static class ModelPlots
{
    const int Most = 12, Bins = 40, MostFilters = 32;

    /// <summary>All of them, for a report.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sample">Some examples: a few hundred will do.</param>
    /// <param name="loss">How wrong outputs are; cross entropy for classes and mean squared error for values when null.</param>
    public static Many<ReportSection> Sections(Model model, DataSet sample, ILoss? loss = null)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return
        [
            new("Gradients", FormattableString.Invariant($"Of the chosen model, over {sample.Count} examples in use."), [Gradients(model, sample, loss)]),
            new("Weights", "How many of them are how large.", Weights(model)),
            new("Activations", FormattableString.Invariant($"What each layer gives, over {sample.Count} examples."), Outputs(model, sample.Inputs)),
            new("What the first layer looks for", "", Filters(model) is { } filters ? [filters] : []),
        ];
    }

    /// <summary>How the weights of each matrix and kernel are distributed.</summary>
    public static Many<Plot> Weights(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. Tree.Leaves(model.Params).Where(leaf => leaf.Role is Role.Matrix or Role.Kernel or Role.Embedding).Take(Most)
            .Select(Plot (leaf) => Histogram($"{leaf.Path} {leaf.Value.Shape}", leaf.Value.Value))];
    }

    /// <summary>How what each layer gives is distributed, over some examples.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">The examples, as measured.</param>
    public static Many<Plot> Outputs(Model model, Tensor<float> inputs)
    {
        ArgumentNullException.ThrowIfNull(model);
        var (x, plots) = (model.Preprocessing.Apply(inputs), new List<Plot>());
        if (model is not { Net: Seq seq, Params: Trees<float> parameters, State: Trees<float> states }) return [Histogram(model.Net.Name, Functional.Net.Infer(model.Net, model.Params, model.State, x))];
        for (var i = 0; i < seq.Layers.Count; i++)
        {
            x = Functional.Net.Infer(seq.Layers[i], parameters.Items[i], states.Items[i], x);
            if (seq.Layers[i] is not (Flatten or Reshape or Dropout or Identity) && plots.Count < Most) plots.Add(Histogram(FormattableString.Invariant($"{i}:{seq.Layers[i].Name}"), x));
        }
        return plots.ToMany();
    }

    /// <summary>The norm of the gradient of each parameter, over some examples.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The examples.</param>
    /// <param name="loss">How wrong outputs are.</param>
    public static Plot Gradients(Model model, DataSet data, ILoss? loss = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        var measure = loss ?? (data.Labels is null ? Loss.MeanSquaredError : Loss.CrossEntropy);
        var x = model.Preprocessing.Apply(data.Inputs);
        var gradient = Gradient.Of(model.Params, (ITree<float> parameters) =>
            model.Net.Apply(new Call<float>(parameters, model.State, Key.Of(0), Mode.Infer), x).Bind(result => measure.Of(result.Output, Model.TargetsOf(data)))).Gradient;
        var leaves = Tree.Leaves(gradient).Select(leaf => (leaf.Path, Norm: Norm(leaf.Value.Value))).ToArray();
        return new Chart("Norm of the gradient by parameter", new("", Names: [.. leaves.Select(leaf => leaf.Path)]), new("norm", Log: leaves.All(leaf => leaf.Norm > 0)),
            [Bars.Of("gradient", leaves.Select(leaf => leaf.Norm))]);
    }

    /// <summary>What the first layer looks for, where it looks at pictures: the kernels of a convolution, or the weights of a dense layer behind a flatten, each as a
    /// picture; null where it does not. Of kernels that are no picture the first channel is shown.</summary>
    public static Plot? Filters(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Example.Rank != 3 || model is not { Net: Seq seq, Params: Trees<float> parameters }) return null;
        for (var i = 0; i < seq.Layers.Count; i++)
        {
            if (Tree.Size(parameters.Items[i]) == 0) continue;
            var weight = Tree.Leaves(parameters.Items[i])[0].Value.Value;
            Shape? shape = seq.Layers[i] is Conv2d { Groups: 1 } ? [weight.Shape[0], weight.Shape[1], weight.Shape[2]] : seq.Layers[i] is Dense && weight.Shape[0] == model.Example.Size ? model.Example : null;
            if (shape is null || shape.Size < 4) return null;
            var count = Math.Min(MostFilters, weight.Shape.Last);
            return new ImageGrid(FormattableString.Invariant($"First {count} of {weight.Shape.Last} filters of {i}:{seq.Layers[i].Name}, {shape}"), [.. Enumerable.Range(0, count).Select(filter => new Picture(Filter(weight, shape, filter)))]);
        }
        return null;
    }

    static Tensor<float> Filter(Tensor<float> weight, Shape shape, int filter)
    {
        var channels = shape[2] is 1 or 3 ? shape[2] : 1;
        return Tensor<float>.Build([shape[0], shape[1], channels], (weight, shape, filter, channels), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = s.weight[(i / s.channels * s.shape[2] + i % s.channels) * s.weight.Shape.Last + s.filter];
        });
    }

    static Chart Histogram(string title, Tensor<float> values) => new(title, new(), new("how many"), [Bars.Histogram("", values.Span.ToArray().Select(value => (double)value), Bins)]) { Tall = 110 };

    static double Norm(Tensor<float> x)
    {
        var sum = 0.0;
        foreach (var number in x.Span) sum += (double)number * number;
        return Math.Sqrt(sum);
    }
}
