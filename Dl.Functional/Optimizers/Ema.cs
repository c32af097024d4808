namespace Dl.Functional;

/// <summary>
/// Keeps an exponential average of the parameters beside them and changes nothing else: <c>a = decay a + (1 - decay) x</c>, x after the
/// step. Stands last in a chain. <see cref="Step{T}.Average"/> and <see cref="Optimizer.Average"/> give it. Source: Polyak and Juditsky, 1992.
/// PyTorch: <c>AveragedModel</c>; Keras: <c>use_ema</c>; Optax: <c>params_ema</c>.
/// </summary>
/// <param name="Decay">What stays of the average.</param>
/// <param name="Debias">Whether it begins at zero and is corrected by <c>1 / (1 - decay^t)</c>; else it begins at the first parameters.</param>
public sealed record Ema(double Decay = 0.999, bool Debias = false) : BlockLink("ema"), IAverages
{
    /// <inheritdoc/>
    public override Many<string> Slots => ["average"];

    /// <inheritdoc/>
    public override void On<N>(Block<N> block)
    {
        var share = N.Of(1 - Decay);
        var begins = block.Count == 1 && !Debias;
        ReadOnlySpan<N> was = block.Was(0), x = block.Parameters;
        Span<N> now = block.Now(0);
        for (var i = 0; i < x.Length; i++)
        {
            var a = begins ? x[i] : was[i];
            now[i] = a + share * (x[i] - block.Update[i] - a);
        }
    }

    /// <inheritdoc/>
    public Tensor<T> Average<T>(Reached<T> at, ITree<T> state) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(at);
        var average = ((LinkState<T>)state)[0];
        return Debias ? Vectors.Sum(T.CreateChecked(Rule.Unbiased(Decay, at.Count)), average, T.Zero, average) : average;
    }

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("start", "at the first parameters", "at the parameters after the first step", "same", "at zero, corrected: Debias"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new Ema(Rule.Share(key, 0), key.Bernoulli(0.5, 1));
}
