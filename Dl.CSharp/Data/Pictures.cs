using System.IO;
using System.Runtime.InteropServices;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>
/// Reads pictures: PNG (8 bits a channel; grey, RGB, RGBA) and the portable maps PGM and PPM (binary and plain, up to 255 levels), and folders of them.
/// Known by their first bytes, not by their names. PyTorch: <c>torchvision.io.read_image</c>, <c>ImageFolder</c>; Keras: <c>image_dataset_from_directory</c>.
/// </summary>
public static class Pictures
{
    static readonly string[] Endings = [".png", ".pgm", ".ppm", ".pnm"];

    /// <summary>Reads a picture.</summary>
    /// <param name="path">The file.</param>
    /// <returns>1 x height x width x channels.</returns>
    /// <exception cref="DlException">The file is missing, damaged, or of a kind that is not read: an interlaced PNG, one of 16 bits or with a palette.</exception>
    public static Pixels Read(string path)
    {
        using var file = DataFile.Open(path);
        var begin = new byte[2];
        file.Fill(begin, "the first bytes");
        var (shape, bytes) = begin switch
        {
            [0x89, (byte)'P'] => PngFile.Read(file),
            [(byte)'P', (byte)'2' or (byte)'3' or (byte)'5' or (byte)'6'] => PortableMap.Read(file, begin[1]),
            [0xff, 0xd8] => throw file.Error("is a JPEG, but PNG, PGM and PPM are read; convert it without loss"),
            _ => throw file.Error($"begins with {DataFile.Hex(begin)}, but a PNG begins with 89 50, and a PGM or PPM with P2, P3, P5 or P6"),
        };
        return Pixels.From(shape, ImmutableCollectionsMarshal.AsImmutableArray(bytes));
    }

    /// <summary>Reads a folder of pictures, all of one size: each folder in it is a class, whose name is the folder's.</summary>
    /// <remarks>Classes and files are in the ordinal order of their names. Files of other kinds are passed by; links out of the folder are not followed.</remarks>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The name of the data set; the folder's when none is given.</param>
    /// <exception cref="DlException">There is no such folder or no class in it, a picture cannot be read, or two differ in size or channels.</exception>
    public static DataSet ReadFolder(string folder, string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder)) throw new DlException($"{folder}: there is no such folder");
        var classes = Directory.GetDirectories(folder).Where(path => !IsLink(path)).OrderBy(Path.GetFileName, StringComparer.Ordinal).ToArray();
        var files = classes.SelectMany((path, label) => Directory.GetFiles(path).Where(file => IsPicture(file) && !IsLink(file)).Order(StringComparer.Ordinal).Select(file => (file, label))).ToArray();
        if (files.Length == 0)
            throw new DlException($"{folder}: holds no pictures; each class is a folder of files {string.Join(", ", Endings.Select(ending => $"*{ending}"))}");
        var (first, bytes) = (Read(files[0].file), new List<byte>());
        foreach (var (file, _) in files)
        {
            var picture = Read(file);
            if (picture.Shape != first.Shape) throw new DlException($"{file}: is {picture.Shape.Example}, but {files[0].file} is {first.Shape.Example}; pictures of a set have one size");
            bytes.AddRange(picture.Span);
        }
        return DataSet.Classified(
            Pixels.From(first.Shape.Example.Batch(files.Length), [.. bytes]), Indices.Of([.. files.Select(file => file.label)]),
            [.. classes.Select(path => Path.GetFileName(path))], name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))));
    }

    /// <summary>Whether a folder looks like one of pictures by class.</summary>
    internal static bool IsFolder(string folder) => Directory.GetDirectories(folder).Any(path => Directory.EnumerateFiles(path).Any(IsPicture));

    static bool IsPicture(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    static bool IsLink(string path) => File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint);
}
