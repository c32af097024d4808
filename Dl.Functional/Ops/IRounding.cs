namespace Dl.Functional;

/// <summary>An op whose kernels may round more than plain sums do, and which says how much. The law that compares float with double allows so much.</summary>
public interface IRounding
{
    /// <summary>By how many times the bound on rounding errors of plain sums may be exceeded; 1 is not at all.</summary>
    double ErrorGrowth { get; }
}
