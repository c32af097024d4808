namespace Dl.Functional;

/// <summary>
/// Multiplies each number, while learning, by normal noise of mean 1 and variance rate / (1 - rate): mean and variance are
/// those of inverted dropout, and no number is ever quite gone. Does nothing in use. Source: Srivastava et al., JMLR 15 (2014),
/// section 10.
/// </summary>
/// <remarks>PyTorch: -; Keras: <c>GaussianDropout(rate)</c>; Flax: -.</remarks>
/// <param name="Rate">The rate of the dropout that this imitates, in [0, 1).</param>
public sealed record GaussianDropout(double Rate = 0.5) : Layer("gaussian dropout")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        Setting.Rate(Name, Rate);
        return new(example, Empty<T>.It, Empty<T>.It);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => call.Mode == Mode.Infer || Rate == 0
        ? Diff.Return<T, Result<T>>(new(x, call.State))
        : from y in Ops.Multiply(x, call.Key.Normal<T>(x.Shape, 1, Math.Sqrt(Rate / (1 - Rate))))
          select new Result<T>(y, call.State);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new GaussianDropout(Noise.Rate(key)), Examples.Features(key, size));
}
