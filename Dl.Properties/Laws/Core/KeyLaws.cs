namespace Dl.Properties;

/// <summary>
/// The laws of keys. Statistics must lie within 6 standard deviations: a true law fails one of 10^9 draws. A chi-square
/// with d degrees of freedom becomes a standard normal number by Wilson and Hilferty's cube root (PNAS 17, 1931).
/// </summary>
public static class KeyLaws
{
    const double Sigmas = 6;
    const int Draws = 1 << 15;
    const int Pairs = 1 << 12;

    /// <summary>Children are keys of their own.</summary>
    public static Law<SeedCase> Children { get; } = ChildrenFor((key, i) => key.Child(i));

    /// <summary>Streams do not know each other.</summary>
    public static Law<SeedCase> Independent { get; } = IndependentFor((key, i) => key.Child(i));

    /// <summary>A longer tensor begins with the shorter one.</summary>
    public static Law<SeedCase> Prefix { get; } = PrefixFor((key, count) => key.Uniform<double>([count], -1, 2));

    /// <summary>Uniform numbers are uniform.</summary>
    public static Law<SeedCase> Uniform { get; } = UniformFor((key, i) => key.Uniform(i));

    /// <summary>The interval is half open.</summary>
    public static Law<SeedCase> HalfOpen { get; } = HalfOpenFor((key, low, high) => (key.Uniform<double>([1], low, high)[0], key.Uniform<float>([1], low, high)[0]));

    /// <summary>Normal numbers are normal.</summary>
    public static Law<SeedCase> Normal { get; } = NormalFor((key, i) => key.Normal(i));

    /// <summary>Integers below a bound are unbiased.</summary>
    public static Law<SeedCase> Below { get; } = BelowFor((key, bound, i) => key.Below(bound, i));

    /// <summary>Permutations are permutations.</summary>
    public static Law<SeedCase> Permutation { get; } = PermutationFor((key, count) => key.Permutation(count));

    /// <summary>What is random changes with its key.</summary>
    public static Law<SeedCase> Only { get; } = OnlyFor(Random);

    /// <summary>Siblings keep their numbers.</summary>
    public static Law<SeedCase> Siblings { get; } = SiblingsFor(Net.Seq);

    /// <summary>Every law.</summary>
    public static Many<Law<SeedCase>> Laws { get; } = [Children, Independent, Prefix, Uniform, HalfOpen, Normal, Below, Permutation, Only, Siblings];

    /// <summary>Every claim.</summary>
    public static Many<Claim> All { get; } = LawBook.On(SeedCase.Subject("key"), Laws).Select(claim => (Claim)new Rare(claim, 20)).ToMany();

    /// <summary>Children are keys of their own, for a way of splitting.</summary>
    public static Law<SeedCase> ChildrenFor(Func<Key, long, Key> child) => new("children", "children differ from each other, from the parent and from its other descendants, and do not depend on how many there are", asked =>
    {
        var count = 100 * asked.Scale;
        var children = Enumerable.Range(0, count).Select(i => child(asked.Key, i)).ToArray();
        Key[] family = [asked.Key, .. children, .. Enumerable.Range(0, count).SelectMany(i => new[] { child(children[i], 0), child(children[i], 1) })];
        return Verdict.If(family.Distinct().Count() == family.Length, () => $"of {family.Length} keys in three generations only {family.Distinct().Count()} differ")
            .And(() => Verdict.If(family.Select(key => key.Bits(0)).Distinct().Count() == family.Length, () => "two keys of a family begin with the same draw"))
            .And(() => Verdict.If(family.Select(key => key.Seed).Distinct().Count() == family.Length && family.All(key => key.Gamma % 2 == 1), () => "two keys of a family start at one seed, or a stride is even"))
            .And(() => Verdict.If(Enumerable.Range(0, count).Reverse().All(i => child(asked.Key, i) == children[i]), () => "asked in another order, a child is another key"))
            .And(() => Verdict.If(asked.Key.Split() == (asked.Key.Child(0), asked.Key.Child(1)), () => "Split does not give the first two children"));
    });

