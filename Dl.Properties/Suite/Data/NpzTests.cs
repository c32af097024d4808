using System.IO;
using System.IO.Compression;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Properties.Suite.Data;

public sealed class NpzTests : Files
{
    [Fact]
    public void WhatIsWrittenReadsBackToTheSameBits()
    {
        var (a, b) = (Key.Of(1).Normal<float>([3, 4]), Key.Of(2).Normal<float>([70_000]));
        Npz.Write(At("a.npz"), ("weight", a), ("bias.x", b));
        Assert.Equal(["weight", "bias.x"], Npz.Names(At("a.npz")));
        var read = Npz.Read<float>(At("a.npz"));
        Assert.True(a.SameBits(read[0].Array) && b.SameBits(read[1].Array));
        Assert.True(b.SameBits(Npz.Read<float>(At("a.npz"), "bias.x")));
        Assert.Equal(a.Convert<double>(), Npz.Read<double>(At("a.npz"), "weight"));
    }

    [Fact]
    public void IntegersAreRead()
    {
        Npy.Write(At("y.npy"), Indices.Of(3, 1, 2));
        Zip("a.npz", ("y.npy", File.ReadAllBytes(At("y.npy"))));
        Assert.Equal(Indices.Of(3, 1, 2), Npz.ReadIndices(At("a.npz"), "y"));
    }

    [Theory]
    [InlineData("../x.npy")]
    [InlineData("/x.npy")]
    [InlineData("a/../../x.npy")]
    [InlineData("c:x.npy")]
    [InlineData("..\\x.npy")]
    [InlineData("a/b.npy")]
    public void NamesThatClimbOutAreRefused(string name)
    {
        Zip("a.npz", (name, Array()));
        Fails($"{At("a.npz")}: the entry \"{name.Replace("\\", "\\\\", StringComparison.Ordinal)}\" has a name that climbs out of the archive or is no name of a file", () => Npz.Read<float>(At("a.npz")));
    }

    [Fact]
    public void OtherEntriesAndNamesAreRefused()
    {
        Zip("a.npz", ("x.txt", Array()));
        Fails($"{At("a.npz")}: the entry \"x.txt\" is no .npy file", () => Npz.Read<float>(At("a.npz")));
        Zip("b.npz", ("x.npy", Array()), ("x.npy", Array()));
        Fails($"{At("b.npz")}: the entry \"x.npy\" is there twice", () => Npz.Names(At("b.npz")));
        Zip("c.npz", ("x.npy", Array()));
        Fails($"{At("c.npz")}: has no array \"y\"; it has \"x\"", () => Npz.Read<float>(At("c.npz"), "y"));
        Fails($"{At("no.npz")}: there is no such file", () => Npz.Names(At("no.npz")));
        Fails($"{At("d.npz")}: arrays have names of their own that are names of files, but 'a' is there twice", () => Npz.Write(At("d.npz"), ("a", Tensor<float>.Zeros([1])), ("a", Tensor<float>.Zeros([1]))));
        Fails($"{At("d.npz")}: arrays have names of their own that are names of files, but '../a' is none", () => Npz.Write(At("d.npz"), ("../a", Tensor<float>.Zeros([1]))));
    }

    [Fact]
    public void AWrongChecksumIsFound()
    {
        Zip("a.npz", CompressionLevel.NoCompression, ("x.npy", Array()));
        var bytes = File.ReadAllBytes(At("a.npz"));
        // The last byte of the numbers, which nothing else looks at.
        var at = bytes.AsSpan().IndexOf("NUMPY"u8) - 1 + Array().Length - 1;
        bytes[at] ^= 1;
        File.WriteAllBytes(At("a.npz"), bytes);
        Assert.Contains("is damaged before byte", Assert.Throws<DlException>(() => Npz.Read<float>(At("a.npz"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEntryIsCutOffOneByteBeyondItsHeader()
    {
        // Ten numbers are promised, and 200 MB follow.
        byte[] bomb = [.. Array(), .. new byte[200 << 20]];
        Zip("a.npz", ("x.npy", bomb));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Fails($"{At("a.npz")}/x.npy: bytes are left over after the array at byte {Array().Length} (unpacked)", () => Npz.Read<float>(At("a.npz")));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void MaxBytesHoldsForAllArraysTogether()
    {
        Npz.Write(At("a.npz"), ("a", Tensor<float>.Zeros([1000])), ("b", Tensor<float>.Zeros([1000])));
        Assert.Equal(2, Npz.Read<float>(At("a.npz"), 8256).Count);
        Fails($"{At("a.npz")}/b.npy: the array goes on to byte 4128 (unpacked), but at most 4127 are unpacked; max bytes sets how many", () => Npz.Read<float>(At("a.npz"), 8255));
    }

    static byte[] Array()
    {
        var path = Path.GetTempFileName();
        Npy.Write(path, Key.Of(1).Normal<float>([10]));
        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }

    void Zip(string name, params (string Name, byte[] Content)[] entries) => Zip(name, CompressionLevel.Fastest, entries);

    void Zip(string name, CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        using var archive = new ZipArchive(File.Create(At(name)), ZipArchiveMode.Create);
        foreach (var (entry, content) in entries)
        {
            using var stream = archive.CreateEntry(entry, level).Open();
            stream.Write(content);
        }
    }
}
