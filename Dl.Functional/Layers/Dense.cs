namespace Dl.Functional;

/// <summary>Weight (in, out) and bias (out) of a <see cref="Dense"/> layer.</summary>
public sealed record DenseParams<T>(Var<T> Weight, Var<T> Bias) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk) => new DenseParams<T>(walk.Leaf("weight", Role.Matrix, Weight), walk.Leaf("bias", Role.Bias, Bias));
}

/// <summary>The weight (in, out) of a <see cref="Dense"/> layer without bias.</summary>
public sealed record WeightParams<T>(Var<T> Weight) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk) => new WeightParams<T>(walk.Leaf("weight", Role.Matrix, Weight));
}

/// <summary>
/// <c>y = a(x W + b)</c> along the last axis: every output sees every input. Shapes: (..., in) to (..., units).
/// PyTorch: <c>nn.Linear</c> (whose weight is (out, in)); Keras: <c>Dense</c>; Flax: <c>Dense</c>.
/// </summary>
/// <param name="Units">The number of outputs.</param>
/// <param name="Then">The activation a; <see cref="Activation.None"/> for none.</param>
/// <param name="Weight">How the weight is drawn; the bias begins at zero.</param>
/// <param name="Bias">Whether there is a bias b.</param>
public sealed record Dense(int Units, Activation Then, IInitialiser Weight, bool Bias = true) : Layer("dense")
{
    /// <summary>Drawn by He's rule before a ReLU and by Glorot's otherwise.</summary>
    public Dense(int units, Activation then) : this(units, then, then is Relu ? He.Normal : Glorot.Uniform) { }

    /// <summary>Without an activation, drawn by Glorot's rule.</summary>
    public Dense(int units) : this(units, Activation.None) { }

    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("weight", "(in, out)", "(out, in)", "same", "same"),
        new("start of the bias", "zero", "uniform within 1 / sqrt(in)", "same", "same"),
        new("start of the weight", "Glorot uniform; He normal before ReLU", "uniform within 1 / sqrt(in)", "Glorot uniform", "LeCun normal"),
    ];

    /// <summary>Whether the activation is computed in the op of the layer, see <see cref="LinearThenOp"/>; <see cref="Net.Fuse"/> asks for it. Not without a bias.</summary>
    public bool Fused { get; init; }

    /// <summary>The same layer without a bias.</summary>
    public Dense WithoutBias() => this with { Bias = false };

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        var (features, units) = (Demand.Features(Name, example), Demand.One(Name, "unit", Units));
        var weight = Weight.Draw<T>(key, [features, units], new(features, units));
        return new(Then.Fitted(example.WithLast(units)), Bias ? new DenseParams<T>(weight, Tensor<T>.Zeros([Units])) : new WeightParams<T>(weight), Empty<T>.It);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
        call.Gives(Bias ? Biased(call.ParamsAs<DenseParams<T>>(this), x, Fused, Then) : Unbiased(call.ParamsAs<WeightParams<T>>(this), x).Bind(Then.Of));

    /// <summary><c>x W + b</c> with the given parameters: for networks written as functions of records.</summary>
    public static Diff<T, Var<T>> Apply<T>(DenseParams<T> p, Var<T> x) where T : struct, IFloatingPointIeee754<T> => Ops.Dense(x, p.Weight, p.Bias);

    static Diff<T, Var<T>> Biased<T>(DenseParams<T> p, Var<T> x, bool fused, Activation then) where T : struct, IFloatingPointIeee754<T> =>
        Fusion.Then(fused, Sole<DenseOp>.It, [x, p.Weight, p.Bias], then);

    static Diff<T, Var<T>> Unbiased<T>(WeightParams<T> p, Var<T> x) where T : struct, IFloatingPointIeee754<T> => x.Shape.Rank == 2
        ? Ops.MatMul(x, p.Weight)
        : from rows in Ops.Reshape(x, x.Shape.Rows, x.Shape.Last)
          from y in Ops.MatMul(rows, p.Weight)
          from shaped in Ops.Reshape(y, [.. x.Shape.WithLast(p.Weight.Shape.Last)])
          select shaped;

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var then = key.Below(3, 0) switch { 0 => Activation.None, 1 => Activation.Tanh, _ => Activation.Sigmoid };
        var dense = new Dense(Examples.Size(key, size, 1), then);
        return new(key.Bernoulli(0.7, 2) ? dense : dense.WithoutBias(), [.. Examples.AnyShape(key.Child(0), size, 1), Examples.Size(key, size, 3)]);
    }
}
