namespace Dl.Properties;

/// <summary>Jordan 2024, the iteration as printed there, on nested lists.</summary>
public sealed class MuonOracle : IVectorOracle<Muon>
{
    /// <inheritdoc/>
    public Func<Moment, double[]> Begin(Muon link, Layout layout)
    {
        var mean = new double[layout.Size];
        return moment =>
        {
            mean = [.. mean.Select((m, i) => link.Decay * m + (1 - link.Decay) * moment.Update[i])];
            var leaning = link.Nesterov ? [.. mean.Select((m, i) => link.Decay * m + (1 - link.Decay) * moment.Update[i])] : mean;
            return [.. layout.Slots.SelectMany(slot =>
            {
                var columns = slot.Shape.Rank < 2 ? 1 : slot.Shape.Last;
                var rows = slot.Shape.Size / columns;
                var x = new double[rows, columns];
                for (var i = 0; i < rows; i++)
                    for (var j = 0; j < columns; j++) x[i, j] = leaning[slot.Start + i * columns + j];
                var norm = Math.Sqrt(x.Cast<double>().Sum(one => one * one)) + link.Epsilon;
                x = Naive.Map(x, one => one / norm);
                for (var step = 0; step < link.Steps; step++)
                {
                    var a = Naive.Product(x, Naive.Transposed(x));
                    var b = Naive.Sum(-4.7750, a, 2.0315, Naive.Product(a, a));
                    x = Naive.Sum(3.4445, x, 1, Naive.Product(b, x));
                }
                var size = link.Scale == MuonScale.Shape ? Math.Sqrt(Math.Max(1, columns / (double)rows)) : link.Scale == MuonScale.LikeAdam ? 0.2 * Math.Sqrt(Math.Max(rows, columns)) : 1;
                return x.Cast<double>().Select(one => size * one);
            })];
        };
    }
}
