using System.Buffers;
using System.Buffers.Binary;
using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>
/// Reads and writes safetensors files: eight bytes with the length of a header (little-endian), the header (a JSON object
/// that gives each tensor's type, shape and place), the numbers (little-endian, row-major, without gaps).
/// </summary>
/// <remarks>
/// <para>
/// Equal content makes equal bytes: metadata lie in the ordinal order of their keys, doubles before floats and otherwise in
/// the given order. The header is padded with blanks so that the numbers begin at a multiple of 64 bytes.
/// </para>
/// <para>
/// The reader trusts nothing: every length, offset, shape and name is checked before memory is asked for, and no file can
/// make it run code. Format: the README of huggingface/safetensors, section "Format". PyTorch:
/// <c>safetensors.torch.load_file</c> and <c>save_file</c>.
/// </para>
/// </remarks>
public static class SafeTensors
{
    const int Alignment = 64, HeaderLimit = 100_000_000, Chunk = 1 << 24;
    const string MetadataKey = "__metadata__";

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes a file, whole or not at all.</summary>
    /// <param name="path">Where the file shall be; an older one is replaced.</param>
    /// <param name="tensors">Tensors of float or double with different names.</param>
    /// <param name="metadata">Texts by key, for people and programs: what trained this, with which seed.</param>
    /// <exception cref="DlException">Two tensors or two texts have the same name, or a tensor is neither of float nor of double.</exception>
    public static void Write(string path, Many<SafeTensor> tensors, Many<(string Key, string Value)>? metadata = null)
    {
        try
        {
            Atomic.Write(path, stream => Write(stream, tensors, metadata));
        }
        catch (DlException error)
        {
            throw error.In(path);
        }
    }

    /// <summary>Writes to a stream, from where it stands.</summary>
    /// <inheritdoc cref="Write(string, Many{SafeTensor}, Many{ValueTuple{string, string}})"/>
    public static void Write(Stream stream, Many<SafeTensor> tensors, Many<(string Key, string Value)>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        var ordered = tensors.OrderByDescending(tensor => TypeOf(tensor).Bytes).ToArray();
        stream.Write(Header(ordered, metadata ?? []));
        foreach (var tensor in ordered)
        {
            if (tensor is SafeTensor<double> wide) WriteNumbers(stream, wide.Value.Span);
            else WriteNumbers(stream, ((SafeTensor<float>)tensor).Value.Span);
        }
    }

    /// <summary>
    /// Reads a file. F32 and F64 keep their type and bits; F16, BF16, BOOL and integers of 8 and 16 bits become float,
    /// integers of 32 and 64 bits double, all without loss.
    /// </summary>
    /// <exception cref="DlException">The file is missing, is not a whole safetensors file, or holds a type that no float or
    /// double can hold; the message names the file, the tensor and the place.</exception>
    public static SafeTensorFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var stream = File.OpenRead(path);
            return Read(stream, path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DlException("there is no such file").In(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DlException(error.Message.ReplaceLineEndings(" ")).In(path);
        }
    }

