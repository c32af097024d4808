namespace Dl.Properties;

/// <summary>Riedmiller and Braun 1993, section II, case by case.</summary>
public sealed class RpropOracle : IOracle<Rprop>
{
    /// <inheritdoc/>
    public Func<double, double, double> Begin(Rprop link)
    {
        var (size, last, moved) = (link.First, 0.0, 0.0);
        return (_, g) =>
        {
            var (before, taken) = (last, moved);
            if (Math.Sign(g) * Math.Sign(before) > 0) size = Math.Min(size * link.Up, link.Most);
            if (Math.Sign(g) * Math.Sign(before) < 0)
            {
                size = Math.Max(size * link.Down, link.Least);
                (last, moved) = (0, 0);
                return link.Backtracks ? -taken : 0;
            }
            size = Math.Clamp(size, link.Least, link.Most);
            last = g;
            moved = Math.Sign(g) * size;
            return moved;
        };
    }
}
