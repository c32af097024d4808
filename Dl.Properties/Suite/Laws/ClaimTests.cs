using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Laws;

/// <summary>A rule of one's own is judged as the one that it claims to be.</summary>
public sealed class ClaimTests
{
    static readonly CheckSettings Few = new(Cases: 20);

    [Fact]
    public void AnAdamOfOnesOwnHolds() => OptimizerLaws.Hold(new HisAdam(1e-8), claims: new Adam(), settings: Few);

    [Fact]
    public void AChainOfOnesOwnHolds() => OptimizerLaws.Hold(new HisAdam(1e-8).Then(new Rate(0.5)), claims: Optimizer.Adam(0.5), settings: Few);

    [Fact]
    public void AnAdamWithAnotherEpsilonDoesNot() =>
        Assert.Contains("his adam", Assert.Throws<LawException>(() => OptimizerLaws.Hold(new HisAdam(1e-3), claims: new Adam())).Counterexample.Thing, StringComparison.Ordinal);

    [Fact]
    public void WithoutAClaimLittleIsKnown() => OptimizerLaws.Hold(new HisAdam(1e-3), Few);

    [Fact]
    public void AScheduleOfOnesOwnHolds() => ScheduleLaws.Hold(new HisLine(), claims: new LinearSchedule(1, 0, 10), settings: Few);

    sealed record HisLine : ISchedule
    {
        public string Name => "his line";

        public double At(long step) => Math.Max(0, 10 - step) / 10.0;
    }

    sealed record HisAdam(double Epsilon) : BlockLink("his adam")
    {
        public override Many<string> Slots => ["mean", "square"];

        public override void On<N>(Block<N> block)
        {
            var (c1, c2) = (N.Of(1 - Math.Pow(0.9, block.Count)), N.Of(1 - Math.Pow(0.999, block.Count)));
            for (var i = 0; i < block.Length; i++)
            {
                var m = block.Now(0)[i] = N.Of(0.9) * block.Was(0)[i] + N.Of(1 - 0.9) * block.Update[i];
                var v = block.Now(1)[i] = N.Of(0.999) * block.Was(1)[i] + N.Of(1 - 0.999) * block.Update[i] * block.Update[i];
                block.Update[i] = m / c1 / (N.Sqrt(v / c2) + N.Of(Epsilon));
            }
        }
    }
}
