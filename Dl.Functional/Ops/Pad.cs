namespace Dl.Functional;

/// <summary>
/// A tensor inside a larger one: so many places before and after it along each axis, filled with one number. The cotangent is what is
/// inside. PyTorch: <c>F.pad</c> (which counts axes from the last); JAX: <c>jnp.pad</c>.
/// </summary>
/// <param name="Before">For each axis the places before.</param>
/// <param name="After">For each axis the places after.</param>
/// <param name="With">The number outside.</param>
public sealed record PadOp(Many<int> Before, Many<int> After, double With = 0) : Op("pad"), ILinear
{
    /// <summary>Linear if it pads with zeros.</summary>
    public Many<Many<int>> LinearIn(int inputs) => With == 0 ? [[0]] : [];

    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var x = inputs[0];
        if (Before.Count != x.Shape.Rank || After.Count != x.Shape.Rank)
            throw new DlException($"pad: {x.Shape} has {x.Shape.Rank} axes, but there are {Before.Count} numbers for before and {After.Count} for after");
        if (Before.Concat(After).Any(places => places < 0)) throw new DlException($"pad: {Before} before and {After} after must not be negative; take a part instead");
        var box = new Box(Shape.Of([.. x.Shape.Select((size, axis) => Before[axis] + size + After[axis])]), x.Shape, Before);
        var y = Tensor<T>.Build(box.Outside, (x, box, with: T.CreateTruncating(With)), static (into, s) =>
        {
            into.Fill(s.with);
            s.box.Write(s.x.Span, into, false);
        });
        return new(y, g => [Delta<T>.Of(x.Shape, (g, box), static (into, add, s) => s.box.Read(s.g.Span, into, add))]);
    }

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size)
    {
        var shape = Examples.AnyShape(key.Child(0), Math.Min(size, 3), 3);
        Many<int> Some(Key key) => shape.Select((_, axis) => key.Below(3, axis)).ToMany();
        return new(new PadOp(Some(key.Child(1)), Some(key.Child(2)), key.Bernoulli(0.75, 0) ? 0 : 0.5), [Examples.Any(key.Child(3), shape)]);
    }
}

public static partial class Ops
{
    /// <summary>A tensor with places before and after it along each axis, see <see cref="PadOp"/>.</summary>
    public static Diff<T, Var<T>> Pad<T>(Var<T> x, Many<int> before, Many<int> after, double with = 0) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new PadOp(before, after, with), [x]);
}
