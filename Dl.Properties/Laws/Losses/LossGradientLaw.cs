namespace Dl.Properties;

/// <summary>The gradient of a loss with respect to the network's output (G1, G2, G11 for losses).</summary>
public static class LossGradientLaw
{
    /// <summary>Against differences.</summary>
    public static Law<LossCase> Differences { get; } = new("gradient", "the gradient of the output is the slope that differences measure (G1)", asked =>
        GradientLaw.Ask([asked.Output], [Claimed(asked)], at => asked.Loss.Of<double>(at[0], asked.Targets).Value().Value, asked.Cotangent));

    /// <summary>Against dual numbers.</summary>
    public static Law<LossCase> Forward { get; } = new("forward", "forward mode on dual numbers is the adjoint of the gradient (G2)", asked =>
    {
        var u = Examples.AwayFromZero(Key.Of(11), asked.Output.Shape);
        var forward = ForwardMode.Slopes(asked.Loss.Of<Dual<double>>(ForwardMode.At(asked.Output, u), Lifted(asked.Targets)).Value().Value);
        var claimed = Claimed(asked);
        var scale = Math.Max(1, Inner.Magnitude(asked.Cotangent, forward) + Inner.Magnitude(claimed, u));
        return Verdict.Close(Inner.Product(claimed, u), Inner.Product(asked.Cotangent, forward), 1e-13 * scale, () => "along a random direction");
    });

    /// <summary>The same bits twice and on any number of workers.</summary>
    public static Law<LossCase> Purity { get; } = new("purity", "same input, same bits, on any number of workers (G11)", asked =>
    {
        var first = Claimed(asked);
        return Verdict.If(first.SameBits(Claimed(asked)) && first.SameBits(Workers.With(1, () => Claimed(asked))) && first.SameBits(Workers.With(7, () => Claimed(asked))), () => "run again, the gradient has other bits");
    });

    static Tensor<double> Claimed(LossCase asked) =>
        Gradient.Pull(Leaves<double>.Of(asked.Output), leaves => asked.Loss.Of(leaves[0], asked.Targets), _ => asked.Cotangent).Gradient[0].Value;

    static Targets<Dual<double>> Lifted(Targets<double> targets) => targets switch
    {
        Targets<double>.Labels labels => labels.Classes,
        Targets<double>.Values values => ForwardMode.At(values.Numbers, Tensor<double>.Zeros(values.Numbers.Shape)),
        _ => throw new DlException("targets are classes or numbers"),
    };
}
