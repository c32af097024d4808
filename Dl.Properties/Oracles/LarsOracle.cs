namespace Dl.Properties;

/// <summary>You, Gitman and Ginsburg 2017, equation 6 and algorithm 1, leaf by leaf.</summary>
public sealed class LarsOracle : IVectorOracle<Lars>
{
    /// <inheritdoc/>
    public Func<Moment, double[]> Begin(Lars link, Layout layout) => moment =>
    {
        var update = (double[])moment.Update.Clone();
        foreach (var slot in layout.Slots.Where(slot => link.Where.Takes(slot)))
        {
            var places = Enumerable.Range(slot.Start, slot.Shape.Size).ToArray();
            double Norm(double[] of) => Math.Sqrt(places.Sum(i => of[i] * of[i]));
            var (x, g) = (Norm(moment.X), Norm(moment.Update));
            var rate = x > 0 && g > 0 ? link.Trust * x / (g + link.Decay * x + link.Epsilon) : 1;
            foreach (var i in places) update[i] = rate * (moment.Update[i] + link.Decay * moment.X[i]);
        }
        return update;
    };
}
