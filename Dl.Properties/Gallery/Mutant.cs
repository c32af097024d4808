namespace Dl.Properties;

/// <summary>A wrong thing that was once believed right, under the laws that its right twin obeys.</summary>
/// <param name="Name">Its number in the gallery: <c>M01</c>.</param>
/// <param name="Source">Where the bug was found.</param>
/// <param name="Wrong">What is wrong, in one line.</param>
/// <param name="Claims">The laws on it.</param>
public sealed record Mutant(string Name, string Source, string Wrong, Many<Claim> Claims)
{
    /// <summary>Asks every law about it.</summary>
    public Autopsy Judge(CheckSettings? settings = null) => new(this, Claims.Select(claim => claim.Check(settings ?? new())).Where(report => report.Found is not null).ToMany());
}

/// <summary>What came of the laws on a mutant.</summary>
/// <param name="Mutant">The mutant.</param>
/// <param name="Killers">The reports of the laws that it breaks.</param>
public sealed record Autopsy(Mutant Mutant, Many<LawReport> Killers)
{
    /// <summary>Whether a law found it.</summary>
    public bool Killed => Killers.Count > 0;

    /// <summary>The report with the smallest counterexample; of those the one that needed fewest cases.</summary>
    /// <exception cref="InvalidOperationException">No law found it.</exception>
    public LawReport Best => Killers.OrderBy(report => report.Found!.Size).ThenBy(report => report.Cases).First();
}
