namespace Dl.Functional;

/// <summary>
/// What lies around an image where a window reaches beyond it: zeros for a convolution, nothing for a pooling. None, a
/// number on all sides, four numbers, or as much as makes the output <c>ceil(input / stride)</c> long, half of it on either side
/// and the odd one at the end.
/// </summary>
/// <remarks>PyTorch: <c>padding=0</c>, <c>1</c>, <c>F.pad</c> first, <c>'same'</c> (stride 1 only); Keras: <c>'valid'</c>, <c>ZeroPadding2D</c> first, <c>'same'</c>.</remarks>
/// <param name="Top">Rows above.</param>
/// <param name="Bottom">Rows below.</param>
/// <param name="Left">Columns before.</param>
/// <param name="Right">Columns behind.</param>
/// <param name="ToSame">Whether to pad as much as makes the output <c>ceil(input / stride)</c> long; the four numbers are 0 then.</param>
public readonly record struct Padding(int Top, int Bottom, int Left, int Right, bool ToSame = false)
{
    /// <summary>No padding: the window stays inside.</summary>
    public static Padding None => default;

    /// <summary>As much as makes the output <c>ceil(input / stride)</c> long, the odd one at the end.</summary>
    public static Padding Same => new(0, 0, 0, 0, true);

    /// <summary>The same number on all sides.</summary>
    public static implicit operator Padding(int all) => Of(all);

    /// <summary>The same number on all sides.</summary>
    public static Padding Of(int all) => new(all, all, all, all);

    /// <summary>A number above and below, and one at either end of the rows.</summary>
    public static Padding Of(int height, int width) => new(height, height, width, width);

    /// <summary>Four numbers.</summary>
    public static Padding Of(int top, int bottom, int left, int right) => new(top, bottom, left, right);

    /// <summary>What brings an image to the least sides that a network can take: half of it before and the odd one at the end, nothing where the image is large enough.</summary>
    /// <param name="image">The image's sides.</param>
    /// <param name="least">The smallest side.</param>
    /// <param name="part">What divides the sides, at least 1.</param>
    /// <returns>Rows and columns such that each side is the least multiple of <paramref name="part"/> that is no smaller than it was, nor than <paramref name="least"/>.</returns>
    /// <exception cref="DlException"><paramref name="part"/> is less than 1.</exception>
    public static Padding UpTo(Extent image, int least, int part = 1)
    {
        Setting.AtLeast("padding", "what divides the sides", part, 1);
        var (rows, columns) = (Missing(image.Height), Missing(image.Width));
        return Of(rows / 2, rows - rows / 2, columns / 2, columns - columns / 2);

        int Missing(int side) => (Math.Max(side, least) + part - 1) / part * part - side;
    }

    /// <summary>The padding at both ends of a list, which has no rows above and below; refuses what it cannot use.</summary>
    /// <exception cref="DlException">Numbers for above and below are given that are neither 0 nor those of the ends.</exception>
    internal Padding Along(string name) => (Top, Bottom) == (0, 0) || (Top, Bottom) == (Left, Right)
        ? this with { Top = 0, Bottom = 0 }
        : throw new DlException($"{name}: a list has two ends and nothing above or below it; give {Of(0, 0, Left, Right)}, not {this}");

    /// <summary>As an error prints it.</summary>
    public override string ToString() => ToSame ? "same" : (Top, Bottom, Left) == (Bottom, Left, Right) ? $"{Top}" : $"({Top}, {Bottom}, {Left}, {Right})";
}
