namespace Dl.Properties;

/// <summary>
/// A place where a lecture prints another formula, or another name, than the paper, with a number that separates the two, computed when it
/// is asked for. Law: the numbers differ, and this library's is the paper's.
/// </summary>
/// <param name="Deck">The deck, A to E.</param>
/// <param name="Print">What it prints.</param>
/// <param name="Paper">What the paper has.</param>
/// <param name="Number">What the separating number measures.</param>
/// <param name="OfPrint">The number by what is printed.</param>
/// <param name="OfPaper">The number by the paper.</param>
/// <param name="Here">The number by this library, where a rule of it has one.</param>
public sealed record Misprint(string Deck, string Print, string Paper, string Number, Func<double> OfPrint, Func<double> OfPaper, Func<double>? Here = null)
{
    /// <summary>Whether print and paper differ by more than a thousandth, and this library agrees with the paper to 1e-9.</summary>
    public Verdict Judge() => Verdict.If(Math.Abs(OfPrint() - OfPaper()) > 1e-3 * Math.Abs(OfPaper()), () => FormattableString.Invariant($"{Number}: print {OfPrint():R} and paper {OfPaper():R} do not differ"))
        .And(() => Here is null ? Verdict.Holds : Verdict.Close(Here(), OfPaper(), 1e-9 * Math.Max(1e-3, Math.Abs(OfPaper())), () => $"{Number}, here and in the paper"));

    /// <summary>One line.</summary>
    public override string ToString() => FormattableString.Invariant($"{Deck}: {Print} | {Paper} | {Number}: {OfPrint():G4} in print, {OfPaper():G4} in the paper");
}
