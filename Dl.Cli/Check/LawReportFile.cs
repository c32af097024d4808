using System.IO;
using Dl.Core;
using Dl.CSharp;
using Dl.Properties;

namespace Dl.Cli;

/// <summary>Where the reports of laws are written, and in which form.</summary>
sealed record LawReportFile(string Path, Func<string, IReadOnlyCollection<LawReport>, string> Form)
{
    /// <summary>The file of this name, by its ending; none without a name.</summary>
    /// <exception cref="DlException">The ending is neither .html nor .xml, or there is no such folder.</exception>
    public static LawReportFile? For(string? path)
    {
        if (path is null) return null;
        if (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder)) throw new DlException($"--report {path}: there is no folder {folder}");
        return System.IO.Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".html" or ".htm" => new(path, LawPage.Html),
            ".xml" => new(path, JUnit.Xml),
            _ => throw new DlException($"--report {path}: ends neither in .html (a page) nor in .xml (JUnit's format)"),
        };
    }

    public void Write(string title, IReadOnlyCollection<LawReport> reports) => Atomic.WriteText(Path, Form(title, reports));
}
