using System.IO;
using System.IO.Compression;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>
/// NumPy's archives of arrays (<c>.npz</c>): a zip file whose entries are <c>.npy</c> files. NumPy: <c>np.load</c>, <c>np.savez</c>, <c>np.savez_compressed</c>.
/// </summary>
/// <remarks>
/// Nothing is written to the disk, and nothing is believed: names that climb out of the archive, names that occur twice, encrypted entries and wrong checksums
/// are refused, and an entry is cut off one byte beyond what its own header promises.
/// </remarks>
public static class Npz
{
    const string Ending = ".npy";

    /// <summary>The names of the arrays, in the order of the archive.</summary>
    /// <param name="path">The archive.</param>
    /// <exception cref="DlException">The archive is missing or damaged, or an entry is no array.</exception>
    public static Many<string> Names(string path) => Open(path, entries => entries.Select(entry => NameOf(entry)).ToMany());

    /// <summary>Reads one array.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="name">The name of the array, without <c>.npy</c>.</param>
    /// <param name="maxBytes">How many bytes it may have when it is unpacked.</param>
    /// <exception cref="DlException">The archive is missing or damaged, or has no such array.</exception>
    public static Tensor<T> Read<T>(string path, string name, long maxBytes = DataLimits.MaxBytes) where T : struct, IFloatingPointIeee754<T> =>
        Open(path, entries => Array(path, Find(path, entries, name), maxBytes, Npy.Read<T>));

    /// <summary>Reads one array of integers.</summary>
    /// <inheritdoc cref="Read{T}(string, string, long)"/>
    public static Indices ReadIndices(string path, string name, long maxBytes = DataLimits.MaxBytes) =>
        Open(path, entries => Array(path, Find(path, entries, name), maxBytes, Npy.ReadIndices));

    /// <summary>Reads all arrays.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="maxBytes">How many bytes all of them together may have when they are unpacked.</param>
    /// <exception cref="DlException">The archive is missing or damaged.</exception>
    public static Many<(string Name, Tensor<T> Array)> Read<T>(string path, long maxBytes = DataLimits.MaxBytes) where T : struct, IFloatingPointIeee754<T> => Open(path, entries =>
    {
        var left = maxBytes;
        return entries.Select(entry => (NameOf(entry), Array(path, entry, left, file =>
        {
            var array = Npy.Read<T>(file);
            left -= file.Position;
            return array;
        }))).ToMany();
    });

    /// <summary>Writes arrays of <c>float</c> or <c>double</c>, atomically.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="arrays">The arrays, each with a name of its own.</param>
    /// <exception cref="DlException">A name is empty, no file's name or there twice, the scalar is another, or the file cannot be written.</exception>
    public static void Write<T>(string path, params (string Name, Tensor<T> Array)[] arrays) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(arrays);
        foreach (var (name, times) in arrays.CountBy(array => array.Name))
            if (times > 1 || !IsName(name)) throw new DlException($"{path}: arrays have names of their own that are names of files, but '{name}' is {(times > 1 ? "there twice" : "none")}");
        foreach (var (_, array) in arrays) Npy.Check(path, array);
        DataFile.Write(path, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var (name, array) in arrays)
            {
                using var entry = archive.CreateEntry(name + Ending).Open();
                Npy.Write(entry, array);
            }
        });
    }

    static A Open<A>(string path, Func<ZipArchiveEntry[], A> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return DataFile.Guarded(path, () =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            using var archive = Archive(path, file);
            return read(Entries(path, archive, file.Length));
        });
    }

    static ZipArchive Archive(string path, FileStream file)
    {
        try
        {
            return new(file, ZipArchiveMode.Read);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or ArgumentException or OverflowException or NotSupportedException)
        {
            throw Damaged(path, error, file.Length);
        }
    }

    static ZipArchiveEntry[] Entries(string path, ZipArchive archive, long length)
    {
        ZipArchiveEntry[] entries;
        try
        {
            entries = [.. archive.Entries];
        }
        catch (Exception error) when (error is InvalidDataException or IOException or ArgumentException or OverflowException or NotSupportedException)
        {
            throw new DlException($"{path}: the directory of the archive, which ends at byte {length}, is damaged ({error.Message.ReplaceLineEndings(" ").TrimEnd('.')})");
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var shown = SafeTensors.Quote(entry.FullName);
            if (!entry.FullName.EndsWith(Ending, StringComparison.Ordinal)) throw new DlException($"{path}: the entry {shown} is no {Ending} file");
            if (!IsName(entry.FullName)) throw new DlException($"{path}: the entry {shown} has a name that climbs out of the archive or is no name of a file");
            if (!seen.Add(entry.FullName)) throw new DlException($"{path}: the entry {shown} is there twice");
            if (entry.IsEncrypted) throw new DlException($"{path}: the entry {shown} is encrypted");
        }
        return entries;
    }

    static A Array<A>(string path, ZipArchiveEntry entry, long maxBytes, Func<DataFile, A> read)
    {
        var place = $"{path}/{entry.FullName}";
        try
        {
            using var summed = new Summed(entry.Open());
            using var file = DataFile.Of(place, summed, maxBytes);
            var array = read(file);
            return summed.Sum == entry.Crc32
                ? array
                : throw new DlException(FormattableString.Invariant($"{place}: is damaged before byte {file.Position} (unpacked): its checksum is {summed.Sum:x8}, not {entry.Crc32:x8}"));
        }
        catch (Exception error) when (error is InvalidDataException or IOException or ArgumentException or OverflowException or NotSupportedException)
        {
            throw new DlException($"{place}: the entry is damaged or of a kind that cannot be read, at byte 0 of it ({error.Message.ReplaceLineEndings(" ").TrimEnd('.')})");
        }
    }

    static ZipArchiveEntry Find(string path, ZipArchiveEntry[] entries, string name) => entries.FirstOrDefault(entry => NameOf(entry) == name)
        ?? throw new DlException($"{path}: has no array {SafeTensors.Quote(name)}; it has {string.Join(", ", entries.Select(entry => SafeTensors.Quote(NameOf(entry))))}");

    static string NameOf(ZipArchiveEntry entry) => entry.FullName[..^Ending.Length];

    static bool IsName(string name) =>
        name.Length > 0 && name is not ("." or "..") && !name.Any(c => c is '/' or '\\' or ':' || char.IsControl(c)) && name.Trim().Length == name.Length;

    static DlException Damaged(string path, Exception error, long length) =>
        new($"{path}: is no whole zip file: its directory does not end at byte {length} ({error.Message.ReplaceLineEndings(" ").TrimEnd('.')})");

    /// <summary>Sums up what is read.</summary>
    sealed class Summed(Stream inner) : Reading
    {
        public uint Sum { get; private set; } = Crc32.Empty;

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            Sum = Crc32.Of(buffer[..read], Sum);
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
