using System.Globalization;
using System.IO;
using System.IO.Compression;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>
/// A file being read, unpacked on the way when its name ends in <c>.gz</c>. Whatever goes wrong becomes one line that
/// begins with the path; positions are bytes of the unpacked content.
/// </summary>
internal sealed class DataFile : IDisposable
{
    // A gzip member that is put behind a packed file: its content comes out whole if and only if the file was whole, for
    // GZipStream itself is silent about a stream that ends early.
    static readonly byte[] Seal = "the file was whole"u8.ToArray();

    readonly Stream stream;
    readonly bool packed;

    DataFile(string path, Stream stream, bool packed) => (Path, this.stream, this.packed) = (path, stream, packed);

    /// <summary>How many bytes a packed file may have when it is unpacked and its format does not say how many there are.</summary>
    public const long MaxBytes = 1L << 32;

    public string Path { get; }

    /// <summary>The number of (unpacked) bytes read so far.</summary>
    public long Position { get; private set; }

    public static DataFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Guarded(path, () => IsPacked(path)
            ? new DataFile(path, Unpacking(path), true)
            : new DataFile(path, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan), false));
    }

    /// <summary>Reads exactly as many bytes as <paramref name="into"/> has.</summary>
    /// <param name="into">Where they go.</param>
    /// <param name="what">What they are, for the message.</param>
    public void Fill(Span<byte> into, string what)
    {
        var read = Read(into);
        if (read < into.Length)
            throw Error($"truncated at byte {Position}{Unpacked}: {what} goes on to byte {Position - read + into.Length}");
    }

    /// <summary>Reads as many bytes as <paramref name="into"/> has, unless the file ends.</summary>
    public bool TryFill(Span<byte> into) => Read(into) == into.Length;

    /// <summary>The next bytes, however many a header promises: memory is asked for only as they are seen to exist.</summary>
    /// <param name="count">How many.</param>
    /// <param name="what">What they are, for the message.</param>
    public byte[] Content(int count, string what)
    {
        Expect(count, what);
        var (begin, content) = (Position, Growing.Read(Read, count));
        return content.Length == count ? content : throw Error($"truncated at byte {Position}{Unpacked}: {what} goes on to byte {begin + count}");
    }

    /// <summary>Refuses a size that the file does not have, before memory is asked for it. A packed file tells its size at its end only.</summary>
    public void Expect(long bytes, string what)
    {
        if (!packed && Position + bytes > stream.Length)
            throw Error($"truncated at byte {stream.Length}: {what} goes on to byte {Position + bytes}");
    }

    /// <summary>Checks that nothing follows. Of a packed file one byte more is unpacked, and no other.</summary>
    public void End(string what)
    {
        var left = packed ? Read(stackalloc byte[1]) : stream.Length - Position;
        if (left > 0) throw Error($"{(packed ? "bytes" : $"{left} bytes")} are left over after {what} at byte {Position - (packed ? 1 : 0)}{Unpacked}");
    }

    /// <summary>The lines of a UTF-8 text that are not blank, each with its number counted from 1.</summary>
    public IEnumerable<(int Number, string Text)> Lines()
    {
        using var reader = new StreamReader(packed ? Whole() : stream, leaveOpen: true);
        for (var number = 1; Guarded(Path, reader.ReadLine) is { } line; number++)
            if (!string.IsNullOrWhiteSpace(line))
                yield return (number, line);
    }

    /// <summary>An error of this file.</summary>
    public DlException Error(string complaint) => new($"{Path}: {complaint}");

    public void Dispose() => stream.Dispose();

    /// <summary>Writes a whole file or nothing (<see cref="Atomic"/>), packed with gzip when its name ends in <c>.gz</c>.</summary>
    public static void Write(string path, Action<Stream> write) => Guarded(path, () =>
    {
        Atomic.Write(path, file =>
        {
            if (!IsPacked(path))
            {
                write(file);
                return;
            }
            using var gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
            write(gzip);
        });
        return path;
    });

    /// <summary>Bytes as hexadecimal pairs: <c>1f 8b</c>.</summary>
    public static string Hex(ReadOnlySpan<byte> bytes) =>
        string.Join(' ', bytes.ToArray().Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));

    string Unpacked => packed ? " (unpacked)" : "";

    int Read(Span<byte> into)
    {
        try
        {
            var read = stream.ReadAtLeast(into, into.Length, throwOnEndOfStream: false);
            Position += read;
            return read;
        }
        catch (InvalidDataException e)
        {
            throw Error($"the gzip stream is damaged or truncated ({OneLine(e)})");
        }
        catch (IOException e)
        {
            throw Error(OneLine(e));
        }
    }

    // A packed text, whose length nothing promises.
    MemoryStream Whole()
    {
        var (content, piece) = (new MemoryStream(), new byte[1 << 16]);
        for (int read; (read = Read(piece)) > 0;)
        {
            if (content.Length + read > Math.Min(MaxBytes, Array.MaxLength)) throw Error($"unpacks to more than {Math.Min(MaxBytes, Array.MaxLength)} bytes");
            content.Write(piece.AsSpan(0, read));
        }
        content.Position = 0;
        return content;
    }

    static Unsealed Unpacking(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        Span<byte> begin = stackalloc byte[2];
        var read = file.ReadAtLeast(begin, 2, throwOnEndOfStream: false);
        if (read < 2 || begin is not [0x1f, 0x8b])
        {
            file.Dispose();
            throw new DlException($"{path}: not a gzip stream, though its name ends in .gz: it {(read < 2 ? $"has {read} bytes" : $"begins with {Hex(begin)} instead of 1f 8b")}");
        }
        file.Position = 0;
        using var seal = new MemoryStream();
        using (var gzip = new GZipStream(seal, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Seal);
        return new(new GZipStream(new Joined(file, new MemoryStream(seal.ToArray())), CompressionMode.Decompress), Seal);
    }

    static bool IsPacked(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    static A Guarded<A>(string path, Func<A> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DlException($"{path}: there is no such {(e is FileNotFoundException ? "file" : "folder")}");
        }
        catch (InvalidDataException e)
        {
            throw new DlException($"{path}: the gzip stream is damaged or truncated ({OneLine(e)})");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DlException($"{path}: {OneLine(e)}");
        }
    }

    static string OneLine(Exception e) => e.Message.ReplaceLineEndings(" ").TrimEnd('.');
}

/// <summary>Makes errors whose numbers read the same in every language of the machine.</summary>
internal static class Wrong
{
    public static DlException That(FormattableString complaint) => new(complaint.ToString(CultureInfo.InvariantCulture));
}
