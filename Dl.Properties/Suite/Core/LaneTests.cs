using Dl.Core;

namespace Dl.Properties.Suite.Core;

/// <summary>A formula gives the same bits in a vector, in the remainder and alone, and at a tie the value of a dual number.</summary>
public sealed class LaneTests
{
    static readonly int[] Lengths = [0, 1, 3, 8, 16, 17, 37];
    static readonly double[] Special = [0, -0.0, 1, -1, 2.5, -2.5, 1e30, double.Epsilon, double.PositiveInfinity, double.NegativeInfinity, double.NaN];

    [Fact]
    public void FloatsAgreeWithOneByOne() => Agree<float>();

    [Fact]
    public void DoublesAgreeWithOneByOne() => Agree<double>();

    [Fact]
    public void DualsRunOneByOne() => Agree<Dual<double>>();

    static void Agree<T>() where T : struct, IFloatingPointIeee754<T>
    {
        foreach (var length in Lengths)
            foreach (var add in new[] { false, true })
            {
                T[] x = Draw<T>(length + 2, 1), y = Draw<T>(length + 2, 4), z = Draw<T>(length + 2, 7), was = Draw<T>(length, 5);
                Same(was, add, into => Pointwise.Map(new Unary(), x, into, add), i => Alone(new Unary(), x[i]));
                Same(was, add, into => Pointwise.Map(new Binary(), x, y, into, add), i => Alone(new Binary(), x[i], y[i]));
                Same(was, add, into => Pointwise.Map(new Curves(), x, into, add), i => Alone(new Curves(), x[i]));
                Same(was, add, into => Pointwise.Map(new Larger(), x, y, into, add), i => T.Max(x[i], y[i]));
                Same(was, add, into => Pointwise.Map(new Smaller(), x, y, into, add), i => T.Min(x[i], y[i]));
                Same(was, add, into => Pointwise.Map(new Gate(), x, y, z, into, add), i => x[i] > T.Zero ? y[i] : z[i]);
                Same(was, add, into => Pointwise.MapRight(new Binary(), x, y[1], into, add), i => Alone(new Binary(), x[i], y[1]));
                Same(was, add, into => Pointwise.MapLeft(new Binary(), x[1], y, into, add), i => Alone(new Binary(), x[1], y[i]));
            }
    }

    static T Alone<T, F>(F f, T x) where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula1 => f.At(new Scalar<T>(x)).Value;

    static T Alone<T, F>(F f, T x, T y) where T : struct, IFloatingPointIeee754<T> where F : struct, IFormula2 => f.At(new Scalar<T>(x), new(y)).Value;

    static void Same<T>(T[] was, bool add, Action<T[]> run, Func<int, T> expected) where T : struct, IFloatingPointIeee754<T>
    {
        var into = (T[])was.Clone();
        run(into);
        for (var i = 0; i < into.Length; i++)
            Assert.Equal(add ? was[i] + expected(i) : expected(i), into[i]);
    }

    static T[] Draw<T>(int count, int stride) where T : struct, IFloatingPointIeee754<T> =>
        [.. Enumerable.Range(0, count).Select(i => T.CreateTruncating(Special[(i * stride + stride) % Special.Length]))];

    readonly struct Curves : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => N.Exp(x) + N.ExpM1(x) + N.Log(x) * N.LogP1(x) + Lane.Erf(x) / Lane.Normal(x) - N.FusedMultiplyAdd(x, x, -x);
    }

    readonly struct Unary : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => N.Sqrt(N.Abs(x)) * -x - x / N.Of(3);
    }

    readonly struct Binary : IFormula2
    {
        public N At<N>(N x, N y) where N : struct, ILane<N> => x / y + y * N.Of(0.1);
    }

    readonly struct Larger : IFormula2
    {
        public N At<N>(N x, N y) where N : struct, ILane<N> => N.Max(x, y);
    }

    readonly struct Smaller : IFormula2
    {
        public N At<N>(N x, N y) where N : struct, ILane<N> => N.Min(x, y);
    }

    readonly struct Gate : IFormula3
    {
        public N At<N>(N x, N y, N z) where N : struct, ILane<N> => N.WherePositive(x, y, z);
    }
}
