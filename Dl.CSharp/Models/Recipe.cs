using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>How the learning rate falls from the first epoch to the last.</summary>
public enum Fall
{
    /// <summary>On a line. PyTorch: <c>LinearLR</c>.</summary>
    Line,

    /// <summary>On half a wave: long near the first rate, long near the last. PyTorch: <c>CosineAnnealingLR</c>.</summary>
    Cosine,
}

/// <summary>How a network is trained when nothing else is asked for.</summary>
/// <param name="Optimizer">The name of the optimizer, see <see cref="OptimizerPreset"/>.</param>
/// <param name="Rate">The largest learning rate; that of the optimizer when null.</param>
/// <param name="FinalRate">The share of it in the last epoch.</param>
/// <param name="Epochs">How often every example is seen.</param>
/// <param name="Batch">How many examples a step learns from.</param>
public sealed record Recipe(string Optimizer = "adam", double? Rate = null, double FinalRate = 0.05, int Epochs = 10, int Batch = 64)
{
    /// <summary>How the rate falls.</summary>
    public Fall Fall { get; init; }

    /// <summary>In how many epochs before that it rises: in epoch t of n, counted from 1, it is the share t / (n + 1).</summary>
    public int WarmUp { get; init; }

    /// <summary>How much of a weight goes in a step, times the learning rate: decoupled decay of matrices and kernels, not of biases and norms; see <see cref="Decay"/>.</summary>
    public double Decay { get; init; }

    /// <summary>How much of each target is spread over all classes, see <see cref="CrossEntropy"/>.</summary>
    public double Smoothing { get; init; }

    /// <summary>What is done to the training images; null for nothing.</summary>
    public Augment? Augment { get; init; }

    /// <summary>The largest learning rate with an optimizer: this one, if it is this optimizer's, or else the usual one of the other.</summary>
    public double RateOf(string optimizer) => (optimizer == Optimizer ? Rate : null) ?? Presets.RateOf(optimizer);

    /// <summary>The share of the largest rate in each epoch, counted from 0.</summary>
    /// <exception cref="DlException">The rate rises in every epoch, and in none it falls.</exception>
    public Schedule RateByEpoch
    {
        get
        {
            if (WarmUp >= Epochs) throw Wrong.That($"{WarmUp} epochs of warm-up of {Epochs} in all leave none at the rate itself; give fewer, or more epochs");
            long way = Math.Max(1, Epochs - WarmUp - 1);
            var fall = Fall == Fall.Line ? Schedule.Linear(1, FinalRate, way) : Schedule.Cosine(1, way, FinalRate);
            return WarmUp == 0 ? fall : Schedule.Warmup(WarmUp, 1.0 / (WarmUp + 1)).Then(fall);
        }
    }

    /// <summary>The same as settings of <see cref="Fitting.Run"/>, for a network that classifies.</summary>
    /// <exception cref="DlException">There is no such optimizer, or decay was asked of one that has no place for it.</exception>
    public FitSettings Settings => new()
    {
        Optimizer = Presets.Optimizer(Optimizer, Rate, Decay),
        RateByEpoch = RateByEpoch,
        Epochs = Epochs,
        BatchSize = Batch,
        Loss = new CrossEntropy([], [], Smoothing),
        Augment = Augment,
        Prefetch = Augment is null ? 0 : 1,
    };

    /// <summary>In a few words: <c>20 epochs, batch 64, adam 0.002 falling to 1 %</c>.</summary>
    public override string ToString() => string.Join(", ",
    [
        FormattableString.Invariant($"{Epochs} epochs"), FormattableString.Invariant($"batch {Batch}"),
        FormattableString.Invariant($"{Optimizer} {RateOf(Optimizer)}{(WarmUp > 0 ? FormattableString.Invariant($" after {WarmUp} of warm-up") : "")} falling {(Fall == Fall.Cosine ? "on half a wave " : "")}to {100 * FinalRate} %"),
        .. Decay > 0 ? (string[])[FormattableString.Invariant($"decay {Decay}")] : [],
        .. Smoothing > 0 ? (string[])[FormattableString.Invariant($"smoothing {Smoothing}")] : [],
        .. Augment is null ? (string[])[] : [Augment.ToString()],
    ]);
}
