namespace Dl.Functional;

/// <summary>Tensors for the examples of ops: double precision, away from kinks, on short binary fractions, so that small
/// steps from them are exact and counterexamples are short.</summary>
public static class Examples
{
    // Numbers are multiples of 2^-10.
    const double Grain = 1 << 10;

    /// <summary>Numbers between -3 and 3.</summary>
    public static Tensor<double> Any(Key key, Shape shape) => Snapped(key, shape, -3, 3, 0);

    /// <summary>Numbers between -3 and 3 with a magnitude of at least 1/4.</summary>
    public static Tensor<double> AwayFromZero(Key key, Shape shape) => Snapped(key, shape, -2.75, 2.75, 0.25);

    /// <summary>Numbers between minus and plus <paramref name="reach"/>, each at least 1/4 away from the given kinks.</summary>
    public static Tensor<double> AwayFrom(Key key, Shape shape, double reach, params double[] kinks) =>
        Tensor<double>.Build(shape, (drawn: Snapped(key, shape, -reach, reach, 0), kinks), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++)
                into[i] = s.kinks.Aggregate(s.drawn[i], (x, kink) => Math.Abs(x - kink) >= 0.25 ? x : kink + (x < kink ? -0.25 : 0.25));
        });

    /// <summary>An example of an op of one tensor of any shape, each number at least 1/4 away from the given kinks.</summary>
    public static Example Curve(IOp op, Key key, int size, params double[] kinks) =>
        new(op, [AwayFrom(key, AnyShape(key.Child(0), size, 3), Math.Max(3, 1.5 + kinks.Select(Math.Abs).DefaultIfEmpty().Max()), kinks)]);

    /// <summary>Numbers between 1/4 and 3.</summary>
    public static Tensor<double> Positive(Key key, Shape shape) => Snapped(key, shape, 0, 2.75, 0.25);

    /// <summary>Numbers around 0, all different by at least 1/16, in random order.</summary>
    public static Tensor<double> Distinct(Key key, Shape shape)
    {
        var order = key.Permutation(shape.Size);
        return Tensor<double>.Build(shape, order, static (into, order) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = (order[i] - into.Length / 2) / 16.0;
        });
    }

    /// <summary>Numbers between -3 and 3 at least 1/8 away from every whole one.</summary>
    public static Tensor<double> OffWhole(Key key, Shape shape) => Tensor<double>.Build(shape, key, static (into, key) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = key.Child(0).Below(6, i) - 3 + (1 + key.Child(1).Below(7, i)) / 8.0;
    });

    /// <summary>Numbers -1/2, 0 and 1/2 only, so that many are equal.</summary>
    public static Tensor<double> Tied(Key key, Shape shape) => Halves(key, shape, 2, 0);

    /// <summary>The same numbers, a quarter of them made 0.</summary>
    public static Tensor<double> SomeZero(Key key, Tensor<double> numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        return Tensor<double>.Build(numbers.Shape, (key, numbers), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = s.key.Bernoulli(0.25, i) ? 0 : s.numbers[i];
        });
    }

    /// <summary>Between 1 and <paramref name="most"/>, small more often: draw <paramref name="i"/>.</summary>
    public static int Size(Key key, int most, long i) => 1 + key.Below(Math.Max(1, most), i);

    /// <summary>What is added to a variance: often large, because a small one hides where it stands.</summary>
    public static double Epsilon(Key key) => 1.0 / 64 + Math.Round(key.Uniform(0) * 4) / 4;

    /// <summary>Two tensors whose shapes stretch to each other: equal, or with axes of size 1 or missing on either side.</summary>
    public static Example Stretching(IOp op, Key key, int size)
    {
        var (left, right) = key.Bernoulli(0.2, 8) ? StretchingShapes(key, Math.Min(size, 3), 4) : StretchingShapes(key, size, 3);
        return new(op, [Any(key.Child(3), left), Any(key.Child(4), right)]);
    }

    /// <summary>Two shapes that stretch to each other: up to so many axes, now and then an empty one.</summary>
    public static (Shape Left, Shape Right) StretchingShapes(Key key, int size, int rank)
    {
        var shape = AnyShape(key.Child(0), size, rank);
        var empty = key.Bernoulli(0.05, 9) && shape.Rank > 0 ? key.Below(shape.Rank, 10) : -1;
        shape = Shape.Of([.. shape.Select((axis, at) => at == empty ? 0 : axis)]);
        return (Cut(key.Child(1), shape), Cut(key.Child(2), shape));
    }

    /// <summary>Two tensors whose shapes stretch to each other, of which half are drawn from few numbers, so that many of them meet
    /// their equal. Numbers that differ do so by at least 1/4.</summary>
    public static Example Tying(IOp op, Key key, int size)
    {
        var (left, right) = StretchingShapes(key, size, 3);
        var ties = key.Bernoulli(0.5, 5);
        var apart = ties ? 0 : 0.5;
        return new(op, [Halves(key.Child(3), left, ties ? 2 : 12, 0), Halves(key.Child(4), right, ties ? 2 : 12, apart)]);
    }

    // Halves between -most / 2 and most / 2, moved by a part of one half.
    static Tensor<double> Halves(Key key, Shape shape, int most, double apart) => Tensor<double>.Build(shape, (key, most, apart), static (into, s) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = (s.key.Below(s.most + 1, i) - s.most / 2 + s.apart) / 2;
    });

    /// <summary>The shape of one example: one to three axes.</summary>
    public static Shape Features(Key key, int size) => [.. AnyShape(key.Child(0), size, 2), Size(key, Math.Min(size, 5), 0)];

    /// <summary>A shape of up to <paramref name="rank"/> axes, each up to <paramref name="size"/>, capped so that it stays small.</summary>
    public static Shape AnyShape(Key key, int size, int rank) =>
        Shape.Of([.. Enumerable.Range(0, key.Below(rank + 1, 0)).Select(i => Size(key, Math.Min(size, 5), i + 1))]);

    static Shape Cut(Key key, Shape shape)
    {
        if (key.Bernoulli(0.4, 0)) return shape;
        var kept = shape.Skip(key.Below(shape.Rank + 1, 1)).ToArray();
        return Shape.Of([.. kept.Select((axis, i) => key.Bernoulli(0.3, i + 2) ? 1 : axis)]);
    }

    static Tensor<double> Snapped(Key key, Shape shape, double low, double high, double away) =>
        Tensor<double>.Build(shape, (key, low, high, away), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++)
            {
                var drawn = Math.Round((s.low + (s.high - s.low) * s.key.Uniform(i)) * Grain) / Grain;
                into[i] = drawn < 0 ? drawn - s.away : drawn + s.away;
            }
        });
}
