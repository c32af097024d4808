namespace Dl.Functional;

/// <summary>
/// <c>y = min(max(x, low), high)</c>; slope 1 from low to high, both included, and 0 outside.
/// PyTorch: <c>torch.clamp</c>; Keras: <c>ops.clip</c>; JAX: <c>jnp.clip</c>.
/// </summary>
/// <param name="Low">The least value.</param>
/// <param name="High">The largest value.</param>
public sealed record ClampOp(double Low, double High) : Op("clamp")
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("slope at low and high", "1", "same", "same (TensorFlow)", "1/2 (JAX)")];

    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        if (!(Low <= High)) throw new DlException(FormattableString.Invariant($"clamp: low {Low} is not at most high {High}"));
        var (x, cut) = (inputs[0], new Cut(Low, High));
        var y = Tensor<T>.Build(x.Shape, (x, cut), static (into, s) => Core.Pointwise.Map(s.cut, s.x.Span, into));
        return new(y, g => [Delta<T>.Of(x.Shape, (g, x, cut), static (into, add, s) => Core.Pointwise.Map(s.cut, s.g.Span, s.x.Span, into, add))]);
    }

    /// <summary>An example for the laws, away from the kinks.</summary>
    public static Example Example(Key key, int size) => new(
        new ClampOp(key.Below(4, 0) - 2, key.Below(3, 1) + 1),
        [Examples.OffWhole(key.Child(0), Examples.AnyShape(key.Child(1), size, 3))]);

    readonly struct Cut(double low, double high) : IFormula1, IFormula2
    {
        public N At<N>(N x) where N : struct, ILane<N> => N.Min(N.Max(x, N.Of(low)), N.Of(high));

        public N At<N>(N g, N x) where N : struct, ILane<N> => N.WherePositive(N.Of(low) - x, N.Of(0), N.WherePositive(x - N.Of(high), N.Of(0), g));
    }
}

public static partial class Ops
{
    /// <summary>x cut off below low and above high, see <see cref="ClampOp"/>.</summary>
    public static Diff<T, Var<T>> Clamp<T>(Var<T> x, double low, double high) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(new ClampOp(low, high), [x]);
}
