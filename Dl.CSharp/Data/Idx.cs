using System.Buffers.Binary;
using System.IO;
using System.Runtime.InteropServices;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>
/// The IDX files of MNIST and its successors, plain or packed (<c>.gz</c>): a magic number, the sizes of the axes as
/// big-endian 32-bit integers, then one unsigned byte per pixel or label, row-major.
/// Pixels become byte / 255, so they lie in [0, 1]; 0 is the background.
/// </summary>
/// <remarks>Format: the description at yann.lecun.com/exdb/mnist. torchvision: <c>MNIST</c>; Keras: <c>mnist.load_data</c>.</remarks>
public static class Idx
{
    // Two zeros, 0x08 for unsigned bytes, the number of axes.
    const int ImagesMagic = 0x00000803, LabelsMagic = 0x00000801;

    /// <summary>The names of the classes of MNIST: <c>0</c> to <c>9</c>.</summary>
    public static Many<string> Digits { get; } = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    /// <summary>The names of the classes of Fashion-MNIST, in the order of its labels.</summary>
    public static Many<string> Fashion { get; } =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <summary>Reads images as numbers.</summary>
    /// <param name="path">An IDX file with magic number 2051, plain or <c>.gz</c>.</param>
    /// <param name="maxBytes">How many bytes a packed file may have when it is unpacked.</param>
    /// <returns>N x H x W x 1, in [0, 1].</returns>
    /// <exception cref="DlException">The file is missing, has another magic number, is truncated, damaged or too long.</exception>
    public static Tensor<float> ReadImages(string path, long maxBytes = DataLimits.MaxBytes) => ReadPixels(path, maxBytes).ToTensor();

    /// <summary>Reads images as bytes.</summary>
    /// <inheritdoc cref="ReadImages"/>
    public static Pixels ReadPixels(string path, long maxBytes = DataLimits.MaxBytes)
    {
        using var file = DataFile.Open(path, maxBytes);
        var axes = Header(file, ImagesMagic, "images");
        var shape = Shape.From([.. axes, 1]);
        var bytes = file.Content(shape.Size, Contents(axes));
        file.End("the last pixel");
        return Pixels.From(shape, ImmutableCollectionsMarshal.AsImmutableArray(bytes));
    }

    /// <summary>Reads labels.</summary>
    /// <param name="path">An IDX file with magic number 2049, plain or <c>.gz</c>.</param>
    /// <param name="maxBytes">How many bytes a packed file may have when it is unpacked.</param>
    /// <returns>N integers, 0 to 255.</returns>
    /// <exception cref="DlException">The file is missing, has another magic number, is truncated, damaged or too long.</exception>
    public static Indices ReadLabels(string path, long maxBytes = DataLimits.MaxBytes)
    {
        using var file = DataFile.Open(path, maxBytes);
        var count = Header(file, LabelsMagic, "labels")[0];
        var labels = file.Content(count, Contents([count]));
        file.End("the last label");
        return Indices.Of([.. labels]);
    }

    /// <summary>Reads images and their labels.</summary>
    /// <param name="images">The path of the images.</param>
    /// <param name="labels">The path of the labels.</param>
    /// <param name="classes">The names of the classes; <see cref="Digits"/> when none are given.</param>
    /// <param name="name">The name of the data set; the images' file name when none is given.</param>
    /// <param name="maxBytes">How many bytes a packed file may have when it is unpacked.</param>
    /// <exception cref="DlException">A file cannot be read, the counts disagree, or a label is outside the classes.</exception>
    public static DataSet Read(string images, string labels, Many<string>? classes = null, string? name = null, long maxBytes = DataLimits.MaxBytes)
    {
        classes ??= Digits;
        var (inputs, targets) = (ReadPixels(images, maxBytes), ReadLabels(labels, maxBytes));
        Agree(images, inputs.Shape[0], labels, targets, classes);
        return DataSet.Classified(inputs, targets, classes, name ?? Path.GetFileName(images));
    }

