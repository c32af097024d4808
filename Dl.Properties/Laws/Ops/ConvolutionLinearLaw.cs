namespace Dl.Properties;

/// <summary>
/// L3: without its bias a convolution is linear in the images and linear in the kernel: <c>f(2 x - z, w) = 2 f(x, w) - f(z, w)</c>; the bias adds.
/// </summary>
public static class ConvolutionLinearLaw
{
    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("bilinear", "a convolution is linear in the images and in the kernel, and its bias adds (L3)", asked =>
    {
        if (Claimed.By(asked.Op) is not (Conv2dOp or ConvTranspose2dOp or LocallyConnected2dOp)) return Verdict.Silent;
        var (x, w) = (asked.Inputs[0], asked.Inputs[1]);
        var (z, v) = (Examples.Any(Key.Of(31), x.Shape), Examples.Any(Key.Of(32), w.Shape));
        Tensor<double> F(Tensor<double> images, Tensor<double> kernel) => asked.Op.Rule<double>([images, kernel]).Value;
        return Verdict.Close(F(Mix(x, z), w), Mix(F(x, w), F(z, w)), 1e-13, () => "in the images")
            .And(() => Verdict.Close(F(x, Mix(w, v)), Mix(F(x, w), F(x, v)), 1e-13, () => "in the kernel"))
            .And(() => asked.Inputs.Count < 3 ? Verdict.Silent
                : Verdict.Close(asked.Op.Rule(asked.Inputs).Value, new AddOp().Rule<double>([F(x, w), asked.Inputs[2]]).Value, 1e-13, () => "with its bias"));
    });

    static Tensor<double> Mix(Tensor<double> a, Tensor<double> b) => Tensor<double>.From(a.Shape, [.. a.Span.ToArray().Select((x, i) => 2 * x - b[i])]);
}
