using System.Runtime.CompilerServices;

namespace Dl.Functional;

/// <summary>
/// Layers each of which sees what came in and all that the layers before it made: <c>x = concat(x, layer(x))</c> along the channels
/// (last axis), so that every layer adds its own channels. Source: Huang et al., "Densely connected convolutional networks", 2017.
/// </summary>
/// <remarks>Laws: the input stands unchanged at the front of the output; channels out are channels in and those of every layer.</remarks>
/// <param name="Layers">The layers; each keeps all axes but the last.</param>
public sealed record DenseBlock(Many<ILayer> Layers) : Layer("dense block")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Demand.Features(Name, example, "channels");
        return Part.Chain<T>(Layers, key, example, (i, shape, output) => output.Rank > 0 && output.WithLast(1) == shape.WithLast(1)
            ? shape.WithLast(shape.Last + output.Last)
            : throw new DlException($"{Name}: layer '{Part.Name(i, Layers[i])}' maps {shape} to {output}, which cannot be put behind its input; all axes but the last must be equal"));
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var (all, states) = Part.Of(this, call, Layers.Count);
        return Diff.MapAccumulate<T, Var<T>, int, ITree<T>>(Enumerable.Range(0, Layers.Count), x, (x, i) =>
            from part in Part.Apply(i, Layers[i], new(all.Items[i], states.Items[i], call.Key.Child(i), call.Mode), x)
            from y in Ops.Concat(-1, x, part.Output)
            select new Stepped<Var<T>, ITree<T>>(y, part.State))
            .Map(run => new Result<T>(run.Last, Part.States(states, run.Items)));
    }

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(
        new DenseBlock(Enumerable.Range(0, key.Below(4, 0)).Select(i => (ILayer)new Dense(Examples.Size(key, Math.Min(size, 3), 2 + i), Activation.Tanh)).ToMany()),
        [.. Examples.AnyShape(key.Child(0), Math.Min(size, 3), 1), Examples.Size(key, Math.Min(size, 3), 1)]);
}
