namespace Dl.Functional;

/// <summary>Numbers in short: how large, how spread, how many of which size.</summary>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation.</param>
/// <param name="Low">The least of them.</param>
/// <param name="High">The largest of them.</param>
/// <param name="Counts">How many lie in each of 20 equal parts from the least to the largest.</param>
public sealed record Spread(double Mean, double Deviation, double Low, double High, Many<int> Counts)
{
    const int Parts = 20;

    /// <summary>Of the finite ones among some numbers; NaN where there is none.</summary>
    internal static Spread Of<T>(ReadOnlySpan<T> numbers) where T : struct, IFloatingPointIeee754<T>
    {
        var (count, sum, squares, low, high) = (0, 0.0, 0.0, double.PositiveInfinity, double.NegativeInfinity);
        foreach (var number in numbers)
        {
            var x = double.CreateTruncating(number);
            if (!double.IsFinite(x)) continue;
            (count, sum, squares, low, high) = (count + 1, sum + x, squares + x * x, Math.Min(low, x), Math.Max(high, x));
        }
        if (count == 0) return new(double.NaN, double.NaN, double.NaN, double.NaN, []);
        var (mean, counts) = (sum / count, new int[Parts]);
        foreach (var number in numbers)
            if (double.CreateTruncating(number) is var x && double.IsFinite(x))
                counts[high > low ? Math.Min(Parts - 1, (int)(Parts * ((x - low) / (high - low)))) : 0]++;
        return new(mean, Math.Sqrt(Math.Max(0, squares / count - mean * mean)), low, high, Many.Of(counts));
    }
}

/// <summary>A parameter and its gradient in a step.</summary>
/// <param name="Path">The path of the leaf: <c>0.weight</c>.</param>
/// <param name="Layer">The layer that uses it: <c>seq/0:dense</c>.</param>
/// <param name="Role">What it is.</param>
/// <param name="Size">How many numbers it has.</param>
/// <param name="Norm">Their Euclidean norm.</param>
/// <param name="Gradient">The Euclidean norm of its gradient.</param>
public sealed record LeafSigns(string Path, string Layer, Role Role, int Size, double Norm, double Gradient)
{
    /// <summary>The root mean square of its gradient, <c>|g| / sqrt(n)</c>: what leaves of different sizes are compared by.</summary>
    public double Slope => Gradient / Math.Sqrt(Size);
}

/// <summary>The units behind an activation in a step. A unit is a place along the last axis: a feature, or a channel of a picture.</summary>
/// <param name="Layer">The layer: <c>seq/1:relu</c>.</param>
/// <param name="Op">The activation: <c>relu</c>.</param>
/// <param name="Units">How many units there are.</param>
/// <param name="Dead">The share of them whose slope is 0 on every example, so that nothing before them learns.</param>
/// <param name="Saturated">Of an activation with two bounds, the share of values where the slope is below a twentieth of its largest; 0 for others.</param>
/// <param name="Values">What comes out of them.</param>
public sealed record UnitSigns(string Layer, string Op, int Units, double Dead, double Saturated, Spread Values);

/// <summary>
/// What one training step computes, looked at op by op: for a person who wants to know why a network does not learn. Pure, and dearer than a step; it changes no learner.
/// PyTorch: hooks, and <c>torch.autograd.set_detect_anomaly</c>; Keras: <c>TerminateOnNaN</c> names the step only.
/// </summary>
/// <param name="Loss">The loss of the batch, penalties included.</param>
/// <param name="Leaves">Each parameter and its gradient, in order.</param>
/// <param name="Units">The units behind each activation, in order.</param>
/// <param name="NonFinite">Where the first number that is not finite arose; null if all are.</param>
public sealed record Probe(double Loss, Many<LeafSigns> Leaves, Many<UnitSigns> Units, NonFinite? NonFinite)
{
    /// <summary>Looks at the step that a learner would take next.</summary>
    /// <param name="step">The step.</param>
    /// <param name="learner">The learner before it.</param>
    /// <param name="batch">The batch.</param>
    /// <exception cref="DlException">The batch does not fit the network or the loss; the message names the layer.</exception>
    public static Probe Of<T>(Step<T> step, Learner<T> learner, Batch<T> batch) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(learner);
        using var region = Region.Open();
        var start = learner.Form.Watch(learner.Vector, Tape<T>.Marked);
        var end = step.Forward(start.Value, learner, batch).Run(start.Tape);
        var seen = new Seen<T>(end.Tape, end.Value.Loss);
        var found = NonFinite.Given(learner, batch) ?? seen.Value() ?? seen.Slope();
        return new(double.CreateTruncating(end.Value.Loss.Value.ToScalar()), seen.Leaves(learner.Form.Slots), seen.Units(), found);
    }
}
