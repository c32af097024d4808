using System.Buffers;
using System.Buffers.Binary;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dl.Core;

namespace Dl.CSharp;

// How a file is written.
public static partial class SafeTensors
{
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
}
