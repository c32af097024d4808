namespace Dl.Properties;

/// <summary>You et al. 2020, algorithm 2, the last line, leaf by leaf.</summary>
public sealed class TrustRatioOracle : IVectorOracle<TrustRatio>
{
    /// <inheritdoc/>
    public Func<Moment, double[]> Begin(TrustRatio link, Layout layout) => moment =>
    {
        var update = (double[])moment.Update.Clone();
        foreach (var slot in layout.Slots.Where(slot => link.Where.Takes(slot)))
        {
            var places = Enumerable.Range(slot.Start, slot.Shape.Size).ToArray();
            double Norm(double[] of) => Math.Sqrt(places.Sum(i => of[i] * of[i]));
            var (x, u) = (Norm(moment.X), Norm(moment.Update));
            if (x > 0 && u > 0)
                foreach (var i in places) update[i] = Math.Clamp(x, link.Least, link.Most) * (moment.Update[i] / u);
        }
        return update;
    };
}
