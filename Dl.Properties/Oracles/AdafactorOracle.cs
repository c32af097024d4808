namespace Dl.Properties;

/// <summary>Shazeer and Stern 2018, algorithms 4 to 6, leaf by leaf, every element of V by itself.</summary>
public sealed class AdafactorOracle : IVectorOracle<Adafactor>
{
    /// <inheritdoc/>
    public Func<Moment, double[]> Begin(Adafactor link, Layout layout)
    {
        var leaves = layout.Slots.Select(slot => (Slot: slot, Rows: new Dictionary<(int, int), double>(), Columns: new Dictionary<(int, int), double>(), Mean: new double[slot.Shape.Size])).ToArray();
        var t = 0;
        return moment =>
        {
            t++;
            var keep = 1 - Math.Pow(t, -link.Decay);
            var update = new double[layout.Size];
            foreach (var (slot, rows, columns, mean) in leaves)
            {
                var n = slot.Shape.Size;
                double[] Part(double[] of) => [.. of.Skip(slot.Start).Take(n)];
                var (x, g) = (Part(moment.X), Part(moment.Update));
                var (high, wide) = slot.Shape.Rank < 2 ? (n, 1) : (slot.Shape[slot.Shape.Rank - 2], slot.Shape.Last);
                (int, int) Row(int i) => (i / (high * wide), i / wide % high);
                (int, int) Column(int i) => (i / (high * wide), i % wide);
                void Learn(Dictionary<(int, int), double> averages, Func<int, (int, int)> key)
                {
                    foreach (var line in Enumerable.Range(0, n).GroupBy(key))
                        averages[line.Key] = keep * averages.GetValueOrDefault(line.Key) + (1 - keep) * line.Average(i => g[i] * g[i] + link.Epsilon1);
                }
                Learn(rows, Row);
                Learn(columns, Column);
                double V(int i) => slot.Shape.Rank < 2 ? rows[Row(i)]
                    : rows[Row(i)] * columns[Column(i)] / rows.Where(row => row.Key.Item1 == Row(i).Item1).Average(row => row.Value);
                double Rms(double[] of) => Math.Sqrt(of.Average(one => one * one));
                var u = g.Select((one, i) => one / Math.Sqrt(V(i))).ToArray();
                var clip = Math.Max(1, Rms(u) / link.Clip);
                var size = link.ScalesByLeaf ? Math.Max(link.Epsilon2, Rms(x)) : 1;
                for (var i = 0; i < n; i++)
                {
                    mean[i] = link.Beta1 * mean[i] + (1 - link.Beta1) * size * u[i] / clip;
                    update[slot.Start + i] = mean[i];
                }
            }
            return update;
        };
    }
}
