namespace Dl.Functional;

/// <summary><c>y = 1</c> where x &gt; 0, 0 where x &lt; 0, and a declared value at 0; slope 0 everywhere: nothing can be learned through it.
/// PyTorch: <c>torch.heaviside</c>; NumPy: <c>heaviside</c>; Keras and Flax: -.</summary>
/// <param name="AtZero">The value at 0.</param>
public sealed record StepOp(double AtZero) : Op("step")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, new Curve(Setting.Finite(Name, "the value at 0", AtZero)));

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => Examples.Curve(new StepOp(Math.Round(4 * key.Uniform(0)) / 4), key, size, 0);

    readonly struct Curve(double atZero) : ICurve
    {
        public N Value<N>(N x) where N : struct, ILane<N> => N.WherePositive(x, N.Of(1), N.WherePositive(-x, N.Of(0), N.Of(atZero) + x * N.Of(0)));

        public N Slope<N>(N x) where N : struct, ILane<N> => N.Of(0);
    }
}

public static partial class Ops
{
    /// <summary>The unit step, see <see cref="StepOp"/>.</summary>
    public static Diff<T, Var<T>> Step<T>(Var<T> x, double atZero = 1) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(new StepOp(atZero), [x]);
}

/// <summary>The unit step of threshold units, see <see cref="StepOp"/>: 1 from 0 on, unless another value at 0 is asked for. It has slope 0 everywhere.</summary>
/// <param name="AtZero">The value at 0: 1 for a unit that fires at its threshold, 0 for one that fires above it.</param>
public sealed record Step(double AtZero = 1) : Activation("step")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Ops.Step(x, AtZero);

    /// <inheritdoc/>
    public override Shape Fitted(Shape example)
    {
        Setting.Finite(Name, "the value at 0", AtZero);
        return example;
    }

    /// <summary>Whether a unit fires at its threshold.</summary>
    public static Many<Convention> Conventions { get; } = [new("value at 0", "1 unless given", "given", "-", "-")];

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Step(Math.Round(4 * key.Uniform(9)) / 4), Examples.Features(key, size));
}
