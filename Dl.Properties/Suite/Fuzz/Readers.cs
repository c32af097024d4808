using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using System.Text;
using Dl.Core;
using Dl.CSharp;
using Dl.Functional;

namespace Dl.Properties.Suite.Fuzz;

/// <summary>Every reader of files, with good files of its kind.</summary>
static class Readers
{
    static readonly DataSet Moons = Synthetic.TwoMoons(Key.Of(1), 40);

    static readonly Model Small = Model.Of(2).Dense(6, Activation.Relu).Dropout(0.1).BatchNorm().Dense(2).Init(Key.Of(2));

    static readonly FitSettings Settings = new() { BatchSize = 8, Epochs = 2 };

    public static Many<FuzzedReader> All { get; } =
    [
        new("IDX images", "images", [Idx3(2, 3, 4), Idx3(1, 1, 1), Idx3(0, 28, 28)], path => Idx.ReadPixels(path).Shape.Size),
        new("IDX images, packed", "images.gz", [Idx3(2, 3, 4), Idx3(40, 28, 28)], path => Idx.ReadPixels(path).Shape.Size) { Wrap = Gzip },
        new("IDX labels", "labels", [[0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3], [0, 0, 8, 1, 0, 0, 0, 0]], path => 4L * Idx.ReadLabels(path).Count),
        new("CSV of numbers", "t.csv", [.. Tables], path => 4L * Csv.Read(path).Values.Shape.Size),
        new("CSV of numbers, packed", "t.csv.gz", [.. Tables], path => 4L * Csv.Read(path).Values.Shape.Size) { Wrap = Gzip },
        new("CSV of words and gaps", "t.csv", [.. Tables, .. Words], path =>
        {
            var rows = Csv.ReadRecords(path);
            var data = TableEncoding.Fit(rows, new() { Missing = Missing.DropRow }).Apply(rows);
            return 4L * data.Count * data.Example.Size + 4L * rows.Count * rows.Fields.Count;
        }),
        new("npy", "a.npy", [.. Arrays], path => 4L * Npy.Read<float>(path).Shape.Size),
        new("npy, packed", "a.npy.gz", [.. Arrays], path => 4L * Npy.Read<float>(path).Shape.Size) { Wrap = Gzip },
        new("npy of integers", "a.npy", [Array("<i8", "(2,)", 16), Array("|u1", "(2, 3)", 6)], path => 4L * Npy.ReadIndices(path).Count),
        new("npz", "a.npz", [Archive(Arrays[0]), Archive([.. Arrays])], Npzs),
        new("npz, entries", "a.npz", [.. Arrays], Npzs) { Wrap = content => Archive(content) },
        new("PNG", "p.png", [Png(1, 3, 2), Png(3, 2, 2), Png(4, 1, 5)], path => Pictures.Read(path).Shape.Size),
        new("PNG, right sums", "p.png", [Lines(1, 3, 2), Lines(3, 2, 2)], path => Pictures.Read(path).Shape.Size) { Wrap = Sealed },
        new("PGM and PPM", "p.pgm", [Ascii("P2\n# grey\n3 2\n255\n0 1 2\n3 4 255\n"), [.. Ascii("P5 2 2 255\n"), 1, 2, 3, 4], [.. Ascii("P6 1 1 15\n"), 1, 2, 3]], path => Pictures.Read(path).Shape.Size),
        new("safetensors", "t.safetensors", [.. Tensors()], path => SafeTensors.Read(path).Tensors.Sum(tensor => 8L * tensor.Shape.Size)),
        new("model", "m.safetensors", [Written(path => Checkpoint.Save(path, Small)), Written(path => Checkpoint.Save(path, Pictured()))], path => 12 * Checkpoint.Load(path).ParameterCount) { HasNames = true },
        new("checkpoint", "c.safetensors", [Written(path => Small.Fit(Moons, Settings, look: state => new FitCheckpoint(Small, Moons, Settings).Save(path, state)))],
            path => 4 * new FitCheckpoint(Small, Moons, Settings).Load(path).Learner.Form.Size) { HasNames = true },
        new("run.json", "run.json", [Run(2), Run(0)], path => 100L * CheckpointFolder.Read(Path.GetDirectoryName(path)!).Arguments.Count) { HasNames = true },
        new("traces", "t.json", [.. Traces], path => 1000L * Trace.Read(path).Cases.Count) { HasNames = true },
    ];

    static byte[][] Tables =>
    [
        Ascii("1,2,0\n3.5,-4e-1,1\n7,8,0\n"), Ascii("a;\"b \"\"c\"\"\";d\r\n1;2;0\r\n\r\n3;4;1\r\n"), Ascii("2,3,red,green\n1,2,3,0\n4,5,6,1\n"), Ascii("  1 2   0 \n3.5  -4e-1 1\n"), Ascii("\"1\",\"2\"\n\"3\",\"4\"\n"),
    ];

    static byte[][] Words => [Ascii("size,colour,\"a\nb\",kind\n1,red,x,yes\n2,\"dark\nblue\",,no\n,red,y,yes\nNA,green,x,no\n"), Encoding.UTF8.GetBytes("n;Größe\n1;groß\n2;klein\n3;ß\n")];

    static byte[][] Arrays => [Array("<f4", "(2, 3)", 24), Array("<f8", "(4,)", 32), Array("<i4", "()", 4), Array("|u1", "(70, 30)", 2100), Array("<i8", "(0, 5)", 0)];

