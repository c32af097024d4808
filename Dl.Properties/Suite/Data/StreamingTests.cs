using System.IO;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;
using Dl.Properties.Suite.Practice;

namespace Dl.Properties.Suite.Data;

/// <summary>A set that stays in its file gives the same bits as one in memory.</summary>
public sealed class StreamingTests : Files
{
    [Fact]
    public void ImagesInAFileAreThoseInMemory()
    {
        var (images, labels) = WriteGlyphs(30);
        Same(Idx.Read(images, labels), Idx.Stream(images, labels));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void RowsInAFileAreThoseInMemory(bool isSingle)
    {
        var numbers = Key.Of(1).Normal<double>([25, 3, 2]);
        if (isSingle) Npy.Write(At("x.npy"), numbers.Convert<float>());
        else Npy.Write(At("x.npy"), numbers);
        var labels = Indices.Of([.. Enumerable.Range(0, 25).Select(i => i % 2)]);
        Same(DataSet.Classified(numbers.Convert<float>(), labels, ["a", "b"], "x"), DataSet.Classified(Npy.Stream(At("x.npy")), labels, ["a", "b"], "x"));
        var values = Tensor<float>.Zeros([25, 1]);
        Same(DataSet.Regression(numbers.Convert<float>(), values, "x"), DataSet.Regression(Npy.Stream(At("x.npy")), values, "x"));
    }

    [Fact]
    public void PicturesInAFolderAreThoseInMemory()
    {
        for (var i = 0; i < 6; i++)
        {
            Directory.CreateDirectory(At($"set/{"ab"[i % 2]}"));
            File.WriteAllBytes(At($"set/{"ab"[i % 2]}/{i}.pgm"), [.. "P5 2 3 255\n"u8, .. Enumerable.Range(0, 6).Select(p => (byte)(40 * p + i))]);
        }
        Same(Pictures.ReadFolder(At("set")), Pictures.StreamFolder(At("set")));
        File.WriteAllBytes(At("set/a/0.pgm"), [.. "P5 1 1 255\n"u8, 7]);
        var data = Pictures.StreamFolder(At("set"));
        Fails($"{At("set/a/2.pgm")}: is [3, 2, 1], but {At("set/a/0.pgm")} is [1, 1, 1]; pictures of a set have one size", () => _ = data.Inputs);
    }

    [Fact]
    public void TrainingGivesTheSameBits()
    {
        var (images, labels) = WriteGlyphs(60);
        var settings = new FitSettings { Epochs = 2, BatchSize = 16, ValidationFraction = 0.2 };
        var model = Model.Of(28, 28, 1).Flatten().Dense(10).Init(Key.Of(1)) with { Preprocessing = Preprocessing.Fit(Idx.Stream(images, labels), Scaling.Standardise, Per.Channel) };
        var held = model.Fit(Idx.Read(images, labels), settings);
        foreach (var ahead in new[] { 0, 1, 3 })
        {
            var streamed = model.Fit(Idx.Stream(images, labels), settings with { Prefetch = ahead });
            ModelTests.AssertSameBits(held.Last.Params, streamed.Last.Params);
            Assert.Equal(held.History.Select(row => row with { Seconds = 0 }), streamed.History.Select(row => row with { Seconds = 0 }));
        }
    }

    [Fact]
    public void ItHoldsNoImagesInMemory()
    {
        var (images, labels) = WriteGlyphs(2000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var parts = Idx.Stream(images, labels).SplitStratified(Key.Of(1), 0.8, 0.2);
        Assert.Equal(2000, parts.Sum(part => part.Count));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_500_000);
    }

    [Fact]
    public void WhatCannotBeReadFromTheMiddleIsRefused()
    {
        var (images, labels) = WriteGlyphs(5);
        File.WriteAllBytes(At("i.gz"), Packed(File.ReadAllBytes(images)));
        Fails($"{At("i.gz")}: is packed, and can only be read from its first byte to its last; unpack it, or read it into memory", () => Idx.Stream(At("i.gz"), labels));
        File.WriteAllBytes(At("cut"), File.ReadAllBytes(images)[..^1]);
        Fails($"{At("cut")}: truncated at byte 3935: the content of shape [5, 28, 28] goes on to byte 3936", () => Idx.Stream(At("cut"), labels));
        File.WriteAllBytes(At("long"), [.. File.ReadAllBytes(images), 1, 2]);
        Fails($"{At("long")}: 2 bytes are left over after the last pixel at byte 3936", () => Idx.Stream(At("long"), labels));
        Npy.Write(At("x.npy"), Tensor<float>.Zeros([4]));
        Fails($"{At("x.npy")}: its array is [4], but examples are N x their shape, which ends before byte 128", () => Npy.Stream(At("x.npy")));
    }

    [Fact]
    public void AFileThatShrinksIsNoticed()
    {
        var (images, labels) = WriteGlyphs(5);
        var data = Idx.Stream(images, labels);
        using (var file = new FileStream(images, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) file.SetLength(1600);
        Assert.Equal(1, data.Take(1).Inputs.Shape[0]);
        Fails($"{images}: example 4 goes on to byte 3936, but the file now ends at byte 1600", () => _ = data.Slice(4, 1).Inputs);
    }

    static void Same(DataSet held, DataSet streamed)
    {
        Assert.Equal((held.Count, held.Example, held.Labels, held.Values, held.Classes), (streamed.Count, streamed.Example, streamed.Labels, streamed.Values, streamed.Classes));
        Func<DataSet, DataSet>[] operations =
        [
            data => data, data => data.Shuffle(Key.Of(3)), data => data.Slice(2, 3), data => data.Split(Key.Of(1), 0.5, 0.5)[1], data => data.Shuffle(Key.Of(1)).Slice(1, 4).At(Indices.Of(2, 2, 0)),
        ];
        foreach (var operation in operations)
        {
            Assert.True(operation(held).Inputs.SameBits(operation(streamed).Inputs));
            Assert.Equal((operation(held).Labels, operation(held).Values), (operation(streamed).Labels, operation(streamed).Values));
        }
    }

    (string Images, string Labels) WriteGlyphs(int count)
    {
        var glyphs = Glyphs.Make(Key.Of(1), count);
        Idx.WriteImages(At("images"), glyphs.Inputs);
        Idx.WriteLabels(At("labels"), glyphs.Labels!);
        return (At("images"), At("labels"));
    }
}
