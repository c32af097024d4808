namespace Dl.Core;

/// <summary>
/// The only source of randomness: a value that names one infinite stream of numbers and splits into independent keys.
/// Element i of anything random depends on (key, i) alone. JAX: <c>jax.random.key</c>.
/// </summary>
/// <remarks>
/// Draw i is <c>Mix(Seed + (i + 1) * Gamma)</c>, the counter form of SplitMix64 (Steele, Lea and Flood, "Fast splittable
/// pseudorandom number generators", OOPSLA 2014). A child takes seed and gamma from draws of a stream with another
/// finaliser, so that no child shares the parent's draws. Laws: children differ and do not depend on the number of
/// siblings; a longer tensor begins with the shorter one's elements; uniform and normal pass chi-square and moments.
/// </remarks>
/// <param name="Seed">Where the stream begins.</param>
/// <param name="Gamma">Its odd stride.</param>
public readonly record struct Key(ulong Seed, ulong Gamma)
{
    const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>The key of a seed that a person chose.</summary>
    public static Key Of(ulong seed) => new(Mix(seed ^ Golden), Golden);

    /// <summary>Two independent keys.</summary>
    public (Key Left, Key Right) Split() => (Child(0), Child(1));

    /// <summary>Child <paramref name="i"/>, the same whatever the number of its siblings.</summary>
    public Key Child(long i)
    {
        var at = Variant(Seed) ^ Variant(Gamma + 2 * (ulong)i + 1);
        return new(Variant(at + Golden), Stride(Variant(at - Golden)));
    }

    /// <summary>Draw <paramref name="i"/> of the stream: 64 random bits.</summary>
    public ulong Bits(long i) => Mix(Seed + ((ulong)i + 1) * Gamma);

    /// <summary>Draw <paramref name="i"/> as a number in [0, 1), a multiple of 2^-53.</summary>
    public double Uniform(long i) => (Bits(i) >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with the given probability: draw <paramref name="i"/>, from the same bits as <see cref="Uniform(long)"/>.</summary>
    public bool Bernoulli(double probability, long i) => Uniform(i) < probability;

    /// <summary>
    /// Draw <paramref name="i"/> from the standard normal distribution, by Box and Muller from two draws:
    /// sqrt(-2 ln u) cos(2 pi v) with u in (0, 1].
    /// </summary>
    public double Normal(long i) => Math.Sqrt(-2 * Math.Log(1 - Uniform(2 * i))) * Math.Cos(2 * Math.PI * Uniform(2 * i + 1));

    /// <summary>Draw <paramref name="i"/> as an integer in [0, <paramref name="bound"/>), without modulo bias beyond 2^-64.</summary>
    public int Below(int bound, long i)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)Math.BigMul(Bits(i), (ulong)bound, out _);
    }

    /// <summary>A tensor with independent elements, uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public Tensor<T> Uniform<T>(Shape shape, double low = 0, double high = 1) where T : struct, IFloatingPointIeee754<T> =>
        Tensor<T>.Build(shape, (Key: this, low, high), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = T.CreateChecked(s.low + (s.high - s.low) * s.Key.Uniform(i));
            // Rounded to T, or to double, the largest draws may meet the end of the interval, which does not belong to it.
            if (s.low < s.high)
                for (var i = 0; i < into.Length; i++)
                    if (double.CreateChecked(into[i]) >= s.high) into[i] = T.BitDecrement(T.CreateChecked(s.high));
        });

    /// <summary>A tensor with independent normal elements of the given mean and standard deviation.</summary>
    public Tensor<T> Normal<T>(Shape shape, double mean = 0, double deviation = 1) where T : struct, IFloatingPointIeee754<T> =>
        Tensor<T>.Build(shape, (Key: this, mean, deviation), static (into, s) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = T.CreateChecked(s.mean + s.deviation * s.Key.Normal(i));
        });

    /// <summary>A random order of 0, 1, ..., <paramref name="count"/> - 1 (Fisher and Yates).</summary>
    public Indices Permutation(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        for (var i = count - 1; i > 0; i--)
        {
            var j = Below(i + 1, i);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return Indices.Of(order);
    }

    // Stafford's finaliser 13.
    static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    // The finaliser of MurmurHash3: children must not meet the parent's draws.
    static ulong Variant(ulong z)
    {
        z = (z ^ (z >> 33)) * 0xFF51AFD7ED558CCD;
        z = (z ^ (z >> 33)) * 0xC4CEB9FE1A85EC53;
        return z ^ (z >> 33);
    }

    // A stride is odd and its bits change often enough (Steele et al., section 3).
    static ulong Stride(ulong z)
    {
        z |= 1;
        return BitOperations.PopCount(z ^ (z >> 1)) < 24 ? z ^ 0xAAAAAAAAAAAAAAAA : z;
    }
}