    /// <summary>Streams are uncorrelated, for a way of splitting.</summary>
    public static Law<SeedCase> IndependentFor(Func<Key, long, Key> child) => new("independent", "the streams of a key, its children, theirs, and its neighbour are uncorrelated at 6 sigma, and so is each with itself shifted", asked =>
    {
        var key = asked.Key;
        (string Name, Key Key)[] family =
        [
            ("the key", key), ("child 0", child(key, 0)), ("child 1", child(key, 1)), ("child 2", child(key, 2)), ("child 1000", child(key, 1000)),
            ("child 0 of child 0", child(child(key, 0), 0)), ("child 0 of child 1", child(child(key, 1), 0)), ("the next seed", key with { Seed = key.Seed + 1 }),
        ];
        var streams = family.Select(one => Enumerable.Range(0, Pairs + 2).Select(i => (one.Key.Uniform(i) - 0.5) * Math.Sqrt(12)).ToArray()).ToArray();
        var all = Verdict.Holds;
        for (var i = 0; i < streams.Length; i++)
            for (var j = i; j < streams.Length; j++)
                for (var lag = i == j ? 1 : 0; lag < 3; lag++)
                {
                    var (one, other, shift) = (i, j, lag);
                    all = all.And(() => Sigma(Enumerable.Range(0, Pairs).Sum(k => streams[one][k] * streams[other][k + shift]) / Math.Sqrt(Pairs),
                        () => $"correlation of {family[one].Name} with {family[other].Name} shifted by {shift}"));
                }
        return all;
    });

    /// <summary>Uniform numbers are uniform, for a way of drawing them.</summary>
    public static Law<SeedCase> UniformFor(Func<Key, long, double> draw) => new("uniform", "uniform numbers lie in [0, 1) and pass moments 1 to 4 and chi-square over 64 bins at 6 sigma", asked =>
    {
        var numbers = Enumerable.Range(0, Draws).Select(i => draw(asked.Key, i)).ToArray();
        var all = Verdict.If(numbers.All(x => x is >= 0 and < 1), () => "a number outside [0, 1)").And(() => Fair(Counted(numbers.Select(x => (int)(64 * x)), 64), "64 bins"));
        for (var k = 1; k <= 4; k++)
        {
            var power = k;
            all = all.And(() => Moment(numbers, power, 1.0 / (power + 1), 1.0 / (2 * power + 1)));
        }
        return all;
    });

    /// <summary>The interval is half open, for a way of drawing at double and at float.</summary>
    public static Law<SeedCase> HalfOpenFor(Func<Key, double, double, (double Wide, float Narrow)> uniform) => new("half open", "uniform numbers lie in [low, high): the largest draw there is does not round up to high, at any scalar", asked =>
    {
        // Draw 0 of this key is 2^64 - 1.
        var largest = new Key(0xCF9A04AFFA6BADBF, 1);
        var (low, high) = (asked.Key.Below(9, 0) - 4.0, 5.0 + asked.Key.Below(3, 1));
        var (wide, narrow) = uniform(largest, low, high);
        return largest.Bits(0) != ulong.MaxValue ? Verdict.Silent
            : Verdict.If(largest.Uniform(0) < 1 && wide < high && narrow < high && wide >= low && narrow >= low,
                () => FormattableString.Invariant($"the largest draw in [{low}, {high}) is {largest.Uniform(0):R} of 1, {wide:R} at double, {narrow:R} at float"));
    });

    /// <summary>Normal numbers are normal, for a way of drawing them.</summary>
    public static Law<SeedCase> NormalFor(Func<Key, long, double> draw) => new("normal", "normal numbers pass moments 1 to 4 and chi-square over 64 quantiles at 6 sigma", asked =>
    {
        var numbers = Enumerable.Range(0, Draws).Select(i => draw(asked.Key, i)).ToArray();
        return Verdict.If(numbers.All(double.IsFinite), () => "a number is not finite")
            .And(() => Fair(Counted(numbers.Select(x => Math.Clamp((int)(64 * Distribution(x)), 0, 63)), 64), "64 quantiles"))
            .And(() => Moment(numbers, 1, 0, 1)).And(() => Moment(numbers, 2, 1, 3)).And(() => Moment(numbers, 3, 0, 15)).And(() => Moment(numbers, 4, 3, 105));
    });

