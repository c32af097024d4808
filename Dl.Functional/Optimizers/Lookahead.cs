namespace Dl.Functional;

/// <summary>
/// Lookahead: fast parameters run k steps of another optimizer, then slow ones go a part of the way to them and the fast ones come back:
/// <c>slow = slow + share (fast - slow); fast = slow</c>. The memory of the inner optimizer goes on. Source: Zhang, Lucas, Hinton and Ba, 2019,
/// algorithm 1. Optax: <c>lookahead</c>. Law: with k = 1 and a share of 1 it is the inner optimizer.
/// </summary>
/// <param name="Optimizer">The inner optimizer, with its rate.</param>
/// <param name="Steps">k, the steps of the fast ones to one of the slow ones, at least 1.</param>
/// <param name="Share">The part of the way.</param>
public sealed record Lookahead(Optimizer Optimizer, long Steps = 6, double Share = 0.5) : Wrapper("lookahead", Optimizer)
{
    /// <inheritdoc/>
    protected override Many<string> Slots => ["slow"];

    /// <inheritdoc/>
    protected override Turned<T> Wrap<T>(Flow<T> flow, WrapperState<T> state)
    {
        var (update, inner) = Optimizer.Turn(flow, state.Inner[0]);
        var slow = flow.Count == 1 ? flow.Parameters : state.Own[0];
        if (flow.Count % Steps != 0) return new(update, new WrapperState<T>(flow.Count == 1 ? Vectors.Slots(Slots, slow) : state.Own, [inner]));
        var next = Vectors.Towards(slow, Vectors.Difference(flow.Parameters, update), Share);
        return new(Vectors.Difference(flow.Parameters, next), new WrapperState<T>(Vectors.Slots(Slots, next), [inner]));
    }

    /// <summary>Points on which libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("steps, share", "6, 0.5", "-", "-", "always given"),
        new("memory of the inner optimizer at a meeting", "goes on", "-", "-", "goes on; reset if asked for"),
    ];

    /// <summary>An example for the laws.</summary>
    public static ILink Example(Key key) => new Lookahead(Simple(key), 1 + key.Below(3, 0), Math.Round(key.Uniform(1) * 64) / 64);
}
