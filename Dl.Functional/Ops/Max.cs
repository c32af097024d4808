namespace Dl.Functional;

/// <summary>Who takes the cotangent of a maximum where several items are equal. Both are subgradients.</summary>
public enum Ties
{
    /// <summary>The first one in memory, all of it.</summary>
    First,

    /// <summary>All of them, the same part each.</summary>
    Split,
}

/// <summary>
/// The maximum over some axes, all of them if none is named. Where several items are equal the cotangent goes to the first or is split.
/// NaN wins over numbers. PyTorch: <c>torch.amax</c> (which splits ties) or <c>torch.max(dim)</c>; JAX: <c>jnp.max</c>.
/// </summary>
/// <param name="Axes">The axes to take the maximum over.</param>
/// <param name="Keep">Whether they stay, with size 1.</param>
/// <param name="Ties">Who takes the cotangent where items are equal.</param>
public sealed record MaxOp(Many<int> Axes, bool Keep = false, Ties Ties = Ties.First) : Op("max")
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
        [new("ties", "the first in memory takes the whole cotangent, or all share it: a choice", "amax splits it evenly, max(dim) gives it to one", "split evenly (TensorFlow)", "split evenly (JAX)")];

    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var x = inputs[0];
        var reduced = Reduction.Of(Name, x.Shape, Axes, Keep);
        if (reduced.Items(x.Shape) == 0) throw new DlException($"max: {x.Shape} has no items to compare over axes {Axes}");
        var groups = reduced.Groups(x.Shape);
        var first = First(x, groups, reduced.Kept.Size);
        return Ties == Ties.First ? ToFirst(x, reduced.Result, first) : ToAll(x, reduced.Result, groups, first);
    }

    /// <summary>An example for the laws; in some many items are equal.</summary>
    public static Example Example(Key key, int size)
    {
        var drawn = Reduction.Example(key, size, (axes, keep) => new MaxOp(axes, keep, key.Bernoulli(0.5, 30) ? Ties.First : Ties.Split));
        return drawn with { Inputs = [key.Bernoulli(0.5, 31) ? Examples.Tied(key.Child(9), drawn.Inputs[0].Shape) : Examples.Distinct(key.Child(9), drawn.Inputs[0].Shape)] };
    }

    static Ruled<T> ToFirst<T>(Tensor<T> x, Shape result, int[] first) where T : struct, IFloatingPointIeee754<T> => new(
        Tensor<T>.Build(result, (x, first), static (into, s) =>
        {
            var from = s.x.Span;
            for (var i = 0; i < into.Length; i++) into[i] = from[s.first[i]];
        }),
        g => [Delta<T>.Of(x.Shape, (g, first), static (into, add, s) =>
        {
            if (!add) into.Clear();
            var from = s.g.Span;
            for (var i = 0; i < from.Length; i++) into[s.first[i]] += from[i];
        })]);

    // The value is first + sum (item - first) / n over the n equal items: the same number, with the mean of their slopes.
    static Ruled<T> ToAll<T>(Tensor<T> x, Shape result, int[] groups, int[] first) where T : struct, IFloatingPointIeee754<T>
    {
        var equal = Enumerable.Range(0, groups.Length).Where(i => i == first[groups[i]] || x[i].CompareTo(x[first[groups[i]]]) == 0).ToArray();
        var counts = new int[first.Length];
        foreach (var i in equal) counts[groups[i]]++;
        var share = counts.Select(count => T.One / T.CreateChecked(count)).ToArray();
        return new(
            Tensor<T>.Build(result, (x, groups, first, equal, share), static (into, s) =>
            {
                var from = s.x.Span;
                for (var i = 0; i < into.Length; i++) into[i] = from[s.first[i]];
                foreach (var i in s.equal)
                    if (s.groups[i] is var to && i != s.first[to] && T.IsFinite(from[i])) into[to] += (from[i] - from[s.first[to]]) * s.share[to];
            }),
            g => [Delta<T>.Of(x.Shape, (g, groups, equal, share), static (into, add, s) =>
            {
                if (!add) into.Clear();
                var from = s.g.Span;
                foreach (var i in s.equal) into[i] += from[s.groups[i]] * s.share[s.groups[i]];
            })]);
    }

    // For each item of the result the position in x of the first largest; NaN wins over numbers.
    static int[] First<T>(Tensor<T> x, int[] groups, int count) where T : struct, IFloatingPointIeee754<T>
    {
        var first = new int[count];
        Array.Fill(first, -1);
        var values = x.Span;
        for (var i = 0; i < values.Length; i++)
        {
            ref var winner = ref first[groups[i]];
            if (winner < 0 || values[i] > values[winner] || (T.IsNaN(values[i]) && !T.IsNaN(values[winner]))) winner = i;
        }
        return first;
    }
}

public static partial class Ops
{
    /// <summary>The maximum over the given axes, or over all, see <see cref="MaxOp"/>.</summary>
    public static Diff<T, Var<T>> Max<T>(Var<T> x, params int[] axes) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new MaxOp(Many.Of(axes)), [x]);

    /// <summary>The minimum over the given axes, or over all: <c>-max(-x)</c>. PyTorch: <c>torch.amin</c>.</summary>
    public static Diff<T, Var<T>> Min<T>(Var<T> x, params int[] axes) where T : struct, IFloatingPointIeee754<T> =>
        Negate(x).Bind(negative => Max(negative, axes)).Bind(Negate);
}