    /// <summary>Integers are unbiased, for a way of drawing them.</summary>
    public static Law<SeedCase> BelowFor(Func<Key, int, long, int> below) => new("below", "integers below a bound are all in [0, bound) and pass chi-square at 6 sigma, for small bounds and for 3 * 2^29", asked =>
    {
        var bound = 2 + asked.Key.Below(20 * asked.Scale, -1);
        const int large = 3 << 29;
        return Fair(Counted(Enumerable.Range(0, Draws).Select(i => below(asked.Key, bound, i)), bound), $"{bound} integers")
            .And(() => Fair(Counted(Enumerable.Range(0, Draws).Select(i => below(asked.Key, large, i) / (large / 48)), 48), "48 parts of 3 * 2^29 integers"));
    });

    /// <summary>Permutations are permutations, for a way of drawing them.</summary>
    public static Law<SeedCase> PermutationFor(Func<Key, int, Indices> permutation) => new("permutation", "a permutation holds each number once, and all 24 orders of four things are equally frequent at 6 sigma", asked =>
    {
        var count = asked.Key.Below(10 * asked.Scale, 0);
        var order = permutation(asked.Key, count);
        return Verdict.If(order.Span.ToArray().Order().SequenceEqual(Enumerable.Range(0, count)), () => $"{order} does not hold each of 0 to {count - 1} once")
            .And(() => Fair(Counted(Enumerable.Range(0, Pairs).Select(i => Rank(permutation(asked.Key.Child(i), 4))), 24), "the orders of four things"));
    });

    /// <summary>A longer tensor begins with the shorter one, for a way of drawing them.</summary>
    public static Law<SeedCase> PrefixFor(Func<Key, int, Tensor<double>> uniform) => new("prefix", "element i depends on (key, i) alone: a longer tensor begins with the shorter one's elements, at any scalar", asked =>
    {
        var (few, many) = (asked.Key.Below(20 * asked.Scale, 0), 20 * asked.Scale + asked.Key.Below(100, 1));
        Verdict begins(Tensor<double> shorter, Tensor<double> longer, string what) => Bits.Same(shorter, longer.View(0, [few]), () => $"{few} {what} numbers and the first of {many}");
        return begins(uniform(asked.Key, few), uniform(asked.Key, many), "uniform")
            .And(() => begins(asked.Key.Normal<double>([few], 1, 2), asked.Key.Normal<double>([many], 1, 2), "normal"))
            .And(() => Bits.Same(asked.Key.Uniform<double>([many], -1, 2), asked.Key.Uniform<double>([1, many], -1, 2).Reshape([many]), () => "another shape"))
            .And(() => Bits.Same(asked.Key.Normal<double>([many]).Convert<float>(), asked.Key.Normal<float>([many]), () => "normal at float"));
    });

    /// <summary>What is random changes with its key, for something random.</summary>
    public static Law<SeedCase> OnlyFor(Func<SeedCase, IEnumerable<(string Name, Func<Key, Tensor<double>> Draw)>> random) => new("only", "everything random is the same for the same key and another for another key", asked =>
        random(asked).Aggregate(Verdict.Holds, (sum, one) => sum
            .And(() => Bits.Same(one.Draw(asked.Key), one.Draw(asked.Key), () => $"{one.Name} drawn twice"))
            .And(() => Verdict.If(!one.Draw(asked.Key).SameBits(one.Draw(asked.Key.Child(0))), () => $"{one.Name} is the same for a key and its child"))
            .And(() => Verdict.If(!one.Draw(asked.Key.Split().Left).SameBits(one.Draw(asked.Key.Split().Right)), () => $"{one.Name} is the same for two siblings"))));

