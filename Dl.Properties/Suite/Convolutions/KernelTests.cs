using System.Numerics;
using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Convolutions;

/// <summary>Convolutions large enough to be cut into parts for several workers, against their plain sums.</summary>
public class KernelTests
{
    public static TheoryData<string, Conv2dOp, int[], int[]> Convolutions => new()
    {
        { "same", new Conv2dOp(1, Padding.Same, 1), [3, 20, 18, 32], [3, 3, 32, 40] },
        { "few channels", new Conv2dOp(1, Padding.Of(1, 0, 2, 1), 1), [4, 24, 25, 3], [5, 5, 3, 17] },
        { "stride and dilation", new Conv2dOp((2, 3), Padding.Of(2), (2, 1)), [4, 33, 31, 33], [3, 4, 33, 20] },
        { "1 x 1", new Conv2dOp(), [5, 14, 14, 48], [1, 1, 48, 50] },
        { "1 x 1, stride 2", new Conv2dOp(2, Padding.None, 1), [5, 15, 14, 64], [1, 1, 64, 70] },
        { "groups", new Conv2dOp(1, Padding.Same, 1, 4), [3, 20, 20, 48], [3, 3, 12, 32] },
        { "depthwise", new Conv2dOp((1, 2), Padding.Same, 1, 100), [4, 32, 33, 100], [3, 5, 1, 100] },
        { "two filters a channel", new Conv2dOp(1, Padding.None, 1, 40), [3, 20, 20, 40], [3, 3, 1, 80] },
        { "one channel, few filters", new Conv2dOp(1, Padding.Same, 1), [5, 28, 27, 1], [5, 5, 1, 6] },
        { "few filters, dilation", new Conv2dOp(1, Padding.Of(3, 1, 0, 2), (2, 3)), [4, 21, 33, 3], [3, 4, 3, 4] },
        { "few filters of many channels", new Conv2dOp(1, Padding.None, 1), [3, 20, 19, 30], [3, 3, 30, 2] },
        { "few filters, a window of nine rows", new Conv2dOp(1, Padding.Of(3, 5, 1, 0), 1), [3, 25, 26, 2], [9, 3, 2, 5] },
        { "few filters, a window of seven rows", new Conv2dOp(1, Padding.Same, 1), [2, 17, 40, 3], [7, 2, 3, 8] },
        { "few filters, padding beyond the window", new Conv2dOp(1, Padding.Of(4), 1), [2, 18, 17, 2], [3, 3, 2, 3] },
        { "a window that sees padding alone", new Conv2dOp(1, Padding.Of(4), 1), [2, 3, 3, 8], [3, 3, 8, 8] },
    };

    [Theory, MemberData(nameof(Convolutions))]
    public void AreTheirPlainSumsOnAnyNumberOfWorkers(string name, Conv2dOp op, int[] images, int[] kernel)
    {
        Assert.NotEmpty(name);
        var (x, w) = (Key.Of(1).Normal<double>(Shape.Of(images)), Key.Of(2).Normal<double>(Shape.Of(kernel)));
        var first = Workers.With(1, () => Run(op, x, w));
        foreach (var threads in new[] { 2, 7 })
            Assert.All(first.Zip(Workers.With(threads, () => Run(op, x, w))), pair => Assert.True(pair.First.SameBits(pair.Second)));
        var (value, back, ofKernel) = Plain(op, x, w);
        Close(value, first[0]);
        Close(back, first[1]);
        Close(ofKernel, first[2]);
        foreach (var (wide, narrow) in first.Zip(Run(op, x.Convert<float>(), w.Convert<float>())))
            Assert.True(wide.Span.ToArray().Zip(narrow.Span.ToArray()).All(pair => Math.Abs(pair.First - pair.Second) < 2e-3), "float");
    }

