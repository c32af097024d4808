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
    public void OfInitialisersCanFail(string law, Wrong wrong)
    {
        var claim = new Claim<InitialiserCase>(InitialiserLaws.Subject("faulty", _ => new Faulty(wrong)), InitialiserLaws.All.Single(one => one.Name == law));
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
    }

    sealed record Faulty(Wrong Wrong) : IInitialiser
    {
        public double Variance(Fans fans) => Wrong == Wrong.Variance ? 1.3 / fans.In : 1.0 / fans.In;

        public Tensor<T> Draw<T>(Key key, Shape shape, Fans fans) where T : struct, IFloatingPointIeee754<T> => (Wrong == Wrong.Key ? Key.Of(1) : key)
            .Child(Wrong == Wrong.Length ? shape.Size : 0).Normal<T>(shape, Wrong == Wrong.Mean ? 0.3 / Math.Sqrt(fans.In) : 0, Math.Sqrt(1.0 / fans.In));
    }
}
