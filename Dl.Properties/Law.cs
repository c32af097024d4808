using System.Threading;

namespace Dl.Properties;

/// <summary>A law: a statement that holds for every case, with its source.</summary>
/// <typeparam name="C">The kind of case it speaks of.</typeparam>
/// <param name="Name">A short name, as <c>dl check --only */NAME</c> takes it.</param>
/// <param name="Says">The statement, its tolerance and its source, in one line.</param>
/// <param name="Ask">What it says of a case.</param>
public sealed record Law<C>(string Name, string Says, Func<C, Verdict> Ask) where C : Case;

/// <summary>A thing under laws: how its cases are drawn.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Draw">A case from a key and a size of at least 1; a larger size may give a larger case.</param>
public sealed record Subject<C>(string Name, Func<Key, int, C> Draw) where C : Case;

/// <summary>A thing and one of its laws, ready to be checked whatever the kind of its cases.</summary>
public abstract record Claim(string Thing, string Law, string Says)
{
    /// <summary>Asks the law about many cases and shrinks the first that breaks it.</summary>
    /// <exception cref="OperationCanceledException">The settings' token said stop.</exception>
    public abstract LawReport Check(CheckSettings settings);
}

/// <summary>A thing and one of its laws.</summary>
public sealed record Claim<C>(Subject<C> Subject, Law<C> Stated) : Claim(Subject.Name, Stated.Name, Stated.Says) where C : Case
{
    /// <inheritdoc/>
    public override LawReport Check(CheckSettings settings) => Checker.Run(this, settings);
}

/// <summary>How laws are checked.</summary>
/// <param name="Cases">The number of cases for one law on one thing.</param>
/// <param name="Seed">What the cases are drawn from.</param>
/// <param name="Replay">A drawn case to ask about instead.</param>
/// <param name="Shrinks">How many smaller cases are asked about once one breaks the law: a counterexample that is not small after so many stays as it is.</param>
/// <param name="Stop">Ends the check before its next case.</param>
public sealed record CheckSettings(int Cases = 100, ulong Seed = 1, Drawn? Replay = null, int Shrinks = 4000, CancellationToken Stop = default);

/// <summary>Where a case was drawn.</summary>
public sealed record Drawn(ulong Seed, int Size)
{
    /// <summary>As <c>dl check --replay</c> takes it.</summary>
    public override string ToString() => FormattableString.Invariant($"{Seed},{Size}");
}

/// <summary>What came of a law on a thing.</summary>
/// <param name="Thing">The thing.</param>
/// <param name="Law">The law.</param>
/// <param name="Cases">How many cases it was asked about.</param>
/// <param name="Spoke">Of how many it said something.</param>
/// <param name="Inconclusive">Of how many the oracle could not tell.</param>
/// <param name="Worst">The worst error in units of its estimate or bound.</param>
/// <param name="Found">The smallest case that breaks it, if one does.</param>
/// <param name="Stopped">Why the law came to no end, if it did not: a limit of time or memory.</param>
public sealed record LawReport(string Thing, string Law, int Cases, int Spoke, int Inconclusive, double Worst, Counterexample? Found, string? Stopped = null)
{
    /// <summary>The share of the cases that the law spoke of in which the oracle could not tell.</summary>
    public double Unsure => Spoke == 0 ? 0 : (double)Inconclusive / Spoke;

    /// <summary>Whether no case broke it, and the oracle could tell in all but one in a hundred.</summary>
    public bool Holds => Found is null && Stopped is null && Inconclusive * 100L <= Math.Max(Spoke, 100);

    /// <summary>Why it does not hold, in one line, or nothing if it does.</summary>
    public string Why => Stopped ?? Found?.Why ?? (Holds ? "" : FormattableString.Invariant($"the oracle could not tell in {Inconclusive} of {Spoke} cases"));
}

/// <summary>The smallest case found that breaks a law.</summary>
/// <param name="Thing">The thing.</param>
/// <param name="Law">The law.</param>
/// <param name="Says">Its statement.</param>
/// <param name="Source">The case as C# that one can paste.</param>
/// <param name="Why">What was claimed, what was found, where, and the error in units of its estimate.</param>
/// <param name="Size">Drawn numbers that are neither 0 nor 1, plus settings off their default.</param>
/// <param name="Drawn">Where the case it was shrunk from was drawn.</param>
public sealed record Counterexample(string Thing, string Law, string Says, string Source, string Why, int Size, Drawn Drawn)
{
    /// <summary>The file of the assembly that the thing is from, as the command was given it; null for a thing of this library.</summary>
    public string? Assembly { get; init; }

    /// <summary>The command that shows exactly it again.</summary>
    public string Again => $"dl check {(Assembly is null ? "" : $"--assembly {(Assembly.Contains(' ', StringComparison.Ordinal) ? $"\"{Assembly}\"" : Assembly)} ")}--only \"{Thing}/{Law}\" --replay {Drawn}";

    /// <summary>Five lines: what broke, why, the smallest failing input as C#, and the command that shows exactly it again.</summary>
    public override string ToString() => Told(Again);

    /// <summary>The same for a test, which the command knows nothing of: the settings that show exactly it again.</summary>
    internal string InTest => Told(FormattableString.Invariant($"with the settings new CheckSettings(Replay: new Drawn({Drawn.Seed}UL, {Drawn.Size}))"));

    string Told(string again) => string.Join(Environment.NewLine, $"{Thing} breaks the law '{Law}': {Says}", $"  {Why}", "  smallest failing input:", $"    {Source}", $"  again: {again}");
}

/// <summary>A law is broken. The one exception of this library; works under any test framework, or none.</summary>
public sealed class LawException(Counterexample counterexample) : Exception(counterexample.InTest)
{
    /// <summary>The smallest case found.</summary>
    public Counterexample Counterexample { get; } = counterexample;
}