    static byte[][] Traces =>
    [
        Ascii("""{"format":"dl-trace/1","source":{"framework":"torch","version":"2.0"},"ops":[{"id":"m","op":"multiply","inputs":{"x":{"shape":[2],"dtype":"float64","data":[1,2]},"y":{"shape":[2],"dtype":"float64","data":[3,"NaN"]}},"outputs":[{"shape":[2],"dtype":"float64","data":[3,4]}],"cotangents":[{"shape":[2],"dtype":"float64","data":[1,1]}],"gradients":{"x":{"shape":[2],"dtype":"float64","data":[3,4]}}}]}"""),
        Ascii("""{"format":"dl-trace/1","optimizers":[{"id":"s","optimizer":"sgd","hyperparameters":{"lr":0.1,"nesterov":false},"initial":[1,2],"gradients":[[1,1],[1,1]],"iterates":[[0.9,1.9],[0.8,1.8]]}],"schedules":[{"id":"c","schedule":"cosine","attributes":{"steps":10},"values":[1,0.9]}]}"""),
    ];

    static IEnumerable<byte[]> Tensors()
    {
        yield return Written(path => SafeTensors.Write(path, [SafeTensor.Of("a", Tensor<float>.Of([2, 2], 1, 2, 3, 4)), SafeTensor.Of("b.c", Tensor<double>.Of([1], 5))], [("format", "x"), ("note", "y")]));
        var header = Ascii("""{"h":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"i":{"dtype":"I64","shape":[1],"data_offsets":[4,12]},"b":{"dtype":"BOOL","shape":[3],"data_offsets":[12,15]}}""");
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        yield return [.. length, .. header, .. new byte[15]];
    }

    static Model Pictured() => Model.Of(8, 8, 1).Conv2d(3, 3).MaxPool2d(2).Flatten().Dense(2).Init(Key.Of(1)) with { Classes = ["a", "b"], Preprocessing = new(Scaling.Standardise, Per.Whole, [0.5], [2]) };

    static long Npzs(string path)
    {
        var first = Npz.Read<float>(path).Sum(array => 4L * array.Array.Shape.Size);
        return first + Npz.Names(path).Count;
    }

    static byte[] Run(int checkpoints) => Ascii(new RunDescription("dl train", [new("training", "seed", "1"), new("optimizer", "rate", "0.1", true)], [("loss", 0.5)], Outcome.Completed, [new(1, 0.5, 0.6, null, 0.1, 1)])
    {
        Arguments = ["--seed", "1", "--epochs", "3"],
        Checkpoints = [.. Enumerable.Range(1, checkpoints).Select(i => new CheckpointFile($"checkpoints/{i}.safetensors", i, i == 1))],
    }.ToJson());

    static byte[] Idx3(byte images, byte height, byte width) => [0, 0, 8, 3, 0, 0, 0, images, 0, 0, 0, height, 0, 0, 0, width, .. Enumerable.Range(0, images * height * width).Select(i => (byte)i)];

    static byte[] Array(string kind, string shape, int bytes)
    {
        var header = Ascii($"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}\n");
        return [0x93, .. Ascii("NUMPY"), 1, 0, (byte)header.Length, 0, .. header, .. Enumerable.Range(0, bytes).Select(i => (byte)(i % 8 == 0 ? i / 8 : 0))];
    }

    static byte[] Archive(params byte[][] arrays)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
            for (var i = 0; i < arrays.Length; i++)
            {
                using var entry = archive.CreateEntry($"x{i}.npy", i % 2 == 0 ? CompressionLevel.NoCompression : CompressionLevel.Fastest).Open();
                entry.Write(arrays[i]);
            }
        return packed.ToArray();
    }

    static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(content);
        return packed.ToArray();
    }

    // The header's 13 bytes and then the lines, without any sums: what Sealed makes a PNG of.
    static byte[] Lines(int channels, int height, int width) =>
        [0, 0, 0, (byte)width, 0, 0, 0, (byte)height, 8, (byte)(channels == 1 ? 0 : channels == 3 ? 2 : 6), 0, 0, 0, .. Enumerable.Range(0, height).SelectMany(y => Enumerable.Range(0, 1 + width * channels).Select(i => (byte)(i == 0 ? y % 5 : 31 * i)))];

    static byte[] Png(int channels, int height, int width) => Sealed(Lines(channels, height, width));

    static byte[] Sealed(byte[] content)
    {
        var (header, lines) = (content.AsSpan(0, Math.Min(13, content.Length)).ToArray(), content.Length > 13 ? content[13..] : []);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(lines);
        return [0x89, .. Ascii("PNG\r\n"), 0x1a, 0x0a, .. Chunk("IHDR", header), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    static byte[] Chunk(string type, byte[] content)
    {
        byte[] inner = [.. Ascii(type), .. content];
        var crc = uint.MaxValue;
        foreach (var b in inner)
        {
            crc ^= b;
            for (var k = 0; k < 8; k++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }
        return [.. Word(content.Length), .. inner, .. Word((int)~crc)];
    }

    static byte[] Word(int number)
    {
        var word = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, number);
        return word;
    }

    static byte[] Written(Action<string> write)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            write(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    static byte[] Ascii(string text) => Encoding.Latin1.GetBytes(text);
}
