namespace Dl.Properties;

/// <summary>
/// What PyTorch's <c>test/test_optim.py</c> (<c>test_forloop_goes_right_direction</c>) visibly checks of a rule: after 20 steps at the
/// default settings the loss <c>|W x + b|^2</c> of a 10 x 5 matrix is lower than before. The loop that the test calls is itself what its
/// fused kernels are compared with. A re-implementation of that logic.
/// </summary>
static class TorchStyle
{
    const int Rows = 10, Columns = 5, Steps = 20;

    public static bool? Accepts(Attempt attempt)
    {
        var input = Key.Of(1).Normal<double>([Columns]);
        double[] Residuals(Tensor<double> p) => [.. Enumerable.Range(0, Rows).Select(i => p[Rows * Columns + i] + Enumerable.Range(0, Columns).Sum(j => p[i * Columns + j] * input[j]))];
        Tensor<double> Slope(long _, Tensor<double> p)
        {
            var r = Residuals(p);
            return Tensor<double>.From(p.Shape, [.. Enumerable.Range(0, Rows * Columns).Select(k => 2 * r[k / Columns] * input[k % Columns]), .. r.Select(a => 2 * a)]);
        }
        var start = Key.Of(2).Normal<double>([Rows * Columns + Rows]);
        var end = attempt.Judged(null).Follow(start, Slope, Steps).Last();
        return Residuals(end).Sum(a => a * a) < Residuals(start).Sum(a => a * a);
    }
}
