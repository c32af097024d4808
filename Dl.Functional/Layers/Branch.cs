using System.Runtime.CompilerServices;

namespace Dl.Functional;

/// <summary>
/// Several ways from one input, whose outputs are put one after the other, added, averaged or multiplied: with convolutions of several sizes and
/// concatenation it is the inception block of Szegedy et al., "Going deeper with convolutions", 2015.
/// </summary>
/// <remarks>Law: the output holds that of each way, run alone with its own child of the key.</remarks>
/// <param name="Merge">What becomes of the outputs.</param>
/// <param name="Ways">The layers, at least one.</param>
public sealed record Branch(Merge Merge, Many<ILayer> Ways) : Layer("branch")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Demand.One(Name, "way", Ways.Count);
        var parts = Ways.Select((way, i) => Part.Init<T>(i, way, key.Child(i), example)).ToArray();
        for (var i = 0; i < parts.Length; i++)
            if (!Fits(parts[0].Output, parts[i].Output))
                throw new DlException($"{Name}: way '{Part.Name(0, Ways[0])}' maps {example} to {parts[0].Output} but way '{Part.Name(i, Ways[i])}' to {parts[i].Output}, so they cannot be {(Merge == Merge.Concat ? "put one after the other; all axes but the last must be equal" : "put together number by number; give all ways the same output")}");
        var output = Merge == Merge.Concat ? parts[0].Output.WithLast(parts.Sum(part => part.Output.Last)) : parts[0].Output;
        return new(output, new Trees<T>(parts.Select(part => part.Params).ToMany()), new Trees<T>(parts.Select(part => part.State).ToMany()));
    }

    bool Fits(Shape first, Shape other) => Merge == Merge.Concat ? first.Rank > 0 && other.Rank > 0 && first.WithLast(1) == other.WithLast(1) : first == other;

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var (all, states) = Part.Of(this, call, Ways.Count);
        return
            from parts in Diff.Traverse<T, int, Result<T>>(Enumerable.Range(0, Ways.Count), i => Part.Apply(i, Ways[i], new(all.Items[i], states.Items[i], call.Key.Child(i), call.Mode), x))
            from y in Merged(parts.Map(part => part.Output))
            select new Result<T>(y, Part.States(states, parts.Map(part => part.State)));
    }

    Diff<T, Var<T>> Merged<T>(Many<Var<T>> outputs) where T : struct, IFloatingPointIeee754<T> => Merge switch
    {
        Merge.Concat => Ops.Concat(-1, [.. outputs]),
        Merge.Product => Diff.Fold(outputs.Skip(1), outputs[0], Ops.Multiply),
        Merge.Mean => Diff.Fold(outputs.Skip(1), outputs[0], Ops.Add).Bind(sum => Ops.Scale(sum, 1.0 / outputs.Count)),
        _ => Diff.Fold(outputs.Skip(1), outputs[0], Ops.Add),
    };

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var (merge, ways, units) = (key.Bernoulli(0.4, 0) ? Merge.Concat : (Merge)key.Below(4, 4), 1 + key.Below(3, 1), Examples.Size(key, Math.Min(size, 3), 2));
        return new(new Branch(merge, Enumerable.Range(0, ways).Select(i => (ILayer)new Dense(units + (merge == Merge.Concat ? i : 0), Activation.Tanh)).ToMany()),
            [.. Examples.AnyShape(key.Child(0), Math.Min(size, 3), 1), Examples.Size(key, Math.Min(size, 4), 3)]);
    }
}
