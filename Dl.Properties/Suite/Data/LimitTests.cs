using System.IO;
using System.IO.Compression;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Properties.Suite.Data;

/// <summary>What unpacks to more than it should is cut off, and costs no memory.</summary>
public sealed class LimitTests : Files
{
    const int Bomb = 300 << 20;

    [Fact]
    public void APackedFileIsCutOffOneByteBeyondItsHeader()
    {
        Zeros("i.gz", [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2]);
        Cheap(() => Fails($"{At("i.gz")}: bytes are left over after the last pixel at byte 20 (unpacked)", () => Idx.ReadPixels(At("i.gz"))));
        Zeros("l.gz", [0, 0, 8, 1, 0, 0, 0, 2]);
        Cheap(() => Fails($"{At("l.gz")}: bytes are left over after the last label at byte 10 (unpacked)", () => Idx.ReadLabels(At("l.gz"))));
    }

    [Fact]
    public void MaxBytesCutsOffWhatNothingPromises()
    {
        Zeros("t.csv.gz", "1,2\n"u8.ToArray());
        Cheap(() => Fails($"{At("t.csv.gz")}: unpacks to more than 1000 bytes; max bytes sets how many are allowed", () => Csv.Read(At("t.csv.gz"), new() { MaxBytes = 1000 })));
        // Without a limit it is the length of a line that ends it.
        Cheap(() => Fails($"{At("t.csv.gz")}: line 2 is longer than 4194304 characters", () => Csv.Read(At("t.csv.gz"))));
    }

    [Fact]
    public void AHeaderBeyondMaxBytesIsRefusedAtOnce()
    {
        Bytes("i.gz", 0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 51, 204, 255);
        Assert.Equal(4, Idx.ReadPixels(At("i.gz"), 20).Shape.Size);
        Fails($"{At("i.gz")}: the content of shape [2, 1, 2] goes on to byte 20 (unpacked), but at most 19 are unpacked; max bytes sets how many", () => Idx.ReadPixels(At("i.gz"), 19));
    }

    [Fact]
    public void PromisesCostNothingBeforeTheyAreKept()
    {
        // A billion numbers are promised, and four bytes follow.
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (500000000,), }\n"u8.ToArray();
        Bytes("a.npy.gz", [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header, 1, 2, 3, 4]);
        Cheap(() => Assert.Throws<DlException>(() => Npy.Read<float>(At("a.npy.gz"))));
        Cheap(() => Assert.Throws<DlException>(() => Npy.Read<double>(At("a.npy.gz"))));
    }

    [Fact]
    public void AFileThatIsNotPackedIsAsLargeAsItIs() =>
        Assert.Equal(2, Idx.ReadLabels(Bytes("l", 0, 0, 8, 1, 0, 0, 0, 2, 7, 3), 0).Count);

    static void Cheap(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40 << 20);
    }

    // Some bytes, and then hundreds of millions of zeros, in a file that is a thousand times smaller.
    void Zeros(string name, byte[] begin)
    {
        using var gzip = new GZipStream(File.Create(At(name)), CompressionLevel.Fastest);
        gzip.Write(begin);
        var zeros = new byte[1 << 20];
        for (var i = 0; i < Bomb; i += zeros.Length) gzip.Write(zeros);
    }
}
