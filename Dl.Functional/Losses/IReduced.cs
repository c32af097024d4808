namespace Dl.Functional;

/// <summary>A loss that gives the losses of the items, their sum or their mean, as one asks. Laws S2 and S8: the sum is that of the items; the mean is
/// the sum over the number of items, or over the sum of their weights where it has some.</summary>
public interface IReduced : ILoss
{
    /// <summary>What becomes of the losses of the items.</summary>
    Reduce Reduction { get; }

    /// <summary>The same loss, reduced otherwise.</summary>
    ILoss By(Reduce reduction);
}
