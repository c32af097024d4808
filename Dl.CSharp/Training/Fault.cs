using System.Globalization;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>A step that was not taken, or a measurement that chooses nothing, because a number was not finite.</summary>
/// <param name="What">The number: <c>the loss 'cross entropy'</c>.</param>
/// <param name="Value">What it was.</param>
/// <param name="Step">The step that was not taken, counted from 1; of a measurement the last that was.</param>
/// <param name="Epoch">Its epoch, counted from 1.</param>
/// <param name="Batch">Its batch, counted from 1 in each epoch; 0 for a measurement after an epoch.</param>
/// <param name="Rate">The learning rate that was in force.</param>
/// <param name="Found">Where the first such number arose; null where that is not known.</param>
public sealed record Fault(string What, double Value, long Step, int Epoch, int Batch, double Rate, NonFinite? Found)
{
    /// <summary>The step that would have come next, looked at op by op.</summary>
    internal static Fault Of(Step<float> step, Learner<float> before, Batch<float> batch, FitState at, double loss)
    {
        var what = double.IsFinite(loss) ? "the gradient of the loss" : "the loss";
        return new($"{what} '{step.Loss.Name}'", double.IsFinite(loss) ? double.NaN : loss, before.Steps + 1, at.Epoch, at.Batch + 1, step.Optimizer.Rates(before.Steps + 1)[0].Value, Probe.Of(step, before, batch).NonFinite);
    }

    /// <summary>One line: what, where, what is kept, and the usual cure.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{What} is {(double.IsNaN(Value) ? "not a number" : Value)} {(Batch > 0 ? $"at step {Step} (epoch {Epoch}, batch {Batch})" : $"after epoch {Epoch}")} with the learning rate {Rate}{(Found is null ? "" : $": {Found}")}; {Cure}");

    string Cure => Found switch
    {
        { Origin: Origin.Inputs or Origin.Targets } => "clean the data",
        { Origin: Origin.Parameters } => "the parameters before this epoch are kept; a lower rate is the usual cure",
        _ => "the parameters before it are kept; a lower rate or clipping is the usual cure",
    };
}
