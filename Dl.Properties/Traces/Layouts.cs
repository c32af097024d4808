namespace Dl.Properties;

/// <summary>Layouts of the trace format and of this library.</summary>
static class Layouts
{
    public static Diff<double, Var<double>> Permute(Var<double> x, params int[] axes) => Ops.Transpose(x, axes);

    /// <summary>A matrix with its axes swapped.</summary>
    public static Diff<double, Var<double>> Transpose(Var<double> x) => Permute(x, 1, 0);

    /// <summary>A function of a batch with channels on the last axis, of one with channels on axis 1: NCHW to NHWC and back.</summary>
    public static Diff<double, A> ChannelsLast<A>(Var<double> x, Func<Var<double>, Diff<double, A>> f, Func<A, Var<double>> output, Func<A, Var<double>, A> with)
    {
        if (x.Shape.Rank < 2) throw new DlException($"{x.Shape} has no axis of channels");
        int[] order = [0, .. Enumerable.Range(2, x.Shape.Rank - 2), 1];
        int[] inverse = [0, x.Shape.Rank - 1, .. Enumerable.Range(1, x.Shape.Rank - 2)];
        return
            from last in Ops.Transpose(x, order)
            from result in f(last)
            from back in Ops.Transpose(output(result), inverse)
            select with(result, back);
    }
}
