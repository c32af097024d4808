namespace Dl.Core;

/// <summary>
/// A convolution whose kernel is another at each place: <c>y[n, p, q, f] = sum over i, j, c of x[n, p s - b + i d, q s - b + j d, c]
/// w[p, q, i, j, c, f]</c>; and its gradients. At each place a product over the items of the batch.
/// </summary>
internal static class LocalConvolution
{
    /// <summary><c>y (+)= x w</c>.</summary>
    public static void Forward<T>(ConvShape shape, Tensor<T> x, Tensor<T> w, Span<T> y, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (!add) y.Clear();
        Sharing.Run(y, shape.Rows.Output, (shape, x, w), static (y, s, p) => Row(s.shape, p, (s.x, s.w), y, static (y, s, shape, at) => Products.Add(
            s.x.Span, new(at.Input, shape.Rows.Input * shape.InputRow),
            s.w.Span, new(at.Kernel, shape.Filters),
            y, new(at.Output, shape.Rows.Output * shape.OutputRow),
            shape.Items, at.Taps * shape.Channels, shape.Filters)));
    }

    /// <summary>The cotangent of x, given that of y.</summary>
    public static void InputGradient<T>(ConvShape shape, Tensor<T> g, Tensor<T> w, Span<T> x, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (!add) x.Clear();
        for (var p = 0; p < shape.Rows.Output; p++)
            Row(shape, p, (g, w), x, static (x, s, shape, at) => Products.Add(
                s.g.Span, new(at.Output, shape.Rows.Output * shape.OutputRow),
                s.w.Span, new(at.Kernel, 1, shape.Filters),
                x, new(at.Input, shape.Rows.Input * shape.InputRow),
                shape.Items, shape.Filters, at.Taps * shape.Channels));
    }

    /// <summary>The cotangent of w, given that of y.</summary>
    public static void KernelGradient<T>(ConvShape shape, Tensor<T> x, Tensor<T> g, Span<T> w, bool add) where T : struct, IFloatingPointIeee754<T>
    {
        if (!add) w.Clear();
        Sharing.Run(w, shape.Rows.Output, (shape, x, g), static (w, s, p) => Row(s.shape, p, (s.x, s.g), w, static (w, s, shape, at) => Products.Add(
            s.x.Span, new(at.Input, 1, shape.Rows.Input * shape.InputRow),
            s.g.Span, new(at.Output, shape.Rows.Output * shape.OutputRow),
            w, new(at.Kernel, shape.Filters),
            at.Taps * shape.Channels, shape.Items, shape.Filters)));
    }

    /// <summary>The first numbers, in the first item, of what meets at one place of one row of the kernel, and how many taps lie side by side.</summary>
    readonly record struct Place(int Input, int Kernel, int Output, int Taps);

    delegate void Meet<T, in S>(Span<T> into, S state, ConvShape shape, Place at);

    static void Row<T, S>(ConvShape shape, int p, S state, Span<T> into, Meet<T, S> meet)
    {
        var (rows, columns) = (shape.Rows, shape.Columns);
        for (var q = 0; q < columns.Output; q++)
            for (var i = rows.FirstTap(p); i < rows.EndTap(p); i++)
            {
                var taps = columns.Dilation == 1 ? columns.EndTap(q) - columns.FirstTap(q) : 1;
                for (var j = columns.FirstTap(q); j < columns.EndTap(q); j += taps)
                    meet(into, state, shape, new(
                        (rows.At(p, i) * columns.Input + columns.At(q, j)) * shape.Channels,
                        (p * columns.Output + q) * shape.KernelSize + i * shape.KernelRow + j * shape.Tap,
                        p * shape.OutputRow + q * shape.Filters,
                        taps));
            }
    }
}
