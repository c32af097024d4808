using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Units;

/// <summary>The hyperbolic tangent keeps its digits at every size of x, in vectors and one by one alike.</summary>
public sealed class TanhTests
{
    [Fact]
    public void KeepsItsDigits()
    {
        for (var power = -60; power <= 6; power++)
            foreach (var x in new[] { Math.ScaleB(1, power), -1.25 * Math.ScaleB(1, power), 1.9 * Math.ScaleB(1, power) })
            {
                Assert.InRange(Of(x) / Math.Tanh(x), 1 - 1e-15, 1 + 1e-15);
                Assert.InRange(Of((float)x) / Math.Tanh((double)(float)x), 1 - 4e-7, 1 + 4e-7);
                if (Math.Abs(x) < 4) Assert.InRange(Of<Dual<double>>(new(x, 1)).Slope * Math.Cosh(x) * Math.Cosh(x), 1 - 1e-12, 1 + 1e-12);
            }
        Assert.Equal(0, Of(0.0));
        Assert.Equal(1, Of<Dual<double>>(new(0, 1)).Slope);
        Assert.Equal([1, -1], new[] { Of(double.PositiveInfinity), Of(double.NegativeInfinity) });
        Assert.True(double.IsNaN(Of(double.NaN)));
    }

    // The same whichever of 19 places it stands at.
    static T Of<T>(T x) where T : struct, System.Numerics.IFloatingPointIeee754<T>
    {
        var all = Ops.Tanh<T>(Tensor<T>.Full([19], x)).Value().Value.Span.ToArray();
        Assert.All(all, y => Assert.Equal(all[0], y));
        return all[0];
    }
}
