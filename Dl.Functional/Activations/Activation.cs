namespace Dl.Functional;

/// <summary>A function of each number, without parameters: a layer of its own, or the end of a <see cref="Dense"/> layer.</summary>
/// <param name="Name">The name in paths and tables.</param>
public abstract record Activation(string Name) : Layer(Name)
{
    /// <summary>No activation: the identity.</summary>
    public static Activation None { get; } = new Identity();

    /// <summary><c>max(x, 0)</c>.</summary>
    public static Activation Relu { get; } = new Relu();

    /// <summary><c>x</c>, or <c>0.01 x</c> where x is not positive.</summary>
    public static Activation LeakyRelu { get; } = new LeakyRelu();

    /// <summary><c>min(max(x, 0), 6)</c>.</summary>
    public static Activation Relu6 { get; } = new Relu6();

    /// <summary><c>x</c>, or <c>e^x - 1</c> where x is not positive.</summary>
    public static Activation Elu { get; } = new Elu();

    /// <summary>The self-normalising unit.</summary>
    public static Activation Selu { get; } = new Selu();

    /// <summary><c>x P(x)</c> with the normal distribution P.</summary>
    public static Activation Gelu { get; } = new Gelu();

    /// <summary><c>x P(x)</c>, approximated by tanh.</summary>
    public static Activation GeluTanh { get; } = new GeluTanh();

    /// <summary><c>x sigmoid(x)</c>, swish.</summary>
    public static Activation Silu { get; } = new Silu();

    /// <summary><c>x tanh(softplus x)</c>.</summary>
    public static Activation Mish { get; } = new Mish();

    /// <summary><c>ln(1 + e^x)</c>.</summary>
    public static Activation Softplus { get; } = new Softplus();

    /// <summary><c>tanh x</c>.</summary>
    public static Activation Tanh { get; } = new Tanh();

    /// <summary><c>x / (1 + |x|)</c>.</summary>
    public static Activation Softsign { get; } = new Softsign();

    /// <summary><c>min(max(x, -1), 1)</c>.</summary>
    public static Activation HardTanh { get; } = new HardTanh();

    /// <summary><c>1 / (1 + exp(-x))</c>.</summary>
    public static Activation Sigmoid { get; } = new Sigmoid();

    /// <summary><c>ln sigmoid(x)</c>.</summary>
    public static Activation LogSigmoid { get; } = new LogSigmoid();

    /// <summary><c>min(max(x + 3, 0), 6) / 6</c>.</summary>
    public static Activation HardSigmoid { get; } = new HardSigmoid();

    /// <summary><c>x min(max(x + 3, 0), 6) / 6</c>.</summary>
    public static Activation HardSwish { get; } = new HardSwish();

    /// <summary>Probabilities along the last axis.</summary>
    public static Activation Softmax { get; } = new Softmax();

    /// <summary>Logarithms of probabilities along the last axis.</summary>
    public static Activation LogSoftmax { get; } = new LogSoftmax();

    /// <summary>1 from 0 on, 0 before; slope 0.</summary>
    public static Activation Step { get; } = new Step();

    /// <summary>The function.</summary>
    public abstract Diff<T, Var<T>> Of<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T>;

    /// <summary>The shape of what comes out of examples of a shape: the same. One with settings, or that does not take all shapes, checks both.</summary>
    /// <exception cref="DlException">A setting is out of range, or the function does not take such examples.</exception>
    public virtual Shape Fitted(Shape example) => example;

    /// <inheritdoc/>
    public sealed override Initial<T> Init<T>(Key key, Shape example) => new(Fitted(example), Empty<T>.It, Empty<T>.It);

    /// <inheritdoc/>
    public sealed override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => call.Gives(Of(x));
}
