namespace Dl.Properties;

/// <summary>
/// Axes in another order: axis i of the result is axis <c>Axes[i]</c> of the input; the cotangent goes the way back. Turns
/// the layouts of a trace into those of this library and back.
/// </summary>
sealed record PermuteOp(Many<int> Axes) : Op("permute")
{
    /// <summary>What undoes a permutation.</summary>
    public static Many<int> Inverse(Many<int> axes) => Enumerable.Range(0, axes.Count).Select(axis => axes.TakeWhile(other => other != axis).Count()).ToMany();

    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        var x = inputs[0];
        if (!Axes.Order().SequenceEqual(Enumerable.Range(0, x.Shape.Rank))) throw new DlException($"permute: {Axes} does not order the axes of {x.Shape}");
        var (axes, back) = (Axes, Inverse(Axes));
        var y = Tensor<T>.Build(Shape.Of([.. axes.Select(axis => x.Shape[axis])]), (x, axes), static (into, s) => Write(s.x, s.axes, into, false));
        return new(y, g => [Delta<T>.Of(x.Shape, (g, back), static (into, add, s) => Write(s.g, s.back, into, add))]);
    }

    static void Write<T>(Tensor<T> x, Many<int> axes, Span<T> into, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        var rank = axes.Count;
        var stride = new int[rank];
        for (var (axis, product) = (rank - 1, 1); axis >= 0; axis--) (stride[axis], product) = (product, product * x.Shape[axis]);
        var from = x.Span;
        var index = new int[rank];
        for (var i = 0; i < into.Length; i++)
        {
            var at = 0;
            for (var axis = 0; axis < rank; axis++) at += index[axis] * stride[axes[axis]];
            into[i] = add ? into[i] + from[at] : from[at];
            for (var axis = rank - 1; axis >= 0 && ++index[axis] == x.Shape[axes[axis]]; axis--) index[axis] = 0;
        }
    }
}

/// <summary>Layouts of the trace format and of this library.</summary>
static class Layouts
{
    public static Diff<double, Var<double>> Permute(Var<double> x, params int[] axes) => Diff.Apply(new PermuteOp(Many.Of(axes)), [x]);

    /// <summary>A matrix with its axes swapped.</summary>
    public static Diff<double, Var<double>> Transpose(Var<double> x) => Permute(x, 1, 0);

    /// <summary>A function along the last axis, along any axis.</summary>
    public static Diff<double, Var<double>> Along(Var<double> x, int axis, Func<Var<double>, Diff<double, Var<double>>> f)
    {
        var at = axis < 0 ? axis + x.Shape.Rank : axis;
        if (at < 0 || at >= x.Shape.Rank) throw new DlException($"{x.Shape} has no axis {axis}");
        var order = Enumerable.Range(0, x.Shape.Rank).Where(other => other != at).Append(at).ToMany();
        return
            from last in Diff.Apply(new PermuteOp(order), [x])
            from y in f(last)
            from back in Diff.Apply(new PermuteOp(PermuteOp.Inverse(order)), [y])
            select back;
    }

    /// <summary>A function of a batch with channels on the last axis, of one with channels on axis 1: NCHW to NHWC and back.</summary>
    public static Diff<double, A> ChannelsLast<A>(Var<double> x, Func<Var<double>, Diff<double, A>> f, Func<A, Var<double>> output, Func<A, Var<double>, A> with)
    {
        if (x.Shape.Rank < 2) throw new DlException($"{x.Shape} has no axis of channels");
        var order = Enumerable.Range(2, x.Shape.Rank - 2).Prepend(0).Append(1).ToMany();
        return
            from last in Diff.Apply(new PermuteOp(order), [x])
            from result in f(last)
            from back in Diff.Apply(new PermuteOp(PermuteOp.Inverse(order)), [output(result)])
            select with(result, back);
    }
}
