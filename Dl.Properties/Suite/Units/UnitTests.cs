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

    /// <summary>Lectures A, D and E, "Mark I Perceptron": 20 x 20 photocells, 512 association units, 8 responses. It tells 26 pictures apart by a code of five bits and three more, and its wiring stays.</summary>
    [Fact]
    public void MarkOneAsTheLecturesTellIt()
    {
        var machine = MarkOne.Wired(Key.Of(1));
        Assert.Equal((512, 400, 8, 512), (machine.Associations.Count, machine.Associations[0].Weights.Count, machine.Responses.Count, machine.Responses[0].Weights.Count));
        Assert.Equal(machine, MarkOne.Wired(Key.Of(1)));
        Assert.All(machine.Associations, unit => Assert.Equal((20, 20, 360), (unit.Weights.Count(w => w == 1), unit.Weights.Count(w => w == -1), unit.Weights.Count(w => w == 0))));
        Assert.Equal(512, machine.Associations.Distinct().Count());

        // A stroke down, one across and one aslant, each somewhere: no two pictures are alike.
        var pictures = Enumerable.Range(0, 26).Select(i => new Picture(
            Enumerable.Range(0, 400).Select(at => at % 20 == i % 20 || at / 20 == (7 * i + 3) % 20 || (at % 20 + at / 20) % 20 == (3 * i + i / 20) % 20 ? 1.0 : 0).ToMany(),
            Enumerable.Range(0, 8).Select(bit => (i + 1 >> bit % 5 & 1) == 1).ToMany())).ToMany();
        Assert.All(pictures, picture => Assert.InRange(machine.Associate(picture.Cells).Sum(), 100, 400));
        var taught = machine.Learn(pictures, 200);
        Assert.All(taught.Responses, response => Assert.True(response.Converged));
        Assert.Equal(machine.Associations, taught.Machine.Associations);
        Assert.All(pictures, picture => Assert.Equal(picture.Fires, taught.Machine.Answer(picture.Cells)));
    }

    [Fact]
    public void AMachineRefusesWhatDoesNotFit()
    {
        Assert.Equal("mark one: an association unit has 3 wires that excite and as many that inhibit, and 5 cells are not enough for them; give 1 to 2", Assert.Throws<DlException>(() => MarkOne.Wired(Key.Of(1), 5, wires: 3)).Message);
        var machine = MarkOne.Wired(Key.Of(1), 4, 4, 2, 1);
        Assert.Equal("a threshold unit of 4 weights was given 3 inputs", Assert.Throws<DlException>(() => machine.Answer([1, 0, 1])).Message);
        Assert.Equal("mark one: a machine of 2 responses was shown a picture that has answers for 1", Assert.Throws<DlException>(() => machine.Learn([new([1, 0, 1, 0], [true])], 1)).Message);
    }

    /// <summary>For each law of units a fault.</summary>
    public static TheoryData<string, Law<SeedCase>> Faults => new()
    {
        { "an and for the or", UnitLaws.TablesOf(table => ThresholdNetwork.Of(table) is var right ? right with { Output = right.Output with { Bias = -1.5 } } : right) },
        { "the bias is forgotten", UnitLaws.BoundOf((unit, seen) => Perceptron.Learn(unit, seen) with { Bias = 0 }) },
        { "it changes the wrong way", UnitLaws.BoundOf((unit, seen) => Perceptron.Learn(unit, seen, -1)) },
        { "a pass is not counted to its end", UnitLaws.ParityOf((start, seen, passes) => Perceptron.Learn(start, [.. seen.Take(2)], passes)) },
        { "the association units are wired anew", UnitLaws.MachineOf((machine, pictures, passes) => machine.Learn(pictures, passes) is var taught
            ? taught with { Machine = taught.Machine with { Associations = taught.Machine.Associations.Map(unit => unit with { Bias = unit.Bias - 1 }) } } : taught) },
        { "it learns the wrong way", UnitLaws.MachineOf((machine, pictures, passes) => machine.Learn(pictures, passes, -1)) },
        { "Hebb for Oja", UnitLaws.ComponentOf((w, x, rate) => Hebbian.Hebb(w, x, rate / 100)) },
        { "Oja for Hebb", UnitLaws.GrowthOf(Hebbian.Oja) },
    };

    [Theory, MemberData(nameof(Faults))]
    public void EveryLawOfUnitsFindsAFault(string fault, Law<SeedCase> law) =>
        Assert.True(Assert.Throws<LawException>(() => LawBook.Hold(new Claim<SeedCase>(SeedCase.Subject(fault), law))).Counterexample.Size <= 4);
}