    [Theory, MemberData(nameof(Convolutions))]
    public void ABiasIsAddedToEveryPixel(string name, Conv2dOp op, int[] images, int[] kernel)
    {
        Assert.NotEmpty(name);
        Added<double>(1e-10);
        Added<float>(2e-3);

        void Added<T>(double most) where T : struct, IFloatingPointIeee754<T>
        {
            var (x, w, bias) = (Key.Of(1).Normal<T>(Shape.Of(images)), Key.Of(2).Normal<T>(Shape.Of(kernel)), Key.Of(4).Normal<T>([kernel[3]]));
            var (bare, biased) = (op.Rule<T>([x, w]).Value, op.Rule<T>([x, w, bias]).Value);
            for (var i = 0; i < bare.Shape.Size; i++)
                if (double.CreateChecked(T.Abs(bare[i] + bias[i % kernel[3]] - biased[i])) > most) Assert.Fail($"{i}: {bare[i]} and {bias[i % kernel[3]]} is not {biased[i]}");
        }
    }

    /// <summary>What lies behind a row of pixels is in registers with it and must not be in its sums: 0 times infinity is not a number.</summary>
    [Theory, InlineData(1, 6), InlineData(2, 3)]
    public void AnInfinitePixelReachesOnlyTheTapsThatSeeIt(int channels, int filters)
    {
        Seen<float>();
        Seen<double>();

        void Seen<T>() where T : struct, IFloatingPointIeee754<T>
        {
            var (size, row) = (22 * 23 * channels, 23 * channels);
            for (var at = 0; at < size; at += row)
            {
                // The first pixel of a row of the second image: without padding the first column of taps alone meets it.
                var x = Tensor<T>.Of([2, 22, 23, channels], [.. Enumerable.Range(0, 2 * size).Select(i => i == size + at ? T.PositiveInfinity : T.One)]);
                var kernel = new Conv2dOp().Rule<T>([x, Tensor<T>.Ones([5, 5, channels, filters])]).Pull(Tensor<T>.Ones([2, 18, 19, filters]))[1].ToTensor();
                for (var i = 0; i < kernel.Shape.Size; i++)
                    Assert.Equal(i / (channels * filters) % 5 > 0 || i / filters % channels > 0 || at / row - i / (5 * channels * filters) is < 0 or > 17, T.IsFinite(kernel[i]));
            }
        }
    }

    [Fact]
    public void AnEmptyBatchGivesAnEmptyOutputAndAGradientOfZeros()
    {
        foreach (var op in new IOp[] { new Conv2dOp(), new ConvTranspose2dOp() })
        {
            var ruled = op.Rule<double>([Tensor<double>.Zeros([0, 4, 4, 2]), Tensor<double>.Ones([3, 3, 2, 2]), Tensor<double>.Ones([2])]);
            Assert.Equal(0, ruled.Value.Shape[0]);
            Assert.All(ruled.Pull(ruled.Value).Select(delta => delta.ToTensor()), gradient => Assert.DoesNotContain(gradient.Span.ToArray(), number => number != 0));
        }
        Assert.Equal([0, 2, 2, 3], new MaxPool2dOp(2).Rule<double>([Tensor<double>.Zeros([0, 4, 4, 3])]).Value.Shape);
        Assert.Equal([0, 2, 2, 3], new AveragePool2dOp(2).Rule<double>([Tensor<double>.Zeros([0, 4, 4, 3])]).Value.Shape);
    }

    /// <summary>A product of parts of arrays touches its own part of C only, for scalars with and without a tuned kernel.</summary>
    [Fact]
    public void AProductOfPartsAddsToItsPart()
    {
        Part<float>();
        Part<double>();
        Part<Dual<double>>();
    }

