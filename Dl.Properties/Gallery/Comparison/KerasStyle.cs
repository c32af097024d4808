namespace Dl.Properties;

/// <summary>
/// What Keras' <c>keras/src/optimizers/*_test.py</c> visibly check of a rule: one step at the rate 0.5 from (1, 2, 3, 4) along
/// (1, 6, 7, 2) to 1e-4 (<c>test_single_step</c>); and from ones, at the default settings, the iterates of five steps against golden numbers
/// of four digits to 5e-4, a first gradient of 0.01 and then 0.1, 0.2, ... 1 (<c>test_correctness_with_golden</c>), gradients that only
/// grow. A re-implementation of that logic, whose golden numbers come from the right rule.
/// </summary>
static class KerasStyle
{
    public static bool? Accepts(Attempt attempt) => SingleStep(attempt) && Golden(attempt);

    static bool SingleStep(Attempt attempt)
    {
        Tensor<double> End(Func<double?, Optimizer> rule) => rule(0.5).Follow(Tensor<double>.Of([4], 1, 2, 3, 4), (_, _) => Tensor<double>.Of([4], 1, 6, 7, 2), 1).Last();
        return Close(End(attempt.Judged), End(attempt.Right), 1e-4);
    }

    static bool Golden(Attempt attempt)
    {
        var growing = Tensor<double>.From([10], [.. Enumerable.Range(1, 10).Select(i => 0.1 * i)]);
        IEnumerable<Tensor<double>> Run(Func<double?, Optimizer> rule) => rule(null).Follow(Tensor<double>.Ones([10]), (t, _) => t == 1 ? Tensor<double>.Full([10], 0.01) : growing, 5).Skip(1);
        return Run(attempt.Judged).Zip(Run(attempt.Right), (found, golden) => Close(found, golden.Map(x => Math.Round(x, 4)), 5e-4)).All(close => close);
    }

    static bool Close(Tensor<double> found, Tensor<double> wanted, double tolerance) =>
        Enumerable.Range(0, wanted.Shape.Size).All(i => Math.Abs(found[i] - wanted[i]) <= tolerance + tolerance * Math.Abs(wanted[i]));
}
