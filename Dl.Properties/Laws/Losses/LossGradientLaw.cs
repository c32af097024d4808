namespace Dl.Properties;

/// <summary>The gradient of a loss with respect to the network's output (G1, G2, G9, G11 for losses).</summary>
public static class LossGradientLaw
{
    /// <summary>Against differences.</summary>
    public static Law<LossCase> Differences { get; } = new("gradient", "the gradient of the output is the slope that differences measure (G1)", asked =>
        GradientLaw.Ask([asked.Output], [asked.Gradient], at => asked.At(at[0], asked.Targets), asked.Cotangent));

    /// <summary>Against dual numbers.</summary>
    public static Law<LossCase> Forward { get; } = new("forward", "forward mode on dual numbers is the adjoint of the gradient (G2)", asked =>
    {
        var u = Examples.AwayFromZero(Key.Of(11), asked.Output.Shape);
        var forward = ForwardMode.Slopes(asked.Loss.Of<Dual<double>>(ForwardMode.At(asked.Output, u), Lifted(asked.Targets)).Value().Value);
        var claimed = asked.Gradient;
        var scale = Math.Max(1, Inner.Magnitude(asked.Cotangent, forward) + Inner.Magnitude(claimed, u));
        return Verdict.Close(Inner.Product(claimed, u), Inner.Product(asked.Cotangent, forward), Rounding.Of(256 + 16 * asked.Output.Shape.Size, scale), () => "along a random direction");
    });

    /// <summary>At degenerate points.</summary>
    public static Law<LossCase> Finite { get; } = new("finite", "the gradient is finite wherever the value is: as drawn, at outputs of 0, at the targets themselves, at large ones (G9)", asked =>
    {
        var all = FiniteAt(asked, asked.Output).And(() => FiniteAt(asked, Tensor<double>.Zeros(asked.Output.Shape)));
        all = all.And(() => FiniteAt(asked, Ops.Scale<double>(asked.Output, 1e6).Value().Value));
        return asked.Targets is Targets<double>.Values values && values.Numbers.Shape == asked.Output.Shape ? all.And(() => FiniteAt(asked, values.Numbers))
            : asked.Targets is Targets<double>.Several several && several.Parts[0] is Targets<double>.Values first && first.Numbers.Shape == asked.Output.Shape ? all.And(() => FiniteAt(asked, first.Numbers))
            : all;
    });

    /// <summary>The same bits twice and on any number of workers.</summary>
    public static Law<LossCase> Purity { get; } = new("purity", "same input, same bits, on any number of workers (G11)", asked =>
    {
        var first = asked.Gradient;
        return Verdict.If(first.SameBits(asked.Gradient) && first.SameBits(Workers.With(1, () => asked.Gradient)) && first.SameBits(Workers.With(7, () => asked.Gradient)), () => "run again, the gradient has other bits");
    });

    static Verdict FiniteAt(LossCase asked, Tensor<double> output)
    {
        try
        {
            if (!asked.At(output, asked.Targets).Span.ToArray().All(double.IsFinite)) return Verdict.Silent;
        }
        catch (DlException)
        {
            return Verdict.Silent;
        }
        var gradient = asked.GradientAt(output, asked.Targets, _ => asked.Cotangent);
        return Verdict.If(gradient.Span.ToArray().All(double.IsFinite), () => $"at {output} the value is finite, its gradient is {gradient}");
    }

    static Targets<Dual<double>> Lifted(Targets<double> targets) => targets switch
    {
        Targets<double>.Labels labels => labels.Classes,
        Targets<double>.Values values => ForwardMode.At(values.Numbers, Tensor<double>.Zeros(values.Numbers.Shape)),
        Targets<double>.Several several => new Targets<Dual<double>>.Several(several.Parts.Map(Lifted)),
        _ => throw new DlException("targets are classes or numbers"),
    };
}
