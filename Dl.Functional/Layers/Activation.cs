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

/// <summary>The identity. PyTorch: <c>nn.Identity</c>.</summary>
public sealed record Identity() : Activation("identity")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Diff.Return<T, Var<T>>(x);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Identity(), Examples.Features(key, size));
}

/// <summary><c>max(x, 0)</c>, slope 0 at 0. PyTorch: <c>nn.ReLU</c>; Keras: <c>ReLU</c>.</summary>
public sealed record Relu() : Activation("relu")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.Relu(x);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Relu(), Examples.Features(key, size));
}

/// <summary><c>tanh x</c>. PyTorch: <c>nn.Tanh</c>.</summary>
public sealed record Tanh() : Activation("tanh")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.Tanh(x);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Tanh(), Examples.Features(key, size));
}

/// <summary><c>1 / (1 + exp(-x))</c>. PyTorch: <c>nn.Sigmoid</c>.</summary>
public sealed record Sigmoid() : Activation("sigmoid")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.Sigmoid(x);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Sigmoid(), Examples.Features(key, size));
}

/// <summary>
/// The logarithm of the probabilities of the classes, along the last axis. PyTorch: <c>nn.LogSoftmax(dim=-1)</c>.
/// Cross entropy takes logits: a network that learns with it does not end in this layer.
/// </summary>
public sealed record LogSoftmax() : Activation("log softmax")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.LogSoftmax(x);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new LogSoftmax(), Examples.Features(key, size));
}
