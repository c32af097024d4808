namespace Dl.Functional;

/// <summary>A function of each number, without parameters: a layer of its own, or the end of a <see cref="Dense"/> layer.</summary>
/// <param name="Name">The name in paths and tables.</param>
public abstract record Activation(string Name) : Layer(Name)
{
    /// <summary>No activation: the identity.</summary>
    public static Activation None { get; } = new Identity();

    /// <summary><c>max(x, 0)</c>.</summary>
    public static Activation Relu { get; } = new Relu();

    /// <summary><c>tanh x</c>.</summary>
    public static Activation Tanh { get; } = new Tanh();

    /// <summary><c>1 / (1 + exp(-x))</c>.</summary>
    public static Activation Sigmoid { get; } = new Sigmoid();

    /// <summary>The function.</summary>
    public abstract Diff<T, Var<T>> Of<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T>;

    /// <inheritdoc/>
    public sealed override Initial<T> Init<T>(Key key, Shape example) => new(example, Empty<T>.It, Empty<T>.It);

    /// <inheritdoc/>
    public sealed override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Of(x).Map(y => new Result<T>(y, call.State));
}
