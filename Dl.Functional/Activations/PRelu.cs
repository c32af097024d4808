namespace Dl.Functional;

/// <summary><c>y = x</c> where x &gt; 0 and <c>a x</c> elsewhere, for a tensor a that stretches to x; its slope at 0 is that of the left. The
/// cotangent of a is g x where x is not positive. Source: He et al., "Delving deep into rectifiers", 2015. PyTorch: <c>F.prelu</c>.</summary>
public sealed record PReluOp() : Broadcasting("prelu")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        var ruled = Rule(this, inputs, new Value(), new ByInput(), new BySlope());
        return ruled.Value.Shape == inputs[0].Shape ? ruled : throw new DlException($"prelu: slopes of {inputs[1].Shape} are more than {inputs[0].Shape} has numbers");
    }

    /// <summary>An example for the laws: one slope, one a channel, or one a number.</summary>
    public static Example Example(Key key, int size)
    {
        Shape shape = [.. Examples.AnyShape(key.Child(0), size, 2), Examples.Size(key, Math.Min(size, 5), 0)];
        Shape slopes = key.Below(3, 1) switch { 0 => [], 1 => [shape.Last], _ => shape };
        return new(new PReluOp(), [Examples.AwayFromZero(key.Child(1), shape), Examples.Any(key.Child(2), slopes)]);
    }

    readonly struct Value : IFormula2
    {
        public N At<N>(N x, N a) where N : struct, ILane<N> => N.WherePositive(x, x, a * x);
    }

    readonly struct ByInput : IFormula3
    {
        public N At<N>(N g, N x, N a) where N : struct, ILane<N> => N.WherePositive(x, g, a * g);
    }

    readonly struct BySlope : IFormula3
    {
        public N At<N>(N g, N x, N a) where N : struct, ILane<N> => N.WherePositive(x, N.Of(0), g * x);
    }
}

public static partial class Ops
{
    /// <summary><c>x</c> or <c>slope x</c>, see <see cref="PReluOp"/>.</summary>
    public static Diff<T, Var<T>> PRelu<T>(Var<T> x, Var<T> slope) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<PReluOp>.It, [x, slope]);
}

/// <summary>The slopes of a <see cref="PRelu"/>.</summary>
public sealed record PReluParams<T>(Var<T> Slope) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk)
    {
        ArgumentNullException.ThrowIfNull(walk);
        return new PReluParams<T>(walk.Leaf("slope", Role.Other, Slope));
    }
}

/// <summary>How many numbers share a learned slope.</summary>
public enum Sharing
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>Those of one channel (last axis).</summary>
    Channel,

    /// <summary>None: each number of an example has its own.</summary>
    None,
}

/// <summary>A ReLU whose slope on the left is learned, see <see cref="PReluOp"/>. PyTorch: <c>nn.PReLU(num_parameters, init)</c>; Keras:
/// <c>PReLU(shared_axes)</c>; Flax: <c>nn.PReLU</c>.</summary>
/// <param name="Share">Whether there is one slope, one a channel or one a number.</param>
/// <param name="Start">What the slopes begin at.</param>
public sealed record PRelu(Sharing Share = Sharing.All, double Start = 0.25) : Layer("prelu")
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("slopes", "one unless Share says otherwise", "same", "one a number unless axes are shared", "one"),
        new("start", "0.25", "same", "0", "0.01"),
        new("weight decay", "never selected by role", "selected unless excluded", "selected unless excluded", "selected unless masked"),
    ];

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        Shape slopes = Share switch { Sharing.All => [], Sharing.Channel => [Demand.Features(Name, example, "channels")], _ => example };
        return new(example, new PReluParams<T>(Tensor<T>.Full(slopes, T.CreateChecked(Setting.Finite(Name, "the start", Start)))), Empty<T>.It);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
        Ops.PRelu(x, call.ParamsAs<PReluParams<T>>(this).Slope).Map(y => new Result<T>(y, call.State));

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new PRelu((Sharing)key.Below(3, 9), Math.Round(4 * key.Uniform(10)) / 4), Examples.Features(key, size));
}
