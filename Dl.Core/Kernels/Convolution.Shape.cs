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
/// <param name="Method">How it is to be computed.</param>
internal readonly record struct ConvShape(int Items, Slide Rows, Slide Columns, int Channels, int Filters, int Groups, ConvolutionMethod Method = ConvolutionMethod.ByShape)
{
    /// <summary>The channels that one filter sees.</summary>
    public int Seen => Channels / Groups;

    /// <summary>The filters that see one channel.</summary>
    public int Seers => Filters / Groups;

    /// <summary>Whether each filter sees one channel and each channel is seen by one filter.</summary>
    public bool IsDepthwise => Groups > 1 && Channels == Groups && Filters == Groups;

    /// <summary>What it reads.</summary>
    public Plane Inputs => new(Items, Rows.Input, Columns.Input, Channels);

    /// <summary>What it writes.</summary>
    public Plane Outputs => new(Items, Rows.Output, Columns.Output, Filters);

    /// <summary>Whether there is nothing to read, to write or to multiply with.</summary>
    public bool IsEmpty => InputSize == 0 || OutputSize == 0 || KernelSize == 0;

    /// <summary>The method that the tuned kernels take: what was asked where it applies, and else the plain sums.</summary>
    public ConvolutionMethod Chosen =>
        Groups != 1 || Rows is not { Size: 3, Stride: 1, Dilation: 1 } || Columns is not { Size: 3, Stride: 1, Dilation: 1 } ? ConvolutionMethod.Direct
        : Method != ConvolutionMethod.ByShape ? Method
        : Math.Min(Channels, Filters) >= Many || (Channels % Whole == 0 && Filters % Whole == 0) ? ConvolutionMethod.Winograd2
        : ConvolutionMethod.Direct;

    // From so many channels on, or where they fill whole vectors, transforms cost less than they save. 32 images of 32 x 32 pixels on one core of a Zen 5, plain sums and transforms:
    // 1.70 and 1.30 ms with 16 channels, 2.44 and 3.06 with 20, 2.96 and 3.34 with 24, 3.37 and 2.47 with 32; of 16 x 16 pixels 1.51 and 1.02 with 40.
    const int Many = 32, Whole = 16;

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
        ? this with { Items = 1, Rows = Line(1), Columns = Line(Items * Rows.Input * Columns.Input) }
        : this;

    /// <summary>The same convolution; where every pixel is read once and by itself, with each image as one row.</summary>
    public ConvShape Lined => Rows.IsIdentity && Columns.IsIdentity ? this with { Rows = Line(1), Columns = Line(Rows.Input * Columns.Input) } : this;

    /// <summary>The runs of one row: taps are taken together where they lie side by side and are thin by themselves.</summary>
    public Run[] Runs => Columns.Dilation == 1 && Groups == 1 && Channels < Thin ? Run.OfOutputs(Columns) : Run.OfTaps(Columns);

    // A product over so many channels fills the machine's vectors without its neighbours.
    const int Thin = 32;

    static Slide Line(int pixels) => new(pixels, pixels, 1, 1, 1, 0);
}
