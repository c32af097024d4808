namespace Dl.CSharp;

/// <summary>
/// A picture that can be drawn as SVG: a <see cref="Chart"/>, a <see cref="HeatMap"/> or an <see cref="ImageGrid"/>. Equal
/// plots make equal text. It scales to the width it is given, follows the reader's light or dark scheme, and uses colours
/// that differ for colour-blind readers too (after Okabe and Ito, "Color universal design", 2008).
/// </summary>
/// <param name="Title">What it shows; empty for none.</param>
public abstract record Plot(string Title)
{
    internal const int Colours = 6;

    internal const string Style = """
        .dl text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-size:12px;fill:#57606a}
        .dl .dl-title{font-size:15px;font-weight:600;fill:#1f2328}.dl .dl-ink{fill:#1f2328}.dl .dl-hot{fill:#fff}
        .dl-page{fill:#fff}.dl-grid{stroke:#e4e8ec}.dl-axis{stroke:#9aa4ae}.dl-line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
        .dl-contour{fill:none;stroke:#9aa4ae;stroke-opacity:.6}.dl-dash{stroke-dasharray:6 5}.dl-band{fill-opacity:.18}.dl-bar{fill-opacity:.85}.dl-dots{fill-opacity:.75}.dl-cell{fill:#eef1f4}.dl-image{image-rendering:pixelated}
        .dl-s0{stroke:#0072b2}.dl-s1{stroke:#d55e00}.dl-s2{stroke:#009e73}.dl-s3{stroke:#b3589a}.dl-s4{stroke:#b88600}.dl-s5{stroke:#3d9bd1}
        .dl-f0{fill:#0072b2}.dl-f1{fill:#d55e00}.dl-f2{fill:#009e73}.dl-f3{fill:#b3589a}.dl-f4{fill:#b88600}.dl-f5{fill:#3d9bd1}
        @media screen and (prefers-color-scheme:dark){
        .dl text{fill:#9aa4ae}.dl .dl-title,.dl .dl-ink{fill:#e6edf3}.dl .dl-hot{fill:#0b1117}
        .dl-page{fill:#12171d}.dl-grid{stroke:#29313a}.dl-axis{stroke:#57606a}.dl-cell{fill:#1c232b}
        .dl-s0{stroke:#58b0ea}.dl-s1{stroke:#f58a45}.dl-s2{stroke:#35c79b}.dl-s3{stroke:#e09bc9}.dl-s4{stroke:#e6b83c}.dl-s5{stroke:#8ccbf2}
        .dl-f0{fill:#58b0ea}.dl-f1{fill:#f58a45}.dl-f2{fill:#35c79b}.dl-f3{fill:#e09bc9}.dl-f4{fill:#e6b83c}.dl-f5{fill:#8ccbf2}
        }
        """;

    /// <summary>The picture as the text of an SVG file.</summary>
    public string ToSvg()
    {
        var drawing = Draw();
        return Markup.Of($"""
            <svg xmlns='http://www.w3.org/2000/svg' class='dl' viewBox='0 0 {drawing.Width} {drawing.Height}' role='img' aria-label='{Title}'>
            <style>{new Markup(Style)}</style>
            <rect class='dl-page' width='{drawing.Width}' height='{drawing.Height}'/>
            {drawing.Content}</svg>

            """).Text;
    }

    /// <summary>The picture inside a page that has the style once.</summary>
    internal Markup Inline()
    {
        var drawing = Draw();
        return Markup.Of($"""
            <svg class='dl' viewBox='0 0 {drawing.Width} {drawing.Height}' style='max-width:{drawing.Width}px' role='img' aria-label='{Title}'>
            {drawing.Content}</svg>

            """);
    }

    internal abstract Drawing Draw();
}

/// <summary>What a plot draws, and how much room it takes, in pixels.</summary>
readonly record struct Drawing(double Width, double Height, Markup Content);
