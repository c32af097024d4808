namespace Dl.Properties;

/// <summary>
/// What PyTorch's <c>torch/autograd/gradcheck.py</c> visibly checks: every entry of the Jacobian against a central difference with the
/// step 1e-6, to 1e-5 absolute plus 1e-3 relative. Users give it one hand-picked input: here distinct positive numbers
/// 0.3, 0.4, ..., and settings at their defaults. A re-implementation of that logic.
/// </summary>
static class GradcheckStyle
{
    const double Step = 1e-6, Absolute = 1e-5, Relative = 1e-3;

    const int Entries = 64;

    public static StyleVerdict Of(Mutant mutant)
    {
        foreach (var claim in mutant.Claims)
            if (Checked(claim) is { } jacobian)
                try
                {
                    return jacobian.Agrees() ? StyleVerdict.Passes : StyleVerdict.Kills;
                }
                catch (DlException)
                {
                    return StyleVerdict.NotApplicable;
                }
        return StyleVerdict.NotApplicable;
    }

    static Jacobian? Checked(Claim claim) => claim switch
    {
        Claim<OpCase> op => Of(op.Subject.Draw(Key.Of(1), 2)),
        Claim<LayerCase> layer => Of(layer.Subject.Draw(Key.Of(1), 2)),
        Claim<LossCase> loss => Of(loss.Subject.Draw(Key.Of(1), 2)),
        _ => null,
    };

    static Jacobian Of(OpCase asked)
    {
        var op = Usual(asked.Op);
        return new([.. asked.Inputs.Select(input => Picked(input.Shape))],
            at => op.Rule(Few.Of<Tensor<double>>([.. at])).Value,
            (at, cotangent) => [.. op.Rule(Few.Of<Tensor<double>>([.. at])).Pull(cotangent).Select(delta => delta.ToTensor())]);
    }

    static Jacobian Of(LayerCase asked)
    {
        var mold = new Mold<double>(asked.Start<double>().Params);
        Fed<double> At(Tensor<double>[] at) => new(mold.Pour(at[0]), at[1]);
        return new([Picked(asked.Vector.Shape), Picked(asked.Batch.Shape)],
            at => asked.Apply(At(at).Params, at[1], Mode.Train).Value().Output.Value,
            (at, cotangent) => Gradient.Pull(At(at), fed => asked.Apply(fed.Params, fed.Batch, Mode.Train).Map(result => result.Output), _ => cotangent).Gradient is var fed
                ? [mold.Flatten(fed.Params), fed.Batch.Value]
                : []);
    }

    static Jacobian Of(LossCase asked) => new([Picked(asked.Output.Shape)],
        at => asked.Loss.Of<double>(at[0], asked.Targets).Value().Value,
        (at, cotangent) => [Gradient.Pull(Leaves<double>.Of(at[0]), leaves => asked.Loss.Of(leaves[0], asked.Targets), _ => cotangent).Gradient[0].Value]);

    static Tensor<double> Picked(Shape shape) => Tensor<double>.From(shape, [.. Enumerable.Range(0, shape.Size).Select(i => 0.3 + 0.1 * i)]);

    // The settings that have defaults, at them.
    static IOp Usual(IOp op)
    {
        var settings = Source.Settings(op);
        return settings.Aggregate(op, (simpler, setting) => !setting.Parameter.HasDefaultValue || Equals(setting.Parameter.DefaultValue, setting.Value) ? simpler
            : Source.Simpler(simpler).FirstOrDefault(other => Source.Settings(other).Any(one => one.Parameter.Name == setting.Parameter.Name && Equals(one.Value, setting.Parameter.DefaultValue))) ?? simpler);
    }

    sealed record Jacobian(Tensor<double>[] At, Func<Tensor<double>[], Tensor<double>> F, Func<Tensor<double>[], Tensor<double>, Tensor<double>[]> Pull)
    {
        public bool Agrees()
        {
            var shape = F(At).Shape;
            var rows = Enumerable.Range(0, Math.Min(Entries, shape.Size)).Select(row => Pull(At, OneHot(shape, row))).ToArray();
            for (var input = 0; input < At.Length; input++)
                for (var i = 0; i < Math.Min(Entries, At[input].Shape.Size); i++)
                {
                    var (high, low) = (F(Moved(input, i, Step)), F(Moved(input, i, -Step)));
                    for (var row = 0; row < rows.Length; row++)
                    {
                        var numerical = (high[row] - low[row]) / (2 * Step);
                        if (!(Math.Abs(rows[row][input][i] - numerical) <= Absolute + Relative * Math.Abs(numerical))) return false;
                    }
                }
            return true;
        }

        Tensor<double>[] Moved(int input, int i, double by) => [.. At.Select((x, k) => k != input ? x : Tensor<double>.From(x.Shape, [.. x.Span.ToArray().Select((a, j) => j == i ? a + by : a)]))];

        static Tensor<double> OneHot(Shape shape, int at) => Tensor<double>.From(shape, [.. Enumerable.Range(0, shape.Size).Select(i => i == at ? 1.0 : 0)]);
    }
}
