using Dl.Core;
using Dl.Functional;
using Dl.Properties;

namespace Dl.Samples.CSharp;

/// <summary><c>y = x / (1 + |x|)</c>; slope <c>(1 - |y|)^2</c>: an op that Dl does not have.</summary>
public sealed record SoftsignOp() : Op("softsign")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        if (inputs.Count != 1) throw new DlException($"softsign takes 1 input, not {inputs.Count}");
        var x = inputs[0];
        var y = Tensor<T>.Build(x.Shape, x, static (into, x) => Pointwise.Map(new Value(), x.Span, into));
        return new(y, g => [Delta<T>.Of(x.Shape, (g, y), static (into, add, s) => Pointwise.Map(new Chain(), s.g.Span, s.y.Span, into, add))]);
    }

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => new(new SoftsignOp(), [Examples.AwayFromZero(key, Examples.AnyShape(key.Child(0), size, 3))]);

    readonly struct Value : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => x / (N.Of(1) + N.Abs(x));
    }

    readonly struct Chain : IFormula2
    {
        public N At<N>(N g, N y) where N : struct, ILane<N> => g * (N.Of(1) - N.Abs(y)) * (N.Of(1) - N.Abs(y));
    }
}

/// <summary>The op under the laws of all ops.</summary>
public sealed class SoftsignLaws
{
    [Fact]
    public void Softsign() => OpLaws.Hold<SoftsignOp>();
}
