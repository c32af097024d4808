namespace Dl.Properties;

/// <summary>The gradient of a layer with respect to its parameters and its batch, in both modes, against differences and
/// against forward mode (G1, G2 for layers).</summary>
public static class LayerGradientLaw
{
    /// <summary>Against differences.</summary>
    public static Law<LayerCase> Differences { get; } = new("gradient", "the gradients of parameters and batch are the slopes that differences measure (G1)", asked =>
        InBothModes(mode =>
        {
            var claimed = Claimed(asked, mode);
            return asked.Ids > 0
                ? GradientLaw.Ask([asked.Vector], [claimed.Vector], at => Output<double>(asked, at[0], asked.Batch, mode), asked.Cotangent)
                : GradientLaw.Ask([asked.Vector, asked.Batch], [claimed.Vector, claimed.Batch], at => Output<double>(asked, at[0], at[1], mode), asked.Cotangent);
        }));

    /// <summary>Against dual numbers: the network value is the same, the scalar another.</summary>
    public static Law<LayerCase> Forward { get; } = new("forward", "forward mode on dual numbers is the adjoint of the gradient (G2)", asked =>
        InBothModes(mode =>
        {
            var claimed = Claimed(asked, mode);
            var (u, w) = (Examples.AwayFromZero(Key.Of(11), asked.Vector.Shape), asked.Ids > 0 ? Tensor<double>.Zeros(asked.Batch.Shape) : Examples.AwayFromZero(Key.Of(12), asked.Batch.Shape));
            var forward = ForwardMode.Slopes(Output(asked, ForwardMode.At(asked.Vector, u), ForwardMode.At(asked.Batch, w), mode));
            var scale = Math.Max(1, Inner.Magnitude(asked.Cotangent, forward) + Inner.Magnitude(claimed.Vector, u) + Inner.Magnitude(claimed.Batch, w));
            return Verdict.Close(Inner.Product(claimed.Vector, u) + Inner.Product(claimed.Batch, w), Inner.Product(asked.Cotangent, forward), 1e-12 * scale, () => $"along a random direction, mode {mode}");
        }));

    static Verdict InBothModes(Func<Mode, Verdict> ask) => ask(Mode.Train).And(() => ask(Mode.Infer));

    static (Tensor<double> Vector, Tensor<double> Batch) Claimed(LayerCase asked, Mode mode)
    {
        var mold = new Mold<double>(asked.Start<double>().Params);
        var gradient = Gradient.Pull(new Fed<double>(mold.Pour(asked.Vector), asked.Batch),
            fed => asked.Apply(fed.Params, fed.Batch, mode).Map(result => result.Output), _ => asked.Cotangent).Gradient;
        return (mold.Flatten(gradient.Params), gradient.Batch.Value);
    }

    static Tensor<T> Output<T>(LayerCase asked, Tensor<T> vector, Tensor<T> batch, Mode mode) where T : struct, IFloatingPointIeee754<T> =>
        asked.Apply(new Mold<T>(asked.Start<T>().Params).Pour(vector), batch, mode).Value().Output.Value;
}
