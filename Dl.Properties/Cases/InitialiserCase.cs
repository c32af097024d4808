namespace Dl.Properties;

/// <summary>An initialiser, the fans of a weight (in, out), and a key.</summary>
public sealed record InitialiserCase(IInitialiser Initialiser, int In, int Out, Key Key) : Case
{
    /// <inheritdoc/>
    public override string Source => $"new InitialiserCase({Properties.Source.Of(Initialiser)}, {In}, {Out}, {Properties.Source.Of(Key)})";

    /// <inheritdoc/>
    public override Measure Measure => Properties.Source.Measure(Initialiser) + Shrink.Of(In) + Shrink.Of(Out);

    /// <summary>The fans.</summary>
    public Fans Fans => new(In, Out);

    /// <summary>The cases of an initialiser drawn by a function: fans from 1 to 128.</summary>
    public static InitialiserCase Draw(Func<Key, IInitialiser> initialiser, Key key, int size)
    {
        ArgumentNullException.ThrowIfNull(initialiser);
        return new(initialiser(key.Child(0)), Examples.Size(key, 1 << (size + 1), 0), Examples.Size(key, 1 << (size + 1), 1), key.Child(1));
    }

    /// <summary>The first <paramref name="count"/> numbers of a weight with these fans.</summary>
    public Tensor<double> Weights(int count) => Initialiser.Draw<double>(Key, [count], Fans);

    /// <summary>A matrix (in, out), drawn from child <paramref name="i"/> of the key.</summary>
    public Tensor<double> Matrix(int i) => Initialiser.Draw<double>(Key.Child(i), [In, Out], Fans);

    /// <summary>At least <paramref name="count"/> numbers, of as many matrices as that takes.</summary>
    public double[] Numbers(int count) => [.. Enumerable.Range(0, (count - 1) / (In * Out) + 1).SelectMany(i => Matrix(i).Span.ToArray())];

    /// <inheritdoc/>
    public override IEnumerable<Case> Smaller()
    {
        foreach (var (fewer, less) in new[] { (1, 1), (1, Out), (In, 1), (In / 2, Out), (In, Out / 2) })
            if (fewer >= 1 && less >= 1)
                yield return this with { In = fewer, Out = less };
        foreach (var simpler in Properties.Source.Simpler(Initialiser)) yield return this with { Initialiser = simpler };
    }
}
