using System.Buffers.Binary;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>
/// NumPy's array files (<c>.npy</c>, format 1.0 and 2.0; packed when the name ends in <c>.gz</c>): little-endian
/// <c>f4</c>, <c>f8</c>, <c>i4</c>, <c>i8</c>, <c>u1</c> in C order. NumPy: <c>np.load</c>, <c>np.save</c>.
/// </summary>
/// <remarks>Format: numpy.lib.format. Fortran order, big-endian numbers, other types and objects are refused.</remarks>
public static partial class Npy
{
    static readonly byte[] Magic = [0x93, .. "NUMPY"u8];

    /// <summary>Reads an array as a tensor of the same shape.</summary>
    /// <typeparam name="T">The scalar of the tensor; numbers that it cannot hold are rounded to the nearest it can.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">How many bytes a packed file may have when it is unpacked.</param>
    /// <exception cref="DlException">The file is missing, of another format, truncated or too long.</exception>
    public static Tensor<T> Read<T>(string path, long maxBytes = DataLimits.MaxBytes) where T : struct, IFloatingPointIeee754<T>
    {
        using var file = DataFile.Open(path, maxBytes);
        return Read<T>(file);
    }

    /// <summary>Reads an array of integers (<c>i4</c>, <c>i8</c>, <c>u1</c>): labels, for instance.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">How many bytes a packed file may have when it is unpacked.</param>
    /// <exception cref="DlException">The file is missing, of another format, truncated or too long, or a number does not fit 32 bits.</exception>
    public static Indices ReadIndices(string path, long maxBytes = DataLimits.MaxBytes)
    {
        using var file = DataFile.Open(path, maxBytes);
        return ReadIndices(file);
    }

    /// <summary>Opens an array whose rows stay in their file until they are asked for: inputs of a set that is larger than memory.</summary>
    /// <param name="path">The file, not packed, of <c>f4</c>, <c>f8</c>, <c>i4</c>, <c>i8</c> or <c>u1</c>.</param>
    /// <returns>N examples, for <see cref="DataSet.Classified(IExamples, Indices, Many{string}, string)"/> and its like. NumPy: <c>np.load(mmap_mode='r')</c>.</returns>
    /// <exception cref="DlException">The file is packed, missing, of another format, truncated, too long, or has no axis of examples.</exception>
    public static IExamples Stream(string path)
    {
        using var file = DataFile.Open(path);
        file.CheckSeekable();
        var (kind, shape) = ReadHeader(file);
        if (shape.Rank < 2) throw file.Error($"its array is {shape}, but examples are N x their shape, which ends before byte {file.Position}");
        file.EndAfter((long)shape.Size * SizeOf(kind), "the array");
        return new FileExamples(path, shape, file.Position, SizeOf(kind), kind == "<f4" ? FileExamples.Singles : (bytes, into) =>
        {
            var (size, read) = (SizeOf(kind), Of<float>(kind));
            for (var i = 0; i < into.Length; i++) into[i] = read(bytes.Slice(i * size, size));
        });
    }

    internal static Tensor<T> Read<T>(DataFile file) where T : struct, IFloatingPointIeee754<T>
    {
        var (kind, shape) = ReadHeader(file);
        var numbers = Content(file, kind, shape.Size, Of<T>(kind));
        file.End("the array");
        return Tensor<T>.From(shape, ImmutableCollectionsMarshal.AsImmutableArray(numbers));
    }

