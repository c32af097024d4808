namespace Dl.Functional;

/// <summary>
/// One number of each row: <c>y[i] = x[i, at[i]]</c> along the last axis. The cotangent goes where the number came from.
/// PyTorch: <c>torch.gather</c> on the last axis with one index a row.
/// </summary>
/// <param name="At">For each row of x the position on the last axis, of the shape of x without it.</param>
public sealed record PickOp(Indices At) : Op("pick"), ILinear
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var x = inputs[0];
        if (x.Shape.Rank == 0 || x.Shape.Rows != At.Count || x.Shape.Rank - 1 != At.Shape.Rank)
            throw new DlException($"pick: {x.Shape} has {x.Shape.Rows} rows, but there are positions of shape {At.Shape}; give one for each row");
        for (var i = 0; i < At.Count; i++)
            if (At[i] < 0 || At[i] >= x.Shape.Last)
                throw new DlException($"pick: position {At[i]} of row {i} is outside the last axis of {x.Shape}; it must be in 0 to {x.Shape.Last - 1}");
        var at = At;
        var y = Tensor<T>.Build(at.Shape, (x, at), static (into, s) =>
        {
            var from = s.x.Span;
            for (var i = 0; i < into.Length; i++) into[i] = from[i * s.x.Shape.Last + s.at[i]];
        });
        return new(y, g => [Delta<T>.Of(x.Shape, (g, at, x.Shape.Last), static (into, add, s) =>
        {
            if (!add) into.Clear();
            var from = s.g.Span;
            for (var i = 0; i < from.Length; i++) into[i * s.Last + s.at[i]] += from[i];
        })]);
    }

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size)
    {
        var (rows, classes) = (Examples.Size(key, size, 0), Examples.Size(key, size, 1));
        var at = Indices.Of([.. Enumerable.Range(0, rows).Select(i => key.Below(classes, i + 2))]);
        return new(new PickOp(at), [Examples.Any(key.Child(0), [rows, classes])]);
    }
}

public static partial class Ops
{
    /// <summary>One number of each row, see <see cref="PickOp"/>.</summary>
    public static Diff<T, Var<T>> Pick<T>(Var<T> x, Indices at) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(new PickOp(at), [x]);
}
