namespace Dl.Properties;

/// <summary>Gupta, Koren and Singer 2018, algorithm 1. The inverse roots are found by Newton's coupled iteration (Higham 2008, equation 7.12), which
/// knows no eigenvalues.</summary>
public sealed class ShampooOracle : IVectorOracle<Shampoo>
{
    /// <inheritdoc/>
    public Func<Moment, double[]> Begin(Shampoo link, Layout layout)
    {
        var step = 0;
        var roots = layout.Slots.ToDictionary(slot => slot.Start, _ => (Left: (double[,]?)null, Right: (double[,]?)null));
        var sums = layout.Slots.ToDictionary(slot => slot.Start, _ => (Left: (double[,]?)null, Right: (double[,]?)null));
        return moment =>
        {
            var renews = step++ % link.Every == 0;
            return [.. layout.Slots.SelectMany(slot =>
            {
                var columns = slot.Shape.Rank < 2 ? 1 : slot.Shape.Last;
                var rows = slot.Shape.Size / columns;
                var g = new double[rows, columns];
                for (var i = 0; i < rows; i++)
                    for (var j = 0; j < columns; j++) g[i, j] = moment.Update[slot.Start + i * columns + j];
                bool Short(int side) => side > 1 && side <= link.Longest;
                double[,] Gather(double[,]? was, double[,] square) => was is null ? square : Naive.Sum(link.Beta, was, 1, square);
                var (left, right) = sums[slot.Start];
                sums[slot.Start] = (left, right) = (Gather(left, Naive.Product(g, Naive.Transposed(g))), Gather(right, Naive.Product(Naive.Transposed(g), g)));
                var root = Short(rows) && Short(columns) ? 4 : 2;
                if (renews)
                    roots[slot.Start] = (Short(rows) ? Naive.InverseRoot(left, link.Epsilon, root) : null, Short(columns) ? Naive.InverseRoot(right, link.Epsilon, root) : null);
                var u = roots[slot.Start].Left is { } before ? Naive.Product(before, g) : g;
                return (roots[slot.Start].Right is { } behind ? Naive.Product(u, behind) : u).Cast<double>();
            })];
        };
    }
}
