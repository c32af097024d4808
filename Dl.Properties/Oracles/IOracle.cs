namespace Dl.Properties;

/// <summary>
/// The paper's loop for one coordinate in plain double precision: what a link is judged by. It stands apart from the link,
/// because an oracle must not live with what it judges.
/// </summary>
/// <typeparam name="L">The link.</typeparam>
public interface IOracle<in L> where L : ILink
{
    /// <summary>What is subtracted from the coordinate at each step.</summary>
    /// <param name="link">The settings.</param>
    /// <param name="x">The coordinate, before each step.</param>
    /// <param name="gradients">Its gradients, step by step.</param>
    IEnumerable<double> Updates(L link, double x, IEnumerable<double> gradients);
}
