namespace Dl.Core;

/// <summary>
/// The geometry of a convolution: inputs (items, rows.Input, columns.Input, channels), outputs (items, rows.Output,
/// columns.Output, filters), kernel (rows.Size, columns.Size, channels / groups, filters).
/// </summary>
/// <param name="Items">The number of images.</param>
/// <param name="Rows">How the kernel slides down.</param>
/// <param name="Columns">How it slides along a row.</param>
/// <param name="Channels">The channels of the input.</param>
/// <param name="Filters">The channels of the output.</param>
/// <param name="Groups">Into how many groups both are cut; filters of a group see the channels of that group only.</param>
internal readonly record struct ConvShape(int Items, Slide Rows, Slide Columns, int Channels, int Filters, int Groups)
{
    /// <summary>The channels that one filter sees.</summary>
    public int Seen => Channels / Groups;

    /// <summary>The filters that see one channel.</summary>
    public int Seers => Filters / Groups;

    /// <summary>Whether each filter sees one channel and each channel is seen by one filter.</summary>
    public bool IsDepthwise => Groups > 1 && Channels == Groups && Filters == Groups;

    public int InputRow => Columns.Input * Channels;

    public int OutputRow => Columns.Output * Filters;

    public int InputSize => Items * Rows.Input * InputRow;

    public int OutputSize => Items * Rows.Output * OutputRow;

    public int KernelSize => Rows.Size * KernelRow;

    /// <summary>The numbers of one row of the kernel.</summary>
    public int KernelRow => Columns.Size * Tap;

    /// <summary>The numbers of one tap of the kernel: (channels / groups, filters).</summary>
    public int Tap => Seen * Filters;

    /// <summary>The multiply-adds of one row of the output.</summary>
    public long RowCost => (long)KernelSize * Columns.Output;

    /// <summary>The same convolution; where every pixel is read once and by itself, with all pixels as one row.</summary>
    public ConvShape Flat => Rows.IsIdentity && Columns.IsIdentity
        ? this with { Items = 1, Rows = new(1, 1, 1, 1, 1, 0), Columns = Line(Items * Rows.Input * Columns.Input) }
        : this;

    /// <summary>The runs of one row: taps are taken together where they lie side by side and are thin by themselves.</summary>
    public Run[] Runs => Columns.Dilation == 1 && Groups == 1 && Channels < Thin ? Run.OfOutputs(Columns) : Run.OfTaps(Columns);

    // A product over so many channels fills the machine's vectors without its neighbours.
    const int Thin = 32;

    static Slide Line(int pixels) => new(pixels, pixels, 1, 1, 1, 0);
}
