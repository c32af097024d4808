namespace Dl.Properties;

/// <summary>The gradient of a layer with respect to its parameters and its batch, in both modes, against differences and
/// against forward mode (G1, G2 for layers).</summary>
public static class LayerGradientLaw
{
    /// <summary>
    /// Against differences, in learning along every direction. In use too, unless value and claimed gradients are the same bits as in learning: then the slope along directions in
    /// which everything moves together tells whether the function is another.
    /// </summary>
    public static Law<LayerCase> Differences { get; } = new("gradient", "the gradients of parameters and batch are the slopes that differences measure (G1)", asked =>
    {
        var (learned, used) = (Claimed(asked, Mode.Train), Claimed(asked, Mode.Infer));
        var alike = learned.Value.SameBits(used.Value) && learned.Vector.SameBits(used.Vector) && learned.Batch.SameBits(used.Batch);
        return Measured(asked, Mode.Train, learned, Along.Each).And(() => Measured(asked, Mode.Infer, used, alike ? Along.All : Along.Each));
    });

    /// <summary>Against dual numbers: the network value is the same, the scalar another.</summary>
    public static Law<LayerCase> Forward { get; } = new("forward", "forward mode on dual numbers is the adjoint of the gradient (G2)", asked =>
        InBothModes(mode =>
        {
            var claimed = Claimed(asked, mode);
            var (u, w) = (Examples.AwayFromZero(Key.Of(11), asked.Vector.Shape), asked.Ids > 0 ? Tensor<double>.Zeros(asked.Batch.Shape) : Examples.AwayFromZero(Key.Of(12), asked.Batch.Shape));
            var forward = ForwardMode.Slopes(Output<Dual<double>>(asked, mode)(ForwardMode.At(asked.Vector, u), ForwardMode.At(asked.Batch, w)));
            var scale = Math.Max(1, Inner.Magnitude(asked.Cotangent, forward) + Inner.Magnitude(claimed.Vector, u) + Inner.Magnitude(claimed.Batch, w));
            return Verdict.Close(Inner.Product(claimed.Vector, u) + Inner.Product(claimed.Batch, w), Inner.Product(asked.Cotangent, forward), 1e-12 * scale, () => $"along a random direction, mode {mode}");
        }));

    static Verdict InBothModes(Func<Mode, Verdict> ask) => ask(Mode.Train).And(() => ask(Mode.Infer));

    static Verdict Measured(LayerCase asked, Mode mode, (Tensor<double> Value, Tensor<double> Vector, Tensor<double> Batch) claimed, Along directions)
    {
        var output = Output<double>(asked, mode);
        return asked.Ids > 0
            ? GradientLaw.Ask([asked.Vector], [claimed.Vector], at => output(at[0], asked.Batch), asked.Cotangent, directions)
            : GradientLaw.Ask([asked.Vector, asked.Batch], [claimed.Vector, claimed.Batch], at => output(at[0], at[1]), asked.Cotangent, directions);
    }

    /// <summary>The output, and the gradients that the layer gives for its parameters and its batch.</summary>
    internal static (Tensor<double> Value, Tensor<double> Vector, Tensor<double> Batch) Claimed(LayerCase asked, Mode mode)
    {
        var mold = new Mold<double>(asked.Start<double>().Params);
        var (value, gradient) = Gradient.Pull(new Fed<double>(mold.Pour(asked.Vector), asked.Batch),
            fed => asked.Apply(fed.Params, fed.Batch, mode).Map(result => result.Output), _ => asked.Cotangent);
        return (value, mold.Flatten(gradient.Params), gradient.Batch.Value);
    }

    // The start is asked for once, not at each of the many points.
    static Func<Tensor<T>, Tensor<T>, Tensor<T>> Output<T>(LayerCase asked, Mode mode) where T : struct, IFloatingPointIeee754<T>
    {
        var start = asked.Start<T>();
        var mold = new Mold<T>(start.Params);
        return (vector, batch) => asked.Layer.Apply(new Call<T>(mold.Pour(vector), start.State, asked.Key.Child(0), mode), batch).Value().Output.Value;
    }
}
