namespace Dl.Functional;

/// <summary>
/// <c>y = sqrt x</c>; slope 1 / (2 y). The slope at 0 is infinite, but a cotangent of 0 stays 0 there.
/// PyTorch: <c>torch.sqrt</c> (whose cotangent 0 becomes NaN at 0).
/// </summary>
public sealed record SqrtOp() : Op("sqrt")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var x = inputs[0];
        var y = Tensor<T>.Build(x.Shape, x, static (into, x) => TensorPrimitives.Sqrt(x.Span, into));
        return new(y, g => [Delta<T>.Of(x.Shape, (g, y), static (into, add, s) => Core.Pointwise.Map(new Back(), s.g.Span, s.y.Span, into, add))]);
    }

    /// <summary>An example for the laws, of positive numbers.</summary>
    public static Example Example(Key key, int size) => new(new SqrtOp(), [Examples.Positive(key, Examples.AnyShape(key.Child(0), size, 3))]);

    // g itself at y = 0 unless |g| > 0: 0 stays 0, NaN stays NaN.
    readonly struct Back : IFormula2
    {
        public N At<N>(N g, N y) where N : struct, ILane<N>
        {
            var slope = g / (y + y);
            return N.WherePositive(y, slope, N.WherePositive(N.Abs(g), slope, g));
        }
    }
}

public static partial class Ops
{
    /// <summary><c>sqrt x</c>, see <see cref="SqrtOp"/>.</summary>
    public static Diff<T, Var<T>> Sqrt<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<SqrtOp>.It, [x]);
}
