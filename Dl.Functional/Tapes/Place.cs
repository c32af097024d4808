namespace Dl.Functional;

/// <summary>A place on a tape: the tape as it was when the value there was recorded.</summary>
public abstract class Place
{
    /// <summary>No place: what has it is a constant.</summary>
    public static Place None { get; } = new Nowhere();

    private protected Place(int index) => Index = index;

    /// <summary>How many records lie below; -1 for none.</summary>
    internal int Index { get; }

    sealed class Nowhere() : Place(-1);
}
