namespace Dl.Functional;

/// <summary>
/// Drops each number with the given probability while learning. Inverted, as everybody does it today, what stays is divided
/// by 1 - rate and use does nothing; in the original form what stays is left as it is, and use multiplies by 1 - rate, the
/// probability to keep. Source: Srivastava et al., JMLR 15 (2014), whose p is the probability to keep. See <see cref="DropoutOp"/>.
/// </summary>
/// <remarks>Laws: the expectation in learning is the value in use; over all 2^N masks the geometric mean of softmax regressions,
/// normalised, is the regression in use. PyTorch: <c>nn.Dropout(p)</c>; Keras and Flax: <c>Dropout(rate)</c>; all inverted.</remarks>
/// <param name="Rate">The probability to drop, in [0, 1).</param>
/// <param name="Original">Whether to scale in use and not while learning.</param>
public sealed record Dropout(double Rate = 0.5, bool Original = false) : Layer("dropout")
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } =
    [
        new("rate", "the probability to drop", "same", "same", "same"),
        new("scaling", "by 1 / (1 - rate) while learning, unless the original form is asked for", "same", "same", "same"),
    ];

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        Setting.Rate(Name, Rate);
        return new(example, Empty<T>.It, Empty<T>.It);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Of(call, x).Map(y => new Result<T>(y, call.State));

    Diff<T, Var<T>> Of<T>(Call<T> call, Var<T> x) where T : struct, IFloatingPointIeee754<T> => (call.Mode, Original) switch
    {
        _ when Rate == 0 => Diff.Return<T, Var<T>>(x),
        (Mode.Infer, false) => Diff.Return<T, Var<T>>(x),
        (Mode.Infer, true) => Ops.Scale(x, 1 - Rate),
        (_, false) => Ops.Dropout(x, Rate, call.Key),
        (_, true) => Ops.Multiply(x, Noise.Kept<T>(call.Key, x.Shape, Rate, 1)),
    };

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Dropout(Noise.Rate(key), key.Bernoulli(0.3, 1)), Examples.Features(key, size));
}
