using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Text;
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

    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    const int LongestLine = 1 << 22;

    readonly Stream stream;
    readonly bool packed;
    readonly long maxBytes;

    DataFile(string path, Stream stream, bool packed, long maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        (Path, this.stream, this.packed, this.maxBytes) = (path, stream, packed, maxBytes);
    }

    public string Path { get; }

    /// <summary>The number of (unpacked) bytes read so far.</summary>
    public long Position { get; private set; }

    /// <summary>A file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="maxBytes">How many bytes a packed file may have when it is unpacked.</param>
    public static DataFile Open(string path, long maxBytes = DataLimits.MaxBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Guarded(path, () => IsPackedName(path)
            ? new DataFile(path, Unpacking(path), true, maxBytes)
            : new DataFile(path, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan), false, maxBytes));
    }

    /// <summary>A part of an archive, which is unpacked on the way.</summary>
    public static DataFile Of(string path, Stream unpacking, long maxBytes) => new(path, unpacking, true, maxBytes);

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
        var (begin, content) = (Position, Items<byte>(Read, count));
        return content.Length == count ? content : throw Error($"truncated at byte {Position}{Unpacked}: {what} goes on to byte {begin + count}");
    }

    /// <summary>As many items as are promised, of a file whose size was found to be right, or else as many as are seen to exist.</summary>
    public A[] Items<A>(Growing.Source<A> read, int count)
    {
        if (packed) return Growing.Read(read, count);
        var items = new A[count];
        return read(items) is var found && found == count ? items : items[..found];
    }

    /// <summary>Refuses a size that the file does not have, before memory is asked for it. A packed file tells its size at its end only.</summary>
    public void Expect(long bytes, string what)
    {
        if (!packed && Position + bytes > stream.Length)
            throw Error($"truncated at byte {stream.Length}: {what} goes on to byte {Position + bytes}");
        if (packed && Position + bytes > maxBytes)
            throw Error($"{what} goes on to byte {Position + bytes}{Unpacked}, but at most {maxBytes} are unpacked; max bytes sets how many");
    }

    /// <summary>Refuses a packed file, which can only be read from its beginning to its end.</summary>
    public void CheckSeekable()
    {
        if (packed) throw Error("is packed, and can only be read from its first byte to its last; unpack it, or read it into memory");
    }

    /// <summary>Checks that so many bytes follow, and nothing after them.</summary>
    public void EndAfter(long bytes, string what)
    {
        Expect(bytes, what);
        if (stream.Length > Position + bytes) throw Error($"{stream.Length - Position - bytes} bytes are left over after {what} at byte {Position + bytes}");
    }

    /// <summary>Checks that nothing follows. Of a packed file one byte more is unpacked, and no other.</summary>
    public void End(string what)
    {
        var left = packed ? Read(stackalloc byte[1]) : stream.Length - Position;
        if (left > 0) throw Error($"{(packed ? "bytes" : $"{left} bytes")} are left over after {what} at byte {Position - (packed ? 1 : 0)}{Unpacked}");
    }

    /// <summary>The lines of a UTF-8 text, each with its number counted from 1.</summary>
    public IEnumerable<(int Number, string Text)> Lines()
    {
        using var reader = new StreamReader(new Through(this), Utf8, detectEncodingFromByteOrderMarks: true, 1 << 16);
        var line = new StringBuilder();
        for (var number = 1; Next(reader, line, number) is { } text; number++) yield return (number, text);
    }

    /// <summary>An error of this file.</summary>
    public DlException Error(string complaint) => new($"{Path}: {complaint}");

    public void Dispose() => stream.Dispose();

    /// <summary>Writes a whole file or nothing (<see cref="Atomic"/>), packed with gzip when its name ends in <c>.gz</c>.</summary>
    public static void Write(string path, Action<Stream> write) => Guarded(path, () =>
    {
        Atomic.Write(path, file =>
        {
            if (!IsPackedName(path))
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

    /// <summary>A text of a file as a message shows it: on one line, and not long.</summary>
    public static string Shown(string text)
    {
        var line = string.Concat((text.Length <= 120 ? text : text[..120]).Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? '\uFFFD' : c));
        return text.Length <= 120 ? line : $"{line}...";
    }

    string Unpacked => packed ? " (unpacked)" : "";

    int Read(Span<byte> into)
    {
        // Of a packed file at most one byte beyond what is allowed is unpacked.
        if (packed && into.Length > maxBytes - Position) into = into[..(int)Math.Min(into.Length, maxBytes - Position + 1)];
        try
        {
            var read = stream.ReadAtLeast(into, into.Length, throwOnEndOfStream: false);
            Position += read;
            return packed && Position > maxBytes ? throw Error($"unpacks to more than {maxBytes} bytes; max bytes sets how many are allowed") : read;
        }
        catch (InvalidDataException e)
        {
            throw Error($"the packed stream is damaged or truncated ({OneLine(e)}) after byte {Position}{Unpacked}");
        }
        catch (IOException e)
        {
            throw Error(OneLine(e));
        }
    }

    // A line without its end; null after the last.
    string? Next(StreamReader reader, StringBuilder line, int number)
    {
        line.Clear();
        try
        {
            while (true)
            {
                var next = reader.Read();
                if (next < 0) return line.Length > 0 ? line.ToString() : null;
                if (next == '\r' && reader.Peek() == '\n') continue;
                if (next is '\n' or '\r') return line.ToString();
                if (line.Length == LongestLine) throw Error($"line {number} is longer than {LongestLine} characters");
                line.Append((char)next);
            }
        }
        catch (DecoderFallbackException)
        {
            throw Error($"line {number} is not UTF-8 text");
        }
    }

    static Unsealed Unpacking(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        Span<byte> begin = stackalloc byte[2];
        var read = file.ReadAtLeast(begin, 2, throwOnEndOfStream: false);
        if (read < 2 || begin is not [0x1f, 0x8b])
        {
            file.Dispose();
            throw new DlException($"{path}: not a gzip stream, though its name ends in .gz: it {(read < 2 ? $"has {read} bytes" : $"begins at byte 0 with {Hex(begin)} instead of 1f 8b")}");
        }
        file.Position = 0;
        using var seal = new MemoryStream();
        using (var gzip = new GZipStream(seal, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Seal);
        return new(new GZipStream(new Joined(file, new MemoryStream(seal.ToArray())), CompressionMode.Decompress), Seal);
    }

    static bool IsPackedName(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>What goes wrong with a file as one line that begins with its path.</summary>
    public static A Guarded<A>(string path, Func<A> action)
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
            throw new DlException($"{path}: the packed stream is damaged or truncated ({OneLine(e)}) after byte 0");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DlException($"{path}: {OneLine(e)}");
        }
    }

    /// <summary>The bytes of a file as a stream, which can be read once.</summary>
    sealed class Through(DataFile file) : Reading
    {
        public override int Read(Span<byte> buffer) => file.Read(buffer);
    }

    static string OneLine(Exception e) => e.Message.ReplaceLineEndings(" ").TrimEnd('.');
}

/// <summary>What the readers of files keep to.</summary>
public static class DataLimits
{
    /// <summary>How many bytes a packed file may have when it is unpacked, unless a reader is told otherwise: 4 GiB. A file that is not packed is as large as it is.</summary>
    public const long MaxBytes = 1L << 32;
}

/// <summary>Makes errors whose numbers read the same in every language of the machine.</summary>
internal static class Wrong
{
    public static DlException That(FormattableString complaint) => new(complaint.ToString(CultureInfo.InvariantCulture));
}