    internal static Indices ReadIndices(DataFile file)
    {
        var (kind, shape) = ReadHeader(file);
        var (at, done) = (file.Position, 0L);
        var values = Content<int>(file, kind, shape.Size, kind switch
        {
            "<i4" => static b => BinaryPrimitives.ReadInt32LittleEndian(b),
            "<i8" => Narrow,
            "|u1" => static b => b[0],
            _ => throw file.Error($"holds {kind}, as the header before byte {at} says, but integers are <i4, <i8 or |u1"),
        });
        file.End("the array");
        return Indices.From(shape, ImmutableCollectionsMarshal.AsImmutableArray(values));

        int Narrow(ReadOnlySpan<byte> b)
        {
            var value = BinaryPrimitives.ReadInt64LittleEndian(b);
            done++;
            return value is >= int.MinValue and <= int.MaxValue
                ? (int)value
                : throw file.Error(string.Create(CultureInfo.InvariantCulture, $"item {done - 1} at byte {at + 8 * (done - 1)} is {value}, which does not fit 32 bits"));
        }
    }

    /// <summary>Writes a tensor of <c>float</c> (<c>f4</c>) or <c>double</c> (<c>f8</c>), atomically.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensor">The array.</param>
    /// <exception cref="DlException">The scalar is another, or the file cannot be written.</exception>
    public static void Write<T>(string path, Tensor<T> tensor) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tensor);
        Check(path, tensor);
        DataFile.Write(path, stream => Write(stream, tensor));
    }

    /// <summary>Writes integers (<c>i4</c>), atomically.</summary>
    /// <param name="path">The file.</param>
    /// <param name="indices">The array.</param>
    /// <exception cref="DlException">The file cannot be written.</exception>
    public static void Write(string path, Indices indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        DataFile.Write(path, stream => Write(stream, "<i4", 4, indices.Shape, (bytes, i) => BinaryPrimitives.WriteInt32LittleEndian(bytes, indices[i])));
    }

    /// <summary>Refuses scalars that an array file does not hold.</summary>
    internal static void Check<T>(string path, Tensor<T> tensor) where T : struct, IFloatingPointIeee754<T>
    {
        if (tensor is not (Tensor<float> or Tensor<double>)) throw new DlException($"{path}: .npy holds float or double, but the tensor is of {Literal.Name<T>()}");
    }

    internal static void Write<T>(Stream stream, Tensor<T> tensor) where T : struct, IFloatingPointIeee754<T>
    {
        if (tensor is Tensor<double> wide) Write(stream, "<f8", 8, wide.Shape, (bytes, i) => BinaryPrimitives.WriteDoubleLittleEndian(bytes, wide[i]));
        else if (tensor is Tensor<float> single) Write(stream, "<f4", 4, single.Shape, (bytes, i) => BinaryPrimitives.WriteSingleLittleEndian(bytes, single[i]));
    }

    delegate A Reader<out A>(ReadOnlySpan<byte> bytes);

    delegate void Writer(Span<byte> bytes, int item);

    static int SizeOf(string kind) => kind[2] - '0';

    static (string Kind, Shape Shape) ReadHeader(DataFile file)
    {
        Span<byte> start = stackalloc byte[8];
        file.Fill(start, "the magic string");
        if (!start.StartsWith(Magic)) throw file.Error($"not a .npy file: it begins at byte 0 with {DataFile.Hex(start[..6])} instead of {DataFile.Hex(Magic)}");
        if (start[6] is not (1 or 2)) throw file.Error($"of .npy format {start[6]}.{start[7]} at byte 6, but 1.0 and 2.0 can be read");
        Span<byte> word = stackalloc byte[4];
        word.Clear();
        file.Fill(word[..(start[6] == 1 ? 2 : 4)], "the length of the header");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(word);
        if (length > 1 << 20) throw file.Error($"the header at byte {file.Position} has {length} bytes, more than 1 MiB");
        var text = new byte[length];
        file.Fill(text, "the header");
        var header = Encoding.Latin1.GetString(text);
        if (HeaderPattern().Match(header) is not { Success: true } match)
            throw file.Error($"the header before byte {file.Position} is {DataFile.Shown(header.Trim())}, but {{'descr': '<f4', 'fortran_order': False, 'shape': (N, ...)}} is expected");
        if (match.Groups["fortran"].Value == "True") throw file.Error($"in Fortran order, as the header before byte {file.Position} says; save np.ascontiguousarray(array)");
        var kind = match.Groups["kind"].Value;
        if (kind is not ("<f4" or "<f8" or "<i4" or "<i8" or "|u1"))
            throw file.Error($"holds {DataFile.Shown(kind)}, as the header before byte {file.Position} says, but <f4, <f8, <i4, <i8 and |u1 can be read; save array.astype('<f4')");
        var axes = new List<int>();
        var bytes = (long)SizeOf(kind);
        foreach (var axis in match.Groups["axis"].Captures.Select(axis => axis.Value))
        {
            if (!int.TryParse(axis, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || (bytes = Math.Min(bytes, int.MaxValue) * size) / SizeOf(kind) > Array.MaxLength)
                throw file.Error($"the shape ({DataFile.Shown(string.Join(", ", match.Groups["axis"].Captures.Select(a => a.Value)))}) before byte {file.Position} is larger than can be read");
            axes.Add(size);
        }
        if (axes.Count > 64) throw file.Error($"the shape before byte {file.Position} has {axes.Count} axes, more than 64");
        file.Expect(bytes, "the array");
        return (kind, Shape.Of([.. axes]));
    }

    static Reader<T> Of<T>(string kind) where T : struct, IFloatingPointIeee754<T> => kind switch
    {
        "<f4" => static b => T.CreateChecked(BinaryPrimitives.ReadSingleLittleEndian(b)),
        "<f8" => static b => T.CreateChecked(BinaryPrimitives.ReadDoubleLittleEndian(b)),
        "<i4" => static b => T.CreateChecked(BinaryPrimitives.ReadInt32LittleEndian(b)),
        "<i8" => static b => T.CreateChecked(BinaryPrimitives.ReadInt64LittleEndian(b)),
        _ => static b => T.CreateChecked(b[0]),
    };

    static A[] Content<A>(DataFile file, string kind, int count, Reader<A> read)
    {
        var size = SizeOf(kind);
        var buffer = new byte[Math.Min(1 << 16, (long)count * size)];
        return file.Items<A>(into =>
        {
            for (var done = 0; done < into.Length;)
            {
                var items = Math.Min(buffer.Length / size, into.Length - done);
                file.Fill(buffer.AsSpan(0, items * size), $"the array of {count} numbers");
                for (var i = 0; i < items; i++) into[done + i] = read(buffer.AsSpan(i * size, size));
                done += items;
            }
            return into.Length;
        }, count);
    }

    static void Write(Stream stream, string kind, int size, Shape shape, Writer write)
    {
        var axes = string.Concat(shape.Select(axis => string.Create(CultureInfo.InvariantCulture, $"{axis}, ")));
        var header = $"{{'descr': '{kind}', 'fortran_order': False, 'shape': ({(shape.Rank == 1 ? axes.TrimEnd() : axes.TrimEnd(' ', ','))}), }}";
        // The content begins at a multiple of 64 bytes.
        header = header.PadRight(header.Length + 63 - (Magic.Length + 4 + header.Length) % 64) + '\n';
        stream.Write([.. Magic, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header)]);
        var buffer = new byte[1 << 16];
        for (var done = 0; done < shape.Size;)
        {
            var items = Math.Min(buffer.Length / size, shape.Size - done);
            for (var i = 0; i < items; i++) write(buffer.AsSpan(i * size, size), done + i);
            stream.Write(buffer.AsSpan(0, items * size));
            done += items;
        }
    }

    [GeneratedRegex("""
        ^\s*\{\s*'descr':\s*'(?<kind>[^']+)',\s*'fortran_order':\s*(?<fortran>True|False),\s*'shape':\s*\(\s*((?<axis>\d+)L?\s*(,\s*|(?=\))))*\)\s*,?\s*\}\s*$
        """, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex HeaderPattern();
}
