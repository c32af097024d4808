namespace Dl.Functional;

/// <summary>An op of two tensors that works number by number after both are stretched to a common shape.</summary>
/// <remarks>The cotangent of an input that was stretched is summed back to its shape.</remarks>
public abstract record Broadcasting(string Name) : Op(Name)
{
    private protected static Ruled<T> Rule<T, F, L, R>(IOp op, Few<Tensor<T>> inputs, F f, L left, R right)
        where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula2 where L : struct, IFormula3 where R : struct, IFormula3
    {
        op.Expect(inputs, 2);
        var (x, y) = (inputs[0], inputs[1]);
        var shape = op.Common(x.Shape, y.Shape);
        var z = Tensor<T>.Build(shape, (x, y, shape, f), static (into, s) => Broadcast.Map(s.f, s.x, s.y, s.shape, into));
        return new(z, g => [Cotangent(x.Shape, g, x, y, left), Cotangent(y.Shape, g, x, y, right)]);
    }

    static Delta<T> Cotangent<T, F>(Shape shape, Tensor<T> g, Tensor<T> x, Tensor<T> y, F f)
        where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula3 =>
        typeof(F) == typeof(Unchanged)
            ? g.Shape == shape ? g : Delta<T>.Of(shape, (g, shape), static (into, add, s) => Broadcast.SumTo(s.g, s.shape, into, add))
            : x.Shape == y.Shape
            ? Delta<T>.Of(shape, (g, x, y, f), static (into, add, s) => Core.Pointwise.Map(s.f, s.g.Span, s.x.Span, s.y.Span, into, add))
            : Delta<T>.Of(shape, (g, x, y, f, shape), static (into, add, s) =>
                Broadcast.SumTo(Tensor<T>.Build(s.g.Shape, s, static (all, s) => Core.Pointwise.Map(s.f, s.g.Span,
                    s.x.Stretched(s.g.Shape).Span, s.y.Stretched(s.g.Shape).Span, all)), s.shape, into, add));

    /// <summary>The cotangent itself.</summary>
    private protected readonly struct Unchanged : IFormula3
    {
        /// <inheritdoc/>
        public N At<N>(N g, N x, N y) where N : struct, ILane<N> => g;
    }
}
