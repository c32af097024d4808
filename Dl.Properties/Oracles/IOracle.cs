namespace Dl.Properties;

/// <summary>
/// The paper's loop for one coordinate in plain double precision: what a link is judged by. It stands apart from the link,
/// because an oracle must not live with what it judges.
/// </summary>
/// <typeparam name="L">The link.</typeparam>
public interface IOracle<in L> where L : ILink
{
    /// <summary>The loop of a coordinate, before its first step: asked once a step, with the coordinate before the step and the update so
    /// far, it answers with the update behind the link.</summary>
    /// <param name="link">The settings.</param>
    Func<double, double, double> Begin(L link);
}

/// <summary>The paper's loop for a whole vector, for links that do not act coordinate by coordinate: naive loops over numbers.</summary>
/// <typeparam name="L">The link.</typeparam>
public interface IVectorOracle<in L> where L : ILink
{
    /// <summary>The loop, before its first step: asked once a step, it answers with the update behind the link.</summary>
    /// <param name="link">The settings.</param>
    /// <param name="layout">Where the leaves lie.</param>
    Func<Moment, double[]> Begin(L link, Layout layout);
}

/// <summary>What an oracle is asked about.</summary>
/// <param name="X">The parameters before the step.</param>
/// <param name="Update">The update so far.</param>
/// <param name="GradientAt">The gradient at another point.</param>
public sealed record Moment(double[] X, double[] Update, Func<double[], double[]> GradientAt);