    /// <summary>Reads a stream that can seek, from its beginning to its end.</summary>
    /// <inheritdoc cref="Read(string)"/>
    /// <param name="stream">The bytes of the file.</param>
    /// <param name="path">What to call it in messages.</param>
    public static SafeTensorFile Read(Stream stream, string path)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            return ReadAll(stream);
        }
        catch (DlException error)
        {
            throw error.In(path);
        }
    }

    internal static DlException Unfit(string name) =>
        new($"tensor {Quote(name)} is neither of float nor of double; convert it before it is written");

    internal static string Quote(string name) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(name)}\"";

    // ---------------------------------------------------------------------------------------------------------- writing

    static byte[] Header(SafeTensor[] tensors, Many<(string Key, string Value)> metadata)
    {
        Differ("tensors", tensors.Select(tensor => tensor.Name));
        Differ("metadata", metadata.Select(pair => pair.Key));
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)) json.WriteString(key, Sound(value));
                json.WriteEndObject();
            }
            var offset = 0L;
            foreach (var tensor in tensors)
            {
                if (tensor.Name == MetadataKey) throw new DlException($"a tensor cannot be called {MetadataKey}, the format keeps that name for itself");
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", TypeOf(tensor).Name);
                json.WriteStartArray("shape");
                foreach (var axis in tensor.Shape) json.WriteNumberValue(axis);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += (long)tensor.Shape.Size * TypeOf(tensor).Bytes);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        var padded = (8 + text.WrittenCount + Alignment - 1) / Alignment * Alignment - 8;
        if (padded > HeaderLimit) throw new DlException($"names and metadata take {padded} bytes, but a header has at most {HeaderLimit}");
        var header = new byte[8 + padded];
        BinaryPrimitives.WriteInt64LittleEndian(header, padded);
        text.WrittenSpan.CopyTo(header.AsSpan(8));
        header.AsSpan(8 + text.WrittenCount).Fill((byte)' ');
        return header;
    }

    static void WriteNumbers<T>(Stream stream, ReadOnlySpan<T> numbers) where T : unmanaged
    {
        for (var at = 0; at < numbers.Length; at += Chunk)
        {
            var part = numbers[at..Math.Min(at + Chunk, numbers.Length)];
            if (BitConverter.IsLittleEndian) stream.Write(MemoryMarshal.AsBytes(part));
            else
            {
                var turned = part.ToArray();
                Turn(turned.AsSpan());
                stream.Write(MemoryMarshal.AsBytes(turned.AsSpan()));
            }
        }
    }

    static Dtype TypeOf(SafeTensor tensor) => tensor switch
    {
        SafeTensor<float> => F32,
        SafeTensor<double> => F64,
        _ => throw Unfit(tensor.Name),
    };

    static void Differ(string what, IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
            if (!seen.Add(Sound(name))) throw new DlException($"{what}: the name {Quote(name)} is there twice");
    }

    // Half a surrogate pair would be replaced in silence, and the name read back would be another one.
    static string Sound(string text)
    {
        try
        {
            Strict.GetByteCount(text);
            return text;
        }
        catch (EncoderFallbackException)
        {
            throw new DlException($"{Quote(text)} is not valid Unicode text");
        }
    }

    // ---------------------------------------------------------------------------------------------------------- reading

    static SafeTensorFile ReadAll(Stream stream)
    {
        if (!stream.CanSeek) throw new DlException("the stream cannot seek; read it into memory first");
        stream.Position = 0;
        var header = HeaderOf(stream);
        var (metadata, places) = Parse(header);
        var numbers = stream.Length - stream.Position;
        Cover(places, numbers);
        return new(metadata, places.Select(place => place.Type.Read(stream, place)).ToMany());
    }

    static byte[] HeaderOf(Stream stream)
    {
        var prefix = new byte[8];
        if (stream.Length < prefix.Length)
            throw new DlException($"{stream.Length} bytes are no safetensors file; it begins with 8 bytes that give the length of its header");
        stream.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > HeaderLimit)
            throw new DlException($"the first 8 bytes claim a header of {length} bytes, but at most {HeaderLimit} are allowed; is this a safetensors file?");
        if (length > (ulong)(stream.Length - 8))
            throw new DlException($"the first 8 bytes claim a header of {length} bytes, but only {stream.Length - 8} follow; the file is cut or is not a safetensors file");
        var header = new byte[length];
        stream.ReadExactly(header);
        return header;
    }

    static (Many<(string Key, string Value)> Metadata, Place[] Places) Parse(byte[] header)
    {
        if (header is not [(byte)'{', ..]) throw new DlException("the header does not begin with '{' at byte 8");
        try
        {
            Strict.GetCharCount(header);
            using var json = JsonDocument.Parse(header);
            var fields = Fields("the header", json.RootElement);
            return (
                fields.Where(field => field.Name == MetadataKey).SelectMany(field => Metadata(field.Value)).ToMany(),
                [.. fields.Where(field => field.Name != MetadataKey).Select(field => PlaceOf(field.Name, field.Value)).OrderBy(place => place.Begin).ThenBy(place => place.End)]);
        }
        catch (JsonException error)
        {
            throw new DlException($"the header is not valid JSON: line {error.LineNumber + 1}, byte {error.BytePositionInLine} of the header");
        }
        catch (Exception error) when (error is DecoderFallbackException or InvalidOperationException)
        {
            throw new DlException("the header is not valid UTF-8 text");
        }
    }

    static List<(string Name, JsonElement Value)> Fields(string what, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new DlException($"{what} is no JSON object but {Shown(json)}");
        var fields = new List<(string Name, JsonElement Value)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            if (!seen.Add(property.Name)) throw new DlException($"{what} has the name {Quote(property.Name)} twice");
            fields.Add((property.Name, property.Value));
        }
        return fields;
    }

    static IEnumerable<(string Key, string Value)> Metadata(JsonElement json) => Fields(MetadataKey, json)
        .Select(field => field.Value.ValueKind == JsonValueKind.String
            ? (Key: field.Name, Value: field.Value.GetString()!)
            : throw new DlException($"{MetadataKey} {Quote(field.Name)} is no text but {Shown(field.Value)}; metadata are texts"))
        .OrderBy(pair => pair.Key, StringComparer.Ordinal);

    static Place PlaceOf(string name, JsonElement json)
    {
        var what = $"tensor {Quote(name)}";
        var fields = Fields(what, json);
        var (type, axes, offsets) = (TypeIn(what, Field("dtype")), Naturals("shape"), Naturals("data_offsets"));
        if (offsets.Length != 2) throw new DlException($"{what}: data_offsets are {offsets.Length} numbers, not begin and end");
        var (begin, end) = (offsets[0], offsets[1]);
        if (begin > end) throw new DlException($"{what}: data_offsets [{begin}, {end}] end before they begin");
        var bytes = axes.Aggregate((UInt128)type.Bytes, (product, axis) => axis == 0 || product == 0 ? 0 : UInt128.Min(product, ulong.MaxValue) * (ulong)axis);
        if (bytes != (UInt128)(end - begin))
            throw new DlException($"{what}: shape [{string.Join(", ", axes)}] of {type.Name} takes {bytes} bytes, but data_offsets [{begin}, {end}] hold {end - begin}");
        return axes.All(axis => axis <= int.MaxValue)
            ? new(name, type, [.. axes.Select(axis => (int)axis)], begin, end)
            : throw new DlException($"{what}: an axis of shape [{string.Join(", ", axes)}] is longer than {int.MaxValue}");

        JsonElement Field(string key) => fields.Where(field => field.Name == key).Select(field => (JsonElement?)field.Value).FirstOrDefault()
            ?? throw new DlException($"{what} has no {key}");

        long[] Naturals(string key) => Field(key) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var number) && number >= 0
                ? number
                : throw new DlException($"{what}: {key} has {Shown(item)}, which is no whole number from 0 to {long.MaxValue}"))]
            : throw new DlException($"{what}: {key} is no list of numbers");
    }

    static Dtype TypeIn(string what, JsonElement json)
    {
        var name = json.ValueKind == JsonValueKind.String ? json.GetString()! : throw new DlException($"{what}: dtype is no text but {Shown(json)}");
        return Types.FirstOrDefault(type => type.Name == name)
            ?? throw new DlException($"{what}: dtype {Quote(name)} is not one of {string.Join(", ", Types.Select(type => type.Name))}");
    }

    // Sorted places without a gap or an overlap that end where the file ends.
    static void Cover(Place[] places, long numbers)
    {
        var end = 0L;
        foreach (var place in places)
        {
            if (place.Begin > end) throw new DlException($"tensor {Quote(place.Name)}: its data begin at {place.Begin}, which leaves a gap after {end}");
            if (place.Begin < end) throw new DlException($"tensor {Quote(place.Name)}: its data begin at {place.Begin}, which overlaps the tensor that ends at {end}");
            end = place.End;
        }
        if (end != numbers)
            throw new DlException($"the tensors take {end} bytes, but {numbers} follow the header; {(end > numbers ? "the file is cut" : "something was appended")}");
    }

    static string Shown(JsonElement json)
    {
        var text = json.GetRawText().ReplaceLineEndings(" ");
        return text.Length <= 40 ? text : $"{text[..40]}...";
    }

    // ------------------------------------------------------------------------------------------------------------ types

    sealed record Place(string Name, Dtype Type, Shape Shape, long Begin, long End);

    sealed record Dtype(string Name, int Bytes, Func<Stream, Place, SafeTensor> Read);

    static readonly Dtype F32 = Kept<float>("F32"), F64 = Kept<double>("F64");

    static readonly Dtype[] Types =
    [
        F64, F32,
        Widened<Half, float>("F16", static x => (float)x),
        Widened<ushort, float>("BF16", static x => BitConverter.UInt32BitsToSingle((uint)x << 16)),
        Widened<long, double>("I64", Exactly), Widened<ulong, double>("U64", Exactly),
        Widened<int, double>("I32", static x => x), Widened<uint, double>("U32", static x => x),
        Widened<short, float>("I16", static x => x), Widened<ushort, float>("U16", static x => x),
        Widened<sbyte, float>("I8", static x => x), Widened<byte, float>("U8", static x => x),
        Widened<byte, float>("BOOL", static x => x == 0 ? 0 : 1),
    ];

    static Dtype Kept<T>(string name) where T : unmanaged, IFloatingPointIeee754<T> => new(name, Unsafe.SizeOf<T>(), static (stream, place) =>
        SafeTensor.Of(place.Name, Tensor<T>.Build(place.Shape, stream, static (into, from) => ReadNumbers(from, into))));

    static Dtype Widened<N, T>(string name, Func<N, T> widen) where N : unmanaged where T : unmanaged, IFloatingPointIeee754<T> =>
        new(name, Unsafe.SizeOf<N>(), (stream, place) => SafeTensor.Of(place.Name, Tensor<T>.Build(place.Shape, (stream, place, widen), static (into, s) =>
        {
            var narrow = new N[Math.Min(Chunk, into.Length)];
            for (var at = 0; at < into.Length; at += Chunk)
            {
                var part = narrow.AsSpan(0, Math.Min(Chunk, into.Length - at));
                ReadNumbers(s.stream, part);
                try
                {
                    for (var i = 0; i < part.Length; i++) into[at + i] = s.widen(part[i]);
                }
                catch (OverflowException error)
                {
                    throw new DlException($"tensor {Quote(s.place.Name)}: {error.Message}");
                }
            }
        })));

    static double Exactly<N>(N whole) where N : IBinaryInteger<N> => long.CreateSaturating(whole) is >= -(1L << 53) and <= 1L << 53
        ? double.CreateChecked(whole)
        : throw new OverflowException($"the integer {whole} is larger than 2^53, and a double may not hold it exactly");

    static void ReadNumbers<N>(Stream stream, Span<N> into) where N : unmanaged
    {
        for (var at = 0; at < into.Length; at += Chunk) stream.ReadExactly(MemoryMarshal.AsBytes(into[at..Math.Min(at + Chunk, into.Length)]));
        if (!BitConverter.IsLittleEndian) Turn(into);
    }

    static void Turn<N>(Span<N> numbers) where N : unmanaged
    {
        for (var i = 0; i < numbers.Length; i++) MemoryMarshal.AsBytes(numbers.Slice(i, 1)).Reverse();
    }
}
