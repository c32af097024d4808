namespace Dl.Core;

/// <summary>
/// A window that slides along one axis: tap i of output o reads input <c>o Stride - Before + i Dilation</c>. Taps that fall
/// before the first or behind the last input read padding.
/// </summary>
/// <param name="Input">The length of the input.</param>
/// <param name="Output">The number of places of the window.</param>
/// <param name="Size">The number of taps of the window.</param>
/// <param name="Stride">The step from one place to the next.</param>
/// <param name="Dilation">The step from one tap to the next.</param>
/// <param name="Before">The padding before the first input.</param>
internal readonly record struct Slide(int Input, int Output, int Size, int Stride, int Dilation, int Before)
{
    /// <summary>The input that a tap of an output reads; outside 0 to Input - 1 it is padding.</summary>
    public int At(int output, int tap) => output * Stride - Before + tap * Dilation;

    /// <summary>The first tap of an output that does not read padding; <see cref="EndTap"/> or more where there is none.</summary>
    public int FirstTap(int output) => Math.Min(Size, Ceiling(Math.Max(0, Before - output * Stride), Dilation));

    /// <summary>One more than the last tap of an output that does not read padding.</summary>
    public int EndTap(int output) => Math.Min(Size, End(Input - 1 + Before - output * Stride, Dilation));

    /// <summary>The first output whose tap does not read padding.</summary>
    public int FirstOutput(int tap) => Math.Min(Output, Ceiling(Math.Max(0, Before - tap * Dilation), Stride));

    /// <summary>One more than the last output whose tap does not read padding.</summary>
    public int EndOutput(int tap) => Math.Min(Output, End(Input - 1 + Before - tap * Dilation, Stride));

    /// <summary>The output whose tap reads an input, or -1 where there is none.</summary>
    public int OutputAt(int input, int tap)
    {
        var steps = input + Before - tap * Dilation;
        return steps >= 0 && steps % Stride == 0 && steps / Stride < Output ? steps / Stride : -1;
    }

    /// <summary>The window that moves on every input, and nothing else: one tap, no padding, no input left out.</summary>
    public bool IsIdentity => Size == 1 && Stride == 1 && Before == 0 && Output == Input;

    static int Ceiling(int steps, int step) => (steps + step - 1) / step;

    static int End(int last, int step) => last < 0 ? 0 : last / step + 1;
}

/// <summary>Neighbouring outputs that read neighbouring taps, and no padding.</summary>
/// <param name="First">The first output.</param>
/// <param name="End">One more than the last output.</param>
/// <param name="Tap">The first tap.</param>
/// <param name="Taps">The number of taps.</param>
internal readonly record struct Run(int First, int End, int Tap, int Taps)
{
    /// <summary>For each tap the outputs that read it.</summary>
    public static Run[] OfTaps(Slide slide) =>
        [.. Enumerable.Range(0, slide.Size).Select(tap => new Run(slide.FirstOutput(tap), slide.EndOutput(tap), tap, 1)).Where(run => run.First < run.End)];

    /// <summary>Outputs that see the same taps together: those at either end one by one, all others at once.</summary>
    public static Run[] OfOutputs(Slide slide)
    {
        var runs = new List<Run>();
        for (var output = 0; output < slide.Output; output++)
        {
            var run = new Run(output, output + 1, slide.FirstTap(output), slide.EndTap(output) - slide.FirstTap(output));
            if (run.Taps <= 0) continue;
            if (runs.Count > 0 && runs[^1] is var last && last.End == output && (last.Tap, last.Taps) == (run.Tap, run.Taps)) runs[^1] = last with { End = run.End };
            else runs.Add(run);
        }
        return [.. runs];
    }
}
