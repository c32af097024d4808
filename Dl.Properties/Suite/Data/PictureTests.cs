using System.IO;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Properties.Suite.Data;

public sealed class PictureTests : Files
{
    static readonly byte[] Small = Png.Encode(Tensor<float>.Of([2, 3], 0, 51 / 255f, 1, 1, 204 / 255f, 0));

    [Fact]
    public void APngComesBackAsItWasWritten()
    {
        foreach (var channels in new[] { 1, 3 })
            for (var side = 1; side < 30; side += 7)
            {
                var image = Tensor<float>.Build([side, side + 2, channels], Key.Of((ulong)side), static (into, key) =>
                {
                    for (var i = 0; i < into.Length; i++) into[i] = (int)key.Below(256, i) / 255f;
                });
                var read = Pictures.Read(Bytes("a.png", Png.Encode(image))).ToTensor();
                Assert.True(image.SameBits(read.Reshape(image.Shape)));
            }
    }

    // Computed by hand from section 9 of the specification: two lines of three levels.
    [Theory]
    [InlineData(0, 10, 20, 30, 40, 50, 60)]
    [InlineData(1, 10, 30, 60, 40, 90, 150)]
    [InlineData(2, 10, 20, 30, 50, 70, 90)]
    [InlineData(3, 10, 25, 42, 45, 85, 123)]
    [InlineData(4, 10, 30, 60, 50, 100, 160)]
    public void EachFilterForetellsFromItsNeighbours(int filter, params int[] expected) =>
        Assert.Equal(expected.Select(level => (byte)level), Pictures.Read(Bytes("f.png", PngOf(8, 0, 0, 3, 2, [(byte)filter, 10, 20, 30, (byte)filter, 40, 50, 60]))).Span.ToArray());

    [Theory]
    [InlineData("P5 3 2 255\n\0\u0001\u0002\u0003\u0004\u0005", 1, 0, 1, 2, 3, 4, 5)]
    [InlineData("P2 # a comment\n3 2\n255\n0 1 2 3 4 5", 1, 0, 1, 2, 3, 4, 5)]
    [InlineData("P6\n1 2\n255\n\0\u0001\u0002\u0003\u0004\u0005", 3, 0, 1, 2, 3, 4, 5)]
    [InlineData("P3 1 2 5 0 1 2 3 4 5\n", 3, 0, 51, 102, 153, 204, 255)]
    public void PortableMapsAreRead(string content, int channels, params int[] expected)
    {
        var read = Pictures.Read(Bytes("a.pgm", [.. content.Select(c => (byte)c)]));
        Assert.Equal(channels, read.Shape.Last);
        Assert.Equal(expected.Select(level => (byte)level), read.Span.ToArray());
    }

    [Fact]
    public void WhatIsNotReadIsRefusedByName()
    {
        Refused("has 16 bits a channel, but 8 are read", PngOf(16, 0, 0, 1, 1, [0, 1, 2]));
        Refused("has 4 bits a channel, but 8 are read", PngOf(4, 0, 0, 1, 1, [0, 1]));
        Refused("has a palette", PngOf(8, 3, 0, 1, 1, [0, 1]));
        Refused("is grey with transparency", PngOf(8, 4, 0, 1, 1, [0, 1, 2]));
        Refused("is interlaced, which is not read; save it without (the header at byte 16)", PngOf(8, 0, 1, 1, 1, [0, 1]));
        Refused("has the colour type 5", PngOf(8, 5, 0, 1, 1, [0, 1]));
        Refused("a line has the filter 9", PngOf(8, 0, 0, 1, 1, [9, 1]));
        Refused("the picture ends after 2 of 4 bytes", PngOf(8, 0, 0, 1, 2, [0, 1]));
        Refused("the picture goes on after its 2 bytes", PngOf(8, 0, 0, 1, 1, [0, 1, 2]));
        Refused("is 2147483647 high and 2147483647 wide, which cannot be read", PngOf(8, 6, 0, int.MaxValue, int.MaxValue, []));
        Refused("bytes are left over after IEND", [.. Small, 1]);
        Refused("is damaged: its checksum is", [.. Small[..20], (byte)(Small[20] ^ 1), .. Small[21..]]);
        Refused("truncated at byte", Small[..^5]);
        Refused("is a JPEG", 0xff, 0xd8, 0xff);
        Refused("begins at byte 0 with 00 01, but a PNG begins with 89 50", 0, 1, 2);
        Refused("has 1001 levels before byte 12, more than 8 bits", [.. "P5 1 1 1000 a"u8]);
        Refused("the width has the character 78", [.. "P5 x"u8]);
        Refused("level 0 before byte 11 is 9, more than the largest, 5", [.. "P2 1 1 5 9 "u8]);
        Refused("truncated at byte", [.. "P2 2 1 5 3"u8]);

        void Refused(string complaint, params byte[] bytes)
        {
            var error = Assert.Throws<DlException>(() => Pictures.Read(Bytes("bad", bytes)));
            Assert.StartsWith($"{At("bad")}: ", error.Message, StringComparison.Ordinal);
            Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AFolderOfPicturesIsADataSetOfBytes()
    {
        foreach (var (name, level) in new[] { ("b/2", 3), ("b/10", 2), ("a/1", 1) })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At($"set/{name}"))!);
            File.WriteAllBytes(At($"set/{name}.png"), Png.Encode(Tensor<float>.Full([2, 2], level / 255f)));
        }
        File.WriteAllText(At("set/a/notes.txt"), "no picture");
        var set = Pictures.ReadFolder(At("set"));
        Assert.Equal(("set", 3, "a, b"), (set.Name, set.Count, string.Join(", ", set.Classes)));
        Assert.Equal([0, 1, 1], set.Labels!.Span.ToArray());
        Assert.Equal([1f, 2, 3], Enumerable.Range(0, 3).Select(i => set.Inputs[4 * i] * 255));
        Assert.Equal([3f, 1], set.At(Indices.Of(2, 0)).Slice(0, 2).Inputs.Span.ToArray().Where((_, i) => i % 4 == 0).Select(x => x * 255));
        File.WriteAllBytes(At("set/b/3.png"), Small);
        Assert.Contains("pictures of a set have one size", Assert.Throws<DlException>(() => Pictures.ReadFolder(At("set"))).Message, StringComparison.Ordinal);
        Assert.Contains("there is no such folder", Assert.Throws<DlException>(() => Pictures.ReadFolder(At("none"))).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(At("empty"));
        Assert.Contains("holds no pictures", Assert.Throws<DlException>(() => Pictures.ReadFolder(At("empty"))).Message, StringComparison.Ordinal);
    }

    // A PNG of any header, with right checksums.
    static byte[] PngOf(int bits, int colour, int interlace, int width, int height, byte[] lines)
    {
        using var packed = new MemoryStream();
        using (var zlib = new System.IO.Compression.ZLibStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(lines);
        return [.. Small[..8], .. Chunk("IHDR", [.. Word(width), .. Word(height), (byte)bits, (byte)colour, 0, 0, (byte)interlace]), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];

        static byte[] Chunk(string type, byte[] content)
        {
            byte[] named = [.. type.Select(c => (byte)c), .. content];
            return [.. Word(content.Length), .. named, .. Word((int)Crc(named))];
        }

        static uint Crc(byte[] bytes) => ~bytes.SelectMany(b => Enumerable.Range(0, 8).Select(bit => (uint)b >> bit & 1))
            .Aggregate(uint.MaxValue, (crc, bit) => ((crc ^ bit) & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320);

        static byte[] Word(int number) => [(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number];
    }
}
