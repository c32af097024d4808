namespace Dl.Functional;

/// <summary><c>y = max(x, 0)</c>; slope 1 where x &gt; 0 and 0 elsewhere, at 0 too. PyTorch: <c>torch.relu</c>.</summary>
public sealed record ReluOp() : Op("relu")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, new Curve());

    /// <summary>An example for the laws, away from the kink at 0.</summary>
    public static Example Example(Key key, int size) => Examples.Curve(new ReluOp(), key, size, 0);

    readonly struct Curve : ICurve
    {
        public N Value<N>(N x) where N : struct, ILane<N> => N.Max(N.Of(0), x);

        public N Slope<N>(N x) where N : struct, ILane<N> => N.WherePositive(x, N.Of(1), N.Of(0));
    }
}

public static partial class Ops
{
    /// <summary><c>max(x, 0)</c>, see <see cref="ReluOp"/>.</summary>
    public static Diff<T, Var<T>> Relu<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<ReluOp>.It, [x]);
}

/// <summary><c>max(x, 0)</c>, slope 0 at 0. PyTorch: <c>nn.ReLU</c>; Keras: <c>ReLU</c>.</summary>
public sealed record Relu() : Activation("relu")
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("slope at 0", "0", "same", "same", "same"),
    ];

    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.Relu(x);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Relu(), Examples.Features(key, size));
}
