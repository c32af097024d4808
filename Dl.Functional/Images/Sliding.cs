namespace Dl.Functional;

/// <summary>A window of a size that slides over images: how convolutions and poolings get from settings to geometry.</summary>
/// <param name="Name">Whose window it is, for errors.</param>
/// <param name="Size">The size of the window.</param>
/// <param name="Stride">Its step.</param>
/// <param name="Padding">What lies around the image.</param>
/// <param name="Dilation">The step from one tap to the next.</param>
readonly record struct Sliding(string Name, Extent Size, Extent Stride, Padding Padding, Extent Dilation)
{
    /// <summary>The slides down and along an image of the given extent.</summary>
    /// <exception cref="DlException">A setting is out of range, or the window does not fit.</exception>
    public (Slide Rows, Slide Columns) Over(Extent image)
    {
        Check();
        return (Along("high", image.Height, Size.Height, Stride.Height, Dilation.Height, Padding.Top, Padding.Bottom),
            Along("wide", image.Width, Size.Width, Stride.Width, Dilation.Width, Padding.Left, Padding.Right));
    }

    /// <summary>The slides whose outputs have the given extent: of the convolution that a transposed one is the adjoint of.</summary>
    public (Slide Rows, Slide Columns) Onto(Extent outputs, Extent more)
    {
        Check();
        return (Back("height", outputs.Height, Size.Height, Stride.Height, Dilation.Height, Padding.Top, Padding.Bottom, more.Height),
            Back("width", outputs.Width, Size.Width, Stride.Width, Dilation.Width, Padding.Left, Padding.Right, more.Width));
    }

    /// <summary>The slides of a pooling: every window sees at least one input.</summary>
    public (Slide Rows, Slide Columns) Pooling(Extent image)
    {
        return SeesAll(image) ? Over(image)
            : throw new DlException($"{Name}: with padding {Padding} some window of {Size} lies in the padding alone; pad by at most half the window");
    }

    /// <summary>Whether the window sees at least one input at each of its places.</summary>
    public bool SeesAll(Extent image)
    {
        var (rows, columns) = Over(image);
        return SeesAll(rows) && SeesAll(columns);
    }

    /// <summary>What the stride leaves over: the rows and columns that no window reaches, padding included.</summary>
    public Extent Rest(Extent image)
    {
        var (rows, columns) = Over(image);
        return Padding.ToSame ? 0 : (Rest(rows, Padding.Bottom), Rest(columns, Padding.Right));
    }

    void Check()
    {
        if (Size.Height < 1 || Size.Width < 1) throw new DlException($"{Name}: a window is at least 1 high and wide, not {Size}");
        if (Stride.Height < 1 || Stride.Width < 1) throw new DlException($"{Name}: a stride is at least 1, not {Stride}");
        if (Dilation.Height < 1 || Dilation.Width < 1) throw new DlException($"{Name}: a dilation is at least 1 (1 is none), not {Dilation}");
        if (Padding is { Top: < 0 } or { Bottom: < 0 } or { Left: < 0 } or { Right: < 0 }) throw new DlException($"{Name}: padding is not negative, but is {Padding}");
        if (Padding.ToSame && Padding != Padding.Same) throw new DlException($"{Name}: padding is either same or four numbers, not both");
    }

    // The window reaches over reach = dilation (size - 1) + 1 inputs; the output is floor((input + padding - reach) / stride) + 1 long.
    Slide Along(string how, int input, int size, int stride, int dilation, int before, int after)
    {
        var reach = dilation * (size - 1) + 1;
        if (Padding.ToSame)
        {
            var outputs = (input + stride - 1) / stride;
            return new(input, outputs, size, stride, dilation, Math.Max(0, (outputs - 1) * stride + reach - input) / 2);
        }
        var room = input + before + after - reach;
        return room >= 0 ? new(input, room / stride + 1, size, stride, dilation, before)
            : throw new DlException($"{Name}: the window reaches over {reach} ({how}), but the image is {input} {how}{(before + after > 0 ? $" and {input + before + after} with padding" : "")}; give a smaller window, more padding or a larger image");
    }

    Slide Back(string axis, int outputs, int size, int stride, int dilation, int before, int after, int more)
    {
        if (more < 0 || more >= stride) throw new DlException($"{Name}: output padding tells inputs apart that a stride of {stride} takes to one output, and lies in 0 to {stride - 1}, but is {more} ({axis})");
        var reach = dilation * (size - 1) + 1;
        if (Padding.ToSame)
            return more == 0 ? Along(axis, outputs * stride, size, stride, dilation, 0, 0)
                : throw new DlException($"{Name}: with padding same the output is the input times the stride; leave output padding out or give four numbers of padding");
        var input = (outputs - 1) * stride + reach + more - before - after;
        return input >= 1 ? new(input, outputs, size, stride, dilation, before)
            : throw new DlException($"{Name}: the {axis} of the output would be {input}; give less padding or a larger window");
    }

    static int Rest(Slide slide, int after) => slide.Input + after - 1 - slide.At(slide.Output - 1, slide.Size - 1);

    static bool SeesAll(Slide slide) => Enumerable.Range(0, slide.Output).All(o => slide.FirstTap(o) < slide.EndTap(o));
}

/// <summary>Windows and images for examples: small, of odd sizes, with strides beyond the window, holes, and padding on one side only.</summary>
static class SlidingExamples
{
    /// <summary>A window over an image of some extent that it fits.</summary>
    public static (Sliding Window, Extent Image) Draw(Key key, int size, bool onePixelHigh = false)
    {
        var window = new Sliding("example", Sides(key.Child(0), Math.Min(size, 3)), Sides(key.Child(1), size == 1 ? 2 : 3), Around(key.Child(2), size), Sides(key.Child(3), size == 1 ? 1 : 2));
        if (onePixelHigh)
            window = window with { Size = Extent.Along(window.Size.Width), Stride = Extent.Along(window.Stride.Width), Dilation = Extent.Along(window.Dilation.Width), Padding = window.Padding with { Top = 0, Bottom = 0 } };
        var least = new Extent(
            Least(window.Size.Height, window.Dilation.Height, window.Padding.Top + window.Padding.Bottom, window.Padding.ToSame),
            Least(window.Size.Width, window.Dilation.Width, window.Padding.Left + window.Padding.Right, window.Padding.ToSame));
        return (window, onePixelHigh ? (1, least.Width + key.Below(size + 1, 4)) : (least.Height + key.Below(Math.Min(size, 4) + 1, 5), least.Width + key.Below(Math.Min(size, 4) + 1, 6)));
    }

    /// <summary>A window for pooling: padding is at most half of it, and it has no holes wider than the image.</summary>
    public static (Sliding Window, Extent Image) DrawPooling(Key key, int size, bool onePixelHigh = false)
    {
        for (var i = 0; ; i++)
        {
            var (window, image) = Draw(key.Child(i), size, onePixelHigh);
            if (window.SeesAll(image)) return (window, image);
        }
    }

    static Extent Sides(Key key, int most) => (Examples.Size(key, most, 0), Examples.Size(key, most, 1));

    static Padding Around(Key key, int size) => key.Below(5, 0) switch
    {
        0 => Padding.Same,
        1 or 2 => Padding.None,
        _ => Padding.Of(key.Below(Math.Min(size, 2) + 1, 1), key.Below(Math.Min(size, 2) + 1, 2), key.Below(Math.Min(size, 2) + 1, 3), key.Below(Math.Min(size, 2) + 1, 4)),
    };

    static int Least(int size, int dilation, int padding, bool same) => same ? 1 : Math.Max(1, dilation * (size - 1) + 1 - padding);
}
