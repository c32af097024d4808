using System.Globalization;
using System.IO;
using Dl.Core;
using Dl.Functional;

namespace Dl.CSharp;

/// <summary>What a file or a folder of data holds.</summary>
/// <param name="Path">The file or folder.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Parts">Its parts: training and test set, arrays, columns.</param>
public sealed record DataDescription(string Path, string Kind, Many<DataPart> Parts)
{
    /// <summary>Describes a file or a folder: IDX, pictures, CSV, <c>.npy</c>, <c>.npz</c> or safetensors.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="maxBytes">How many bytes a packed file may have when it is unpacked.</param>
    /// <exception cref="DlException">It is missing, damaged, or of no kind that can be read.</exception>
    public static DataDescription Of(string path, long maxBytes = DataLimits.MaxBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path)) return Folder(path, maxBytes);
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return System.IO.Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".csv" or ".tsv" or ".txt" => Table(path, maxBytes),
            ".npy" => new(path, "NumPy array", [DataPart.Of("array", Npy.Read<float>(path, maxBytes))]),
            ".npz" => new(path, "NumPy archive", [.. Npz.Read<float>(path, maxBytes).Select(array => DataPart.Of(array.Name, array.Array))]),
            ".safetensors" => new(path, "safetensors", [.. SafeTensors.Read(path).Tensors.Select(tensor => DataPart.Of(tensor.Name, tensor.As<float>()))]),
            ".png" or ".pgm" or ".ppm" or ".pnm" => new(path, "picture", [DataPart.Of("picture", Pictures.Read(path, maxBytes).ToTensor())]),
            _ => Idx.IsLabels(path, maxBytes)
                ? new(path, "IDX labels", [DataPart.Of("labels", Idx.ReadLabels(path, maxBytes))])
                : new(path, "IDX images", [DataPart.Of("images", Idx.ReadPixels(path, maxBytes).ToTensor())]),
        };
    }

    static DataDescription Folder(string path, long maxBytes)
    {
        if (Idx.IsFolder(path))
        {
            var (train, test) = Idx.ReadFolder(path, null, maxBytes);
            return new(path, "IDX images and labels", [DataPart.Of("training", train), DataPart.Of("test", test)]);
        }
        return Pictures.IsFolder(path)
            ? new(path, "pictures by class", [DataPart.Of("pictures", Pictures.StreamFolder(path))])
            : throw new DlException($"{path}: holds neither the files of MNIST (train-images-idx3-ubyte.gz and its like) nor a folder of pictures for each class");
    }

    static DataDescription Table(string path, long maxBytes)
    {
        var rows = Csv.ReadRecords(path, new() { MaxBytes = maxBytes });
        return new(path, string.Create(CultureInfo.InvariantCulture, $"table of {rows.Count} rows and {rows.Fields.Count} columns"), rows.Fields.Map(DataPart.Of));
    }
}

/// <summary>A part of a data set in numbers.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Count">How many examples or rows it has.</param>
/// <param name="Example">The shape of one.</param>
/// <param name="Missing">How many numbers or words are missing, or not finite.</param>
/// <param name="Bytes">The bytes of memory that it takes.</param>
public sealed record DataPart(string Name, int Count, Shape Example, long Missing, long Bytes)
{
    const int Chunk = 1000;

    /// <summary>Least, largest, mean and standard deviation of the numbers that are there; null for words.</summary>
    public (double Least, double Most, double Mean, double Deviation)? Range { get; init; }

    /// <summary>The classes or words, and how often each occurs; empty for numbers.</summary>
    public Many<(string Name, int Count)> Classes { get; init; } = [];

    internal static DataPart Of(string name, DataSet data) => new DataPart(name, data.Count, data.Example, 0, data.Bytes)
    {
        Classes = [.. data.Classes.Zip(data.CountByClass)],
    }.Measured(data.Chunks(Chunk).Select(chunk => chunk.Inputs));

    internal static DataPart Of(string name, Tensor<float> array) =>
        new DataPart(name, array.Shape.Rank == 0 ? 1 : array.Shape[0], array.Shape.Rank == 0 ? Shape.Scalar : array.Shape.Example, 0, 4L * array.Shape.Size).Measured([array]);

    internal static DataPart Of(string name, Indices labels)
    {
        var counts = labels.Span.ToArray().CountBy(label => label).OrderBy(pair => pair.Key);
        return new(name, labels.Count, Shape.Scalar, 0, 4L * labels.Count) { Classes = [.. counts.Select(pair => (pair.Key.ToString(CultureInfo.InvariantCulture), pair.Value))] };
    }

    internal static DataPart Of(Field column)
    {
        if (column is Field.Numbers { Values: var values }) return new DataPart(column.Name, values.Shape.Size, Shape.Scalar, 0, 4L * values.Shape.Size).Measured([values]);
        var words = (Field.Words)column;
        var counts = words.Codes.Span.ToArray().CountBy(code => code).ToDictionary(pair => pair.Key, pair => pair.Value);
        return new(column.Name, words.Codes.Count, Shape.Scalar, counts.GetValueOrDefault(Field.Words.Gap), 4L * words.Codes.Count)
        {
            Classes = [.. words.Levels.Select((level, code) => (level, counts.GetValueOrDefault(code)))],
        };
    }

    DataPart Measured(IEnumerable<Tensor<float>> parts)
    {
        var (least, most, missing) = (double.PositiveInfinity, double.NegativeInfinity, 0L);
        var (mean, deviation) = Statistics.Moments(parts.Select(part =>
        {
            var finite = part.Span.ToArray().Where(float.IsFinite).ToArray();
            missing += part.Shape.Size - finite.Length;
            foreach (var number in finite) (least, most) = (Math.Min(least, number), Math.Max(most, number));
            return finite;
        }));
        return this with { Missing = missing, Range = least <= most ? (least, most, mean, deviation) : null };
    }
}
