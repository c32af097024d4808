namespace Dl.Properties;

/// <summary>Ways to walk with the optimizer of a case that laws share.</summary>
static class Walks
{
    /// <summary>The unit round-off of double precision.</summary>
    public const double U = 1.0 / (1L << 53);

    /// <summary>What the optimizer subtracts at each step from parameters that are held at zero, so that nothing is rounded away.</summary>
    public static IEnumerable<Tensor<double>> Updates(this Optimizer optimizer, IEnumerable<Tensor<double>> gradients)
    {
        var (state, zero) = (default(OptimizerState<double>), default(Tensor<double>));
        foreach (var gradient in gradients)
        {
            state ??= optimizer.Start<double>(gradient.Shape.Size);
            zero ??= Tensor<double>.Zeros(gradient.Shape);
            (var next, state) = optimizer.Update(state, zero, gradient, _ => gradient);
            yield return next.Map(x => 0 - x);
        }
    }

    /// <summary>The same for one coordinate.</summary>
    public static IEnumerable<double> Updates(this Optimizer optimizer, IEnumerable<double> gradients) =>
        optimizer.Updates(gradients.Select(g => Tensor<double>.From([1], [g]))).Select(u => u[0]);

    /// <summary>The iterates on gradients that depend on the step, counted from 1, and the place; the start first.</summary>
    public static IEnumerable<Tensor<double>> Follow(this Optimizer optimizer, Tensor<double> start, Func<long, Tensor<double>, Tensor<double>> gradient, int steps)
    {
        yield return start;
        var at = new Updated<double>(start, optimizer.Start<double>(start.Shape.Size));
        for (var t = 1; t <= steps; t++)
        {
            at = optimizer.Update(at.State, at.Parameters, gradient(t, at.Parameters));
            yield return at.Parameters;
        }
    }

    /// <summary>The iterates on a function; the start first.</summary>
    public static IEnumerable<Tensor<double>> Descend(this Optimizer optimizer, Benchmark f, Tensor<double> start, int steps) =>
        optimizer.Follow(start, (_, x) => f.Gradient(x), steps);

    /// <summary>The rate, if the optimizer is held to plain gradient descent at a constant one.</summary>
    public static double? Descent(this OptimizerCase asked) => asked.Sole<Rate>() is { Schedule: ConstantSchedule { Value: > 0 } constant } ? constant.Value : null;

    /// <summary>The gradients of the case, step by step.</summary>
    public static Tensor<double>[] Stream(this OptimizerCase asked) => [.. Enumerable.Range(0, asked.Steps).Select(asked.Gradient)];

    /// <summary>The gradients of one coordinate.</summary>
    public static double[] Stream(this OptimizerCase asked, int coordinate) => [.. Enumerable.Range(0, asked.Steps).Select(step => asked.Gradient(step)[coordinate])];

    /// <summary>The spectrum of a quadratic from the first gradients of the case: magnitudes between a hundredth of the
    /// largest and the largest, which is scaled to <paramref name="largest"/>.</summary>
    public static Many<double> Spectrum(this OptimizerCase asked, double largest)
    {
        var magnitudes = asked.Gradient(0).Span.ToArray().Select(Math.Abs).ToArray();
        var most = magnitudes.Max();
        return magnitudes.Select(g => most == 0 ? largest : largest * Math.Max(0.01, g / most)).ToMany();
    }

    public static Tensor<double> Map(this Tensor<double> x, Func<double, double> f) => Tensor<double>.From(x.Shape, [.. x.Span.ToArray().Select(f)]);

    public static double Norm(this Tensor<double> x) => Math.Sqrt(x.Span.ToArray().Sum(a => a * a));

    /// <summary>A statement about each coordinate.</summary>
    public static Verdict Each(int count, Func<int, Verdict> ask)
    {
        var all = Verdict.Holds;
        for (var i = 0; i < count; i++)
        {
            var at = i;
            all = all.And(() => ask(at));
        }
        return all;
    }

    /// <summary>A statement about each step of two sequences.</summary>
    public static Verdict Each<A, B>(IEnumerable<A> first, IEnumerable<B> second, Func<int, A, B, Verdict> ask)
    {
        var (all, step) = (Verdict.Holds, 0);
        foreach (var (a, b) in first.Zip(second))
        {
            var at = ++step;
            all = all.And(() => ask(at, a, b));
        }
        return all;
    }
}
