namespace Dl.Properties;

/// <summary>
/// G8: the Hessian is symmetric and is the derivative of the gradient: reverse mode over dual numbers gives <c>H u</c>, with
/// <c>&lt;v, H u&gt; = &lt;u, H v&gt;</c>, and differences of the gradient along u give it again.
/// </summary>
public static class SecondOrderLaw
{
    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("second order", "the Hessian is symmetric and the slope of the gradient (G8)", asked =>
    {
        var inputs = asked.Inputs.ToArray();
        var (u, v) = (Direction(inputs, 17), Direction(inputs, 19));
        var (hu, hv) = (HessianTimes(asked, u), HessianTimes(asked, v));
        if (!hu.Concat(hv).All(part => part.Span.ToArray().All(double.IsFinite))) return Verdict.Silent;
        var (left, right) = (Sum(v, hu), Sum(u, hv));
        var scale = Math.Max(1, v.Zip(hu, Inner.Magnitude).Sum() + u.Zip(hv, Inner.Magnitude).Sum());
        // One minus the square of a saturated tanh is rounded as 1 is, however small it comes out: an entry of the gradient is a sum of products of what enters.
        var rounding = Rounding.Unit * Rounding.Largest(asked.Cotangent) * Rounding.Largest(asked.Inputs) * v.Sum(part => Inner.Magnitude(part, Tensor<double>.Ones(part.Shape)));
        double Slope(double t) => Sum(v, GradientAt(asked, [.. inputs.Select((x, i) => Moved(x, u[i], t))]));
        return Verdict.Close(left, right, 1e-11 * scale, () => "<v, H u> against <u, H v>").And(() =>
        {
            // At a tie of equal items the gradient jumps, perhaps with its mean in between: there is no Hessian.
            if (FiniteDifference.IsKink(Slope) || FiniteDifference.IsJump(Slope)) return Verdict.Silent;
            var found = FiniteDifference.Slope(Slope, rounding);
            if (!double.IsFinite(found.Slope)) return Verdict.Silent;
            var verdict = Verdict.Close(left, found.Slope, 4 * found.Error + 1e-13 * scale, () => "H u against differences of the gradient");
            return found.Error > 1e-6 * scale && verdict.Finding == Finding.Holds ? verdict with { Finding = Finding.Inconclusive } : verdict;
        });
    });

    static Tensor<double>[] Direction(Tensor<double>[] inputs, ulong seed) => [.. inputs.Select((x, i) => Examples.AwayFromZero(Key.Of(seed).Child(i), x.Shape))];

    static Tensor<double> Moved(Tensor<double> x, Tensor<double> u, double t) => Tensor<double>.From(x.Shape, [.. x.Span.ToArray().Select((value, i) => value + t * u[i])]);

    static double Sum(Tensor<double>[] a, Tensor<double>[] b) => a.Zip(b, Inner.Product).Sum();

    static Tensor<double>[] GradientAt(OpCase asked, Tensor<double>[] inputs) =>
        [.. asked.Op.Rule(Few.Of<Tensor<double>>(inputs)).Pull(asked.Cotangent).Select(delta => delta.ToTensor())];

    static Tensor<double>[] HessianTimes(OpCase asked, Tensor<double>[] u)
    {
        var duals = asked.Inputs.Select((x, i) => ForwardMode.At(x, u[i])).ToArray();
        var pulled = asked.Op.Rule(Few.Of<Tensor<Dual<double>>>(duals)).Pull(ForwardMode.At(asked.Cotangent, Tensor<double>.Zeros(asked.Cotangent.Shape)));
        return [.. pulled.Select(delta => ForwardMode.Slopes(delta.ToTensor()))];
    }
}
