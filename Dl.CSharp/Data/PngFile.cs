using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using System.Text;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>
/// The reader of PNG files (W3C Portable Network Graphics, third edition): 8 bits a channel; grey, RGB or RGBA; no interlace, no palette.
/// Every chunk's checksum is looked at.
/// </summary>
internal static class PngFile
{
    /// <summary>The picture of a file whose first two bytes are read.</summary>
    public static (Shape Shape, byte[] Bytes) Read(DataFile file)
    {
        Span<byte> rest = stackalloc byte[6];
        file.Fill(rest, "the signature");
        if (!rest.SequenceEqual("NG\r\n\u001a\n"u8)) throw file.Error($"is no PNG: its signature goes on at byte 2 with {DataFile.Hex(rest)}");
        var (type, header) = Chunk(file);
        if (type != "IHDR" || header.Length != 13) throw file.Error($"begins with the chunk {type} of {header.Length} bytes at byte 8, but a PNG begins with IHDR of 13");
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(header), BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4)));
        var channels = (header[8], header[9], header[12]) switch
        {
            (16, _, _) => throw file.Error($"has 16 bits a channel, but 8 are read (the header at byte 16)"),
            (not 8, _, _) => throw file.Error($"has {header[8]} bits a channel, but 8 are read (the header at byte 16)"),
            (_, 3, _) => throw file.Error($"has a palette, but grey, RGB and RGBA are read (the header at byte 16)"),
            (_, 4, _) => throw file.Error($"is grey with transparency, but grey, RGB and RGBA are read (the header at byte 16)"),
            (_, _, not 0) => throw file.Error($"is interlaced, which is not read; save it without (the header at byte 16)"),
            (_, 0, _) => 1,
            (_, 2, _) => 3,
            (_, 6, _) => 4,
            _ => throw file.Error($"has the colour type {header[9]}, which there is not (the header at byte 16)"),
        };
        if (header[10] != 0 || header[11] != 0) throw file.Error($"has the compression {header[10]} and the filter method {header[11]}, but there is only 0 (the header at byte 16)");
        if (width == 0 || height == 0 || (ulong)height * (1 + (ulong)width * (ulong)channels) is var all && all > (ulong)Array.MaxLength)
            throw file.Error($"is {height} high and {width} wide, which cannot be read (the header at byte 16)");

        using var packed = new MemoryStream();
        for (var (hasData, hasEnded) = (false, false); ;)
        {
            byte[] content;
            (type, content) = Chunk(file);
            if (type == "IEND") break;
            if (type == "IDAT")
            {
                if (hasEnded) throw file.Error($"has chunks between its IDAT chunks at byte {file.Position}");
                packed.Write(content);
                hasData = true;
                continue;
            }
            hasEnded = hasData;
            if (char.IsAsciiLetterUpper(type[0]) && type != "PLTE") throw file.Error($"has the critical chunk {type} before byte {file.Position}, which is not known");
        }
        file.End("IEND");
        packed.Position = 0;
        var (row, raw) = ((int)width * channels, Unpacked(file, packed, (int)(height * (1 + width * channels))));
        var bytes = new byte[height * row];
        for (var y = 0; y < height; y++) Line(file, raw.AsSpan(y * (1 + row), 1 + row), y == 0 ? default : bytes.AsSpan((y - 1) * row, row), bytes.AsSpan(y * row, row), channels);
        return (Shape.Of(1, (int)height, (int)width, channels), bytes);
    }

    static (string Type, byte[] Content) Chunk(DataFile file)
    {
        var at = file.Position;
        var begin = new byte[8];
        file.Fill(begin, "a chunk");
        var length = BinaryPrimitives.ReadUInt32BigEndian(begin);
        var type = Encoding.Latin1.GetString(begin, 4, 4);
        if (!type.All(char.IsAsciiLetter)) throw file.Error($"the chunk at byte {at} has the type {DataFile.Hex(begin.AsSpan(4))}, which is no word");
        if (length > Array.MaxLength) throw file.Error($"the chunk {type} at byte {at} has {length} bytes, more than can be read");
        var content = file.Content((int)length, $"the chunk {type}");
        Span<byte> sum = stackalloc byte[4];
        file.Fill(sum, "a checksum");
        var (said, found) = (BinaryPrimitives.ReadUInt32BigEndian(sum), Crc32.Of(content, Crc32.Of(begin.AsSpan(4))));
        return said == found ? (type, content) : throw file.Error($"the chunk {type} at byte {at} is damaged: its checksum is {found:x8}, not {said:x8}");
    }

    static byte[] Unpacked(DataFile file, MemoryStream packed, int count)
    {
        try
        {
            using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
            var raw = Growing.Read<byte>(into => zlib.ReadAtLeast(into, into.Length, throwOnEndOfStream: false), count);
            if (raw.Length < count) throw file.Error($"the picture ends after {raw.Length} of {count} bytes; its chunks end before byte {file.Position}");
            return zlib.ReadByte() < 0 ? raw : throw file.Error($"the picture goes on after its {count} bytes; its chunks end before byte {file.Position}");
        }
        catch (InvalidDataException)
        {
            throw file.Error($"the picture's zlib stream is damaged; its chunks end before byte {file.Position}");
        }
    }

    // Section 9: each byte of a line is stored as the difference to what its neighbours foretell.
    static void Line(DataFile file, ReadOnlySpan<byte> raw, ReadOnlySpan<byte> above, Span<byte> into, int channels)
    {
        var filter = raw[0];
        if (filter > 4) throw file.Error($"a line has the filter {filter}, but there are 0 to 4; the picture's chunks end before byte {file.Position}");
        for (var i = 0; i < into.Length; i++)
        {
            int left = i < channels ? 0 : into[i - channels], up = above.IsEmpty ? 0 : above[i], corner = above.IsEmpty || i < channels ? 0 : above[i - channels];
            into[i] = (byte)(raw[1 + i] + filter switch { 1 => left, 2 => up, 3 => (left + up) / 2, 4 => Paeth(left, up, corner), _ => 0 });
        }
    }

    static int Paeth(int left, int up, int corner)
    {
        var (a, b, c) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - 2 * corner));
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }
}
