using System.Collections.Concurrent;
using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Laws;

/// <summary>Wrong rules and the laws that find them.</summary>
public class OptimizerLawsBite
{
    static readonly ImmutableArray<Mutant> Mutants = [.. OptimizerGallery.Mutants];

    static readonly ConcurrentDictionary<string, Autopsy> Autopsies = [];

    static Autopsy Judged(string name) => Autopsies.GetOrAdd(name, name => Mutants.Single(mutant => mutant.Name == name).Judge());

    public static TheoryData<string> Names => new(Mutants.Select(mutant => mutant.Name));

    /// <summary>Counterexamples that cannot be as small as four numbers, and why.</summary>
    static readonly ImmutableDictionary<string, (int Size, string Why)> Larger = ImmutableDictionary<string, (int, string)>.Empty;

    [Theory, MemberData(nameof(Names))]
    public void AMutantIsFound(string name)
    {
        var autopsy = Judged(name);
        Assert.True(autopsy.Killed, $"{name} obeys all laws");
        Assert.True(autopsy.Best.Found!.Size <= (Larger.TryGetValue(name, out var known) ? known.Size : 4), autopsy.Best.Found.ToString());
    }

    /// <summary>A law that finds nothing wrong proves nothing.</summary>
    [Fact]
    public void EveryLawKills()
    {
        var bites = Mutants.SelectMany(mutant => Judged(mutant.Name).Killers.Select(report => report.Law)).ToHashSet();
        var idle = OptimizerLaws.All.Select(law => law.Name).Concat(ScheduleLaws.All.Select(law => law.Name)).Except(bites).ToArray();
        Assert.True(idle.Length == 0, $"laws that kill no mutant: {string.Join(", ", idle)}");
    }

    /// <summary>Laws that only rare bugs break, beside those of the gallery: a planted fault each.</summary>
    static readonly ImmutableDictionary<string, RuleFault> Planted = new Dictionary<string, RuleFault>
    {
        ["coordinates"] = RuleFault.Mixes, ["steps"] = RuleFault.Remembers, ["rest"] = RuleFault.Drifts, ["float"] = RuleFault.Coarse,
    }.ToImmutableDictionary();

    [Fact]
    public void AScheduleThatRemembersIsFound() =>
        Assert.Equal("function", Assert.Throws<LawException>(() => ScheduleLaws.Hold(new Counting())).Counterexample.Law);

    public static TheoryData<string> PlantedLaws => new(Planted.Keys);

    [Theory, MemberData(nameof(PlantedLaws))]
    public void ALawCanFail(string law)
    {
        var claim = new Claim<OptimizerCase>(OptimizerLaws.Subject("faulty", _ => new FaultyRule(Planted[law])), OptimizerLaws.All.Single(one => one.Name == law));
        Assert.True(Assert.Throws<LawException>(() => LawBook.Hold(claim)).Counterexample.Size <= 4);
    }

    sealed class Counting : ISchedule
    {
        int asked;

        public string Name => "counting";

        public double At(long step) => asked++;
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
