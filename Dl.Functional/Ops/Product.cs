namespace Dl.Functional;

/// <summary>
/// The product over some axes, all of them if none is named. The cotangent of an item is g times the product of the others, without a
/// division, so that it is right where items are zero. PyTorch: <c>torch.prod</c>; JAX: <c>jnp.prod</c>.
/// </summary>
/// <remarks>The product of the others is that of all before times that of all behind: two passes.</remarks>
/// <param name="Axes">The axes to multiply over.</param>
/// <param name="Keep">Whether they stay, with size 1.</param>
public sealed record ProductOp(Many<int> Axes, bool Keep = false) : Op("product")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var x = inputs[0];
        var reduced = Reduction.Of(Name, x.Shape, Axes, Keep);
        var y = Tensor<T>.Build(reduced.Result, (x, reduced.Kept), static (into, s) =>
        {
            into.Fill(T.One);
            Broadcast.Fold(new Times(), s.x, s.Kept, into);
        });
        return new(y, g => [Delta<T>.Of(x.Shape, (g, x, reduced), static (into, add, s) =>
        {
            var groups = s.reduced.Groups(s.x.Shape);
            var before = new T[into.Length];
            var running = s.g.Span.ToArray();
            var x = s.x.Span;
            for (var i = 0; i < x.Length; i++)
            {
                before[i] = running[groups[i]];
                running[groups[i]] *= x[i];
            }
            Array.Fill(running, T.One);
            for (var i = x.Length - 1; i >= 0; i--)
            {
                var others = before[i] * running[groups[i]];
                into[i] = add ? into[i] + others : others;
                running[groups[i]] *= x[i];
            }
        })]);
    }

    /// <summary>An example for the laws: of its numbers some are zero.</summary>
    public static Example Example(Key key, int size)
    {
        var drawn = Reduction.Example(key, Math.Min(size, 4), static (axes, keep) => new ProductOp(axes, keep));
        return drawn with { Inputs = [Examples.SomeZero(key.Child(7), drawn.Inputs[0])] };
    }
}

public static partial class Ops
{
    /// <summary>The product over the given axes, or over all, see <see cref="ProductOp"/>.</summary>
    public static Diff<T, Var<T>> Product<T>(Var<T> x, params int[] axes) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new ProductOp(Many.Of(axes)), [x]);
}
