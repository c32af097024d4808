namespace Dl.Properties;

/// <summary>Wrong schedules.</summary>
static class ScheduleMutants
{
    public static Many<Mutant> All { get; } = [];
}
