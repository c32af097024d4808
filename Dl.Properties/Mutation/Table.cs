using System.Globalization;
using System.IO;
using System.Text.Json;

namespace Dl.Properties.Mutation;

/// <summary>Stryker's reports as one table, a row for each file, and the mutants that live, a line for each.</summary>
static class Table
{
    // A mutant that Stryker could not compile is none; one left out is a string or in a file that was not asked for.
    sealed record Mutant(string File, int Line, string Mutator, string Was, string Became, string Status, string Reason);

    /// <summary>Prints the reports at the paths.</summary>
    public static void Print(IEnumerable<string> reports, TextWriter output)
    {
        var all = reports.SelectMany(Read).Where(mutant => !mutant.Reason.Contains("mutate filter", StringComparison.Ordinal)).ToList();
        output.WriteLine("| file | generated | killed | timed out | survived | not reached | killed or timed out |");
        output.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var file in all.GroupBy(mutant => mutant.File).OrderBy(file => file.Key, StringComparer.Ordinal)) output.WriteLine(Row(file.Key, file));
        foreach (var folder in all.GroupBy(mutant => Path.GetDirectoryName(mutant.File)!).OrderBy(folder => folder.Key, StringComparer.Ordinal)) output.WriteLine(Row($"**{folder.Key}**", folder));
        output.WriteLine(Row("**all**", all));
        output.WriteLine();
        output.WriteLine($"Besides: {all.Count(mutant => mutant.Status == "CompileError")} that do not compile; {all.Count(IsText)} of strings, left out; {all.Count(mutant => mutant.Status == "Ignored" && !IsText(mutant))} removals of blocks whose statements are removed one by one.");
        output.WriteLine();
        foreach (var mutant in all.Where(mutant => mutant.Status is not ("Killed" or "Timeout" or "CompileError" or "Ignored")).OrderBy(mutant => mutant.File, StringComparer.Ordinal).ThenBy(mutant => mutant.Line))
            output.WriteLine($"- {mutant.File}:{mutant.Line} {mutant.Status.ToLowerInvariant()}, {mutant.Mutator}: `{mutant.Was}` became `{mutant.Became}`");
    }

    static bool IsText(Mutant mutant) => mutant.Status == "Ignored" && mutant.Mutator == "String mutation";

    static string Row(string name, IEnumerable<Mutant> mutants)
    {
        var count = mutants.CountBy(mutant => mutant.Status).ToDictionary();
        int Of(string status) => count.GetValueOrDefault(status);
        var generated = mutants.Count() - Of("CompileError") - Of("Ignored");
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {generated} | {Of("Killed")} | {Of("Timeout")} | {Of("Survived")} | {Of("NoCoverage")} | {100.0 * (Of("Killed") + Of("Timeout")) / Math.Max(generated, 1):F1} % |");
    }

    static IEnumerable<Mutant> Read(string report)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(report));
        return
        [
            .. from file in document.RootElement.GetProperty("files").EnumerateObject()
               let lines = file.Value.GetProperty("source").GetString()!.Split('\n')
               from mutant in file.Value.GetProperty("mutants").EnumerateArray()
               let location = mutant.GetProperty("location")
               let reason = mutant.TryGetProperty("statusReason", out var why) ? why.GetString() ?? "" : ""
               select new Mutant(file.Name.Replace('\\', '/'), location.GetProperty("start").GetProperty("line").GetInt32(), mutant.GetProperty("mutatorName").GetString()!,
                   Short(Between(lines, location)), Short(mutant.GetProperty("replacement").GetString()!), mutant.GetProperty("status").GetString()!, reason),
        ];
    }

    static string Between(string[] lines, JsonElement location)
    {
        var (start, end) = (location.GetProperty("start"), location.GetProperty("end"));
        int At(JsonElement place, string what) => place.GetProperty(what).GetInt32() - 1;
        var whole = string.Join('\n', lines[At(start, "line")..(At(end, "line") + 1)]);
        return whole[At(start, "column")..^(lines[At(end, "line")].Length - At(end, "column"))];
    }

    static string Short(string code)
    {
        var line = string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 90 ? line : line[..87] + "...";
    }
}
