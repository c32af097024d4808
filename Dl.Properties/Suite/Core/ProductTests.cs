using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Core;

/// <summary>
/// The tuned matrix product is, bit by bit, the loop it documents: for every width of vectors, both types, all four transpositions,
/// fresh or added, every way the edges can fall, and any number of threads.
/// </summary>
public sealed class ProductTests
{
    static readonly int[] Widths = [512, 256, 128];
    static readonly int[] Threads = [1, 2, 7];
    static readonly bool[] Either = [false, true];

    [Fact]
    public void SmallFloats() => Small<float>();

    [Fact]
    public void SmallDoubles() => Small<double>();

    static void Small<T>() where T : struct, IFloatingPointIeee754<T>
    {
        int[] rows = [0, 1, 2, 3, 5, 8, 13, 17], depths = [0, 1, 2, 7, 19], columns = [0, 1, 2, 3, 4, 5, 7, 8, 11, 13, 16, 17, 23, 31, 33, 48, 53, 97];
        foreach (var m in rows)
            foreach (var k in depths)
                foreach (var n in columns)
                    foreach (var asked in Asked.All<T>(m, k, n))
                        foreach (var width in Widths)
                            asked.Hold(width);
    }

    /// <summary>Large enough that rows, columns and depth are cut, packed and shared, with a rest everywhere.</summary>
    [Theory]
    [InlineData(67, 1031, 131)]
    [InlineData(131, 523, 64)]
    [InlineData(1, 4099, 257)]
    [InlineData(97, 17, 1009)]
    [InlineData(1009, 37, 9)]
    public void LargeOnAnyNumberOfThreads(int m, int k, int n)
    {
        Large<float>(m, k, n);
        Large<double>(m, k, n);
    }

    /// <summary>A and B are packed when both are larger than the cache.</summary>
    [Fact]
    public void LargerThanTheCache()
    {
        Large<float>(523, 1033, 263);
        Large<double>(263, 1033, 133);
    }

    /// <summary>So is a C that is called for ahead.</summary>
    [Fact]
    public void ResultLargerThanTheCache()
    {
        Large<float>(521, 131, 523);
        Large<double>(389, 129, 387);
    }

    /// <summary>The items of a batch, which the workers share when they are small, are the products one by one, and so are their cotangents.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void ABatchIsItsItems(bool left, bool right)
    {
        const int items = 67, m = 32, k = 33, n = 31;
        var op = new BatchMatMulOp(left, right);
        var (a, b) = (Key.Of(1).Normal<float>(left ? [items, k, m] : [items, m, k]), Key.Of(2).Normal<float>(right ? [items, n, k] : [items, k, n]));
        var g = Key.Of(3).Normal<float>([items, m, n]);
        var one = Enumerable.Range(0, items).Select(i => Ruled(op, Item(a, i), Item(b, i), Item(g, i))).ToArray();
        foreach (var threads in Threads)
        {
            var all = Workers.With(threads, () => Ruled(op, a, b, g));
            for (var part = 0; part < all.Length; part++)
                Assert.All(Enumerable.Range(0, items), i => Assert.True(Item(all[part], i).SameBits(one[i][part]), $"part {part} of item {i} on {threads} threads"));
        }

        static Tensor<float> Item(Tensor<float> batch, int i) => batch.View(i * (batch.Shape.Size / items), [batch.Shape[1], batch.Shape[2]]);

        static Tensor<float>[] Ruled(BatchMatMulOp op, Tensor<float> a, Tensor<float> b, Tensor<float> g)
        {
            var ruled = op.Rule<float>([a, b]);
            return [ruled.Value, .. ruled.Pull(g).Select(delta => delta.ToTensor())];
        }
    }

    static void Large<T>(int m, int k, int n) where T : struct, IFloatingPointIeee754<T>
    {
        var i = 0;
        foreach (var asked in Asked.All<T>(m, k, n))
            foreach (var width in Widths)
                Workers.With(Threads[i++ % 3], () =>
                {
                    asked.Hold(width);
                    return 0;
                });
        foreach (var threads in Threads)
            Workers.With(threads, () =>
            {
                Asked.All<T>(m, k, n).First().Hold(512);
                return 0;
            });
    }

    [Fact]
    public void OtherTypesAreToldNo()
    {
        var c = new[] { new Dual<double>(7, 8) };
        Assert.False(Tuned.Product<Dual<double>>([new(1, 1)], false, [new(2, 1)], false, c, 1, 1, 1, false));
        Assert.Equal(new Dual<double>(7, 8), Assert.Single(c));
        Assert.False(Tuned.Product<Half>([Half.One], false, [Half.One], false, new Half[1], 1, 1, 1, false));
    }

