using System.Globalization;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>
/// A training run as one page that holds everything: no script, no font, style or picture from elsewhere. It follows the
/// reader's light or dark scheme and prints. Equal content makes an equal page.
/// </summary>
public static class Report
{
    const int MostNamed = 60;

    /// <summary>The page, as the text of an HTML file.</summary>
    public static string Html(ReportContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Page(content.Title, Markup.Of($"""
            <header><h1>{content.Title}</h1>{If(content.Summary.Length > 0, () => Markup.Of($"<p>{content.Summary}</p>"))}</header>
            {Tiles(content)}{Curves(content.Epochs)}{Diagnoses(content.Diagnoses)}{Confusion(content.Confusion)}{Mistakes(content.Mistakes)}{Sections(content.Sections)}{Plots(content.Plots)}{Layers(content.Layers, content.Network)}{Settings(content.Settings)}{Command(content.Command)}
            """));
    }

    /// <summary>A page that needs nothing else.</summary>
    internal static string Page(string title, Markup content) => Markup.Of($"""
        <!DOCTYPE html>
        <html lang='en'>
        <head>
        <meta charset='utf-8'>
        <meta name='viewport' content='width=device-width, initial-scale=1'>
        <meta name='color-scheme' content='light dark'>
        <meta http-equiv='Content-Security-Policy' content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
        <title>{title}</title>
        <style>
        {new Markup(Style)}
        {new Markup(Plot.Style)}
        </style>
        </head>
        <body>
        <main>
        {content}</main>
        </body>
        </html>

        """).Text;

    static Markup Tiles(ReportContent content)
    {
        var tiles = Tiles().ToArray();
        return If(tiles.Length > 0, () => Markup.Of($"<dl class='tiles'>\n{tiles.Select(tile => Markup.Of($"<div><dt>{tile.Label}</dt><dd>{tile.Value}</dd></div>\n"))}</dl>\n"));

        IEnumerable<Figure> Tiles()
        {
            if (content.TestAccuracy is { } accuracy) yield return new("Test accuracy", Percent(accuracy, 2));
            if (content.TestLoss is { } loss) yield return new("Test loss", Digits(loss));
            foreach (var figure in content.Figures) yield return figure;
            if (content.Parameters is { } parameters) yield return new("Parameters", Thousands(parameters));
            if (content.Epochs.Count > 0) yield return new("Epochs", Thousands(content.Epochs.Count));
            if (content.Seconds is { } seconds) yield return new("Training time", Duration(seconds));
        }
    }

    static Markup Curves(Many<EpochMetrics> epochs)
    {
        if (epochs.Count == 0) return Markup.None;
        var axis = new Axis("epoch", Whole: true);
        var loss = new Chart("Loss", axis, new("mean over the examples"), [Of("training", e => e.TrainLoss), .. Given("validation", e => e.ValidationLoss)]);
        var accuracy = Given("validation", e => 100 * e.ValidationAccuracy).Select(line => new Chart("Validation accuracy", axis, new("% of the examples"), [line]));
        var rate = epochs.Any(e => double.IsFinite(e.Rate)) ? [new Chart("Learning rate", axis, new("rate of the epoch's last step"), [Of("rate", e => e.Rate)])] : Array.Empty<Chart>();
        var worst = epochs.Where(e => e.ValidationLoss is { } value && double.IsFinite(value)).MinBy(e => e.ValidationLoss);
        var scores = epochs.SelectMany(e => e.Scores.Select(score => score.Name)).Distinct()
            .Select(name => new Chart($"Validation {name}", axis, new(name), [Of(name, e => e.Scores.Where(score => score.Name == name).Select(score => score.Value).FirstOrDefault(double.NaN))]));
        return Section("Learning curves", Markup.Of($"""
            {If(worst is not null, () => Markup.Of($"<p class='note'>Lowest validation loss {Digits(worst!.ValidationLoss!.Value)} after epoch {worst.Epoch} of {epochs[^1].Epoch}.</p>\n"))}<div class='charts'>
            {new[] { loss }.Concat(accuracy).Concat(scores).Concat(rate).Select(chart => Markup.Of($"<figure>{chart.Inline()}</figure>\n"))}</div>

            """));

        Line Of(string name, Func<EpochMetrics, double> value) => new(name, [.. epochs.Select(e => ((double)e.Epoch, value(e)))]);

        Line[] Given(string name, Func<EpochMetrics, double?> value) =>
            epochs.Any(e => value(e) is not null) ? [Of(name, e => value(e) ?? double.NaN)] : [];
    }

    static Markup Diagnoses(Many<Diagnosis>? found) => found is null ? Markup.None : Section("What the doctor says", found.Count == 0
        ? Markup.Of($"<p class='note'>Nothing is wrong that curves, gradients and units could show.</p>\n")
        : Markup.Of($"""
            <table>
            <thead><tr><th>Sickness</th><th>Seen in</th><th>Remedy</th></tr></thead>
            <tbody>
            {found.Select(one => Markup.Of($"<tr><td><b>{one.Name}</b></td><td>{one.Evidence}</td><td>{one.Remedy}</td></tr>\n"))}</tbody>
            </table>

            """));

