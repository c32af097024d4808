using System.Globalization;
using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Laws;

/// <summary>What is done to the cotangent of one input.</summary>
public enum Fault
{
    Negate,
    Double,
    Drop,
}

/// <summary>An op whose pullback is wrong for one input.</summary>
public sealed record MutantOp(IOp Inner, int Input, Fault Fault) : IOp
{
    public string Name => Inner.Name;

    public Ruled<T> Rule<T>(Few<Tensor<T>> inputs) where T : struct, System.Numerics.IFloatingPointIeee754<T>
    {
        var ruled = Inner.Rule(inputs);
        return ruled with
        {
            Pull = g =>
            {
                var right = ruled.Pull(g);
                return Few.Of<Delta<T>>([.. right.Select((delta, i) => i == Input ? Wrong(delta.ToTensor()) : delta)]);
            },
        };
    }

    Delta<T> Wrong<T>(Tensor<T> right) where T : struct, System.Numerics.IFloatingPointIeee754<T> =>
        Tensor<T>.Build(right.Shape, (right, factor: T.CreateChecked(Fault switch { Fault.Negate => -1, Fault.Double => 2, _ => 0 })), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = s.factor * s.right[i];
        });
}

/// <summary>Every op in turn with the pullback of each input negated, doubled and dropped: the laws fail each time.</summary>
public class MutantOpTests
{
    // The gradient of a step is zero, and nothing that is done to it changes that.
    public static TheoryData<string> Ops => new(Catalogue.Types(typeof(IOp).Assembly, typeof(IOp)).Where(type => type != typeof(StepOp)).Select(type => type.Name));

    [Theory, MemberData(nameof(Ops))]
    public void IsKilledWithASmallCounterexample(string op)
    {
        var draw = Catalogue.Drawer<Func<Key, int, Example>>(Catalogue.Types(typeof(IOp).Assembly, typeof(IOp)).Single(type => type.Name == op))!;
        for (var input = 0; input < draw(Key.Of(1), 2).Inputs.Count; input++)
            foreach (var fault in Enum.GetValues<Fault>())
            {
                var (at, how) = (input, fault);
                Example Mutant(Key key, int size)
                {
                    var example = draw(key, size);
                    return example with { Op = new MutantOp(example.Op, at, how) };
                }
                var broken = Assert.Throws<LawException>(() => OpLaws.Hold(Mutant)).Counterexample;
                Assert.True(broken.Size <= 4, $"{op}, input {input}, {fault}: size {broken.Size}{Environment.NewLine}{broken}");
                Assert.Contains("claimed", broken.Why, StringComparison.Ordinal);
                Assert.Contains("found", broken.Why, StringComparison.Ordinal);
                Assert.Contains("times the allowed error", broken.Why, StringComparison.Ordinal);
                ReplaysExactly(Mutant, broken);
            }
    }

    /// <summary>Tests under a culture with decimal commas print the same.</summary>
    [Fact]
    public void CounterexamplesArePrintedInvariantly()
    {
        var before = CultureInfo.CurrentCulture;
        string Printed(string culture)
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            return Assert.Throws<LawException>(() => OpLaws.Hold((key, size) => TanhOp.Example(key, size) with { Op = new MutantOp(new TanhOp(), 0, Fault.Double) })).Message;
        }
        try
        {
            Assert.Equal(Printed(""), Printed("es-ES"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    static void ReplaysExactly(Func<Key, int, Example> mutant, Counterexample broken)
    {
        var law = OpLaws.All.Single(law => law.Name == broken.Law);
        var again = new Claim<OpCase>(OpLaws.Subject(broken.Thing, mutant), law).Check(new(Replay: broken.Drawn));
        Assert.Equal(broken, again.Found);
    }
}
