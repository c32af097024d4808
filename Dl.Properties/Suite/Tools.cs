using System.ComponentModel;
using System.Diagnostics;

namespace Dl.Properties.Suite;

/// <summary>Programs of others that tests ask, where they are installed.</summary>
static class Tools
{
    /// <summary>A Python that has a module: that which DL_PYTHON names, <c>python3</c>, or that of the system; null where none has it.</summary>
    public static string? PythonWith(string module) =>
        new[] { Environment.GetEnvironmentVariable("DL_PYTHON"), "python3", "/usr/bin/python3" }.FirstOrDefault(python => python is { Length: > 0 }
            && Runs(python, "-c", $"import importlib.util, sys; sys.exit(importlib.util.find_spec('{module}') is None)"));

    /// <summary>Whether Node finds a module, in NODE_PATH or where packages are installed for all.</summary>
    public static bool NodeHas(string module) => Runs("node", "-e", $"require.resolve('{module}')");

    // Looks for it and does not load it: tests are discovered often.
    static bool Runs(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A test that runs Python with a module; where no Python has it the test is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute(string module)
    {
        Module = module;
        if (Tools.PythonWith(module) is null) Skip = $"no {module}: neither DL_PYTHON nor python3 nor /usr/bin/python3 is a Python that has it";
    }

    public string Module { get; }
}

/// <summary>A test that runs Node with a module; where it has none the test is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute(string module)
    {
        Module = module;
        if (!Tools.NodeHas(module)) Skip = $"no {module}: node does not find it; install it and name its folder node_modules in NODE_PATH";
    }

    public string Module { get; }
}
