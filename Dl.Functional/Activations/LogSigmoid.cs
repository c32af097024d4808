namespace Dl.Functional;

/// <summary><c>y = ln(1 / (1 + e^-x)) = -softplus(-x)</c>; slope 1 / (1 + e^x). PyTorch: <c>F.logsigmoid</c>; Keras and Flax: <c>log_sigmoid</c>.</summary>
public sealed record LogSigmoidOp() : Op("log sigmoid")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, new Curve());

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => Examples.Curve(new LogSigmoidOp(), key, size);

    readonly struct Curve : ICurve
    {
        public N Value<N>(N x) where N : struct, ILane<N> => -Lane.Softplus(-x);

        public N Slope<N>(N x) where N : struct, ILane<N> => Lane.Sigmoid(-x);
    }
}

public static partial class Ops
{
    /// <summary><c>ln sigmoid(x)</c>, see <see cref="LogSigmoidOp"/>.</summary>
    public static Diff<T, Var<T>> LogSigmoid<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<LogSigmoidOp>.It, [x]);
}

/// <summary>The logarithm of the sigmoid, see <see cref="LogSigmoidOp"/>. PyTorch: <c>nn.LogSigmoid</c>; Keras: <c>Activation("log_sigmoid")</c>; Flax: <c>nn.log_sigmoid</c>.</summary>
public sealed record LogSigmoid() : Activation("log sigmoid")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.LogSigmoid(x);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new LogSigmoid(), Examples.Features(key, size));
}
