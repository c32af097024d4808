namespace Dl.Functional;

/// <summary>
/// One whole number down the image and one along its rows: the size, stride or dilation of a window. A single number stands
/// for both. PyTorch and Keras: an int or a tuple.
/// </summary>
/// <param name="Height">Down the image.</param>
/// <param name="Width">Along a row.</param>
/// <example><code>
/// new Conv2d(8, 3);            // 3 x 3
/// new Conv2d(8, (1, 5));       // 1 high, 5 wide
/// </code></example>
public readonly record struct Extent(int Height, int Width)
{
    /// <summary>The same number on both axes.</summary>
    public static implicit operator Extent(int both) => new(both, both);

    /// <summary>A number on each axis.</summary>
    public static implicit operator Extent((int Height, int Width) sides) => new(sides.Height, sides.Width);

    /// <summary>The same number on both axes.</summary>
    public static Extent Of(int both) => both;

    /// <summary>A number on each axis.</summary>
    public static Extent Of(int height, int width) => new(height, width);

    /// <summary>The number along a row, and 1 down: for what has one row only.</summary>
    internal static Extent Along(int width) => new(1, width);

    /// <summary>The product of both.</summary>
    public int Area => Height * Width;

    /// <summary>As an error prints it.</summary>
    public override string ToString() => Height == Width ? $"{Height}" : $"({Height}, {Width})";
}
