using Dl.Core;

namespace Dl.CSharp;

/// <summary>A small picture with a line below it.</summary>
/// <param name="Image">[H, W], [H, W, 1] or [H, W, 3], from 0 (dark) to 1; anything else is stretched to that range.</param>
/// <param name="Caption">The line below; empty for none.</param>
public sealed record Picture(Tensor<float> Image, string Caption = "");

/// <summary>Small pictures in rows: examples of a data set, filters of a layer, what a network generates.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Pictures">The pictures, row by row.</param>
/// <param name="Columns">How many stand side by side.</param>
public sealed record ImageGrid(string Title, Many<Picture> Pictures, int Columns = 8) : Plot(Title)
{
    const double Wide = 480, Gap = 8, Text = 12;

    internal override Drawing Draw()
    {
        var columns = Math.Max(1, Columns);
        var size = (Wide - 8 - (columns - 1) * Gap) / columns;
        var (top, line) = (Title.Length > 0 ? 34 : 4, Pictures.Any(picture => picture.Caption.Length > 0) ? 18 : 0);
        var rows = (Pictures.Count + columns - 1) / columns;
        return new(Wide, top + rows * (size + line + Gap) + 4, Markup.Of($"""
            <text class='dl-title' x='4' y='20'>{Markup.Fit(Title, 16, Wide - 8)}</text>
            {Pictures.Select(Shown)}
            """));

        Markup Shown(Picture picture, int i)
        {
            var (x, y) = (4 + i % columns * (size + Gap), top + i / columns * (size + line + Gap));
            return Markup.Of($"""
                <image class='dl-image' x='{x}' y='{y}' width='{size}' height='{size}' href='{Png.DataUri(picture.Image)}'/><text x='{x + size / 2}' y='{y + size + 13}' text-anchor='middle'>{Markup.Fit(picture.Caption, Text, size)}</text>

                """);
        }
    }
}
