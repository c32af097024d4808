using System.Globalization;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>What happens when a step meets a loss or a gradient that is not finite: it is never taken, and training never goes on in silence.</summary>
/// <param name="Skips">How many such steps are passed over in a run, each with a report, before training ends.</param>
public sealed record OnNonFinite(int Skips)
{
    /// <summary>Training ends with <see cref="Outcome.NonFinite"/>, without an exception; the parameters before that step are the last ones.</summary>
    public static OnNonFinite Stop { get; } = new(0);

    /// <summary>How many such steps are passed over.</summary>
    public int Skips { get; } = Skips >= 0 ? Skips : throw Wrong.That($"steps to skip are at least 0, not {Skips}");

    /// <summary>The step is not taken and its batch is passed over, but not more often than so many times in a run. PyTorch: <c>GradScaler</c>; Optax: <c>apply_if_finite</c>.</summary>
    public static OnNonFinite SkipStep(int atMost) => new(atMost);

    /// <inheritdoc/>
    public override string ToString() => Skips == 0 ? "stop" : string.Create(CultureInfo.InvariantCulture, $"skip at most {Skips}");
}
