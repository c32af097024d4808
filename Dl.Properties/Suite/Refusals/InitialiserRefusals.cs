using System.Diagnostics.CodeAnalysis;
using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Refusals;

/// <summary>What every initialiser must refuse, with the whole message: what came, where, and what would be right. A new one without a row fails.</summary>
public class InitialiserRefusals
{
    static readonly (IInitialiser Initialiser, Fans Fans, string Message)[] Initialisers =
    [
        (new Constant(double.NaN), new(2, 3), "constant: the value is a finite number, but is NaN"),
        (new Glorot(Distribution.Normal, double.NaN), new(2, 3), "glorot: the gain is a finite number, but is NaN"),
        (Glorot.Uniform, new(0, 3), "fans: there is at least one input and one output, not 0 and 3"),
        (new He(Distribution.Uniform, double.PositiveInfinity), new(2, 3), "he: the slope is a finite number, but is Infinity"),
        (He.Normal, new(2, 0), "fans: there is at least one input and one output, not 2 and 0"),
        (LeCun.Normal, new(0, 3), "fans: there is at least one input and one output, not 0 and 3"),
        (new Normal(-1), new(2, 3), "normal: the deviation is finite and at least 0, but is -1"),
        (new Normal(double.PositiveInfinity), new(2, 3), "normal: the deviation is finite and at least 0, but is Infinity"),
        (new Orthogonal(double.NaN), new(2, 3), "orthogonal: the gain is a finite number, but is NaN"),
        (new TruncatedNormal(-1), new(2, 3), "truncated normal: the deviation is finite and at least 0, but is -1"),
        (new TruncatedNormal(1, 0), new(2, 3), "truncated normal: the cut is finite and above 0, but is 0"),
        (new Uniform(2, 1), new(2, 3), "uniform: numbers lie between a lower and a higher one, both finite, not between 2 and 1"),
        (new Uniform(0, double.NaN), new(2, 3), "uniform: numbers lie between a lower and a higher one, both finite, not between 0 and NaN"),
    ];

    [Fact]
    public void OfInitialisers() => Assert.Equal(Initialisers.Select(row => row.Message), Initialisers.Select(row => Refusal.Of(() => row.Initialiser.Draw<double>(Key.Of(1), [2, 3], row.Fans))));

    [Fact]
    [RequiresUnreferencedCode("finds types by reflection")]
    public void NoneIsForgotten() => Assert.Empty(Refusal.Missing(typeof(IInitialiser), Initialisers.Select(row => row.Initialiser)));
}