    /// <summary>Opens images that stay in their file until a batch of them is asked for: a set that is larger than memory.</summary>
    /// <param name="images">The path of the images, not packed.</param>
    /// <param name="labels">The path of the labels.</param>
    /// <param name="classes">The names of the classes; <see cref="Digits"/> when none are given.</param>
    /// <param name="name">The name of the data set; the images' file name when none is given.</param>
    /// <exception cref="DlException">The images are packed, a file cannot be read, the counts disagree, or a label is outside the classes.</exception>
    public static DataSet Stream(string images, string labels, Many<string>? classes = null, string? name = null)
    {
        classes ??= Digits;
        int[] axes;
        using (var file = DataFile.Open(images))
        {
            file.CheckSeekable();
            axes = Header(file, ImagesMagic, "images");
            file.EndAfter((long)axes[1] * axes[2] * axes[0], "the last pixel");
        }
        var targets = ReadLabels(labels);
        Agree(images, axes[0], labels, targets, classes);
        var examples = new FileExamples(images, Shape.From([.. axes, 1]), 4 + 4 * axes.Length, 1, static (bytes, into) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = bytes[i] / 255f;
        });
        return DataSet.Classified(examples, targets, classes, name ?? Path.GetFileName(images));
    }

    static void Agree(string images, int count, string labels, Indices targets, Many<string> classes)
    {
        if (count != targets.Count)
            throw new DlException($"{labels}: has {targets.Count} labels, but {images} has {count} images");
        var stray = targets.Span.IndexOfAnyExceptInRange(0, classes.Count - 1);
        if (stray >= 0)
            throw new DlException($"{labels}: item {stray} has the label {targets[stray]}, outside 0..{classes.Count - 1} of the {classes.Count} classes");
    }

    /// <summary>
    /// Reads a folder with the four files of MNIST: <c>train-images-idx3-ubyte</c>, <c>train-labels-idx1-ubyte</c>,
    /// <c>t10k-images-idx3-ubyte</c>, <c>t10k-labels-idx1-ubyte</c>; each may end in <c>.gz</c> and may have a dot before <c>idx</c>.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="classes">The names of the classes; <see cref="Digits"/> when none are given.</param>
    /// <param name="maxBytes">How many bytes a packed file may have when it is unpacked.</param>
    /// <returns>The training set and the test set, named after the folder.</returns>
    /// <exception cref="DlException">The folder or a file is missing, or a file is not right.</exception>
    public static (DataSet Train, DataSet Test) ReadFolder(string folder, Many<string>? classes = null, long maxBytes = DataLimits.MaxBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder)) throw new DlException($"{folder}: there is no such folder");
        var (trainImages, trainLabels) = (Find("train-images", 3), Find("train-labels", 1));
        var (testImages, testLabels) = (Find("t10k-images", 3), Find("t10k-labels", 1));
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return (Read(trainImages, trainLabels, classes, $"{name} train", maxBytes), Read(testImages, testLabels, classes, $"{name} test", maxBytes));

        string Find(string part, int axes)
        {
            var plain = "-.".Select(mark => $"{part}{mark}idx{axes}-ubyte");
            string[] names = [.. plain, .. plain.Select(file => file + ".gz")];
            return names.Select(file => Path.Combine(folder, file)).FirstOrDefault(File.Exists)
                ?? throw new DlException($"{folder}: has none of the files {string.Join(", ", names)}");
        }
    }

    /// <summary>Writes images, atomically; packed when the name ends in <c>.gz</c>. A pixel becomes the nearest of 256 steps.</summary>
    /// <param name="path">The file.</param>
    /// <param name="images">N x H x W x 1, in [0, 1].</param>
    /// <exception cref="DlException">The shape is another, a pixel is outside [0, 1], or the file cannot be written.</exception>
    public static void WriteImages(string path, Tensor<float> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Shape.Rank != 4 || images.Shape.Last != 1)
            throw new DlException($"{path}: IDX images are N x H x W x 1, but these are {images.Shape}");
        var bytes = new byte[images.Shape.Size];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = images[i] is >= 0 and <= 1 and var pixel
                ? (byte)MathF.Round(pixel * 255)
                : throw new DlException($"{path}: pixels are in [0, 1], but image {i / images.Shape.Example.Size} has {Literal.Of(images[i])}");
        Write(path, ImagesMagic, images.Shape.Take(3), bytes);
    }

    /// <summary>Writes labels, atomically; packed when the name ends in <c>.gz</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="labels">N integers, 0 to 255.</param>
    /// <exception cref="DlException">A label does not fit a byte, or the file cannot be written.</exception>
    public static void WriteLabels(string path, Indices labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var stray = labels.Span.IndexOfAnyExceptInRange(0, byte.MaxValue);
        if (stray >= 0) throw Wrong.That($"{path}: IDX labels are 0..255, but item {stray} is {labels[stray]}");
        var bytes = new byte[labels.Count];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)labels[i];
        Write(path, LabelsMagic, [labels.Count], bytes);
    }

    /// <summary>Writes the four files that <see cref="ReadFolder"/> reads, packed; the folder is made when it is missing.</summary>
    /// <exception cref="DlException">A set has no classes, is not made of images in [0, 1], or a file cannot be written.</exception>
    public static void WriteFolder(string folder, DataSet train, DataSet test)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        foreach (var (part, data) in new[] { ("train", train), ("t10k", test) })
        {
            WriteImages(Path.Combine(folder, $"{part}-images-idx3-ubyte.gz"), data.Inputs);
            WriteLabels(Path.Combine(folder, $"{part}-labels-idx1-ubyte.gz"),
                data.Labels is { Shape.Rank: 1 } labels ? labels : throw new DlException($"{data.Name}: IDX labels are a class for each image, but targets are {(data.Labels is null ? "values" : "classes of pixels")}"));
        }
    }

    /// <summary>Whether a file begins as one of labels does.</summary>
    internal static bool IsLabels(string path, long maxBytes)
    {
        using var file = DataFile.Open(path, maxBytes);
        Span<byte> word = stackalloc byte[4];
        return file.TryFill(word) && BinaryPrimitives.ReadInt32BigEndian(word) == LabelsMagic;
    }

    /// <summary>Whether a folder has the files of <see cref="ReadFolder"/>.</summary>
    internal static bool IsFolder(string folder) => Directory.EnumerateFiles(folder, "*-ubyte*").Any();

    static int[] Header(DataFile file, int expected, string what)
    {
        Span<byte> word = stackalloc byte[4];
        file.Fill(word, "the magic number");
        var magic = BinaryPrimitives.ReadInt32BigEndian(word);
        if (magic != expected)
            throw file.Error($"the magic number at byte 0 is {magic} ({DataFile.Hex(word)}), but IDX {what} begin with {expected}{Hint(magic, word)}");
        var axes = new int[expected & 0xff];
        var bytes = 1L;
        for (var i = 0; i < axes.Length; i++)
        {
            file.Fill(word, "the header");
            axes[i] = BinaryPrimitives.ReadInt32BigEndian(word);
            if (axes[i] < 0 || (bytes *= axes[i]) > Array.MaxLength)
                throw file.Error($"axis {i} at byte {4 + 4 * i} is {(uint)axes[i]}, more than can be read");
        }
        file.Expect(bytes, Contents(axes));
        return axes;
    }

    static string Contents(int[] axes) => $"the content of shape [{string.Join(", ", axes)}]";

    static string Hint(int magic, ReadOnlySpan<byte> word) => magic switch
    {
        ImagesMagic => "; this file holds images",
        LabelsMagic => "; this file holds labels",
        _ when word is [0x1f, 0x8b, ..] => "; this is a gzip stream, whose name should end in .gz",
        _ => "",
    };

    static void Write(string path, int magic, IEnumerable<int> axes, byte[] content) => DataFile.Write(path, stream =>
    {
        Span<byte> word = stackalloc byte[4];
        foreach (var number in axes.Prepend(magic))
        {
            BinaryPrimitives.WriteInt32BigEndian(word, number);
            stream.Write(word);
        }
        stream.Write(content);
    });
}
