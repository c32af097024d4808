namespace Dl.Functional;

/// <summary>
/// Sharpness-aware minimisation: the inner optimizer steps along the gradient at the worst point near by, <c>x + rho g / |g|</c>; adaptive,
/// <c>x + rho x^2 g / |x g|</c> coordinate by coordinate. It asks for a second gradient of the same batch, with the same random draws and
/// layer state: train with <see cref="Train.Step{T}"/>. Stands first in a chain. Source: Foret et al., 2021, algorithm 1; Kwon et al., 2021
/// (adaptive). Optax: <c>sam</c>.
/// </summary>
/// <param name="Optimizer">The inner optimizer, with its rate.</param>
/// <param name="Radius">rho, how far near by is.</param>
/// <param name="Adaptive">Whether the neighbourhood scales with the parameters.</param>
public sealed record Sam(Optimizer Optimizer, double Radius = 0.05, bool Adaptive = false) : Wrapper("sam", Optimizer)
{
    /// <inheritdoc/>
    protected override Turned<T> Wrap<T>(Flow<T> flow, WrapperState<T> state)
    {
        var direction = Adaptive ? Scaled(flow.Update, flow.Parameters) : flow.Update;
        var norm = Magnitude.Of(direction);
        // Where all is flat, there is no worst point.
        var reach = norm.Scaled == 0 ? 0 : Radius / norm.Value;
        var away = Adaptive ? Scaled(direction, flow.Parameters) : direction;
        var worst = flow.GradientAt(Vectors.Sum(flow.Parameters, T.CreateChecked(reach), away));
        var (update, inner) = Optimizer.Turn(flow with { Update = worst }, state.Inner[0]);
        return new(update, state with { Inner = [inner] });
    }

    // |x| g: in the adaptive form once for the norm, twice for the way.
    static Tensor<T> Scaled<T>(Tensor<T> g, Tensor<T> x) where T : struct, IFloatingPointIeee754<T> => Tensor<T>.Build(g.Shape, (g, x), static (into, s) =>
    {
        for (var i = 0; i < into.Length; i++) into[i] = T.Abs(s.x[i]) * s.g[i];
    });

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("second gradient", "same batch, same draws, same layer state", "-", "-", "left to the caller"),
        new("norm 0", "the gradient where it is", "-", "-", "same, by an epsilon"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new Sam(Simple(key), Math.Round(key.Uniform(0) * 64) / 64, key.Bernoulli(0.5, 1));
}