    static Markup Confusion(ConfusionMatrix? matrix) => matrix is null || matrix.Classes.Count == 0 ? Markup.None : Section("Confusion matrix and classes", Markup.Of($"""
        <p class='note'>Rows are what an example is, columns what it was taken for. Strength is the square root of the share of its row.</p>
        <div class='pair'>
        <figure>{HeatMap.Of(matrix).Inline()}</figure>
        {If(matrix.Classes.Count <= MostNamed, () => Classes(matrix))}</div>

        """));

    static Markup Classes(ConfusionMatrix matrix) => Markup.Of($"""
        <table>
        <thead><tr><th>Class</th><th class='n'>Precision</th><th class='n'>Recall</th><th class='n'>F1</th><th class='n'>Examples</th></tr></thead>
        <tbody>
        {matrix.Classes.Select((name, c) => Markup.Of($"<tr><td>{name}</td><td class='n'>{Percent(matrix.Precision(c))}</td><td class='n'>{Percent(matrix.Recall(c))}</td><td class='n'>{Percent(matrix.F1(c))}</td><td class='n'>{Thousands(matrix.Support(c))}</td></tr>\n"))}</tbody>
        <tfoot><tr><td>Mean of classes</td><td class='n'>{Percent(matrix.MacroPrecision)}</td><td class='n'>{Percent(matrix.MacroRecall)}</td><td class='n'>{Percent(matrix.MacroF1)}</td><td class='n'>{Thousands(matrix.Total)}</td></tr></tfoot>
        </table>

        """);

    static Markup Mistakes(Many<Mistake> mistakes) => mistakes.Count == 0 ? Markup.None : Section("Worst mistakes", Markup.Of($"""
        <p class='note'>What an example is, what it was taken for, and how sure the network was.</p>
        <ul class='mistakes'>
        {mistakes.Select(mistake => Markup.Of($"""
            <li>{If(Png.IsImage(mistake.Image.Shape), () => Markup.Of($"<img src='{Png.DataUri(mistake.Image)}' alt='{mistake.Actual}'>"))}<b>{mistake.Actual}</b><span class='wrong'>{mistake.Predicted}</span><span class='note'>{Percent(mistake.Confidence)} sure</span></li>

            """))}</ul>

        """));

    static Markup Plots(Many<Plot> plots) => plots.Count == 0 ? Markup.None : Section("More pictures", Markup.Of($"""
        <div class='charts'>
        {plots.Select(plot => Markup.Of($"<figure>{plot.Inline()}</figure>\n"))}</div>

        """));

    static Markup Sections(Many<ReportSection> sections) => Markup.Join(sections.Where(section => section.Plots.Count > 0).Select(section => Section(section.Title, Markup.Of($"""
        {If(section.Note.Length > 0, () => Markup.Of($"<p class='note'>{section.Note}</p>\n"))}<div class='{(section.Plots.Count > 4 ? "small" : "charts")}'>
        {section.Plots.Select(plot => Markup.Of($"<figure>{plot.Inline()}</figure>\n"))}</div>

        """))));

    static Markup Layers(Many<LayerRow> layers, Plot? network) => layers.Count == 0 ? Markup.None : Section("Network", Markup.Of($"""
        {If(network is not null, () => Markup.Of($"<figure class='network'>{network!.Inline()}</figure>\n"))}<table>
        <thead><tr><th>Layer</th><th>Output of one example</th><th class='n'>Parameters</th><th class='n'>Multiply-adds</th></tr></thead>
        <tbody>
        {layers.Select(layer => Markup.Of($"<tr><td>{layer.Name}</td><td><code>{layer.Output.ToString()}</code></td><td class='n'>{Thousands(layer.Parameters)}</td><td class='n'>{(layer.MultiplyAdds is { } cost ? Thousands(cost) : "–")}</td></tr>\n"))}</tbody>
        <tfoot><tr><td>Together</td><td></td><td class='n'>{Thousands(layers.Sum(layer => layer.Parameters))}</td><td class='n'>{(layers.Sum(layer => layer.MultiplyAdds ?? 0) is > 0 and var all ? Thousands(all) : "–")}</td></tr></tfoot>
        </table>

        """));

    static Markup Settings(Many<Setting> settings) => settings.Count == 0 ? Markup.None : Section("Settings and conventions in force", Markup.Of($"""
        {If(settings.Any(setting => setting.IsDefault), () => Markup.Of($"<p class='note'>All of them: what nobody chose is marked as a default.</p>\n"))}<div class='groups'>
        {settings.GroupBy(setting => setting.Group).Select(group => Markup.Of($"""
            <table>
            <thead><tr><th colspan='2'>{group.Key}</th></tr></thead>
            <tbody>
            {group.Select(setting => Markup.Of($"<tr><td>{setting.Name}</td><td><code>{setting.Value}</code>{If(setting.IsDefault, () => Markup.Of($" <span class='default'>default</span>"))}</td></tr>\n"))}</tbody>
            </table>

            """))}</div>

        """));

