namespace Dl.Properties;

/// <summary>A window along one axis, from the definitions: padding before and behind, and the length of the output.</summary>
readonly record struct PlainAxis(int Input, int Size, int Stride, int Dilation, int Before, int After, int Output)
{
    /// <summary>How many inputs the window reaches over.</summary>
    public int Reach => Dilation * (Size - 1) + 1;

    /// <summary>With given padding the output is <c>floor((input + padding - reach) / stride) + 1</c> long, with padding same <c>ceil(input / stride)</c>.</summary>
    public static PlainAxis Of(int input, int size, int stride, int dilation, int before, int after, bool same)
    {
        var reach = dilation * (size - 1) + 1;
        if (!same) return new(input, size, stride, dilation, before, after, (int)Math.Floor((input + before + after - reach) / (double)stride) + 1);
        var output = (int)Math.Ceiling(input / (double)stride);
        var needed = Math.Max((output - 1) * stride + reach - input, 0);
        return new(input, size, stride, dilation, needed / 2, needed - needed / 2, output);
    }

    /// <summary>The input that tap i of output o reads, or -1 for padding.</summary>
    public int At(int o, int i)
    {
        var at = o * Stride + i * Dilation - Before;
        return at >= 0 && at < Input ? at : -1;
    }
}

/// <summary>Both axes of a window over images.</summary>
readonly record struct PlainWindow(PlainAxis Rows, PlainAxis Columns)
{
    public static PlainWindow Of(Extent image, Extent size, Extent stride, Padding padding, Extent dilation) => new(
        PlainAxis.Of(image.Height, size.Height, stride.Height, dilation.Height, padding.Top, padding.Bottom, padding.ToSame),
        PlainAxis.Of(image.Width, size.Width, stride.Width, dilation.Width, padding.Left, padding.Right, padding.ToSame));

    /// <summary>The inputs (row, column, tap down, tap along) that output (p, q) sees, in row-major order.</summary>
    public IEnumerable<(int H, int W, int I, int J)> Seen(int p, int q)
    {
        for (var i = 0; i < Rows.Size; i++)
            for (var j = 0; j < Columns.Size; j++)
                if (Rows.At(p, i) is var h and >= 0 && Columns.At(q, j) is var w and >= 0)
                    yield return (h, w, i, j);
    }
}

/// <summary>Sums of products and of their magnitudes, side by side: what a bound on rounding errors needs.</summary>
sealed class PlainSums(Shape shape)
{
    public Shape Shape => shape;

    public double[] Value { get; } = new double[shape.Size];

    public double[] Magnitude { get; } = new double[shape.Size];

    public void Add(int at, double term)
    {
        Value[at] += term;
        Magnitude[at] += Math.Abs(term);
    }

    /// <summary>Whether a tensor is these sums of at most so many terms, each rounded: within n u times the sum of the magnitudes.</summary>
    public Verdict Against(Tensor<double> claimed, int terms, string what)
    {
        if (claimed.Shape != shape) return Verdict.Broken($"{what} has the shape {claimed.Shape}, and by its definition {shape}");
        var all = Verdict.Holds;
        for (var i = 0; i < shape.Size; i++)
        {
            var at = i;
            all = all.And(() => Verdict.Close(claimed[at], Value[at], (terms + 4) * Magnitude[at] / (1L << 52), () => $"{what} entry {at}"));
        }
        return all;
    }
}

/// <summary>Convolutions by loops over their definition.</summary>
static class PlainConvolution
{
    /// <summary>A kernel at a place: (p, q, i, j, channel of the group, filter) to a number.</summary>
    public delegate double Kernel(int p, int q, int i, int j, int c, int f);

    /// <summary>A convolution, of any kernel.</summary>
    public static PlainSums Of(Tensor<double> x, PlainWindow window, int groups, int filters, Kernel kernel)
    {
        var (height, width, channels) = (x.Shape[1], x.Shape[2], x.Shape[3]);
        var sums = new PlainSums([x.Shape[0], window.Rows.Output, window.Columns.Output, filters]);
        var seen = channels / groups;
        Each(sums.Shape, (n, p, q, f, at) =>
        {
            foreach (var (h, w, i, j) in window.Seen(p, q))
                for (var c = 0; c < seen; c++)
                    sums.Add(at, x[((n * height + h) * width + w) * channels + f / (filters / groups) * seen + c] * kernel(p, q, i, j, c, f));
        });
        return sums;
    }

    /// <summary>A convolution with a shared kernel (height, width, in / groups, out).</summary>
    public static PlainSums Of(Conv2dOp op, Tensor<double> x, Tensor<double> w) =>
        Of(x, Window(op, x.Shape, w.Shape), op.Groups, w.Shape[3], (_, _, i, j, c, f) => w[((i * w.Shape[1] + j) * w.Shape[2] + c) * w.Shape[3] + f]);

    /// <summary>The window of a convolution.</summary>
    public static PlainWindow Window(Conv2dOp op, Shape x, Shape w) => PlainWindow.Of((x[1], x[2]), (w[0], w[1]), op.Stride, op.Padding, op.Dilation);

    /// <summary>Each number of g, spread over what its window sees of images of a given shape: the adjoint.</summary>
    public static PlainSums Transposed(Conv2dOp op, Tensor<double> g, Tensor<double> w, Shape images)
    {
        var (window, sums) = (Window(op, images, w.Shape), new PlainSums(images));
        var (seen, filters) = (w.Shape[2], w.Shape[3]);
        Each(g.Shape, (n, p, q, f, at) =>
        {
            foreach (var (h, c, i, j) in window.Seen(p, q))
                for (var channel = 0; channel < seen; channel++)
                    sums.Add(((n * images[1] + h) * images[2] + c) * images[3] + f / (filters / op.Groups) * seen + channel,
                        g[at] * w[((i * w.Shape[1] + j) * seen + channel) * filters + f]);
        });
        return sums;
    }

    /// <summary>Adds a bias to each pixel.</summary>
    public static PlainSums Plus(this PlainSums sums, Few<Tensor<double>> inputs)
    {
        if (inputs.Count == 3)
            for (var i = 0; i < sums.Shape.Size; i++) sums.Add(i, inputs[2][i % sums.Shape.Last]);
        return sums;
    }

    static void Each(Shape shape, Action<int, int, int, int, int> body)
    {
        for (var at = 0; at < shape.Size; at++)
            body(at / (shape[1] * shape[2] * shape[3]), at / (shape[2] * shape[3]) % shape[1], at / shape[3] % shape[2], at % shape[3], at);
    }
}
