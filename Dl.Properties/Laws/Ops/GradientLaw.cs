namespace Dl.Properties;

/// <summary>
/// G1: the pullback is the gradient that differences measure. Along coordinates, a random direction and all-ones, the slope
/// of <c>t -> &lt;c, f(x + t v)&gt;</c> at 0 is <c>&lt;J^T c, v&gt;</c>. Broken if it is off by more than 4 times the oracle's own
/// error estimate; at a kink the claimed slope must lie between those of both sides.
/// </summary>
public static class GradientLaw
{
    const int Coordinates = 8;

    // Below this an estimate is exact for practical purposes.
    const double Floor = 1e-15;

    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("gradient", "the pullback is the slope that differences measure (G1)", Ask);

    /// <summary>The law for any function of tensors and its claimed gradients: what the laws of layers and losses share.</summary>
    /// <param name="inputs">Where.</param>
    /// <param name="claimed">The claimed gradients.</param>
    /// <param name="f">The function, giving one number.</param>
    /// <param name="key">For the choice of directions.</param>
    public static Verdict Ask(IReadOnlyList<Tensor<double>> inputs, IReadOnlyList<Tensor<double>> claimed, Func<IReadOnlyList<Tensor<double>>, double> f, Key key)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(claimed);
        ArgumentNullException.ThrowIfNull(f);
        if (!double.IsFinite(f(inputs))) return Verdict.Silent;
        var all = Verdict.Silent;
        for (var i = 0; i < inputs.Count; i++)
        {
            var at = i;
            if (claimed[i].Shape != inputs[i].Shape) return Verdict.Broken($"input {i} has shape {inputs[i].Shape}, its gradient {claimed[i].Shape}");
            foreach (var direction in Directions(inputs[i].Shape, key.Child(i)))
            {
                var line = new Line(inputs, at, direction.Vector, f);
                all = all.And(() => Along(line.At, Inner.Product(claimed[at], direction.Vector), () => $"input {at}, {direction.Name}"));
            }
        }
        return all;
    }

    static Verdict Ask(OpCase asked)
    {
        var pulled = asked.Op.Rule(asked.Inputs).Pull(asked.Cotangent);
        return pulled.Count != asked.Inputs.Count
            ? Verdict.Broken($"the op has {asked.Inputs.Count} inputs, its pullback returned {pulled.Count} cotangents")
            : Ask([.. asked.Inputs], [.. pulled.Select(delta => delta.ToTensor())],
                inputs => Inner.Product(asked.Cotangent, asked.Op.Rule(Few.Of<Tensor<double>>([.. inputs])).Value), Key.Of(7));
    }

    static Verdict Along(Func<double, double> f, double claimed, Func<string> where)
    {
        if (FiniteDifference.IsKink(f))
        {
            var (left, right) = FiniteDifference.Sides(f);
            var (low, high) = (Math.Min(left.Slope - 4 * left.Error, right.Slope - 4 * right.Error), Math.Max(left.Slope + 4 * left.Error, right.Slope + 4 * right.Error));
            return claimed >= low && claimed <= high
                ? Verdict.Holds
                : Verdict.Broken(FormattableString.Invariant($"{where()}, at a kink: claimed slope {claimed:R}, but the sides have {left.Slope:R} and {right.Slope:R}"));
        }
        var found = FiniteDifference.Slope(f);
        var scale = Math.Max(1, Math.Max(Math.Abs(found.Slope), Math.Abs(f(0))));
        if (!double.IsFinite(found.Slope)) return Verdict.Silent;
        var verdict = Verdict.Close(claimed, found.Slope, 4 * found.Error + Floor * scale, where);
        return found.Error > 1e-6 * scale && verdict.Outcome == Outcome.Holds ? verdict with { Outcome = Outcome.Inconclusive } : verdict;
    }

    static IEnumerable<(string Name, Tensor<double> Vector)> Directions(Shape shape, Key key)
    {
        if (shape.Size == 0) yield break;
        var some = shape.Size <= Coordinates ? Enumerable.Range(0, shape.Size) : Enumerable.Range(0, Coordinates).Select(i => key.Below(shape.Size, i)).Distinct();
        foreach (var i in some) yield return ($"entry {i}", Unit(shape, i));
        if (shape.Size == 1) yield break;
        yield return ("along all ones", Tensor<double>.Ones(shape));
        yield return ("along a random direction", Examples.AwayFromZero(key.Child(0), shape));
    }

    static Tensor<double> Unit(Shape shape, int at) => Tensor<double>.Build(shape, at, static (into, at) =>
    {
        into.Clear();
        into[at] = 1;
    });

    sealed record Line(IReadOnlyList<Tensor<double>> Inputs, int Input, Tensor<double> Direction, Func<IReadOnlyList<Tensor<double>>, double> F)
    {
        public double At(double t)
        {
            var moved = Inputs.ToArray();
            moved[Input] = Tensor<double>.Build(moved[Input].Shape, (From: moved[Input], Direction, t), static (into, s) =>
            {
                for (var i = 0; i < into.Length; i++) into[i] = s.From[i] + s.t * s.Direction[i];
            });
            return F(moved);
        }
    }
}