    [Theory]
    [InlineData(5, 6, 6, 2, 3, 2)]
    [InlineData(6, 5, 6, 2, 3, 2)]
    [InlineData(6, 6, 3, 2, 3, 2)]
    [InlineData(6, 6, 6, -1, 3, 2)]
    [InlineData(6, 6, 6, 2, -3, 2)]
    [InlineData(6, 6, 6, 2, 3, -2)]
    [InlineData(6, 6, 6, 1 << 16, 1 << 16, 1 << 16)]
    public void WhatDoesNotFitIsRefused(int a, int b, int c, int m, int k, int n) =>
        Assert.Throws<ArgumentException>(() => Tuned.Product<float>(new float[a], false, new float[b], false, new float[c], m, k, n, false));

    /// <summary>A product with what the documented loop makes of it.</summary>
    sealed record Asked<T>(T[] A, bool ATransposed, T[] B, bool BTransposed, T[] Was, T[] Expected, int M, int K, int N, bool Add) where T : struct, IFloatingPointIeee754<T>
    {
        public void Hold(int width)
        {
            var c = (T[])Was.Clone();
            Assert.True(Tuned.Product(width, A, ATransposed, B, BTransposed, c.AsSpan(), M, K, N, Add));
            for (var i = 0; i < c.Length; i++)
                if (!c[i].Equals(Expected[i]) || T.IsNegative(c[i]) != T.IsNegative(Expected[i]))
                    Assert.Fail($"{typeof(T).Name} {M} x {K} by {K} x {N}, transposed {(ATransposed, BTransposed)}, add {Add}, at most {width} bits: "
                        + $"element {i} is {Literal.Of(c[i])}, but the loop makes {Literal.Of(Expected[i])}");
        }
    }

    static class Asked
    {
        // What lies beyond the product stays; what a fresh one overwrites is not read.
        const int Beyond = 70;

        public static IEnumerable<Asked<T>> All<T>(int m, int k, int n) where T : struct, IFloatingPointIeee754<T>
        {
            var key = Key.Of(5).Child(m).Child(k).Child(n);
            var (a, b) = (Draw<T>(key.Child(0), m * k), Draw<T>(key.Child(1), k * n));
            var (across, down) = (Transposed(a, m, k), Transposed(b, k, n));
            foreach (var add in Either)
            {
                var was = Draw<T>(key.Child(2), m * n + Beyond);
                if (!add) was.AsSpan(0, m * n).Fill(T.NaN);
                var expected = Loop(a, b, was, m, k, n, add);
                foreach (var left in Either)
                    foreach (var right in Either)
                        yield return new(left ? across : a, left, right ? down : b, right, was, expected, m, k, n, add);
            }
        }

        static T[] Loop<T>(T[] a, T[] b, T[] was, int m, int k, int n, bool add) where T : struct, IFloatingPointIeee754<T>
        {
            var c = (T[])was.Clone();
            if (!add) c.AsSpan(0, m * n).Clear();
            for (var i = 0; i < m; i++)
                for (var p = 0; p < k; p++)
                {
                    var x = a[i * k + p];
                    var row = b.AsSpan(p * n, n);
                    var to = c.AsSpan(i * n, n);
                    for (var j = 0; j < row.Length; j++) to[j] = T.MultiplyAddEstimate(x, row[j], to[j]);
                }
            return c;
        }

        static T[] Transposed<T>(T[] x, int rows, int columns)
        {
            var turned = new T[x.Length];
            for (var i = 0; i < rows; i++)
                for (var j = 0; j < columns; j++)
                    turned[j * rows + i] = x[i * columns + j];
            return turned;
        }

        // Numbers of all sizes, and now and then a zero of either sign.
        static T[] Draw<T>(Key key, int count) where T : struct, IFloatingPointIeee754<T>
        {
            var drawn = new T[count];
            for (var i = 0; i < count; i++)
                drawn[i] = (key.Bits(i) & 15) switch
                {
                    0 => T.Zero,
                    1 => T.NegativeZero,
                    2 => T.CreateTruncating(1e9 * (key.Uniform(i) - 0.5)),
                    _ => T.CreateTruncating(key.Uniform(i) - 0.5),
                };
            return drawn;
        }
    }
}
