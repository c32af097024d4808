namespace Dl.Properties;

/// <summary>A function of tensors along a line through a point, <c>t -> f(x + t v)</c>, weighted by a cotangent; each point is computed once.</summary>
sealed class Line(IReadOnlyList<Tensor<double>> point, IReadOnlyList<Tensor<double>> direction, Func<IReadOnlyList<Tensor<double>>, Tensor<double>> f, Tensor<double> cotangent)
{
    readonly Dictionary<double, Tensor<double>> seen = [];
    readonly bool[] moves = [.. direction.Select(along => along.Span.ContainsAnyExcept(0.0))];
    IReadOnlyList<int>? kinks;

    /// <summary>The weighted sum of all outputs.</summary>
    public double Total(double t) => Inner.Product(cotangent, At(t));

    /// <summary>The outputs that have a kink at 0 and a weight.</summary>
    public IReadOnlyList<int> Kinks => kinks ??= [.. Enumerable.Range(0, cotangent.Shape.Size).Where(i => cotangent[i] != 0 && FiniteDifference.IsKink(t => At(t)[i]))];

    /// <summary>Between which slopes the weighted sum lies: each output takes the slope of either side, or one between.</summary>
    public (double Low, double High, double Error) Sides()
    {
        var smooth = FiniteDifference.Slope(t => Enumerable.Range(0, cotangent.Shape.Size).Except(Kinks).Sum(i => cotangent[i] * At(t)[i]));
        var (low, high, error) = (smooth.Slope, smooth.Slope, smooth.Error);
        foreach (var i in Kinks)
        {
            var (left, right) = FiniteDifference.Sides(t => At(t)[i]);
            var (a, b) = (cotangent[i] * left.Slope, cotangent[i] * right.Slope);
            (low, high, error) = (low + Math.Min(a, b), high + Math.Max(a, b), error + Math.Abs(cotangent[i]) * Math.Max(left.Error, right.Error));
        }
        return (low, high, error);
    }

    Tensor<double> At(double t) => seen.TryGetValue(t, out var known) ? known : seen[t] = f([.. point.Select((x, i) => moves[i] ? Moved(x, direction[i], t) : x)]);

    static Tensor<double> Moved(Tensor<double> x, Tensor<double> along, double t) => Tensor<double>.Build(x.Shape, (x, along, t), static (into, s) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = s.x[i] + s.t * s.along[i];
    });
}
