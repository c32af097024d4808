namespace Dl.Functional;

/// <summary><c>y = c x</c> for a fixed number c; cotangent c g. Its own negation is c = -1.</summary>
/// <param name="By">The number c.</param>
public sealed record ScaleOp(double By) : Op("scale"), ILinear
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var times = new Multiple(By);
        var x = inputs[0];
        var y = Tensor<T>.Build(x.Shape, (x, times), static (into, s) => Core.Pointwise.Map(s.times, s.x.Span, into));
        return new(y, g => [Delta<T>.Of(x.Shape, (g, times), static (into, add, s) => Core.Pointwise.Map(s.times, s.g.Span, into, add))]);
    }

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) =>
        new(new ScaleOp(Examples.Any(key, Shape.Scalar).ToScalar()), [Examples.Any(key.Child(0), Examples.AnyShape(key.Child(1), size, 3))]);

    readonly struct Multiple(double by) : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => N.Of(by) * x;
    }
}

public static partial class Ops
{
    /// <summary><c>c x</c>, see <see cref="ScaleOp"/>.</summary>
    public static Diff<T, Var<T>> Scale<T>(Var<T> x, double by) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(new ScaleOp(by), [x]);

    /// <summary><c>-x</c>, see <see cref="ScaleOp"/>.</summary>
    public static Diff<T, Var<T>> Negate<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Scale(x, -1);
}
