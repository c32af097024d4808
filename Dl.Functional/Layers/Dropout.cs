namespace Dl.Functional;

/// <summary>
/// Drops each number with the given probability while learning and scales what stays by 1 / (1 - rate); does nothing in use.
/// See <see cref="DropoutOp"/>. PyTorch: <c>nn.Dropout(p)</c>; Keras and Flax: <c>Dropout(rate)</c>.
/// </summary>
/// <param name="Rate">The probability to drop, in [0, 1).</param>
public sealed record Dropout(double Rate = 0.5) : Layer("dropout")
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("rate", "the probability to drop", "same", "same", "same"),
        new("scaling", "by 1 / (1 - rate) while learning", "same", "same", "same"),
    ];

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example) => Rate is >= 0 and < 1
        ? new(example, Empty<T>.It, Empty<T>.It)
        : throw new DlException(FormattableString.Invariant($"the rate of dropout is the probability to drop and lies in [0, 1), but is {Rate}"));

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => call.Mode == Mode.Infer || Rate == 0
        ? Diff.Return<T, Result<T>>(new(x, call.State))
        : from y in Ops.Dropout(x, Rate, call.Key) select new Result<T>(y, call.State);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Dropout(Math.Round(key.Uniform(0) * 15) / 16), Examples.Features(key, size));
}
