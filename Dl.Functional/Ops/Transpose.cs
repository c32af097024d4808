namespace Dl.Functional;

/// <summary>
/// The axes in another order: axis i of the result is axis <c>Axes[i]</c> of the input; the cotangent goes the way back.
/// Without axes it reverses them all. PyTorch: <c>torch.permute</c>; JAX: <c>jnp.transpose</c>.
/// </summary>
/// <param name="Axes">For each axis of the result the axis of the input; negative ones count from the end.</param>
public sealed record TransposeOp(Many<int> Axes) : Op("transpose"), ILinear
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 1);
        var x = inputs[0];
        var rank = x.Shape.Rank;
        var order = Axes.Count == 0 ? [.. Enumerable.Range(0, rank).Reverse()] : Axes.Select(axis => axis < 0 ? axis + rank : axis).ToArray();
        if (!order.Order().SequenceEqual(Enumerable.Range(0, rank)))
            throw new DlException($"transpose: {Axes} does not order the axes of {x.Shape}; name each of 0 to {rank - 1} once");
        var back = new int[rank];
        for (var axis = 0; axis < rank; axis++) back[order[axis]] = axis;
        var y = Tensor<T>.Build(Shape.Of([.. order.Select(axis => x.Shape[axis])]), (x, order), static (into, s) => Permutation.Write(s.x, s.order, into, false));
        return new(y, g => [Delta<T>.Of(x.Shape, (g, back), static (into, add, s) => Permutation.Write(s.g, s.back, into, add))]);
    }

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size)
    {
        var shape = Examples.AnyShape(key.Child(0), Math.Min(size, 4), 4);
        var order = key.Child(1).Permutation(shape.Rank);
        return new(new TransposeOp(order.Span.ToArray().Select(axis => key.Bernoulli(0.5, axis) ? axis : axis - shape.Rank).ToMany()), [Examples.Any(key.Child(2), shape)]);
    }
}

static class Permutation
{
    const int Tile = 16;

    /// <summary><c>into (+)= x</c> with axis order[i] of x as axis i.</summary>
    /// <remarks>Whole rows are copied where the last axis stays last. Where it does not, the plane of the two last axes is turned in
    /// tiles, so that reading and writing both stay within few lines of the cache.</remarks>
    public static void Write<T>(Tensor<T> x, int[] order, Span<T> into, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (into.Length == 0) return;
        var rank = order.Length;
        if (rank < 2)
        {
            Move(x.Span, 1, into, add);
            return;
        }
        var size = new int[rank];
        var read = new int[rank];
        var write = new int[rank];
        for (var (axis, product) = (rank - 1, 1); axis >= 0; product *= x.Shape[axis], axis--) read[Array.IndexOf(order, axis)] = product;
        for (var (axis, product) = (rank - 1, 1); axis >= 0; product *= size[axis], axis--) (write[axis], size[axis]) = (product, x.Shape[order[axis]]);
        // The axis that is last in x, or the one before the last where that is the same.
        var other = order[^1] == rank - 1 ? rank - 2 : Array.IndexOf(order, rank - 1);
        var index = new int[rank];
        var (from, to) = (0, 0);
        for (var more = true; more;)
        {
            Plane(x.Span[from..], into[to..], size[other], size[^1], (read[other], read[^1]), write[other], add);
            more = false;
            for (var axis = rank - 2; axis >= 0 && !more; axis--)
            {
                if (axis == other) continue;
                (from, to) = (from + read[axis], to + write[axis]);
                if (++index[axis] < size[axis]) more = true;
                else (from, to, index[axis]) = (from - read[axis] * size[axis], to - write[axis] * size[axis], 0);
            }
        }
    }

    static void Plane<T>(ReadOnlySpan<T> x, Span<T> into, int rows, int columns, (int Row, int Column) read, int write, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        var (high, wide) = read.Column == 1 ? (1, columns) : (Tile, Tile);
        for (var top = 0; top < rows; top += high)
            for (var left = 0; left < columns; left += wide)
                for (var i = top; i < Math.Min(top + high, rows); i++)
                    Move(x[(i * read.Row + left * read.Column)..], read.Column, into.Slice(i * write + left, Math.Min(wide, columns - left)), add);
    }

    static void Move<T>(ReadOnlySpan<T> x, int step, Span<T> into, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (step == 1 && add) TensorPrimitives.Add(into, x[..into.Length], into);
        else if (step == 1) x[..into.Length].CopyTo(into);
        else if (add)
            for (var i = 0; i < into.Length; i++) into[i] += x[i * step];
        else
            for (var i = 0; i < into.Length; i++) into[i] = x[i * step];
    }
}

public static partial class Ops
{
    /// <summary>The axes in another order, reversed if none are named; see <see cref="TransposeOp"/>.</summary>
    public static Diff<T, Var<T>> Transpose<T>(Var<T> x, params int[] axes) where T : struct, IFloatingPointIeee754<T> =>
        Diff.Apply(new TransposeOp(Many.Of(axes)), [x]);
}
