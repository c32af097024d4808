using System.IO;
using Dl.Core;
using Dl.CSharp;

namespace Dl.Properties.Suite.Data;

public sealed class IdxTests : Files
{
    // Two images of 1 x 2 pixels.
    static readonly byte[] Images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 51, 204, 255];
    static readonly byte[] Labels = [0, 0, 8, 1, 0, 0, 0, 2, 7, 3];

    [Theory, InlineData("images"), InlineData("images.gz")]
    public void PixelsAreBytesOver255(string name) =>
        Assert.Equal(Tensor<float>.Of([2, 1, 2, 1], 0, 51 / 255f, 204 / 255f, 1), Idx.ReadImages(Bytes(name, Images)));

    [Theory, InlineData("labels"), InlineData("labels.gz")]
    public void LabelsAreBytes(string name) => Assert.Equal(Indices.Of(7, 3), Idx.ReadLabels(Bytes(name, Labels)));

    [Theory, InlineData(""), InlineData(".gz")]
    public void WhatIsWrittenReadsBack(string end)
    {
        var images = Tensor<float>.Of([1, 16, 16, 1], [.. Enumerable.Range(0, 256).Select(i => i / 255f)]);
        Idx.WriteImages(At("i" + end), images);
        Assert.True(images.SameBits(Idx.ReadImages(At("i" + end))));
        Idx.WriteLabels(At("l" + end), Indices.Of(0, 255, 7));
        Assert.Equal(Indices.Of(0, 255, 7), Idx.ReadLabels(At("l" + end)));
        Idx.WriteLabels(At("l" + end), Indices.Of(1));
        Assert.Equal(Indices.Of(1), Idx.ReadLabels(At("l" + end)));
        Assert.Equal(2, Directory.GetFileSystemEntries(Folder).Length);
    }

    [Fact]
    public void AFolderReadsBack()
    {
        var (train, test) = (Glyphs.Make(Key.Of(1), 20), Glyphs.Make(Key.Of(2), 10));
        Idx.WriteFolder(At("set"), train, test);
        var (again, held) = Idx.ReadFolder(At("set"));
        Assert.Equal((train.Labels, test.Labels), (again.Labels, held.Labels));
        Assert.Equal(("set train", "set test"), (again.Name, held.Name));
        Assert.All(again.Inputs.Span.ToArray().Zip(train.Inputs.Span.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 0.5 / 255 + 1e-6));
    }

    [Fact]
    public void NamesWithADotAndMixedPackingAreFound()
    {
        Bytes("train-images.idx3-ubyte", Images);
        Bytes("train-labels-idx1-ubyte.gz", Labels);
        Bytes("t10k-images.idx3-ubyte.gz", Images);
        Bytes("t10k-labels-idx1-ubyte", Labels);
        var (train, test) = Idx.ReadFolder(Folder);
        Assert.Equal(train.Inputs, test.Inputs);
        Assert.Equal(Idx.Digits, train.Classes);
    }

    [Fact]
    public void WhatIsMissingIsNamed()
    {
        Fails($"{At("no")}: there is no such folder", () => Idx.ReadFolder(At("no")));
        Fails($"{At("no")}: there is no such file", () => Idx.ReadImages(At("no")));
        Fails($"{At("no/x")}: there is no such folder", () => Idx.ReadImages(At("no/x")));
        Bytes("train-images-idx3-ubyte", Images);
        Fails($"{Folder}: has none of the files train-labels-idx1-ubyte, train-labels.idx1-ubyte, train-labels-idx1-ubyte.gz, train-labels.idx1-ubyte.gz",
            () => Idx.ReadFolder(Folder));
    }

    [Fact]
    public void WrongMagicSaysFoundAndExpected()
    {
        Fails($"{At("l")}: the magic number at byte 0 is 2051 (00 00 08 03), but IDX labels begin with 2049; this file holds images",
            () => Idx.ReadLabels(Bytes("l", Images)));
        Fails($"{At("i")}: the magic number at byte 0 is 2049 (00 00 08 01), but IDX images begin with 2051; this file holds labels",
            () => Idx.ReadImages(Bytes("i", Labels)));
        Fails($"{At("x")}: the magic number at byte 0 is 1 (00 00 00 01), but IDX images begin with 2051",
            () => Idx.ReadImages(Bytes("x", 0, 0, 0, 1)));
        var gzip = Assert.Throws<DlException>(() => Idx.ReadImages(Bytes("packed", Packed(Images))));
        Assert.EndsWith("but IDX images begin with 2051; this is a gzip stream, whose name should end in .gz", gzip.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TruncatedFilesAreRefusedWhereverTheyEnd()
    {
        Fails($"{At("i")}: truncated at byte 2: the magic number goes on to byte 4", () => Idx.ReadImages(Bytes("i", Images[..2])));
        Fails($"{At("i")}: truncated at byte 10: the header goes on to byte 12", () => Idx.ReadImages(Bytes("i", Images[..10])));
        Fails($"{At("i")}: truncated at byte 19: the content of shape [2, 1, 2] goes on to byte 20", () => Idx.ReadImages(Bytes("i", Images[..19])));
        Fails($"{At("i.gz")}: truncated at byte 19 (unpacked): the content of shape [2, 1, 2] goes on to byte 20", () => Idx.ReadImages(Bytes("i.gz", Images[..19])));

        var content = new byte[16 + 40_000];
        Images.AsSpan(0, 4).CopyTo(content);
        (content[7], content[11], content[15]) = (40, 10, 100);
        for (var i = 16; i < content.Length; i++) content[i] = (byte)Key.Of(1).Below(256, i);
        var packed = Packed(content);
        foreach (var length in new[] { 0, 1, 2, 5, 10, 11, 50, packed.Length / 2, packed.Length - 9, packed.Length - 8, packed.Length - 1 })
        {
            File.WriteAllBytes(At("cut.gz"), packed[..length]);
            var error = Assert.Throws<DlException>(() => Idx.ReadImages(At("cut.gz")));
            Assert.Contains(length < 2 ? ": not a gzip stream" : ": the packed stream is damaged or truncated (", error.Message, StringComparison.Ordinal);
        }
        File.WriteAllBytes(At("cut.gz"), [.. packed, 1, 2, 3]);
        Fails($"{At("cut.gz")}: the packed stream is damaged or truncated (it ends early, or something else follows it) after byte 16 (unpacked)", () => Idx.ReadImages(At("cut.gz")));
        File.WriteAllBytes(At("cut.gz"), packed);
        Assert.Equal(40_000, Idx.ReadImages(At("cut.gz")).Shape.Size);
    }

    [Fact]
    public void DamagedPackingIsRefused()
    {
        var packed = Packed([.. Images[..4], 0, 0, 0, 1, 0, 0, 0, 50, 0, 0, 0, 100, .. new byte[5000]]);
        packed[^6] ^= 1;
        File.WriteAllBytes(At("i.gz"), packed);
        Assert.Contains("i.gz: the packed stream is damaged or truncated (", Assert.Throws<DlException>(() => Idx.ReadImages(At("i.gz"))).Message, StringComparison.Ordinal);
        File.WriteAllBytes(At("i.gz"), Images);
        Fails($"{At("i.gz")}: not a gzip stream, though its name ends in .gz: it begins at byte 0 with 00 00 instead of 1f 8b", () => Idx.ReadImages(At("i.gz")));
        File.WriteAllBytes(At("i.gz"), []);
        Fails($"{At("i.gz")}: not a gzip stream, though its name ends in .gz: it has 0 bytes", () => Idx.ReadImages(At("i.gz")));
    }

    [Fact]
    public void BytesLeftOverAreRefused()
    {
        Fails($"{At("i")}: 2 bytes are left over after the last pixel at byte 20", () => Idx.ReadImages(Bytes("i", [.. Images, 1, 2])));
        Fails($"{At("l.gz")}: bytes are left over after the last label at byte 10 (unpacked)", () => Idx.ReadLabels(Bytes("l.gz", [.. Labels, .. new byte[9000]])));
    }

    [Fact]
    public void AHeaderThatLiesAsksForNoMemory()
    {
        Fails($"{At("i")}: axis 1 at byte 8 is 2147483647, more than can be read",
            () => Idx.ReadImages(Bytes("i", [0, 0, 8, 3, 127, 0, 0, 0, 127, 255, 255, 255, 0, 0, 0, 1])));
        Fails($"{At("i")}: axis 0 at byte 4 is 4294967295, more than can be read",
            () => Idx.ReadImages(Bytes("i", [0, 0, 8, 3, 255, 255, 255, 255, 0, 0, 0, 1, 0, 0, 0, 1])));
        Fails($"{At("i.gz")}: truncated at byte 16 (unpacked): the content of shape [1000000, 28, 28] goes on to byte 784000016",
            () => Idx.ReadImages(Bytes("i.gz", [0, 0, 8, 3, 0, 15, 66, 64, 0, 0, 0, 28, 0, 0, 0, 28])));
    }

    [Fact]
    public void ImagesAndLabelsMustAgree()
    {
        Fails($"{At("l")}: has 3 labels, but {At("i")} has 2 images", () => Idx.Read(Bytes("i", Images), Bytes("l", 0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3)));
        Fails($"{At("l")}: item 0 has the label 7, outside 0..4 of the 5 classes", () => Idx.Read(Bytes("i", Images), Bytes("l", Labels), ["a", "b", "c", "d", "e"]));
        Fails($"{At("l")}: item 1 has the label 10, outside 0..9 of the 10 classes", () => Idx.Read(Bytes("i", Images), Bytes("l", 0, 0, 8, 1, 0, 0, 0, 2, 9, 10)));
    }

    [Fact]
    public void WhatAByteCannotHoldIsNotWritten()
    {
        Fails($"{At("i")}: IDX images are N x H x W x 1, but these are [1, 2]", () => Idx.WriteImages(At("i"), Tensor<float>.Zeros([1, 2])));
        Fails($"{At("i")}: pixels are in [0, 1], but image 1 has 1.5f", () => Idx.WriteImages(At("i"), Tensor<float>.Of([2, 1, 1, 1], 0, 1.5f)));
        Fails($"{At("i")}: pixels are in [0, 1], but image 0 has float.NaN", () => Idx.WriteImages(At("i"), Tensor<float>.Of([1, 1, 1, 1], float.NaN)));
        Abroad(() => Fails($"{At("l")}: IDX labels are 0..255, but item 1 is -1", () => Idx.WriteLabels(At("l"), Indices.Of(0, -1))));
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
        var blocked = Path.Combine(Bytes("file"), "l");
        Assert.StartsWith($"{blocked}: ", Assert.Throws<DlException>(() => Idx.WriteLabels(blocked, Indices.Of(0))).Message, StringComparison.Ordinal);
        Idx.WriteLabels(At("new/l"), Indices.Of(0));
        Assert.Equal(Indices.Of(0), Idx.ReadLabels(At("new/l")));
    }
}
