namespace Dl.Properties;

/// <summary>Wrong embeddings, recurrences and attentions.</summary>
static class SequenceMutants
{
    public static Many<Mutant> All { get; } = [];
}
