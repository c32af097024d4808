using System.IO;
using System.Reflection;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Architecture;

/// <summary>The four rooms as built assemblies, and the folder that holds their sources.</summary>
static class Rooms
{
    public static Assembly Core { get; } = typeof(Tensor<>).Assembly;

    public static Assembly Functional { get; } = typeof(IOp).Assembly;

    public static Assembly CSharp { get; } = typeof(Atomic).Assembly;

    public static Assembly Properties { get; } = Assembly.Load("Dl.Properties");

    /// <summary>The rooms where everything is a value.</summary>
    public static IEnumerable<Assembly> Pure => [Core, Functional];

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    static string Above(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Functional.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"Functional.sln is in no folder above {start}");
    }
}
