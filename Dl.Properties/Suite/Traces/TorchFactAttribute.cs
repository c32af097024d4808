using System.ComponentModel;
using System.Diagnostics;

namespace Dl.Properties.Suite.Traces;

/// <summary>A test that runs PyTorch: by the Python that DL_PYTHON names, <c>python3</c>, or that of the system. Where none of them has torch the test is
/// skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute()
    {
        if (Python is null) Skip = "no PyTorch: neither DL_PYTHON nor python3 nor /usr/bin/python3 is a Python that has torch";
    }

    /// <summary>A Python that has torch, or null.</summary>
    public static string? Python { get; } =
        new[] { Environment.GetEnvironmentVariable("DL_PYTHON"), "python3", "/usr/bin/python3" }.FirstOrDefault(python => python is { Length: > 0 } && HasTorch(python));

    // Looks for it and does not load it: tests are discovered often.
    static bool HasTorch(string python)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('torch') is None)"]))!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
