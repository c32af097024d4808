using System.Diagnostics;
using System.IO;
using System.Text.RegularExpressions;
using Dl.Properties.Suite.Architecture;

namespace Dl.Properties.Suite.Packages;

/// <summary>Other programs, run as a person would run them: nothing of the test run around them leaks in, and none outlives it.</summary>
static class Child
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>What a program wrote, after it ended well.</summary>
    public static string Run(string folder, string program, params string[] arguments) => Run(folder, [], program, arguments);

    /// <summary>What a program wrote that was given variables of the environment, after it ended well.</summary>
    public static string Run(string folder, (string Name, string Value)[] environment, string program, params string[] arguments)
    {
        var (code, output) = Try(folder, environment, program, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)} ended with {code}:\n{output}");
        return output;
    }

    /// <summary>The exit code of a program and what it wrote.</summary>
    public static (int Code, string Output) Try(string folder, string program, params string[] arguments) => Try(folder, [], program, arguments);

    static (int Code, string Output) Try(string folder, (string Name, string Value)[] environment, string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsOfTheTestRun).ToArray()) start.Environment.Remove(name);
        // A build server left behind would hold the temporary folder and outlive the tests.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} ran for more than {Patience.TotalMinutes} minutes");
        }
        process.WaitForExit();
        return (process.ExitCode, output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult());
    }

    static bool IsOfTheTestRun(string name) =>
        Regex.IsMatch(name, "^(MSBUILD|VSTEST|DOTNET_CLI|DOTNET_HOST|COREHOST|CORECLR|COR_|TESTINGPLATFORM|NUGET_PACKAGES|DL_)", RegexOptions.IgnoreCase);
}

/// <summary>A folder outside the repository that goes away with the test; its name makes versions of packages unique.</summary>
sealed class Scratch : IDisposable
{
    public Scratch() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"dl-{Guid.NewGuid():N}"[..15]);

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), text);
    }

    /// <summary>Lets the projects of this folder be built as those of the repository are.</summary>
    public void SettleLikeTheRepository()
    {
        foreach (var file in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
            Write(file, $"<Project><Import Project=\"{System.IO.Path.Combine(Rooms.Root, file)}\" /></Project>");
        File.Copy(System.IO.Path.Combine(Rooms.Root, ".editorconfig"), At(".editorconfig"));
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The system empties its folder of temporary files one day.
        }
    }
}

/// <summary>Tests that build and run other programs, one at a time.</summary>
[CollectionDefinition(nameof(Builds))]
public sealed class Builds;
