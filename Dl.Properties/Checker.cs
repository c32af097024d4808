using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace Dl.Properties;

/// <summary>Asks a law about many cases, by FsCheck: it draws them, and shrinks the first that breaks the law.</summary>
static class Checker
{
    const int LargestSize = 6;

    public static LawReport Run<C>(Claim<C> claim, CheckSettings settings) where C : Case
    {
        int cases = 0, spoke = 0, inconclusive = 0, shrinks = 0;
        var worst = 0.0;
        (Trial<C> Trial, Verdict Verdict)? smallest = null;

        bool Ask(Trial<C> trial)
        {
            // FsCheck draws no further case after one that fails, and shrinks no further without smaller ones.
            if (settings.Stop.IsCancellationRequested) return false;
            var verdict = Answer(claim.Stated, trial.Case);
            if (smallest is null)
            {
                cases++;
                if (verdict.Finding != Finding.Silent) spoke++;
                if (verdict.Finding == Finding.Inconclusive) inconclusive++;
                worst = Math.Max(worst, verdict.Error);
            }
            if (verdict.Finding == Finding.Broken) smallest = (trial, verdict);
            return verdict.Finding != Finding.Broken;
        }

        var drawn = settings.Replay is { } replay
            ? Gen.Constant(replay)
            : from high in Gen.Choose(0, int.MaxValue)
              from low in Gen.Choose(0, int.MaxValue)
              from size in Gen.Choose(1, LargestSize)
              select new Drawn(((ulong)high << 31) | (uint)low, size);
        var trials = Arb.From(drawn.Select(at => new Trial<C>(at, claim.Subject.Draw(Key.Of(at.Seed), at.Size))), trial => trial.Smaller(claim.Subject).TakeWhile(_ => shrinks++ < settings.Shrinks && !settings.Stop.IsCancellationRequested));
        var config = Config.Quick.WithMaxTest(settings.Replay is null ? settings.Cases : 1).WithRunner(new Silence()).WithReplay(settings.Seed, 0x9E3779B97F4A7C15);
        Prop.ForAll(trials, Ask).Check(config);
        settings.Stop.ThrowIfCancellationRequested();
        return new(claim.Thing, claim.Law, cases, spoke, inconclusive, worst, smallest is { } found
            ? new(claim.Thing, claim.Law, claim.Says, found.Trial.Case.Source, found.Verdict.Why, found.Trial.Case.Size, found.Trial.At)
            : null);
    }

    // An exception out of a law is a broken law: the thing could not even be asked.
    static Verdict Answer<C>(Law<C> law, C asked) where C : Case
    {
        try
        {
            return law.Ask(asked);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return Verdict.Broken($"{error.GetType().Name}: {error.Message}");
        }
    }

    /// <summary>A case and the draw it came from.</summary>
    sealed record Trial<C>(Drawn At, C Case) where C : Case
    {
        public IEnumerable<Trial<C>> Smaller(Subject<C> subject)
        {
            // Drawn again at smaller sizes first: nothing shortens a case more. A few neighbours of the seed are tried at
            // each size, because the same seed at another size may draw other shapes.
            for (var size = 1; size < At.Size; size++)
                for (var neighbour = 0UL; neighbour < 4; neighbour++)
                {
                    var again = subject.Draw(Key.Of(At.Seed + neighbour), size);
                    if (again.Measure < Case.Measure) yield return new(At, again);
                }
            foreach (var smaller in Case.Smaller())
                if (smaller.Measure < Case.Measure)
                    yield return new(At, (C)smaller);
        }
    }

    /// <summary>FsCheck prints nothing: reports do.</summary>
    sealed class Silence : IRunner
    {
        public void OnStartFixture(Type t) { }

        public void OnArguments(int ntest, FSharpList<object> args, FSharpFunc<int, FSharpFunc<FSharpList<object>, string>> every) { }

        public void OnShrink(FSharpList<object> args, FSharpFunc<FSharpList<object>, string> everyShrink) { }

        public void OnFinished(string name, TestResult testResult) { }
    }
}
