namespace Dl.Functional;

/// <summary>
/// Inverted dropout: each number is dropped with probability p and else divided by 1 - p, so that its expectation stays.
/// <c>y = x m / (1 - p)</c> with the mask m drawn from the key; the cotangent meets the same mask.
/// Source: Srivastava et al., JMLR 15 (2014). PyTorch: <c>nn.Dropout(p)</c>.
/// </summary>
/// <param name="Rate">The probability p to drop, in [0, 1).</param>
/// <param name="Key">What the mask is drawn from: number i is kept if draw i is at least p.</param>
public sealed record DropoutOp(double Rate, Key Key) : Op("dropout"), ILinear
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        Setting.Rate(Name, Rate);
        var x = inputs[0];
        var factors = Noise.Kept<T>(Key, x.Shape, Rate, Noise.Inverse(Rate));
        var y = Tensor<T>.Build(x.Shape, (x, factors), static (into, s) => Core.Pointwise.Map(new Times(), s.x.Span, s.factors.Span, into));
        return new(y, g => [Delta<T>.Of(x.Shape, (g, factors), static (into, add, s) => Core.Pointwise.Map(new Times(), s.g.Span, s.factors.Span, into, add))]);
    }

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => new(
        new DropoutOp(Math.Round(key.Uniform(0) * 15) / 16, key.Child(0)),
        [Examples.Any(key.Child(1), Examples.AnyShape(key.Child(2), size, 3))]);
}

public static partial class Ops
{
    /// <summary>Inverted dropout, see <see cref="DropoutOp"/>.</summary>
    public static Diff<T, Var<T>> Dropout<T>(Var<T> x, double rate, Key key) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new DropoutOp(rate, key), [x]);
}
