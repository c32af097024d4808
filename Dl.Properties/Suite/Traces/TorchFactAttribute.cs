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
    public static string? Python { get; } = Tools.PythonWith("torch");
}
