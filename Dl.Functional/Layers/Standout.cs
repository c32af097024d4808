namespace Dl.Functional;

/// <summary>
/// An activation whose numbers drop each with a probability of its own: x is kept with probability <c>p = sigmoid(alpha x + beta)</c>.
/// While learning <c>y = a(x) m</c> with m one or zero, in use <c>y = a(x) p</c>. Behind a dense layer, whose x is W u + b, this is standout
/// with the weights of the dropping network tied to those of the layer, as its authors propose: strong units stay more often.
/// Source: Ba and Frey, "Adaptive dropout for training deep neural networks", NIPS 2013.
/// </summary>
/// <remarks>While learning the mask is a constant to the gradient, as in the paper; in use the gradient runs through p. Law: the
/// expectation in learning is the value in use. PyTorch: -; Keras: -; Flax: -.</remarks>
/// <param name="Then">The activation a.</param>
/// <param name="Alpha">How much the probability to keep depends on x; 0 for the same everywhere.</param>
/// <param name="Beta">The larger, the more is kept.</param>
public sealed record Standout(Activation Then, double Alpha = 1, double Beta = 0) : Layer("standout")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        Setting.Finite(Name, "alpha", Alpha);
        Setting.Finite(Name, "beta", Beta);
        return new(Then.Fitted(example), Empty<T>.It, Empty<T>.It);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
        from a in Then.Of(x)
        from kept in Kept(x)
        from y in Ops.Multiply(a, call.Mode == Mode.Infer ? kept : Drawn(call.Key, kept.Value))
        select new Result<T>(y, call.State);

    Diff<T, Var<T>> Kept<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> =>
        from scaled in Ops.Scale(x, Alpha)
        from moved in Ops.Add(scaled, Tensor<T>.Scalar(T.CreateChecked(Beta)))
        from p in Ops.Sigmoid(moved)
        select p;

    static Tensor<T> Drawn<T>(Key key, Tensor<T> kept) where T : struct, IFloatingPointIeee754<T> => Tensor<T>.Build(kept.Shape, (key, kept), static (into, s) =>
    {
        var p = s.kept.Span;
        for (var i = 0; i < into.Length; i++) into[i] = T.CreateChecked(s.key.Uniform(i)) < p[i] ? T.One : T.Zero;
    });

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(
        new Standout(key.Below(3, 0) switch { 0 => Activation.None, 1 => Activation.Tanh, _ => Activation.Sigmoid }, Math.Round(key.Uniform(1) * 8) / 4 - 1, Math.Round(key.Uniform(2) * 8) / 4 - 1),
        Examples.Features(key, size));
}
