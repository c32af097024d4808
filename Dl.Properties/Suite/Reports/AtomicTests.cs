using System.IO;
using Dl.CSharp;

namespace Dl.Properties.Suite.Reports;

/// <summary>A file is there whole or not at all.</summary>
public sealed class AtomicTests
{
    [Fact]
    public void AFailureLeavesTheOldFileAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("a.txt");
        Atomic.WriteText(path, "old");
        var error = Assert.Throws<InvalidOperationException>(() => Atomic.Write(path, stream =>
        {
            stream.Write("half of the new"u8);
            stream.Flush();
            throw new InvalidOperationException("lost");
        }));
        Assert.Equal("lost", error.Message);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void ItMakesTheFolderAndReplacesTheFile()
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("deep/er/a.txt");
        Atomic.WriteText(path, "a much longer old text");
        Atomic.WriteText(path, "ä\r\n");
        Assert.Equal("ä\r\n"u8.ToArray(), File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void AFolderOfThatNameStays()
    {
        using var folder = new TemporaryFolder();
        Atomic.WriteText(folder.At("name/inside"), "x");
        Assert.ThrowsAny<SystemException>(() => Atomic.WriteText(folder.At("name"), "y"));
        Assert.Equal("x", File.ReadAllText(folder.At("name/inside")));
        Assert.Equal([folder.At("name")], Directory.GetFileSystemEntries(folder.Path));
    }
}

/// <summary>A folder of its own that is gone after the test.</summary>
sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("dl-").FullName;

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
