using System.Numerics;
using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Laws;

/// <summary>Wrong initialisers and the laws that find them.</summary>
public class InitialiserLawsBite
{
    [Theory]
    [InlineData("moments", Wrong.Variance)]
    [InlineData("moments", Wrong.Mean)]
    [InlineData("draws", Wrong.Length)]
    [InlineData("draws", Wrong.Key)]
    [InlineData("limit", Wrong.Limit)]
    [InlineData("truncation", Wrong.Truncation)]
    [InlineData("orthogonal", Wrong.Angles)]
    [InlineData("orthogonal", Wrong.Signs)]
    [InlineData("signal", Wrong.Gain)]
    public void OfInitialisersCanFail(string law, Wrong wrong)
    {
        var claim = new Claim<InitialiserCase>(InitialiserLaws.Subject("faulty", _ => Thing(wrong)), InitialiserLaws.All.Single(one => one.Name == law));
        Assert.True(Assert.Throws<LawException>(() => LawBook.Hold(claim)).Counterexample.Size <= 4);
    }

    [Fact]
    public void TheRightOneHolds() => InitialiserLaws.Hold(new Faulty(Wrong.Nothing));

    public enum Wrong
    {
        Nothing,
        Variance,
        Mean,
        Length,
        Key,
        Limit,
        Truncation,
        Angles,
        Signs,
        Gain,
    }

    static IInitialiser Thing(Wrong wrong) => wrong switch
    {
        Wrong.Limit => new Claiming(new Normal(1), new Uniform(-1, 1)),
        Wrong.Truncation => new Claiming(new Uniform(-1, 1), new TruncatedNormal(1)),
        Wrong.Angles => new Claiming(new Normal(1), new Orthogonal()),
        Wrong.Signs => new Positive(),
        Wrong.Gain => new Claiming(LeCun.Normal, He.Normal),
        _ => new Faulty(wrong),
    };

    sealed record Claiming(IInitialiser Is, IInitialiser Claims) : IInitialiser, IClaims<IInitialiser>
    {
        public double Variance(Fans fans) => Is.Variance(fans);

        public Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T> => Is.Draw<T>(key, shape, fans);
    }

    // An orthogonal matrix whose first entry is never negative: the signs of R left in.
    sealed record Positive() : IInitialiser, IClaims<IInitialiser>
    {
        public IInitialiser Claims => new Orthogonal();

        public double Variance(Fans fans) => Claims.Variance(fans);

        public Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T> =>
            Claims.Draw<T>(key, shape, fans) is var drawn && T.IsNegative(drawn[0]) ? Ops.Negate<T>(drawn).Value().Value : drawn;
    }

    sealed record Faulty(Wrong Wrong) : IInitialiser
    {
        public double Variance(Fans fans) => Wrong == Wrong.Variance ? 1.3 / fans.In : 1.0 / fans.In;

        public Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T> => (Wrong == Wrong.Key ? Key.Of(1) : key)
            .Child(Wrong == Wrong.Length ? shape.Size : 0).Normal<T>(shape, Wrong == Wrong.Mean ? 0.3 / Math.Sqrt(fans.In) : 0, Math.Sqrt(1.0 / fans.In));
    }
}