    static void Part<T>() where T : struct, IFloatingPointIeee754<T>
    {
        foreach (var (m, k, n) in new[] { (1, 1, 1), (3, 5, 2), (9, 4, 19), (33, 40, 50), (70, 90, 67) })
            foreach (var (column, across) in new[] { (1, n + 3), (k + 2, 1) })
            {
                T[] Draw(ulong seed, int count) => [.. Enumerable.Range(0, count).Select(i => T.CreateChecked(Key.Of(seed).Below(9, i) - 4))];
                var (a, b, c) = (Draw(1, m * (k + 7) + 5), Draw(2, (k + 4) * (n + 4)), Draw(3, m * (n + 6) + 4));
                // Rows of A overlap.
                var (atA, atB, atC) = (new Placed(5, Math.Max(1, k - 1), 1), column == 1 ? new Placed(2, across) : new Placed(2, 1, column), new Placed(3, n + 6));
                var expected = c.ToArray();
                for (var i = 0; i < m; i++)
                    for (var j = 0; j < n; j++)
                        for (var p = 0; p < k; p++)
                            expected[3 + i * (n + 6) + j] += a[5 + i * atA.Row + p] * b[2 + p * atB.Row + j * atB.Column];
                Products.Add<T>(a, atA, b, atB, c, atC, m, k, n);
                Assert.Equal(expected, c);
            }
        Assert.ThrowsAny<ArgumentException>(() => Products.Add<T>(new T[4], new(0, 2), new T[4], new(0, 2), new T[4], new(0, 3), 2, 2, 2));
    }

    static Tensor<T>[] Run<T>(Conv2dOp op, Tensor<T> x, Tensor<T> w) where T : struct, IFloatingPointIeee754<T>
    {
        var ruled = op.Rule<T>([x, w]);
        var pulled = ruled.Pull(Key.Of(3).Normal<T>(ruled.Value.Shape));
        return [ruled.Value, pulled[0].ToTensor(), pulled[1].ToTensor()];
    }

    static (double[] Value, double[] Back, double[] Kernel) Plain(Conv2dOp op, Tensor<double> x, Tensor<double> w)
    {
        var (images, kernel, g) = (x.Span.ToArray(), w.Span.ToArray(), Key.Of(3).Normal<double>(op.Rule<double>([x, w]).Value.Shape));
        var cotangent = g.Span.ToArray();
        var (value, back, ofKernel) = (new double[g.Shape.Size], new double[x.Shape.Size], new double[w.Shape.Size]);
        var (rows, columns) = (Axis(x.Shape[1], w.Shape[0], op.Stride.Height, op.Dilation.Height, op.Padding.Top, op.Padding.ToSame), Axis(x.Shape[2], w.Shape[1], op.Stride.Width, op.Dilation.Width, op.Padding.Left, op.Padding.ToSame));
        var (seen, seers) = (w.Shape[2], w.Shape[3] / op.Groups);
        var at = 0;
        for (var n = 0; n < g.Shape[0]; n++)
            for (var p = 0; p < g.Shape[1]; p++)
                for (var q = 0; q < g.Shape[2]; q++)
                    for (var f = 0; f < g.Shape[3]; f++, at++)
                        for (var i = 0; i < w.Shape[0]; i++)
                            for (var j = 0; j < w.Shape[1]; j++)
                            {
                                var (h, v) = (rows(p, i), columns(q, j));
                                if (h < 0 || h >= x.Shape[1] || v < 0 || v >= x.Shape[2]) continue;
                                for (var c = 0; c < seen; c++)
                                {
                                    var (from, tap) = (((n * x.Shape[1] + h) * x.Shape[2] + v) * x.Shape[3] + f / seers * seen + c, ((i * w.Shape[1] + j) * seen + c) * w.Shape[3] + f);
                                    value[at] += images[from] * kernel[tap];
                                    back[from] += cotangent[at] * kernel[tap];
                                    ofKernel[tap] += cotangent[at] * images[from];
                                }
                            }
        return (value, back, ofKernel);
    }

    static Func<int, int, int> Axis(int input, int size, int stride, int dilation, int before, bool same)
    {
        var first = same ? Math.Max(0, ((input + stride - 1) / stride - 1) * stride + dilation * (size - 1) + 1 - input) / 2 : before;
        return (output, tap) => output * stride + tap * dilation - first;
    }

    static void Close(double[] expected, Tensor<double> found)
    {
        Assert.Equal(expected.Length, found.Shape.Size);
        for (var i = 0; i < expected.Length; i++)
            if (Math.Abs(expected[i] - found[i]) > 1e-10) Assert.Fail($"{i}: expected {expected[i]}, found {found[i]}");
    }
}
