using System.Globalization;
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
    const string Images = "images", Masks = "masks";

    static readonly string[] Endings = [".png", ".pgm", ".ppm", ".pnm"];

    /// <summary>Reads a picture.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">How many bytes a packed file may have when it is unpacked.</param>
    /// <returns>1 x height x width x channels.</returns>
    /// <exception cref="DlException">The file is missing, damaged, or of a kind that is not read: an interlaced PNG, one of 16 bits or with a palette.</exception>
    public static Pixels Read(string path, long maxBytes = DataLimits.MaxBytes)
    {
        using var file = DataFile.Open(path, maxBytes);
        var begin = new byte[2];
        file.Fill(begin, "the first bytes");
        var (shape, bytes) = begin switch
        {
            [0x89, (byte)'P'] => PngFile.Read(file),
            [(byte)'P', (byte)'2' or (byte)'3' or (byte)'5' or (byte)'6'] => PortableMap.Read(file, begin[1]),
            [0xff, 0xd8] => throw file.Error("is a JPEG by its first bytes, at byte 0, but PNG, PGM and PPM are read; convert it without loss"),
            _ => throw file.Error($"begins at byte 0 with {DataFile.Hex(begin)}, but a PNG begins with 89 50, and a PGM or PPM with P2, P3, P5 or P6"),
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
        var (files, classes) = Listed(folder);
        var (first, pictures) = (Read(files[0].Path), new List<Pixels>());
        foreach (var (file, _) in files) pictures.Add(Alike(Read(file), file, first, files[0].Path));
        return DataSet.Classified(Joined(pictures, first.Shape.Example), Labels(files), Names(classes), name ?? Names([folder])[0]);
    }

    /// <summary>Opens a folder of pictures that stay in their files until a batch of them is asked for: a set that is larger than memory. See <see cref="ReadFolder"/>.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The name of the data set; the folder's when none is given.</param>
    /// <exception cref="DlException">There is no such folder or no class in it, or the first picture cannot be read.</exception>
    public static DataSet StreamFolder(string folder, string? name = null)
    {
        var (files, classes) = Listed(folder);
        return DataSet.Classified(new Files(Read(files[0].Path), [.. files.Select(file => file.Path)]), Labels(files), Names(classes), name ?? Names([folder])[0]);
    }

    /// <summary>Reads pictures and, for each, one that says what its pixels are: <c>images/NAME</c> and <c>masks/NAME</c>, all of one size; masks are grey. Their levels, in order over all
    /// of them, are the classes: 0 and 255, or 0, 1, 2, ...; those are their names.</summary>
    /// <param name="folder">The folder that holds the two.</param>
    /// <param name="name">The name of the data set; the folder's when none is given.</param>
    /// <exception cref="DlException">A mask is missing or no grey picture of the size of its image, or what <see cref="ReadFolder"/> refuses.</exception>
    public static DataSet ReadMasks(string folder, string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var files = Directory.GetFiles(Path.Combine(folder, Images)).Where(file => IsPicture(file) && !IsLink(file)).Order(StringComparer.Ordinal).ToArray();
        if (files.Length == 0) throw new DlException($"{Path.Combine(folder, Images)}: holds no pictures");
        var masks = Directory.GetFiles(Path.Combine(folder, Masks)).Where(file => IsPicture(file) && !IsLink(file)).ToLookup(Path.GetFileNameWithoutExtension);
        var (first, pictures, levels) = (Read(files[0]), new List<Pixels>(), new List<byte>());
        foreach (var file in files)
        {
            pictures.Add(Alike(Read(file), file, first, files[0]));
            var path = masks[Path.GetFileNameWithoutExtension(file)].FirstOrDefault() ?? throw new DlException($"{file}: has no mask of its name in {Path.Combine(folder, Masks)}");
            var mask = Read(path);
            if (mask.Shape != first.Shape.WithLast(1)) throw new DlException($"{path}: is {mask.Shape.Example}, but a mask of {file} has one level for each pixel of {first.Shape.Example}");
            levels.AddRange(mask.Span);
        }
        byte[] known = [.. levels.Distinct().Order()];
        Indices labels = Indices.From([files.Length, first.Shape[1], first.Shape[2]], [.. levels.Select(level => Array.IndexOf(known, level))]);
        return DataSet.Classified(Joined(pictures, first.Shape.Example), labels, [.. known.Select(level => level.ToString(CultureInfo.InvariantCulture))], name ?? Names([folder])[0]);
    }

    /// <summary>Whether a folder looks like one of <see cref="ReadMasks"/>.</summary>
    public static bool IsMasked(string folder) => Directory.Exists(Path.Combine(folder, Images)) && Directory.Exists(Path.Combine(folder, Masks));

    static Pixels Joined(List<Pixels> pictures, Shape example)
    {
        var bytes = new byte[(long)pictures.Count * example.Size];
        for (var i = 0; i < pictures.Count; i++) pictures[i].Span.CopyTo(bytes.AsSpan(i * example.Size));
        return Pixels.From(example.Batch(pictures.Count), ImmutableCollectionsMarshal.AsImmutableArray(bytes));
    }

    static ((string Path, int Label)[] Files, string[] Classes) Listed(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder)) throw new DlException($"{folder}: there is no such folder");
        var classes = Directory.GetDirectories(folder).Where(path => !IsLink(path)).OrderBy(Path.GetFileName, StringComparer.Ordinal).ToArray();
        var files = classes.SelectMany((path, label) => Directory.GetFiles(path).Where(file => IsPicture(file) && !IsLink(file)).Order(StringComparer.Ordinal).Select(file => (file, label))).ToArray();
        return files.Length > 0
            ? (files, classes)
            : throw new DlException($"{folder}: holds no pictures; each class is a folder of files {string.Join(", ", Endings.Select(ending => $"*{ending}"))}");
    }

    static Indices Labels((string Path, int Label)[] files) => Indices.Of([.. files.Select(file => file.Label)]);

    static Many<string> Names(string[] folders) => [.. folders.Select(path => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))))];

    static Pixels Alike(Pixels picture, string file, Pixels first, string path) => picture.Shape == first.Shape
        ? picture
        : throw new DlException($"{file}: is {picture.Shape.Example}, but {path} is {first.Shape.Example}; pictures of a set have one size");

    /// <summary>Pictures that are read when they are asked for.</summary>
    sealed class Files(Pixels first, string[] paths) : IExamples
    {
        public Shape Shape { get; } = first.Shape.Example.Batch(paths.Length);

        public void Read(int example, Span<float> into) => Alike(Pictures.Read(paths[example]), paths[example], first, paths[0]).ToTensor().Span.CopyTo(into);
    }

    /// <summary>Whether a folder looks like one of pictures by class.</summary>
    public static bool IsFolder(string folder) => Directory.GetDirectories(folder).Any(path => Directory.EnumerateFiles(path).Any(IsPicture));

    static bool IsPicture(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    static bool IsLink(string path) => File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint);
}
