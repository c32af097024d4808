using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Laws;

/// <summary>Wrong rules and the laws that find them.</summary>
public class OptimizerLawsBite
{
    public static TheoryData<AdamFault> Adams => new(Enum.GetValues<AdamFault>().Where(fault => fault != AdamFault.None));

    [Theory, MemberData(nameof(Adams))]
    public void AWrongAdamIsFound(AdamFault fault) =>
        Assert.True(Assert.Throws<LawException>(() => LawBook.Hold(Judged(fault))).Counterexample.Size <= 4);

    [Fact]
    public void TheRightAdamHolds() => LawBook.Hold(Judged(AdamFault.None));

    [Theory]
    [InlineData("coordinates", RuleFault.Mixes)]
    [InlineData("steps", RuleFault.Remembers)]
    [InlineData("rest", RuleFault.Drifts)]
    [InlineData("float", RuleFault.Coarse)]
    public void OfOptimizersCanFail(string law, RuleFault fault)
    {
        var claim = new Claim<OptimizerCase>(OptimizerLaws.Subject("faulty", _ => new FaultyRule(fault)), OptimizerLaws.All.Single(one => one.Name == law));
        Assert.True(Assert.Throws<LawException>(() => LawBook.Hold(claim)).Counterexample.Size <= 4);
    }

    static Claim<OptimizerCase> Judged(AdamFault fault) => new(
        OptimizerLaws.Subject("adam?", key => new WrongAdam((Adam)Adam.Example(key), fault)),
        OracleLaw.Of);

    public enum AdamFault
    {
        None,
        EpsilonInside,
        MinusEpsilon,
        NoCorrection,
        LateCount,
        BetasSwapped,
        NoRoot,
        SquareOfMean,
    }

    sealed record WrongAdam(Adam Twin, AdamFault Fault) : BlockLink("wrong adam"), IClaims<ILink>
    {
        public ILink Claims => Twin;

        public override Many<string> Slots => ["m", "v"];

        public override void On<N>(Block<N> block)
        {
            var (b1, b2) = Fault == AdamFault.BetasSwapped ? (Twin.Beta2, Twin.Beta1) : (Twin.Beta1, Twin.Beta2);
            var t = Fault == AdamFault.LateCount ? block.Count + 1 : block.Count;
            var (c1, c2) = Fault == AdamFault.NoCorrection ? (1, 1) : (1 / (1 - Math.Pow(b1, t)), 1 / (1 - Math.Pow(b2, t)));
            for (var i = 0; i < block.Length; i++)
            {
                var g = block.Update[i];
                var m = N.Of(b1) * block.Was(0)[i] + N.Of(1 - b1) * g;
                var v = N.Of(b2) * block.Was(1)[i] + N.Of(1 - b2) * (Fault == AdamFault.SquareOfMean ? m * m : g * g);
                block.Now(0)[i] = m;
                block.Now(1)[i] = v;
                var (square, epsilon) = (v * N.Of(c2), N.Of(Twin.Epsilon));
                block.Update[i] = m * N.Of(c1) / (Fault switch
                {
                    AdamFault.EpsilonInside => N.Sqrt(square + epsilon),
                    AdamFault.MinusEpsilon => N.Sqrt(square) - epsilon,
                    AdamFault.NoRoot => square + epsilon,
                    _ => N.Sqrt(square) + epsilon,
                });
            }
        }
    }

    public enum RuleFault
    {
        Mixes,
        Remembers,
        Drifts,
        Coarse,
    }

    sealed record FaultyRule(RuleFault Fault) : BlockLink("faulty")
    {
        static double memory;

        public override void On<N>(Block<N> block)
        {
            for (var i = 0; i < block.Length; i++)
                block.Update[i] = Fault switch
                {
                    RuleFault.Mixes => block.Update[block.Length - 1 - i],
                    RuleFault.Remembers => block.Update[i] + N.Of(memory += 1),
                    RuleFault.Drifts => block.Update[i] + N.Of(0.5),
                    _ => block.Update[i] * (typeof(N) == typeof(Scalar<float>) || typeof(N) == typeof(Lanes<float>) ? N.Of(1.001) : N.Of(1)),
                };
        }
    }
}
