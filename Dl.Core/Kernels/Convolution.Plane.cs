namespace Dl.Core;

/// <summary>A batch of images.</summary>
internal readonly record struct Plane(int Items, int Rows, int Columns, int Channels)
{
    public int Row => Columns * Channels;

    public int Image => Rows * Row;
}
