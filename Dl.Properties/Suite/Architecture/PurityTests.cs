using System.IO;
using System.Text.RegularExpressions;
using Dl.Properties.Suite.Packages;

namespace Dl.Properties.Suite.Architecture;

/// <summary>The purity of Core and Functional is not a promise but a compiler error: code that breaks it does not build there.</summary>
[Collection(nameof(Builds))]
public sealed class PurityTests
{
    // One offence a line, each within the settings of the room.
    static readonly string[] Everywhere =
    [
        "new System.Random(1).Next()",
        "System.Random.Shared.Next()",
        "System.Guid.NewGuid()",
        "System.Security.Cryptography.RandomNumberGenerator.GetInt32(6)",
        "System.DateTime.Now",
        "System.DateTime.UtcNow",
        "System.DateTimeOffset.Now",
        "System.TimeProvider.System.GetUtcNow()",
        "System.Diagnostics.Stopwatch.GetTimestamp()",
        "System.Environment.TickCount64",
        "System.Environment.GetEnvironmentVariable(\"HOME\")!",
        "System.Diagnostics.Process.GetCurrentProcess()",
        "System.Console.Out",
        "System.IO.File.ReadAllText(\"x\")",
        "File.Exists(\"x\")",
        "Path.GetTempPath()",
        "new System.Net.Http.HttpClient()",
        "new System.Threading.Thread(() => { })",
        "System.Threading.Tasks.Task.Run(() => 1)",
        "System.Threading.Tasks.Parallel.For(0, 1, _ => { })",
        "System.Threading.ThreadPool.ThreadCount",
        "new System.Threading.Timer(_ => { })",
    ];

    static readonly string[] InFunctional =
    [
        "System.Runtime.InteropServices.MemoryMarshal.AsBytes(new int[1].AsSpan()).Length",
        "System.Runtime.Intrinsics.Vector256<float>.Zero",
    ];

    [Theory]
    [InlineData("Dl.Core")]
    [InlineData("Dl.Functional")]
    public void WhatIsBannedDoesNotCompile(string room)
    {
        var offences = room == "Dl.Functional" ? [.. Everywhere, .. InFunctional] : Everywhere;
        using var scratch = new Scratch();
        scratch.SettleLikeTheRepository();
        scratch.Write($"{room}/{room}.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\" />");
        File.Copy(Path.Combine(Rooms.Root, room, "BannedSymbols.txt"), scratch.At($"{room}/BannedSymbols.txt"));
        scratch.Write($"{room}/Offences.cs", $"""
            global using System.IO;
            namespace Room;
            static class Offences
            {"{"}
            {string.Join("\n", offences.Select((offence, i) => $"    public static object Offence{i}() => {offence};"))}
                public static object Innocent() => System.Math.Sqrt(2) + new int[1].Length;
            {"}"}
            """);

        var (code, output) = Child.Try(scratch.At(room), "dotnet", "build", "-v:q", "-p:NoWarn=IDE0005");

        var caught = Regex.Matches(output, @"Offences\.cs\((\d+),\d+\): error RS0030").Select(match => int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)).Distinct();
        Assert.True(code != 0, output);
        Assert.Empty(Regex.Matches(output, "error CS[0-9]+.*").Select(match => match.Value));
        Assert.Equal(offences, caught.Where(line => line > 4).Order().Select(line => offences.ElementAtOrDefault(line - 5) ?? $"line {line}"));
    }

    [Theory]
    [InlineData("Dl.Core", "Workers.cs", "Workers.Job.cs", "Workers.Patience.cs")]
    [InlineData("Dl.Functional")]
    public void NobodySwitchesTheRulesOff(string room, params string[] excused) => Assert.Empty(
        from file in Directory.EnumerateFiles(Path.Combine(Rooms.Root, room), "*.cs", SearchOption.AllDirectories)
        where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        where !excused.Contains(Path.GetFileName(file)) && File.ReadAllText(file).Contains("RS0030", StringComparison.Ordinal)
        select Path.GetRelativePath(Rooms.Root, file));
}
