using System.Runtime.CompilerServices;

namespace Dl.Functional;

/// <summary>
/// Layers one after another. Part i draws from child i of the key, so that changing one part leaves the numbers of its
/// siblings as they were. Runs as a loop: 10,000 layers need no deeper stack than one. PyTorch: <c>nn.Sequential</c>.
/// </summary>
/// <param name="Layers">The layers, in order.</param>
public sealed record Seq(Many<ILayer> Layers) : Layer("seq")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return Part.Chain<T>(Layers, key, example, static (_, _, output) => output);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var (all, states) = Part.Of(this, call, Layers.Count);
        return new SeqNode<T>(Layers, all, states, call, x);
    }

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(
        Net.Seq(new Dense(Examples.Size(key, size, 0), Activation.Tanh), new BatchNorm(Epsilon: 0.5), new Dropout(0.25), new Dense(Examples.Size(key, size, 1))),
        [Examples.Size(key, size, 2)]);
}

static class Part
{
    /// <summary>The start of part <paramref name="i"/>; an error inside tells the path.</summary>
    public static Initial<T> Init<T>(int i, ILayer layer, Key key, Shape example) where T : struct, IFloatingPointIeee754<T>
    {
        try
        {
            return layer.Init<T>(key, example);
        }
        catch (DlException error)
        {
            throw error.In(Name(i, layer));
        }
    }

    /// <summary>The start of layers one after another, each of which begins with what <paramref name="next"/> makes of the input and the output of the one before it.</summary>
    public static Initial<T> Chain<T>(Many<ILayer> layers, Key key, Shape example, Func<int, Shape, Shape, Shape> next) where T : struct, IFloatingPointIeee754<T>
    {
        var (shape, all, states) = (example, new List<ITree<T>>(layers.Count), new List<ITree<T>>(layers.Count));
        for (var i = 0; i < layers.Count; i++)
        {
            var part = Init<T>(i, layers[i], key.Child(i), shape);
            shape = next(i, shape, part.Output);
            all.Add(part.Params);
            states.Add(part.State);
        }
        return new(shape, new Trees<T>(all.ToMany()), new Trees<T>(states.ToMany()));
    }

    /// <summary>The parameters and the states of so many parts.</summary>
    /// <exception cref="DlException">They are those of more or fewer.</exception>
    public static (Trees<T> Params, Trees<T> States) Of<T>(ILayer layer, Call<T> call, int parts) where T : struct, IFloatingPointIeee754<T>
    {
        var (all, states) = (call.ParamsAs<Trees<T>>(layer), call.StateAs<Trees<T>>(layer));
        return all.Items.Count == parts && states.Items.Count == parts
            ? (all, states)
            : throw new DlException($"{layer.Name} of {parts} layers was given parameters of {all.Items.Count} and states of {states.Items.Count}: these were made by another network's Init");
    }

    /// <summary>The application of part <paramref name="i"/>; an error inside tells the path.</summary>
    public static Diff<T, Result<T>> Apply<T>(int i, ILayer layer, Call<T> call, Var<T> x) where T : struct, IFloatingPointIeee754<T> =>
        new PartNode<T>(i, layer, call, x);

    /// <summary>As <see cref="Apply"/>, at once.</summary>
    public static Traced<T, Result<T>> Run<T>(int i, ILayer layer, Call<T> call, Var<T> x, Tape<T> tape) where T : struct, IFloatingPointIeee754<T>
    {
        try
        {
            return tape.IsMarked ? tape.Within(Name(i, layer), layer.Apply(call, x)) : layer.Apply(call, x).Run(tape);
        }
        catch (DlException error)
        {
            throw error.In(Name(i, layer));
        }
    }

    /// <summary>The states after a run: the old list itself if no part changed.</summary>
    public static Trees<T> States<T>(Trees<T> old, Many<ITree<T>> next) where T : struct, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < next.Count; i++)
            if (!ReferenceEquals(old.Items[i], next[i]))
                return new(next);
        return old;
    }

    public static string Name(int i, ILayer layer) => $"{Number.Name(i)}:{layer.Name}";
}

// The fold of the layers, written as a loop so that a layer costs no closure.
sealed class SeqNode<T>(Many<ILayer> layers, Trees<T> all, Trees<T> states, Call<T> call, Var<T> x) : Diff<T, Result<T>> where T : struct, IFloatingPointIeee754<T>
{
    public override Traced<T, Result<T>> Run(Tape<T> tape)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return Stack.Hop(this, tape);
        var (at, next) = (x, ImmutableArray.CreateBuilder<ITree<T>>(layers.Count));
        for (var i = 0; i < layers.Count; i++)
        {
            var part = Part.Run(i, layers[i], new(all.Items[i], states.Items[i], call.Key.Child(i), call.Mode), at, tape);
            (at, tape) = (part.Value.Output, part.Tape);
            next.Add(part.Value.State);
        }
        return new(new(at, Part.States(states, next.Drained())), tape);
    }
}

sealed class PartNode<T>(int i, ILayer layer, Call<T> call, Var<T> x) : Diff<T, Result<T>> where T : struct, IFloatingPointIeee754<T>
{
    public override Traced<T, Result<T>> Run(Tape<T> tape) =>
        RuntimeHelpers.TryEnsureSufficientExecutionStack() ? Part.Run(i, layer, call, x, tape) : Stack.Hop(this, tape);
}
