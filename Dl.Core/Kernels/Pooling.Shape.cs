namespace Dl.Core;

/// <summary>The inputs that each output of a pooling sees along one axis: every Step-th from First up to, not including, End.</summary>
internal sealed record Sights(int Input, int Step, Many<(int First, int End)> All)
{
    /// <summary>Those of a window that slides; padding is not seen.</summary>
    public static Sights Of(Slide slide) => new(slide.Input, slide.Dilation, Enumerable.Range(0, slide.Output)
        .Select(o => (slide.At(o, slide.FirstTap(o)), slide.At(o, slide.EndTap(o) - 1) + 1)).ToMany());

    /// <summary>Those of so many windows over all inputs: output o sees from <c>floor(o n / m)</c> up to <c>ceil((o + 1) n / m)</c>.</summary>
    public static Sights Even(int input, int outputs) => new(input, 1, Enumerable.Range(0, outputs)
        .Select(o => ((int)((long)o * input / outputs), (int)(((o + 1L) * input + outputs - 1) / outputs))).ToMany());

    /// <summary>The number of outputs.</summary>
    public int Output => All.Count;

    /// <summary>How many inputs an output sees.</summary>
    public int Seen(int output) => Math.Max(0, (All[output].End - All[output].First + Step - 1) / Step);
}

/// <summary>The geometry of a pooling: inputs (items, rows.Input, columns.Input, channels), outputs (items, rows.Output, columns.Output, channels).</summary>
/// <param name="Items">The number of images.</param>
/// <param name="Rows">What is seen down the image.</param>
/// <param name="Columns">What is seen along a row.</param>
/// <param name="Channels">The number of channels, each pooled by itself.</param>
internal readonly record struct PoolShape(int Items, Sights Rows, Sights Columns, int Channels)
{
    public Shape Input => [Items, Rows.Input, Columns.Input, Channels];

    public Shape Output => [Items, Rows.Output, Columns.Output, Channels];
}
