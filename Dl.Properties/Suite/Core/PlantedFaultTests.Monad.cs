using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Core;

/// <summary>Faults in computations.</summary>
public sealed partial class PlantedFaultTests
{
    [Plant("monad/left identity")]
    public void AReturnOfAnotherValue() => Breaks(MonadLaws.LeftFor(x => Ops.Scale(x, 2)), "the value");

    [Plant("monad/left identity")]
    public void AReturnOfAConstant() => Breaks(MonadLaws.LeftFor(x => Diff.Return<double, Var<double>>(x.Value)), "the gradient");

    [Plant("monad/left identity")]
    public void AReturnThatRecords() => Breaks(MonadLaws.LeftFor(x => Ops.Scale(x, 1)), "the tape");

    [Plant("monad/functor")]
    public void AMapThatRecords() => Breaks(MonadLaws.MapFor((m, f) => m.Bind(x => Ops.Scale(x, 1)).Map(f)), "the tape");

    [Plant("monad/functor")]
    public void AMapThatAppliesTwice() => Breaks(MonadLaws.MapFor((m, f) => m.Map(x => f(f(x)))), "the value");

    [Plant("monad/functor")]
    public void AMapThatAppliesNothing() => Breaks(MonadLaws.MapFor((m, _) => m), "the value");

    [Plant("monad/query")]
    public void AQueryThatComputesTwice() => Breaks(MonadLaws.QueryFor((m, f) => from x in m from y in f(x) from again in m from z in Ops.Multiply(again, y) select z, Diff.Zip));

    [Plant("monad/query")]
    public void AZipThatBeginsAtTheRight() => Breaks(MonadLaws.QueryFor(
        (m, f) => from x in m from y in f(x) from z in Ops.Multiply(x, y) select z, (left, right) => from r in right from l in left select (l, r)));

    [Plant("monad/loops")]
    public void ARepeatThatRunsOnceMore() => Breaks(MonadLaws.LoopsFor((times, seed, step) => Diff.Repeat(times + 1, seed, step), Diff.Traverse, Diff.MapAccumulate));

    [Plant("monad/loops")]
    public void ATraversalFromTheEnd() => Breaks(MonadLaws.LoopsFor(Diff.Repeat, (items, f) => Diff.Traverse(items.Reverse(), f), Diff.MapAccumulate));

    [Plant("monad/loops")]
    public void AnAccumulationThatForgetsItsState() => Breaks(MonadLaws.LoopsFor(Diff.Repeat, Diff.Traverse, (items, seed, step) => Diff.MapAccumulate(items, seed, (Var<double> _, int i) => step(seed, i))));

    [Plant("monad/constants")]
    public void AnAddThatStartsATapeOfItsOwn() => Breaks(MonadLaws.ConstantsFor((x, y) => new Astray(Ops.Add(x, y))), "recorded");

    [Plant("monad/constants")]
    public void AnAddThatRecordsTwice() => Breaks(MonadLaws.ConstantsFor((x, y) => Ops.Add(x, y).Bind(sum => Ops.Scale(sum, 1))), "after two leaves");

    [Plant("monad/builder")]
    public void ABindThatComputesTwice() => Breaks(MonadLaws.BuilderFor(bind: (m, f) => m.Bind(_ => m).Bind(f)), "the tape");

    [Plant("monad/builder")]
    public void ADelayThatComputesTwice() => Breaks(MonadLaws.BuilderFor(delay: body => body().Bind(_ => body())), "the tape");

    [Plant("monad/builder")]
    public void ACombinationThatSkipsTheFirst() => Breaks(MonadLaws.BuilderFor(combine: (_, second) => second), "the tape");

    [Plant("monad/foreign")]
    public void AGradientThatTakesAnything() => Breaks(MonadLaws.ForeignFor((at, f) =>
    {
        try
        {
            return Gradient.Pull(at, f, value => value);
        }
        catch (DlException)
        {
            return at;
        }
    }), "is accepted");

    /// <summary>A computation that records on a tape of its own.</summary>
    sealed class Astray(Diff<double, Var<double>> m) : Diff<double, Var<double>>
    {
        public override Traced<double, Var<double>> Run(Tape<double> tape)
        {
            var at = Leaves<double>.Of(Tensor<double>.Scalar(0));
            return new(m.Run(tape).Value, new Mold<double>(at).Watch(new Mold<double>(at).Flatten(at)).Tape);
        }
    }
}
