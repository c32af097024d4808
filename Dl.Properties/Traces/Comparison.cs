namespace Dl.Properties;

/// <summary>How far what was computed lies from what was recorded.</summary>
/// <param name="Error">The worst error in units of the tolerance.</param>
/// <param name="Why">What deviates; empty where nothing does.</param>
/// <param name="Deviation">The number that deviates.</param>
readonly record struct Comparison(double Error, string Why, Deviation? Deviation)
{
    /// <summary>Nothing compared yet.</summary>
    public static Comparison None { get; } = new(0, "", null);

    public bool Deviates => Why.Length > 0;

    /// <summary>Two tensors, number by number, each within the tolerance relative to max(1, |recorded|). Equal infinities and
    /// NaN agree.</summary>
    public static Comparison Of(string part, Tensor<double> expected, Tensor<double> found, double tolerance)
    {
        if (expected.Shape != found.Shape) return new(double.PositiveInfinity, $"{part}: expected shape {expected.Shape}, found {found.Shape}", null);
        var (worst, at) = (0.0, 0);
        for (var i = 0; i < expected.Shape.Size; i++)
        {
            var error = Units(expected[i], found[i], tolerance);
            if (error > worst) (worst, at) = (error, i);
        }
        if (worst <= 1) return new(worst, "", null);
        var deviation = new Deviation(part, Index(expected.Shape, at), expected[at], found[at], worst);
        return new(worst, deviation.ToString(), deviation);
    }

    /// <summary>This comparison, and then another unless this one deviates.</summary>
    public Comparison And(Func<Comparison> next)
    {
        if (Deviates) return this;
        var then = next();
        return then.Deviates ? then : new(Math.Max(Error, then.Error), "", null);
    }

    public TraceVerdict On(TraceCase traced) =>
        new(traced.Kind, traced.Id, traced.Name, Deviates ? Agreement.Deviates : Agreement.Agree, Error, Why, Deviation);

    // The distance in units of the tolerance; infinite where one of the two is not a finite number.
    static double Units(double expected, double found, double tolerance)
    {
        if (expected.Equals(found)) return 0;
        var error = Math.Abs(expected - found) / (tolerance * Math.Max(1, Math.Abs(expected)));
        return double.IsNaN(error) ? double.PositiveInfinity : error;
    }

    static Many<int> Index(Shape shape, int at)
    {
        var index = new int[shape.Rank];
        for (var axis = shape.Rank - 1; axis >= 0; axis--) (at, index[axis]) = (at / shape[axis], at % shape[axis]);
        return Many.Of(index);
    }
}
