using System.Buffers.Binary;
using System.Globalization;
using System.IO;
using Dl.Core;

namespace Dl.Properties.Suite.Fuzz;

/// <summary>No damaged file brings a reader down, hangs it, costs it memory on the strength of a promise, or is refused without saying where. DL_FUZZ=100000 tries so many a reader,
/// DL_FUZZ_SEED others, DL_FUZZ_REPORT writes what came of them.</summary>
public sealed class FuzzTests
{
    static readonly int Cases = (int)Number("DL_FUZZ", 1000);

    static readonly ulong Seed = (ulong)Number("DL_FUZZ_SEED", 1);

    public static TheoryData<string> Names => [.. Readers.All.Select(reader => reader.Name)];

    [Theory, MemberData(nameof(Names))]
    public void AReaderHolds(string name)
    {
        var report = Fuzzer.Run(Readers.All.Single(reader => reader.Name == name), Cases, Seed);
        Assert.Equal(Cases, report.Cases);
        if (Environment.GetEnvironmentVariable("DL_FUZZ_REPORT") is { Length: > 0 } path)
            File.AppendAllText(path, FormattableString.Invariant($"{name}: {report.Cases} cases, {report.Accepted} accepted, at most {report.MostBytes} bytes beyond twice the content, {report.MostMilliseconds:F0} ms\n"));
    }

    [Fact]
    public void AReaderThatFailsIsFound()
    {
        var weak = Readers.All[0] with { Name = "weak" };
        Assert.Contains("IndexOutOfRange", Found(path => File.ReadAllBytes(path)[16]), StringComparison.Ordinal);
        Assert.Contains("allocated", Found(path => File.ReadAllBytes(path) is { Length: > 7 } bytes ? 0 * new byte[Math.Clamp(BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4)), 0, 200 << 20)].Length : 0), StringComparison.Ordinal);
        Assert.Contains("names no place", Found(path => throw new DlException($"{path}: is wrong")), StringComparison.Ordinal);
        Assert.Contains("does not begin with the file", Found(_ => throw new DlException("byte 3 is wrong")), StringComparison.Ordinal);

        string Found(Func<string, long> read)
        {
            var first = true;
            // Good files are read as they are; damage shows the fault.
            var calls = 0;
            return Assert.Throws<InvalidOperationException>(() => Fuzzer.Run(weak with { Read = path => first && ++calls <= weak.Seeds.Length ? 0 : read(path) }, 2000, 1)).Message;
        }
    }

    [Fact]
    public void DamageIsAFunctionOfTheSeed()
    {
        foreach (var reader in Readers.All)
            Assert.Equal(Fuzzer.Case(reader, 3, 17), Fuzzer.Case(reader, 3, 17));
    }

    static long Number(string name, long usual) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : usual;
}
