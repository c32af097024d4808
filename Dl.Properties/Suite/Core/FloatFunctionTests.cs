using Dl.Core;

namespace Dl.Properties.Suite.Core;

/// <summary>
/// The float functions against those of double precision, at floats spread over all of them and where they bend: off by no more units in the last
/// place than promised, with NaN, infinities and signed zeros as they should be. <c>bench exhaustive</c> asks the same of each of the 2^32 floats.
/// </summary>
public sealed class FloatFunctionTests
{
    static readonly float[] Points =
    [
        float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, -0f, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue, 88.72283f, 88.72284f, -87.33655f, -103.97f, -103.98f,
        .. Enumerable.Range(0, 1 << 17).Select(i => BitConverter.UInt32BitsToSingle((uint)(i * 32749L))),
        .. Enumerable.Range(-(1 << 16), 1 << 17).Select(i => i / 592f),
    ];

    [Fact]
    public void Exp() => Holds(new ExpOf(), 2, float.PositiveInfinity, 0, Math.Exp);

    [Fact]
    public void ExpM1() => Holds(new ExpM1Of(), 2, float.PositiveInfinity, -1, x => Math.Abs(x) < 1e-3 ? x * (1 + x / 2 * (1 + x / 3 * (1 + x / 4))) : Math.Exp(x) - 1);

    [Fact]
    public void Sigmoid() => Holds(new SigmoidOf(), 2, 1, 0, x => 1 / (1 + Math.Exp(-x)));

    [Fact]
    public void Tanh() => Holds(new TanhOf(), 2, 1, -1, Math.Tanh);

    [Fact]
    public void Softplus() => Holds(new SoftplusOf(), 2, float.PositiveInfinity, 0, x => Math.Max(x, 0) + LogP1(Math.Exp(-Math.Abs(x))));

    // That of double is the logarithm of the rounded sum.
    static double LogP1(double e) => e < 1e-4 ? e * (1 - e * (1 / 2.0 - e * (1 / 3.0 - e / 4))) : Math.Log(1 + e);

    [Fact]
    public void Silu() => Holds(new SiluOf(), 4, float.PositiveInfinity, -0f, x => x / (1 + Math.Exp(-x)));

    [Fact]
    public void Gelu() => Holds(new GeluOf(), 4, float.PositiveInfinity, -0f, x => x * Lane.Normal(new Scalar<double>(x)).Value);

    static void Holds<F>(F f, double ulps, float right, float left, Func<double, double> truth) where F : struct, IFormula1
    {
        var values = new float[Points.Length];
        Pointwise.Map<float, F>(f, Points, values);
        for (var i = 0; i < Points.Length; i++)
        {
            var (x, y) = (Points[i], values[i]);
            if (float.IsNaN(x)) Assert.True(float.IsNaN(y));
            else if (float.IsInfinity(x)) Assert.Equal(BitConverter.SingleToInt32Bits(x > 0 ? right : left), BitConverter.SingleToInt32Bits(y));
            else Assert.True(Off(y, truth(x), x) <= ulps, FormattableString.Invariant($"at {x:R}: {y:R}, which is not {truth(x):R}"));
            if (i % 97 == 0) Assert.Equal(y, f.At(new Scalar<float>(x)).Value);
        }
    }

    // In units in the last place of the truth; those of the smallest numbers count half, for 4 of them are allowed where 2 are elsewhere.
    static double Off(float y, double truth, float x)
    {
        if (x == 0 && truth == 0 && float.IsNegative(y) != float.IsNegative(x)) return double.PositiveInfinity;
        var (size, value) = (Math.Min(Math.Abs(truth), Math.ScaleB(1, 128)), float.IsInfinity(y) ? Math.ScaleB(1, 128) : Math.Abs((double)y));
        return size < Math.ScaleB(1, -126) ? Math.Abs(value - size) * Math.ScaleB(1, 148) : Math.Abs(value - size) * Math.ScaleB(1, 23 - Math.Min(127, Math.ILogB(size)));
    }

    readonly struct ExpOf : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => N.Exp(x);
    }

    readonly struct ExpM1Of : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => N.ExpM1(x);
    }

    readonly struct SigmoidOf : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => Lane.Sigmoid(x);
    }

    readonly struct TanhOf : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => Lane.Tanh(x);
    }

    readonly struct SoftplusOf : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => Lane.Softplus(x);
    }

    readonly struct SiluOf : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => Lane.Silu(x);
    }

    readonly struct GeluOf : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => Lane.Gelu(x);
    }
}
