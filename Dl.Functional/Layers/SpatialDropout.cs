namespace Dl.Functional;

/// <summary>
/// Drops whole channels (last axis) of an example with the given probability while learning and divides what stays by
/// 1 - rate; does nothing in use. In a map neighbouring numbers are alike, and dropping single ones takes away little. Works on
/// examples (..., channels). Source: Tompson et al., "Efficient object localization using convolutional networks", CVPR 2015.
/// </summary>
/// <remarks>PyTorch: <c>nn.Dropout1d/2d/3d(p)</c>; Keras: <c>SpatialDropout1D/2D/3D(rate)</c>; Flax: <c>Dropout(rate, broadcast_dims)</c>.</remarks>
/// <param name="Rate">The probability to drop, in [0, 1).</param>
public sealed record SpatialDropout(double Rate = 0.5) : Layer("spatial dropout")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        Setting.Rate(Name, Rate);
        return example.Rank >= 2
            ? new(example, Empty<T>.It, Empty<T>.It)
            : throw new DlException($"{Name} drops whole channels of examples (..., positions, channels), not of {example}; for single features use dropout");
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => call.Mode == Mode.Infer || Rate == 0
        ? Diff.Return<T, Result<T>>(new(x, call.State))
        : from y in Ops.Multiply(x, Noise.Kept<T>(call.Key, [x.Shape[0], .. x.Shape.Skip(2).Select(_ => 1), x.Shape.Last], Rate, Noise.Inverse(Rate)))
          select new Result<T>(y, call.State);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(
        new SpatialDropout(Noise.Rate(key)), [Examples.Size(key, Math.Min(size, 4), 1), .. Examples.Features(key.Child(0), Math.Min(size, 3)).Take(2)]);
}
