using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Units;

/// <summary>Threshold units as the lectures print them, and faults that the laws of units find.</summary>
public sealed class UnitTests
{
    /// <summary>Lecture E, "Threshold Logic Unit": or(a, b) = 1{a + b - 0.5 >= 0}, and(a, b) = 1{a + b - 1.5 >= 0}, not(a) = 1{-a + 0.5 >= 0}.</summary>
    [Fact]
    public void TheGatesAreThoseOfTheLecture()
    {
        Assert.Equal(([1, 1], -0.5), (ThresholdUnit.Or.Weights, ThresholdUnit.Or.Bias));
        Assert.Equal(([1, 1], -1.5), (ThresholdUnit.And.Weights, ThresholdUnit.And.Bias));
        Assert.Equal(([-1], 0.5), (ThresholdUnit.Not.Weights, ThresholdUnit.Not.Bias));
        foreach (var a in new[] { false, true })
        {
            Assert.Equal(!a, ThresholdUnit.Not.Of(a));
            foreach (var b in new[] { false, true })
            {
                Assert.Equal(a | b, ThresholdUnit.Or.Of(a, b));
                Assert.Equal(a & b, ThresholdUnit.And.Of(a, b));
            }
        }
    }

    /// <summary>Lecture E fires at the threshold (its TLU and perceptron: >= 0) and above it (its Mark I: > 0): the two differ exactly where the sum is 0.</summary>
    [Fact]
    public void TheTwoConventionsDifferAtTheThreshold()
    {
        var unit = new ThresholdUnit([1, 1], -1);
        Assert.True(unit.Of(true, false));
        Assert.False((unit with { Fires = Firing.Above }).Of(true, false));
        Assert.True((unit with { Fires = Firing.Above }).Of(true, true));
    }

    /// <summary>Lecture E, "Mark I Perceptron": w_i(t + 1) = w_i(t) + a (d_j - y_j(t)) x_ji.</summary>
    [Fact]
    public void TheUpdateIsThatOfTheLecture()
    {
        var unit = new ThresholdUnit([0.5, -1], 0.25, Firing.Above);
        var learned = Perceptron.Learn(unit, new([2, 1], false), 0.1);
        Assert.Equal(0.5 + 0.1 * (0 - 1) * 2, learned.Weights[0], 1e-15);
        Assert.Equal(-1 + 0.1 * (0 - 1) * 1, learned.Weights[1], 1e-15);
        Assert.Equal(0.25 + 0.1 * (0 - 1), learned.Bias, 1e-15);
        Assert.Same(unit, Perceptron.Learn(unit, new([2, 1], true), 0.1));
    }

    [Fact]
    public void AllTablesOfUpToThreeInputs()
    {
        for (var inputs = 0; inputs <= 3; inputs++)
            for (var code = 0; code < 1 << (1 << inputs); code++)
            {
                var network = ThresholdNetwork.Of(Enumerable.Range(0, 1 << inputs).Select(row => (code >> row & 1) == 1).ToMany());
                for (var row = 0; row < 1 << inputs; row++)
                    Assert.Equal((code >> row & 1) == 1, network.At([.. Enumerable.Range(0, inputs).Select(bit => (row >> bit & 1) == 1)]));
            }
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        Assert.Contains("2 weights was given 1 inputs", Assert.Throws<DlException>(() => ThresholdUnit.Or.Of(true)).Message, StringComparison.Ordinal);
        Assert.Contains("1, 2, 4, 8", Assert.Throws<DlException>(() => ThresholdNetwork.Of([true, false, true])).Message, StringComparison.Ordinal);
    }

    /// <summary>For each law of units a fault.</summary>
    public static TheoryData<string, Law<SeedCase>> Faults => new()
    {
        { "an and for the or", UnitLaws.TablesOf(table => ThresholdNetwork.Of(table) is var right ? right with { Output = right.Output with { Bias = -1.5 } } : right) },
        { "the bias is forgotten", UnitLaws.BoundOf((unit, seen) => Perceptron.Learn(unit, seen) with { Bias = 0 }) },
        { "it changes the wrong way", UnitLaws.BoundOf((unit, seen) => Perceptron.Learn(unit, seen, -1)) },
        { "a pass is not counted to its end", UnitLaws.ParityOf((start, seen, passes) => Perceptron.Learn(start, [.. seen.Take(2)], passes)) },
        { "Hebb for Oja", UnitLaws.ComponentOf((w, x, rate) => Hebbian.Hebb(w, x, rate / 100)) },
        { "Oja for Hebb", UnitLaws.GrowthOf(Hebbian.Oja) },
    };

    [Theory, MemberData(nameof(Faults))]
    public void EveryLawOfUnitsFindsAFault(string fault, Law<SeedCase> law) =>
        Assert.True(Assert.Throws<LawException>(() => LawBook.Hold(new Claim<SeedCase>(SeedCase.Subject(fault), law))).Counterexample.Size <= 4);
}
