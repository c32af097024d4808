using System.Buffers.Binary;
using System.IO;
using System.Text;
using System.Text.Json;
using Dl.Core;

namespace Dl.CSharp;

// How a file is read: with distrust.
public static partial class SafeTensors
{
    static SafeTensorFile ReadAll(Stream stream)
    {
        if (!stream.CanSeek) throw new DlException("the stream cannot seek; read it into memory first");
        stream.Position = 0;
        var header = HeaderOf(stream);
        var (metadata, places) = Located(header, stream.Length - stream.Position);
        return new(metadata, places.Select(place => place.Type.Read(stream, place)).ToMany());
    }

    // What is wrong with the header is told with the place of the header.
    static (Many<(string Key, string Value)> Metadata, Place[] Places) Located(byte[] header, long numbers)
    {
        try
        {
            var parsed = Parse(header);
            Cover(parsed.Places, numbers);
            return parsed;
        }
        catch (DlException error)
        {
            throw new DlException($"{error.Message} (header: bytes 8 to {8 + header.Length})");
        }
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
        var text = DataFile.Shown(json.GetRawText());
        return text.Length <= 40 ? text : $"{text[..40]}...";
    }
}
