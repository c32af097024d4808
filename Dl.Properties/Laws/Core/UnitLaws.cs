namespace Dl.Properties;

/// <summary>The laws of threshold units, of the perceptron and of learning without a teacher.</summary>
public static class UnitLaws
{
    /// <summary>Any Boolean function.</summary>
    public static Law<SeedCase> Tables { get; } = TablesOf(ThresholdNetwork.Of);

    /// <summary>The perceptron's bound.</summary>
    public static Law<SeedCase> Bound { get; } = BoundOf((start, seen) => Perceptron.Learn(start, seen));

    /// <summary>What it cannot learn.</summary>
    public static Law<SeedCase> Parity { get; } = ParityOf((start, seen, passes) => Perceptron.Learn(start, seen, passes));

    /// <summary>Oja's rule.</summary>
    public static Law<SeedCase> Component { get; } = ComponentOf(Hebbian.Oja);

    /// <summary>Hebb's rule.</summary>
    public static Law<SeedCase> Growth { get; } = GrowthOf(Hebbian.Hebb);

    /// <summary>The Mark I.</summary>
    public static Law<SeedCase> Machine { get; } = MachineOf((machine, pictures, passes) => machine.Learn(pictures, passes));

    /// <summary>Every claim.</summary>
    public static Many<Claim> All { get; } = LawBook.On(SeedCase.Subject("units"), [Tables, Bound, Parity, Component, Growth, Machine]).Select(claim => (Claim)new Rare(claim, 100)).ToMany();

    /// <summary>Any Boolean function of up to four inputs, for a way to build it.</summary>
    public static Law<SeedCase> TablesOf(Func<Many<bool>, ThresholdNetwork> build) => new("truth tables", "a network of threshold units computes the truth table it was built from, of up to 4 inputs (McCulloch and Pitts 1943)", asked =>
    {
        var inputs = asked.Key.Below(5, 0);
        var table = Enumerable.Range(0, 1 << inputs).Select(row => asked.Key.Below(2, row + 1) == 1).ToMany();
        var network = build(table);
        return table.Select((value, row) => Verdict.If(network.At([.. Enumerable.Range(0, inputs).Select(bit => (row >> bit & 1) == 1)]) == value, () => $"row {row} of {table}: not {value}"))
            .Aggregate(Verdict.Holds, (all, one) => all.And(() => one));
    });

    /// <summary>Novikoff's bound, for a way to learn from one observation.</summary>
    public static Law<SeedCase> BoundOf(Func<ThresholdUnit, Observation, ThresholdUnit> learn) => new("perceptron", "on separable data it makes at most (R / g)^2 mistakes, and then none (Novikoff 1962)", asked =>
    {
        var (inputs, fires) = (1 + asked.Key.Below(3, 0), asked.Key.Below(2, 1) == 0 ? Firing.At : Firing.Above);
        var normal = Vector(asked.Key.Child(0), inputs + 1);
        double side(Many<double> x) => x.Append(1).Zip(normal, (x, w) => x * w).Sum() / Math.Sqrt(normal.Sum(w => w * w));
        var seen = Enumerable.Range(0, 4 + 4 * asked.Scale).Select(i => Vector(asked.Key.Child(i + 1), inputs)).Where(x => Math.Abs(side(x)) > 0.1)
            .Select(x => new Observation(x, side(x) > 0)).ToMany();
        if (seen.Count == 0) return Verdict.Holds;
        var (margin, radius) = (seen.Min(one => Math.Abs(side(one.X))), seen.Max(one => one.X.Sum(x => x * x) + 1));
        var bound = radius / (margin * margin);
        var (unit, mistakes, before) = (Perceptron.Start(inputs, fires), 0, -1);
        while (mistakes != before && mistakes <= bound)
        {
            before = mistakes;
            foreach (var one in seen)
            {
                if (unit.OfNumbers(one.X) != one.Fires) mistakes++;
                unit = learn(unit, one);
            }
        }
        return Verdict.If(mistakes <= bound, () => FormattableString.Invariant($"{mistakes} mistakes on {seen.Count} observations, where {bound:G4} are allowed"))
            .And(() => Verdict.If(seen.All(one => unit.OfNumbers(one.X) == one.Fires), () => "it is still wrong"));
    });

