using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Dl.Properties;

/// <summary>A convention and the thing that declares it.</summary>
public sealed record Declared(string Thing, Convention Convention);

/// <summary>All conventions that things declare in a public static <c>Many&lt;Convention&gt; Conventions</c>.</summary>
public static class ConventionTable
{
    /// <summary>The conventions of the things of an assembly, by name.</summary>
    [RequiresUnreferencedCode("finds types by reflection")]
    public static Many<Declared> Of(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return assembly.GetExportedTypes().OrderBy(type => type.Name, StringComparer.Ordinal)
            .SelectMany(type => type.GetProperty("Conventions", BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)?.GetValue(null) is Many<Convention> declared
                ? declared.Select(convention => new Declared(type.Name, convention))
                : [])
            .ToMany();
    }

    /// <summary>The conventions as a table of Markdown, its columns aligned.</summary>
    public static string Markdown(IReadOnlyList<Declared> conventions)
    {
        ArgumentNullException.ThrowIfNull(conventions);
        string[][] rows = [["thing", "what", "Dl", "PyTorch", "Keras", "Optax, Flax"], .. conventions.Select(Cells)];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        string[] rule = [.. widths.Select(width => new string('-', width))];
        return string.Join('\n', new[] { rows[0], rule }.Concat(rows.Skip(1))
            .Select(row => $"| {string.Join(" | ", row.Select((cell, column) => cell.PadRight(widths[column])))} |"));
    }

    static string[] Cells(Declared declared) => declared.Convention is var (name, here, pyTorch, keras, optax) ? [declared.Thing, name, here, pyTorch, keras, optax] : [];
}
