using System.IO;
using System.Text;

namespace Dl.CSharp;

/// <summary>
/// Files that are there whole or not at all: written beside their place, flushed to the disk, then moved over it. A reader
/// never meets half a checkpoint, and whatever goes wrong leaves what was there before.
/// </summary>
public static class Atomic
{
    /// <summary>Writes a file. The folder is made if it is missing; an older file of that name is replaced.</summary>
    /// <param name="path">Where the file shall be.</param>
    /// <param name="write">Writes the whole content; if it throws, the old file stays and the exception passes on.</param>
    /// <exception cref="IOException">The disk is full, or the folder cannot be made or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written, or a folder has this name.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var target = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(target) ?? throw new IOException($"{path} is not the name of a file");
        Directory.CreateDirectory(folder);
        var aside = Path.Combine(folder, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
        try
        {
            using (var stream = new FileStream(aside, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(aside, target, overwrite: true);
        }
        catch (ArgumentOutOfRangeException error) when (error.ParamName == "value")
        {
            // What .NET makes of EFBIG.
            File.Delete(aside);
            throw new IOException($"{path}: no file may grow so large here", error);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
    }

    /// <summary>Writes a text as UTF-8 without a byte order mark, exactly as it is.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    /// <param name="path">Where the file shall be.</param>
    /// <param name="text">The whole content.</param>
    public static void WriteText(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }
}
