namespace Dl.Functional;

/// <summary>A loss whose gradient is zero everywhere: it measures, and training with it is refused.</summary>
public interface IFlat : ILoss
{
    /// <summary>What to do instead, for the message.</summary>
    string Instead { get; }
}