    static Markup Command(string command) => command.Length == 0 ? Markup.None : Section("Do it again", Markup.Of($"<pre>{command}</pre>\n"));

    internal static Markup Section(string title, Markup content) => Markup.Of($"<section>\n<h2>{title}</h2>\n{content}</section>\n");

    static Markup If(bool condition, Func<Markup> then) => condition ? then() : Markup.None;

    static string Percent(double share, int decimals = 1) =>
        double.IsFinite(share) ? $"{(100 * share).ToString("F" + decimals, CultureInfo.InvariantCulture)} %" : "–";

    static string Digits(double number) => number.ToString(
        !double.IsFinite(number) || number == 0 ? "0" : Math.Abs(number) is >= 1e6 or < 1e-3 ? "0.###e0" : Math.Abs(number) >= 100 ? "0.0" : "0.0000", CultureInfo.InvariantCulture)
        .Replace('-', '−');

    // Groups of three, parted by a narrow space that does not break.
    static string Thousands(long number) => number.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202F');

    static string Duration(double seconds) => seconds switch
    {
        < 1 => $"{(1000 * seconds).ToString("0", CultureInfo.InvariantCulture)} ms",
        < 60 => $"{seconds.ToString("0.0", CultureInfo.InvariantCulture)} s",
        < 3600 => $"{(int)seconds / 60} min {(int)seconds % 60} s",
        < 1e9 => $"{(long)seconds / 3600} h {(long)seconds % 3600 / 60} min",
        _ => "–",
    };

    const string Style = """
        :root{--page:#f6f8fa;--card:#fff;--ink:#1f2328;--soft:#57606a;--rule:#dde2e7;--wrong:#b34700;--code:#f0f3f6}
        @media screen and (prefers-color-scheme:dark){:root{--page:#0b0f14;--card:#12171d;--ink:#e6edf3;--soft:#9aa4ae;--rule:#29313a;--wrong:#f58a45;--code:#1c232b}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
        main{max-width:1080px;margin:0 auto;padding:40px 24px 64px}
        h1{font-size:28px;line-height:1.2;margin:0;letter-spacing:-.01em}h2{font-size:18px;margin:0 0 12px}
        header p{margin:8px 0 0;color:var(--soft);max-width:72ch}.note{color:var(--soft);font-size:13px;margin:0 0 16px}
        section{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:20px 24px 24px;margin-top:20px}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:12px;margin:24px 0 0}
        .tiles div{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:14px 16px}
        dt{color:var(--soft);font-size:13px}dd{margin:2px 0 0;font-size:22px;font-weight:600;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
        figure{margin:0;min-width:0}figure svg{display:block;width:100%;height:auto}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(420px,100%),1fr));gap:28px 32px}
        .small{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(260px,100%),1fr));gap:20px 24px}.network{overflow-x:auto;margin-bottom:20px}.network svg{width:auto;min-width:min(100%,240px);margin:0 auto}
        .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(420px,100%),1fr));gap:28px 32px;align-items:start}
        table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
        th,td{text-align:left;padding:6px 12px 6px 0;border-bottom:1px solid var(--rule);vertical-align:top;overflow-wrap:anywhere}
        th{font-size:13px;color:var(--soft);font-weight:600;overflow-wrap:normal}th:last-child,td:last-child{padding-right:0}
        .n{text-align:right;white-space:nowrap;overflow-wrap:normal}tfoot td{font-weight:600;border-bottom:0}
        code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:13px}
        pre{background:var(--code);border-radius:6px;padding:12px 14px;margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
        .groups{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(420px,100%),1fr));gap:24px 32px;align-items:start}
        .groups th{color:var(--ink);text-transform:capitalize}.groups td:first-child{width:42%}
        .default{color:var(--soft);font-size:12px;border:1px solid var(--rule);border-radius:9px;padding:0 7px;margin-left:4px;white-space:nowrap}
        .mistakes{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(120px,1fr));gap:18px 16px;font-size:13px;line-height:1.35}
        .mistakes li{display:flex;flex-direction:column;min-width:0}.mistakes li>*{overflow-wrap:anywhere}
        .mistakes img{width:100%;aspect-ratio:1;object-fit:contain;image-rendering:pixelated;border-radius:6px;background:#000;margin-bottom:6px}
        .mistakes .wrong{color:var(--wrong)}.mistakes .wrong::before{content:"taken for "}.mistakes .note{margin:0;font-size:12px}
        @media print{body{background:#fff;font-size:12px}main{max-width:none;padding:0}section,.tiles div{border-color:#ccc}section{padding:12px 16px}figure,tr,li,.tiles div{break-inside:avoid}h2{break-after:avoid}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
        """;
}
