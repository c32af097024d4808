namespace Dl.Functional;

/// <summary>
/// A choice by a fixed mask: <c>z = x</c> where the mask is not 0, and y elsewhere; mask, x and y stretch to each other. Each side gets the
/// cotangent where it was chosen, and exactly 0 where not, whatever stands there - NaN and infinity too.
/// PyTorch: <c>torch.where</c>, <c>masked_fill</c>; JAX: <c>jnp.where</c>.
/// </summary>
/// <param name="Mask">What chooses.</param>
public sealed record WhereOp(Indices Mask) : Op("where"), ILinear
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 2);
        var (x, y) = (inputs[0], inputs[1]);
        var shape = this.Common(this.Common(Mask.Shape, x.Shape), y.Shape);
        var mask = Tensor<T>.Build(Mask.Shape, Mask, static (into, mask) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = mask[i] != 0 ? T.One : T.Zero;
        }).Stretched(shape);
        var z = Tensor<T>.Build(shape, (mask, x, y, shape), static (into, s) =>
            Core.Pointwise.Map(new Choice(), s.mask.Span, s.x.Stretched(s.shape).Span, s.y.Stretched(s.shape).Span, into));
        return new(z, g => [Chosen(x.Shape, g, mask, new OnMask()), Chosen(y.Shape, g, mask, new OffMask())]);
    }

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size)
    {
        var (left, right) = Examples.StretchingShapes(key, size, 3);
        var shape = key.Bernoulli(0.5, 0) ? left : left.Broadcast(right);
        var mask = Indices.From(shape, [.. Enumerable.Range(0, shape.Size).Select(i => key.Child(5).Below(2, i))]);
        return new(new WhereOp(mask), [Examples.Any(key.Child(3), left), Examples.Any(key.Child(4), right)]);
    }

    static Delta<T> Chosen<T, F>(Shape shape, Tensor<T> g, Tensor<T> mask, F f) where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula2 =>
        Delta<T>.Of(shape, (shape, g, mask, f), static (into, add, s) =>
        {
            if (s.shape == s.g.Shape) Core.Pointwise.Map(s.f, s.g.Span, s.mask.Span, into, add);
            else Broadcast.SumTo(Tensor<T>.Build(s.g.Shape, s, static (all, s) => Core.Pointwise.Map(s.f, s.g.Span, s.mask.Span, all)), s.shape, into, add);
        });

    readonly struct Choice : IFormula3
    {
        public N At<N>(N mask, N x, N y) where N : struct, ILane<N> => N.WherePositive(mask, x, y);
    }

    readonly struct OnMask : IFormula2
    {
        public N At<N>(N g, N mask) where N : struct, ILane<N> => N.WherePositive(mask, g, N.Of(0));
    }

    readonly struct OffMask : IFormula2
    {
        public N At<N>(N g, N mask) where N : struct, ILane<N> => N.WherePositive(mask, N.Of(0), g);
    }
}

public static partial class Ops
{
    /// <summary>x where the mask is not 0 and y elsewhere, see <see cref="WhereOp"/>.</summary>
    public static Diff<T, Var<T>> Where<T>(Indices mask, Var<T> x, Var<T> y) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(new WhereOp(mask), [x, y]);
}
