using System.Runtime.CompilerServices;

namespace Dl.Functional;

/// <summary>
/// <c>y = body(x) + shortcut(x)</c>; the shortcut is the identity unless one is given. Source: He et al., "Deep residual
/// learning for image recognition", 2015.
/// </summary>
/// <param name="Body">What is learned on top.</param>
/// <param name="Shortcut">The way around; its output has the shape of the body's.</param>
public sealed record Residual(ILayer Body, ILayer Shortcut) : Layer("residual")
{
    /// <summary>With the identity as shortcut.</summary>
    public Residual(ILayer body) : this(body, Activation.None) { }

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var (body, around) = (Part.Init<T>(0, Body, key.Child(0), example), Part.Init<T>(1, Shortcut, key.Child(1), example));
        if (body.Output != around.Output)
            throw new DlException($"{Name}: body '{Body.Name}' maps {example} to {body.Output} but shortcut '{Shortcut.Name}' to {around.Output}, so they cannot be added; give a shortcut from {example} to {body.Output}");
        return new(body.Output, new Trees<T>([body.Params, around.Params]), new Trees<T>([body.State, around.State]));
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var (all, states) = Part.Of(this, call, 2);
        return
            from body in Part.Apply(0, Body, new(all.Items[0], states.Items[0], call.Key.Child(0), call.Mode), x)
            from around in Part.Apply(1, Shortcut, new(all.Items[1], states.Items[1], call.Key.Child(1), call.Mode), x)
            from y in Ops.Add(body.Output, around.Output)
            select new Result<T>(y, Part.States(states, [body.State, around.State]));
    }

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var features = Examples.Size(key, size, 0);
        return new(key.Bernoulli(0.5, 1)
            ? new Residual(new Dense(features, Activation.Tanh))
            : new Residual(Net.Seq(new Dense(features + 1), new Tanh()), new Dense(features + 1)), [features]);
    }
}
