namespace Dl.Functional;

/// <summary>
/// The maximum over some axes, all of them if none is named. Where several items are equal the first one in memory takes
/// the whole cotangent. PyTorch: <c>torch.amax</c> (which splits ties) or <c>torch.max(dim)</c>.
/// </summary>
/// <param name="Axes">The axes to take the maximum over.</param>
/// <param name="Keep">Whether they stay, with size 1.</param>
public sealed record MaxOp(Many<int> Axes, bool Keep = false) : Op("max")
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("ties", "the first in memory takes the whole cotangent", "amax splits it evenly, max(dim) gives it to one", "split evenly (TensorFlow)", "split evenly (JAX)"),
    ];

    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var x = inputs[0];
        var reduced = Reduction.Of(Name, x.Shape, Axes, Keep);
        if (reduced.Items(x.Shape) == 0 && reduced.Kept.Size > 0) throw new DlException($"max: {x.Shape} has no items to compare over axes {Axes}");
        var winners = Winners(x, reduced.Kept);
        var y = Tensor<T>.Build(reduced.Result, (x, winners), static (into, s) =>
        {
            var from = s.x.Span;
            for (var i = 0; i < into.Length; i++) into[i] = from[s.winners[i]];
        });
        return new(y, g => [Delta<T>.Of(x.Shape, (g, winners), static (into, add, s) =>
        {
            if (!add) into.Clear();
            var from = s.g.Span;
            for (var i = 0; i < from.Length; i++) into[s.winners[i]] += from[i];
        })]);
    }

    /// <summary>An example for the laws; ties do not occur in it but with a probability of one in thousands.</summary>
    public static Example Example(Key key, int size)
    {
        var sum = SumOp.Example(key, size);
        return new(new MaxOp(((SumOp)sum.Op).Axes, ((SumOp)sum.Op).Keep), [Examples.Distinct(key.Child(9), sum.Inputs[0].Shape)]);
    }

    // For each item of the result the position in x of the first largest; NaN wins over numbers.
    static int[] Winners<T>(Tensor<T> x, Shape kept) where T : struct, IFloatingPointIeee754<T>
    {
        var winners = new int[kept.Size];
        Array.Fill(winners, -1);
        var values = x.Span;
        var index = new int[x.Shape.Rank];
        for (var i = 0; i < values.Length; i++)
        {
            var to = 0;
            for (var axis = 0; axis < index.Length; axis++) to = to * kept[axis] + (kept[axis] == 1 ? 0 : index[axis]);
            if (winners[to] < 0 || values[i] > values[winners[to]] || (T.IsNaN(values[i]) && !T.IsNaN(values[winners[to]]))) winners[to] = i;
            for (var axis = index.Length - 1; axis >= 0 && ++index[axis] == x.Shape[axis]; axis--) index[axis] = 0;
        }
        return winners;
    }
}

public static partial class Ops
{
    /// <summary>The maximum over the given axes, or over all, see <see cref="MaxOp"/>.</summary>
    public static Diff<T, Var<T>> Max<T>(Var<T> x, params int[] axes) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new MaxOp(Many.Of(axes)), [x]);
}