    /// <summary>Siblings keep their numbers, for a way of putting layers one after another.</summary>
    public static Law<SeedCase> SiblingsFor(Func<ILayer[], ILayer> seq) => new("siblings", "changing one layer of a sequence leaves the parameters of its siblings as they were, to the bit", asked =>
    {
        var lesson = Lesson.Draw(asked.Key, asked.Scale + 1);
        var changed = asked.Key.Below(lesson.Net.Layers.Count, 5);
        ITree<double> parameters(ILayer[] layers) => Train.Initial<double>(seq(layers), asked.Key, lesson.Input).Params;
        var before = (Trees<double>)parameters([.. lesson.Net.Layers]);
        var after = (Trees<double>)parameters([.. lesson.Net.Layers.Select((layer, i) => i == changed ? Net.Seq(new Tanh(), layer) : layer)]);
        var all = Verdict.Holds;
        for (var i = 0; i < before.Items.Count; i++)
        {
            var at = i;
            if (i != changed) all = all.And(() => Bits.Same(before.Items[at], after.Items[at], () => $"layer {at} after layer {changed} was changed in {lesson}"));
        }
        return all;
    });

    // Everything random.
    static (string, Func<Key, Tensor<double>>)[] Random(SeedCase asked)
    {
        Shape shape = [4 + asked.Scale, 8];
        var ones = Tensor<double>.Ones(shape);
        return
        [
            ("uniform", key => key.Uniform<double>(shape)), ("normal", key => key.Normal<double>(shape)),
            ("permutation", key => Tensor<double>.From([40], [.. key.Permutation(40).Span.ToArray().Select(i => (double)i)])),
            ("Glorot uniform", key => Glorot.Uniform.Draw<double>(key, shape, new(4, 8))), ("Glorot normal", key => Glorot.Normal.Draw<double>(key, shape, new(4, 8))),
            ("He uniform", key => He.Uniform.Draw<double>(key, shape, new(4, 8))), ("He normal", key => He.Normal.Draw<double>(key, shape, new(4, 8))),
            ("dropout", key => Ops.Dropout<double>(ones, 0.5, key).Value().Value),
            ("a network", key => new Mold<double>(Start(key)).Flatten(Start(key))),
        ];

        static ITree<double> Start(Key key) => Train.Initial<double>(Net.Seq(new Dense(8), new Dense(2)), key, [4]).Params;
    }

    // Among all orders of four things, in lexical order.
    static int Rank(Indices order) => Enumerable.Range(0, 4).Aggregate(0, (rank, i) => rank * (4 - i) + Enumerable.Range(i + 1, 3 - i).Count(j => order[j] < order[i]));

    static int[] Counted(IEnumerable<int> bins, int count)
    {
        var counts = new int[count];
        foreach (var bin in bins) counts[bin]++;
        return counts;
    }

    // Chi-square against equal frequencies, as a standard normal number.
    static Verdict Fair(int[] counts, string what)
    {
        if (counts.Length < 2) return Verdict.Holds;
        double expected = counts.Sum() / (double)counts.Length, freedom = counts.Length - 1;
        var chi = counts.Sum(count => (count - expected) * (count - expected)) / expected;
        return Sigma((Math.Cbrt(chi / freedom) - 1 + 2 / (9 * freedom)) / Math.Sqrt(2 / (9 * freedom)), () => $"chi-square of {what}");
    }

    // The mean of x^k against its expectation; the variance of x^k is E x^2k - (E x^k)^2.
    static Verdict Moment(double[] numbers, int power, double expected, double square) => Sigma(
        (numbers.Sum(x => Math.Pow(x, power)) / numbers.Length - expected) / Math.Sqrt((square - expected * expected) / numbers.Length), () => $"moment {power}");

    static Verdict Sigma(double deviation, Func<string> what) => Verdict.Close(0, deviation, Sigmas, () => $"{what()}, in standard deviations");

    // The distribution function of the standard normal distribution by its series (Marsaglia, J. Stat. Software 11, 2004).
    static double Distribution(double x)
    {
        if (Math.Abs(x) > 7) return x < 0 ? 0 : 1;
        double sum = x, term = x;
        for (var k = 3; Math.Abs(term) > 1e-17; k += 2) sum += term *= x * x / k;
        return 0.5 + sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
    }
}
