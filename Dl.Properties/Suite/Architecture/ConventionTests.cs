using System.IO;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dl.Cli;
using Dl.Core;
using Dl.Functional;

namespace Dl.Properties.Suite.Architecture;

/// <summary>What things declare about points on which libraries differ, where it is shown.</summary>
public sealed class ConventionTests
{
    /// <summary>Row by row; how wide the columns are is left to the document.</summary>
    [Fact]
    public void TheDocumentShowsWhatIsDeclared()
    {
        var document = File.ReadAllLines(Path.Combine(Rooms.Root, "notes", "conventions.md")).Where(line => line.StartsWith('|')).Select(Narrow);
        var table = ConventionTable.Markdown(Catalogue.Conventions());
        Assert.True(table.Split('\n').Select(Narrow).SequenceEqual(document), $"notes/conventions.md does not show the table that `dl check --conventions` prints:\n{table}");
    }

    static string Narrow(string row) => Regex.Replace(Regex.Replace(row, " +", " "), "-{2,}", "-");

    [Fact]
    public void EveryConventionSaysAllOnceInOneLine()
    {
        var all = Catalogue.Conventions();
        Assert.NotEmpty(all);
        Assert.Equal(all.Count, all.Select(one => (one.Thing, one.Convention.Name)).Distinct().Count());
        foreach (var (thing, (name, here, pyTorch, keras, optax)) in all)
            Assert.All([name, here, pyTorch, keras, optax], cell => Assert.True(cell == cell.Trim() && cell.Length > 0 && cell.IndexOfAny(['|', '\n', '\r']) < 0, $"{thing}: '{cell}'"));
    }

    [Fact]
    public void WhatIsCalledConventionsIsAListOfThem() => Assert.All(
        Rooms.Functional.GetExportedTypes().SelectMany(type => type.GetMember("Conventions")),
        member => Assert.True(member is PropertyInfo { CanWrite: false } property && property.PropertyType == typeof(Many<Convention>), $"{member.DeclaringType!.Name}.Conventions"));

    [Fact]
    public void TheCommandPrintsThemAsATableAndAsJson()
    {
        Assert.Equal(ConventionTable.Markdown(Catalogue.Conventions()), Printed("check", "--conventions").TrimEnd());
        var json = JsonNode.Parse(Printed("check", "--conventions", "--json", "--only", "Relu"))!.AsArray();
        var relu = json.Single(row => (string?)row!["what"] == "slope at 0")!;
        Assert.Equal("0", (string?)relu["dl"]);
        using var errors = new StringWriter();
        Assert.Equal(2, Program.Run(["check", "--conventions", "--only", "nothing at all"], TextWriter.Null, errors));
        Assert.Contains("nearest of ", errors.ToString(), StringComparison.Ordinal);
    }

    static string Printed(params string[] arguments)
    {
        using var output = new StringWriter();
        Assert.Equal(0, Program.Run(arguments, output, TextWriter.Null));
        return output.ToString();
    }
}
