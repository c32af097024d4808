using System.Diagnostics;
using System.IO;
using System.Text.RegularExpressions;
using Dl.Core;

namespace Dl.Properties.Suite.Fuzz;

/// <summary>A reader of files that must survive whatever it is given.</summary>
/// <param name="Name">What it reads.</param>
/// <param name="File">The name of the file, whose ending a reader may look at.</param>
/// <param name="Seeds">Good files.</param>
/// <param name="Read">Reads a file, and tells how many bytes of numbers and words came of it.</param>
sealed record FuzzedReader(string Name, string File, byte[][] Seeds, Func<string, long> Read)
{
    /// <summary>Wraps a damaged content, so that what lies behind checksums is reached as well: packs it, or puts right sums on it. Null if the content is the file.</summary>
    public Func<byte[], byte[]>? Wrap { get; init; }

    /// <summary>Whether the content has names, by which a refusal tells what is wrong where every byte is in its place: a leaf, a layer, a setting.</summary>
    public bool HasNames { get; init; }

    public override string ToString() => Name;
}

/// <summary>What came of many damaged files.</summary>
/// <param name="Cases">How many there were.</param>
/// <param name="Accepted">How many were read: the damage was none.</param>
/// <param name="MostBytes">The most that was allocated for one.</param>
/// <param name="MostMilliseconds">The most time that one took.</param>
sealed record FuzzReport(int Cases, int Accepted, long MostBytes, double MostMilliseconds);

/// <summary>
/// Gives damaged files to a reader. It holds if each is read or refused with one line that names the file and the place in it, in time, and with no more memory than
/// 64 MB and twice what was read.
/// </summary>
static partial class Fuzzer
{
    const long Free = 64 << 20;
    const double MostSeconds = 3;
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static FuzzReport Run(FuzzedReader reader, int cases, ulong seed)
    {
        var folder = Directory.CreateTempSubdirectory("dl-fuzz-").FullName;
        try
        {
            var (done, report, failure) = (0, default(FuzzReport), default(Exception));
            var thread = new Thread(() =>
            {
                try
                {
                    report = All(reader, cases, seed, folder, i => Volatile.Write(ref done, i));
                }
                catch (Exception error)
                {
                    failure = error;
                }
            }, 1 << 20) { IsBackground = true };
            thread.Start();
            // What hangs is left behind, and named.
            for (var before = -1; !thread.Join(Patience); before = Volatile.Read(ref done))
                if (before == Volatile.Read(ref done)) throw new InvalidOperationException($"{reader}: case {before} of seed {seed} does not end");
            return failure is null ? report! : throw new InvalidOperationException(failure.Message, failure);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The damaged file of a case.</summary>
    public static byte[] Case(FuzzedReader reader, ulong seed, int i)
    {
        var key = Key.Of(seed).Child(i);
        byte[] Seed(int draw) => reader.Seeds[key.Below(reader.Seeds.Length, draw)];
        var kind = reader.Wrap is null ? 0 : key.Below(3, 2);
        return kind switch
        {
            0 when reader.Wrap is null => Mutation.Of(key, Seed(0), Seed(1)),
            0 => Mutation.Of(key, reader.Wrap(Seed(0)), reader.Wrap(Seed(1))),
            _ => reader.Wrap!(Mutation.Of(key, Seed(0), Seed(1))),
        };
    }

    static FuzzReport All(FuzzedReader reader, int cases, ulong seed, string folder, Action<int> begin)
    {
        var path = Path.Combine(folder, reader.File);
        var (accepted, mostBytes, mostTime) = (0, 0L, 0.0);
        foreach (var good in reader.Seeds)
        {
            File.WriteAllBytes(path, reader.Wrap is { } wrap ? wrap(good) : good);
            reader.Read(path);
        }
        for (var i = 0; i < cases; i++)
        {
            begin(i);
            var bytes = Case(reader, seed, i);
            File.WriteAllBytes(path, bytes);
            var (before, clock) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            var (decoded, fault) = (0L, (string?)null);
            try
            {
                decoded = reader.Read(path);
                accepted++;
            }
            catch (DlException refusal)
            {
                fault = Unclear(refusal.Message, folder, reader.HasNames);
            }
            catch (Exception error)
            {
                fault = $"{error.GetType().Name}: {error.Message}\n{error.StackTrace}";
            }
            var (spent, time) = (GC.GetAllocatedBytesForCurrentThread() - before, Stopwatch.GetElapsedTime(clock).TotalSeconds);
            // Somebody else may have had the processor: what is slow once is asked again.
            for (var again = 0; again < 3 && time > MostSeconds; again++) time = Math.Min(time, Timed(reader, path));
            (mostBytes, mostTime) = (Math.Max(mostBytes, spent - 2 * decoded), Math.Max(mostTime, time));
            if (spent > Free + 2 * decoded) fault ??= $"allocated {spent} bytes for {decoded}";
            if (time > MostSeconds) fault ??= $"took {time} s";
            if (fault is not null)
                throw new InvalidOperationException($"{reader}: case {i} of seed {seed}: {fault}\n{bytes.Length} bytes{(bytes.Length <= 1000 ? $": {Convert.ToBase64String(bytes)}" : "")}");
        }
        return new(cases, accepted, mostBytes, 1000 * mostTime);
    }

    static double Timed(FuzzedReader reader, string path)
    {
        var clock = Stopwatch.GetTimestamp();
        try
        {
            reader.Read(path);
        }
        catch (DlException)
        {
        }
        return Stopwatch.GetElapsedTime(clock).TotalSeconds;
    }

    // What is missing from a refusal; null if nothing is.
    static string? Unclear(string message, string folder, bool hasNames) =>
        !message.StartsWith(folder, StringComparison.Ordinal) ? $"a refusal that does not begin with the file: {message}"
        : message.Any(char.IsControl) ? $"a refusal with control characters: {message}"
        : message.Length > 2000 ? $"a refusal of {message.Length} characters: {message[..200]}"
        : !hasNames && !Place().IsMatch(message[folder.Length..]) ? $"a refusal that names no place: {message}"
        : null;

    // A byte, a line, a column, or the place in JSON: its path, the name of a field, of an entry or of a leaf.
    [GeneratedRegex("""\b(bytes?|line) \d|\d bytes|\bLineNumber: \d|\$[.:\[]|"[^"]*"|first line|is empty|\bcolumn """)]
    private static partial Regex Place();
}
