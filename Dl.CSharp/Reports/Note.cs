using System.Globalization;
using System.IO;
using System.Runtime.CompilerServices;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>
/// A page that runs: a program that says what it does, claims what it measured, and draws. A claim that does not hold makes
/// the program fail at its end, after everything else was said and drawn.
/// </summary>
/// <example><code>
/// var note = Note.Begin(args, Console.Out);
/// note.Claim("descent with rate 0.1 halves the value in 7 steps", value &lt; 0.5);
/// note.Draw("descent", chart);
/// return note.End();
/// </code></example>
public sealed class Note
{
    readonly TextWriter output;
    readonly string? figures, data;
    int claims, broken;

    Note(bool quick, TextWriter output, string? figures, string? data) => (Quick, this.output, this.figures, this.data) = (quick, output, figures, data);

    /// <summary>Whether the page shall take seconds, not minutes: fewer steps, less data, the same claims where they can hold.</summary>
    public bool Quick { get; }

    /// <summary>Begins a page.</summary>
    /// <param name="args">The program's arguments: <c>--quick</c>, <c>--data DIR</c> for where data sets lie, see <see cref="Data"/>, and <c>--out DIR</c> for
    /// where figures go. Without it they go to the folder figures beside the source, or nowhere if quick.</param>
    /// <param name="output">Where the page is written.</param>
    /// <param name="source">The source file; the compiler fills it in.</param>
    /// <exception cref="DlException">An argument is unknown.</exception>
    public static Note Begin(string[] args, TextWriter output, [CallerFilePath] string source = "")
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        var (quick, folder, data) = (false, (string?)null, Environment.GetEnvironmentVariable("DL_SHARED") is { Length: > 0 } shared ? Path.Combine(shared, "data") : null);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--quick") quick = true;
            else if (args[i] == "--out" && i + 1 < args.Length) folder = args[++i];
            else if (args[i] == "--data" && i + 1 < args.Length) data = args[++i];
            else throw new DlException($"a note takes --quick, --data DIR and --out DIR, not '{args[i]}'");
        }
        return new(quick, output, folder ?? (quick ? null : Path.Combine(Home(source), "figures")), data);
    }

    // A deterministic build maps source paths; a program of one file is told where it really lies.
    static string Home(string source) => AppContext.GetData("EntryPointFileDirectoryPath") as string ?? Path.GetDirectoryName(source)!;

    /// <summary>The folder of a data set that does not travel with the page, in the folder that <c>--data</c> names, or else in <c>data</c> of that which
    /// DL_SHARED names; null where it is not there, and the page says that it skips what needs it.</summary>
    public string? Data(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (data is not null && Path.Combine(data, name) is var folder && Directory.Exists(folder)) return folder;
        output.WriteLine($"skips  what needs {name}: give --data DIR, a folder that holds {name}, or set DL_SHARED");
        return null;
    }

    /// <summary>Writes a line; numbers in it are written the same everywhere.</summary>
    public void Say(FormattableString line)
    {
        ArgumentNullException.ThrowIfNull(line);
        output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Says a claim, with its measured numbers, and whether it holds.</summary>
    public void Claim(FormattableString says, bool holds)
    {
        ArgumentNullException.ThrowIfNull(says);
        claims++;
        if (!holds) broken++;
        output.WriteLine($"{(holds ? "holds" : "FAILS")}  {says.ToString(CultureInfo.InvariantCulture)}");
    }

    /// <summary>Draws a figure to NAME.svg, if figures are wanted.</summary>
    public void Draw(string name, Plot figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        if (figures is null) return;
        Directory.CreateDirectory(figures);
        Atomic.WriteText(Path.Combine(figures, $"{name}.svg"), figure.ToSvg());
    }

    /// <summary>Ends the page.</summary>
    /// <returns>The exit code: 0 if every claim holds and there was one, else 1.</returns>
    public int End()
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{claims - broken} of {claims} claims hold"));
        return broken == 0 && claims > 0 ? 0 : 1;
    }
}
