namespace Dl.Functional;

/// <summary>
/// One layer so many times, one behind the other, each time with parameters of its own: <see cref="Seq"/> written short.
/// Law: the same bits as the sequence of as many copies. PyTorch: <c>nn.Sequential(*[layer() for _ in range(times)])</c>; Flax: <c>nn.scan</c>.
/// </summary>
/// <param name="Times">How many times; 0 is the identity.</param>
/// <param name="Part">The layer.</param>
public sealed record Repeat(int Times, ILayer Part) : Layer("repeat")
{
    Seq Parts => Times >= 0 ? new(Enumerable.Repeat(Part, Times).ToMany()) : throw new DlException($"{Name}: a layer is repeated 0 times or more, not {Times}");

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example) => Parts.Init<T>(key, example);

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Parts.Apply(call, x);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var features = Examples.Size(key, Math.Min(size, 4), 0);
        return new(new Repeat(key.Below(4, 1), new Dense(features, Activation.Tanh)), [features]);
    }
}
