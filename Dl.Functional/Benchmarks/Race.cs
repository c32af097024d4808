namespace Dl.Functional;

/// <summary>A kind of optimizer in a race.</summary>
/// <param name="Name">Its name in tables and pictures.</param>
/// <param name="Rate">The learning rate that it has by default.</param>
/// <param name="With">The optimizer with a learning rate.</param>
public sealed record Racer(string Name, double Rate, Func<double, Optimizer> With);

/// <summary>What is raced on.</summary>
/// <param name="Function">The function; the race begins at its start.</param>
/// <param name="Steps">How many steps every racer has.</param>
/// <param name="Target">Who has this value, or less, has arrived.</param>
/// <param name="Noise">The standard deviation of normal noise on every number of every gradient.</param>
/// <param name="Key">What the noise is drawn from: the same for every racer.</param>
public sealed record Course(Benchmark Function, int Steps, double Target, double Noise, Key Key)
{
    /// <summary>Arrives within <paramref name="tolerance"/> of the least value, or two below the start where nothing is least.</summary>
    public static Course To(double tolerance, Benchmark function, int steps, double noise = 0, Key? key = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        var target = double.IsFinite(function.Least) ? function.Least + tolerance : function.Value(function.Start) - 2;
        return new(function, steps, target, noise, key ?? Key.Of(0));
    }
}

/// <summary>The way of an optimizer over a function.</summary>
/// <param name="Points">Where it was, the start first; it ends early where a number grows beyond 1e6.</param>
/// <param name="Values">The value at each point.</param>
/// <param name="Arrived">After how many steps the target was first reached; none if never.</param>
public sealed record Trajectory(Many<Tensor<double>> Points, Many<double> Values, int? Arrived)
{
    /// <summary>Whether it left for good.</summary>
    public bool Diverged(Course course) => course is null ? throw new ArgumentNullException(nameof(course)) : Points.Count <= course.Steps;

    /// <summary>The mean value over the last tenth of the steps: what noise leaves in the end.</summary>
    public double Final => Values.Skip(Values.Count - Math.Max(1, Values.Count / 10)).Average();
}

/// <summary>One rate that was tried, and where it led.</summary>
public sealed record Attempt(double Rate, Trajectory Trajectory);

/// <summary>Races of optimizers over functions: same start, same noise, same number of steps; a pure function of all that.</summary>
public static class Race
{
    // Beyond this nobody comes back in the steps of a race.
    const double Far = 1e6;

    /// <summary>Thirteen rates from 1e-4 to 1 in equal ratios.</summary>
    public static Many<double> Rates { get; } = Enumerable.Range(0, 13).Select(i => Math.Pow(10, (i - 12) / 3.0)).ToMany();

    /// <summary>The way of an optimizer over a course.</summary>
    public static Trajectory Run(Optimizer optimizer, Course course)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(course);
        var function = course.Function;
        var points = ImmutableArray.CreateBuilder<Tensor<double>>(course.Steps + 1);
        var values = ImmutableArray.CreateBuilder<double>(course.Steps + 1);
        var at = new Updated<double>(function.Start, optimizer.Start<double>(function.Size));
        int? arrived = null;
        for (var step = 0; ; step++)
        {
            var value = function.Value(at.Parameters);
            points.Add(at.Parameters);
            values.Add(value);
            if (arrived is null && value <= course.Target) arrived = step;
            if (step == course.Steps || !Near(at.Parameters)) return new(points.ToMany(), values.ToMany(), arrived);
            at = optimizer.Update(at.State, at.Parameters, Noisy(course, function.Gradient(at.Parameters), step));
        }
    }

    /// <summary>Every rate of <see cref="Rates"/> on a course.</summary>
    public static Many<Attempt> Tune(Racer racer, Course course)
    {
        ArgumentNullException.ThrowIfNull(racer);
        return Rates.Select(rate => new Attempt(rate, Run(racer.With(rate), course))).ToMany();
    }

    /// <summary>The attempt that arrived first; with noise, where one may arrive by luck, and among those that did not arrive the
    /// one that ended lowest.</summary>
    public static Attempt Best(Many<Attempt> attempts, Course course) => attempts
        .OrderBy(attempt => course.Noise > 0 ? 0 : attempt.Trajectory.Arrived ?? int.MaxValue)
        .ThenBy(attempt => attempt.Trajectory.Diverged(course))
        .ThenBy(attempt => attempt.Trajectory.Final)
        .First();

    static Tensor<double> Noisy(Course course, Tensor<double> gradient, int step)
    {
        if (course.Noise == 0) return gradient;
        var noise = course.Key.Child(step).Normal<double>(gradient.Shape);
        return Tensor<double>.Build(gradient.Shape, (gradient, noise, course.Noise), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = s.gradient[i] + s.Noise * s.noise[i];
        });
    }

    static bool Near(Tensor<double> x)
    {
        foreach (var number in x.Span)
            if (!(Math.Abs(number) <= Far)) return false;
        return true;
    }
}
