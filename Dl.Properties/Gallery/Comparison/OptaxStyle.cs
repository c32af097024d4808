namespace Dl.Properties;

/// <summary>
/// What Optax's <c>optax/_src/alias_test.py</c> (<c>test_optimization</c>) visibly checks of a rule: 10,000 steps from (-1, 10, 1) on the
/// parabola around (1, -1, 1), and from (0, 0) on Rosenbrock's function, end within 3e-2, absolute plus relative, of the minimum. A
/// re-implementation of that logic; the rates are those of its table.
/// </summary>
static class OptaxStyle
{
    const int Steps = 10_000;

    public static bool? Accepts(Attempt attempt)
    {
        var rosenbrock = new Rosenbrock();
        return Reaches(attempt, [-1, 10, 1], [1, -1, 1], (x, goal) => x.Zip(goal, (a, b) => 2 * (a - b)))
            && Reaches(attempt, [0, 0], [1, 1], (x, _) => rosenbrock.Gradient(Vector(x)).Span.ToArray());
    }

    static bool Reaches(Attempt attempt, double[] start, double[] goal, Func<double[], double[], IEnumerable<double>> slope)
    {
        var end = attempt.Judged(attempt.Usual.Optax).Follow(Vector(start), (_, x) => Vector(slope(x.Span.ToArray(), goal)), Steps).Last();
        return goal.Select((wanted, i) => Math.Abs(end[i] - wanted) <= 3e-2 + 3e-2 * Math.Abs(wanted)).All(near => near);
    }

    static Tensor<double> Vector(IEnumerable<double> x) => Tensor<double>.From([x.Count()], [.. x]);
}
