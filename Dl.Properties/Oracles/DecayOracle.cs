namespace Dl.Properties;

/// <summary>Decay: a share of the coordinate itself joins the update.</summary>
public sealed class DecayOracle : IOracle<Decay>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(Decay link) => (x, u) => u + link.Rate * x;
}

/// <summary>An L2 penalty: the slope of <c>rate / 2 x^2</c> joins the gradient.</summary>
public sealed class L2Oracle : IOracle<L2>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(L2 link) => (x, g) => g + link.Rate * x;
}
