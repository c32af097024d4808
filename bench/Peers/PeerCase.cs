namespace Dl.Bench.Peers;

/// <summary>What one call of a case works on, made once and timed often: samples of seconds in a budget of seconds.</summary>
delegate double[] Sampler(double seconds);

/// <summary>The resource that bounds a case: nothing runs faster than its amount over what the machine delivers.</summary>
enum Bound { None, Float, Double, Bytes }

/// <summary>A thing that both sides can be timed at.</summary>
/// <param name="Name">The name, the same on both sides.</param>
/// <param name="Make">Draws the inputs.</param>
/// <param name="Work">Floating-point operations or bytes of one call.</param>
/// <param name="Limit">What bounds it.</param>
/// <param name="AtMost">The ratio to the peer's time that is aimed at, or none.</param>
sealed record PeerCase(string Name, Func<Sampler> Make, double Work = 0, Bound Limit = Bound.None, double? AtMost = null)
{
    /// <summary>The peer's name of the case, where it differs: two ways of ours against one of theirs.</summary>
    public string Theirs { get; init; } = Name;

    /// <summary>Whether it is a whole training step, and counts in the mean of those.</summary>
    public bool IsStep => Name.StartsWith("step", StringComparison.Ordinal) && Theirs == Name;
}
