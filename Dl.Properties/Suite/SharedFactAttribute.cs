using System.IO;

namespace Dl.Properties.Suite;

/// <summary>
/// A test on real data that does not travel with the repository: the folder named by DL_SHARED, or <c>shared</c> beside the
/// folder that holds Functional.sln. Where neither is there the test is skipped and says so.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute()
    {
        if (Folder is null) Skip = "no shared data: DL_SHARED is not set, and there is no folder 'shared' beside the repository";
    }

    /// <summary>The folder of shared data, or null.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>The path of a file or folder of the shared data.</summary>
    public static string At(params string[] parts) => Path.Combine([Folder!, .. parts]);

    static string? Find()
    {
        if (Environment.GetEnvironmentVariable("DL_SHARED") is { Length: > 0 } named) return Directory.Exists(named) ? named : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Functional.sln")))
                return folder.Parent?.GetDirectories("shared").FirstOrDefault()?.FullName;
        return null;
    }
}