    /// <summary>Novikoff's bound behind a fixed random projection, for a way to teach.</summary>
    public static Law<SeedCase> MachineOf(Func<MarkOne, Many<Picture>, int, Taught> teach) => new("mark one", "what is separable behind the association units is learned within (R / g)^2 mistakes a response; their wiring stays", asked =>
    {
        var (cells, associations, responses) = (4 + asked.Key.Below(12, 0), 8 + asked.Key.Below(16, 1), 1 + asked.Key.Below(3, 2));
        var machine = MarkOne.Wired(asked.Key.Child(0), cells, associations, responses, 1 + asked.Key.Below(cells / 2, 3));
        var teachers = Enumerable.Range(0, responses).Select(i => Vector(asked.Key.Child(1).Child(i), associations + 1)).ToArray();
        double side(Many<double> bits, Many<double> teacher) => bits.Append(1).Zip(teacher, (x, w) => x * w).Sum() / Math.Sqrt(teacher.Sum(w => w * w));
        var seen = Enumerable.Range(0, 4 + 4 * asked.Scale).Select(i => Enumerable.Range(0, cells).Select(j => (double)asked.Key.Child(2 + i).Below(2, j)).ToMany())
            .Where(picture => teachers.All(teacher => Math.Abs(side(machine.Associate(picture), teacher)) > 0.2)).ToArray();
        if (seen.Length == 0) return Verdict.Holds;
        var bits = seen.Select(machine.Associate).ToArray();
        var pictures = seen.Select((picture, at) => new Picture(picture, teachers.Select(teacher => side(bits[at], teacher) > 0).ToMany())).ToMany();
        var bounds = teachers.Select(teacher => bits.Max(x => x.Sum() + 1) / Math.Pow(bits.Min(x => Math.Abs(side(x, teacher))), 2)).ToArray();
        var taught = teach(machine, pictures, 2 + (int)bounds.Max());
        return taught.Responses.Select((response, i) => Verdict.If(response.Converged && response.Mistakes <= bounds[i],
                () => FormattableString.Invariant($"response {i} made {response.Mistakes} mistakes on {seen.Length} pictures, where {bounds[i]:G4} are allowed{(response.Converged ? "" : ", and is still wrong")}")))
            .Aggregate(Verdict.Holds, (all, one) => all.And(() => one))
            .And(() => Verdict.If(taught.Machine.Associations.Equals(machine.Associations), () => "the wiring of the association units has changed"))
            .And(() => Verdict.If(pictures.All(picture => taught.Machine.Answer(picture.Cells).Equals(picture.Fires)), () => "the machine answers otherwise than it has learned"));
    });

    /// <summary>Exclusive or, for a way to learn.</summary>
    public static Law<SeedCase> ParityOf(Func<ThresholdUnit, Many<Observation>, int, Learned> learn) => new("exclusive or", "no perceptron learns exclusive or: it never converges (Minsky and Papert 1969)", asked =>
    {
        Many<Observation> seen = [.. Enumerable.Range(0, 4).Select(i => new Observation([i & 1, i >> 1], i is 1 or 2))];
        var run = learn(Perceptron.Start(2) with { Weights = Vector(asked.Key, 2) }, seen, 100);
        return Verdict.If(!run.Converged && run.Passes == 100 && run.Mistakes >= 100, () => $"it claims to have converged in {run.Passes} passes with {run.Mistakes} mistakes");
    });

    /// <summary>The first principal component, for a rule.</summary>
    public static Law<SeedCase> ComponentOf(Func<Tensor<double>, Tensor<double>, double, Tensor<double>> rule) => new("oja", "the weights of Oja's rule tend to length 1 and to the first principal component (Oja 1982)", asked =>
    {
        // Inputs along two orthogonal axes, three times as far along the first.
        var angle = 2 * Math.PI * asked.Key.Uniform(0);
        double[] first = [Math.Cos(angle), Math.Sin(angle)];
        var w = Tensor<double>.Of([2], 0.5 * first[0] - 0.5 * first[1], 0.5 * first[1] + 0.5 * first[0]);
        for (var i = 0; i < 4000; i++)
        {
            var (u, v) = (i % 2 == 0 ? 3.0 : -3.0, i / 2 % 2 == 0 ? 1.0 : -1.0);
            w = rule(w, Tensor<double>.Of([2], u * first[0] - v * first[1], u * first[1] + v * first[0]), 0.002);
        }
        var (length, along) = (Math.Sqrt(w[0] * w[0] + w[1] * w[1]), Math.Abs(w[0] * first[0] + w[1] * first[1]));
        return Verdict.Close(length, 1, 0.02, () => "the length").And(() => Verdict.Close(along, 1, 0.02, () => "the part along the first component"));
    });

    /// <summary>Growth without bound, for a rule.</summary>
    public static Law<SeedCase> GrowthOf(Func<Tensor<double>, Tensor<double>, double, Tensor<double>> rule) => new("hebb", "Hebb's rule turns nothing down: w + a y x, so the weights grow each time the unit answers", asked =>
    {
        var w = Tensor<double>.Of([3], [.. Vector(asked.Key, 3)]);
        var all = Verdict.Holds;
        for (var i = 0; i < 10; i++)
        {
            var x = Tensor<double>.Of([3], [.. Vector(asked.Key.Child(i), 3)]);
            var (next, old, y) = (rule(w, x, 0.25), w, Inner.Product(w, x));
            all = all.And(() => Verdict.If(y == 0 || Inner.Product(next, next) > Inner.Product(old, old), () => $"{old} shrinks to {next} on {x}"));
            for (var j = 0; j < 3; j++)
            {
                var at = j;
                all = all.And(() => Verdict.Close(next[at], old[at] + 0.25 * y * x[at], 1e-12 * (1 + Math.Abs(y)), () => $"weight {at} on {x}"));
            }
            w = next;
        }
        return all;
    });

    static Many<double> Vector(Key key, int size) => Examples.AwayFromZero(key, [size]).Span.ToArray().ToMany();
}
