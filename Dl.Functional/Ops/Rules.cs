namespace Dl.Functional;

/// <summary>A kernel from one span to another of the same length.</summary>
delegate void Kernel<T>(ReadOnlySpan<T> x, Span<T> y);

/// <summary>A function of one number and its slope, written over a lane.</summary>
interface ICurve
{
    /// <summary>The function.</summary>
    N Value<N>(N x) where N : struct, ILane<N>;

    /// <summary>Its slope at x; at a kink the one that is declared.</summary>
    N Slope<N>(N x) where N : struct, ILane<N>;
}

/// <summary>What the rules of many ops share: checks of the inputs, and ops that work number by number.</summary>
static class Rules
{
    /// <summary>Checks the number of inputs.</summary>
    public static void Expect<T>(this IOp op, Few<Tensor<T>> inputs, int count) where T : struct, IFloatingPointIeee754<T>
    {
        if (inputs.Count != count) throw new DlException($"{op.Name} takes {count} input{(count == 1 ? "" : "s")}, not {inputs.Count}");
    }

    /// <summary>An op y = f(x), number by number, whose slope is a formula of x and y.</summary>
    public static Ruled<T> Pointwise<T, S>(this IOp op, Few<Tensor<T>> inputs, Kernel<T> kernel, S slope)
        where T : struct, IFloatingPointIeee754<T> where S : struct, IFormula2
    {
        op.Expect(inputs, 1);
        var x = inputs[0];
        var y = Mapped(x, kernel);
        return new(y, g => [Delta<T>.Of(x.Shape, (g, x, y, slope), static (into, add, s) =>
            Core.Pointwise.Map(new Chain<S>(s.slope), s.g.Span, s.x.Span, s.y.Span, into, add))]);
    }

    /// <summary>An op that follows a curve, number by number.</summary>
    public static Ruled<T> Pointwise<T, C>(this IOp op, Few<Tensor<T>> inputs, C curve)
        where T : struct, IFloatingPointIeee754<T> where C : struct, ICurve
    {
        op.Expect(inputs, 1);
        var x = inputs[0];
        var y = Tensor<T>.Build(x.Shape, (x, curve), static (into, s) => Core.Pointwise.Map(new Along<C>(s.curve), s.x.Span, into));
        return new(y, g => [Delta<T>.Of(x.Shape, (g, x, curve), static (into, add, s) =>
            Core.Pointwise.Map(new Times<C>(s.curve), s.g.Span, s.x.Span, into, add))]);
    }

    readonly struct Along<C>(C curve) : IFormula1 where C : struct, ICurve
    {
        public N At<N>(N x) where N : struct, ILane<N> => curve.Value(x);
    }

    readonly struct Times<C>(C curve) : IFormula2 where C : struct, ICurve
    {
        public N At<N>(N g, N x) where N : struct, ILane<N> => g * curve.Slope(x);
    }

    /// <summary>An op y = f(x), number by number, whose slope is a kernel of x.</summary>
    public static Ruled<T> Pointwise<T>(this IOp op, Few<Tensor<T>> inputs, Kernel<T> kernel, Kernel<T> slope) where T : struct, IFloatingPointIeee754<T>
    {
        op.Expect(inputs, 1);
        var x = inputs[0];
        var y = Mapped(x, kernel);
        return new(y, g => [Delta<T>.Of(x.Shape, (g, x, slope), static (into, add, s) =>
            Core.Pointwise.Map(new Times(), s.g.Span, Mapped(s.x, s.slope).Span, into, add))]);
    }

    /// <summary>The shape that two inputs of an op stretch to.</summary>
    public static Shape Common(this IOp op, Shape x, Shape y)
    {
        try
        {
            return x.Broadcast(y);
        }
        catch (DlException error)
        {
            throw error.In(op.Name);
        }
    }

    /// <summary>The tensor stretched to a shape; itself if it has that shape.</summary>
    public static Tensor<T> Stretched<T>(this Tensor<T> x, Shape shape) where T : struct, IFloatingPointIeee754<T> => x.Shape == shape
        ? x
        : Tensor<T>.Build(shape, (x, shape), static (into, s) => Broadcast.Stretch(s.x, s.shape, into, false));

    // Some kernels refuse an empty span.
    static Tensor<T> Mapped<T>(Tensor<T> x, Kernel<T> kernel) where T : struct, IFloatingPointIeee754<T> => Tensor<T>.Build(x.Shape, (x, kernel), static (into, s) =>
    {
        if (into.Length > 0) s.kernel(s.x.Span, into);
    });

    readonly struct Chain<S>(S slope) : IFormula3 where S : struct, IFormula2
    {
        public N At<N>(N g, N x, N y) where N : struct, ILane<N> => g * slope.At(x, y);
    }
}
