using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using Dl.Core;

namespace Dl.CSharp;

/// <summary>
/// Images as PNG files (W3C Portable Network Graphics, third edition): 8 bits a channel, gray or RGB, no interlace.
/// </summary>
public static class Png
{
    /// <summary>An image as the bytes of a PNG file.</summary>
    /// <param name="image">[H, W] or [H, W, 1] (gray), or [H, W, 3] (red, green, blue).</param>
    /// <param name="low">The number that becomes 0, dark; what is below it, and NaN, too.</param>
    /// <param name="high">The number that becomes 255; what is above it, too.</param>
    /// <exception cref="DlException">The tensor is no image.</exception>
    public static byte[] Encode(Tensor<float> image, double low = 0, double high = 1)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (!IsImage(image.Shape)) throw new DlException($"an image has the shape [H, W], [H, W, 1] or [H, W, 3], not {image.Shape}");
        var (height, width, channels) = (image.Shape[0], image.Shape[1], image.Shape.Rank == 3 ? image.Shape[2] : 1);
        var about = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(about, width);
        BinaryPrimitives.WriteInt32BigEndian(about.AsSpan(4), height);
        (about[8], about[9]) = (8, (byte)(channels == 3 ? 2 : 0));
        return [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Chunk("IHDR"u8, about), .. Chunk("IDAT"u8, Packed(image.Span, width * channels, low, high)), .. Chunk("IEND"u8, [])];
    }

    /// <summary>An image as an address that holds it whole: <c>data:image/png;base64,...</c>.</summary>
    /// <param name="image">An image; one that leaves [0, 1] is stretched from its least to its largest number.</param>
    /// <exception cref="DlException">The tensor is no image.</exception>
    public static string DataUri(Tensor<float> image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var finite = image.Span.ToArray().Where(float.IsFinite).DefaultIfEmpty(0).ToArray();
        var (low, high) = (finite.Min(), finite.Max());
        return $"data:image/png;base64,{Convert.ToBase64String(low >= 0 && high <= 1 ? Encode(image) : Encode(image, low, high))}";
    }

    /// <summary>Whether a tensor of this shape can be an image: [H, W], [H, W, 1] or [H, W, 3], not empty.</summary>
    public static bool IsImage(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape.Size > 0 && (shape.Rank == 2 || (shape.Rank == 3 && shape[2] is 1 or 3));
    }

    // Each row begins with the number of its filter, 0 for none.
    static byte[] Packed(ReadOnlySpan<float> numbers, int row, double low, double high)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var line = new byte[1 + row];
            for (var at = 0; at < numbers.Length; at += row)
            {
                for (var i = 0; i < row; i++) line[1 + i] = Level(numbers[at + i]);
                zlib.Write(line);
            }
        }
        return packed.ToArray();

        byte Level(double number) => (number - low) / (high - low) is var share && share > 0 ? (byte)Math.Round(255 * Math.Min(1, share)) : (byte)0;
    }

    static byte[] Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        var chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        type.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc32.Of(chunk.AsSpan(4, 4 + data.Length)));
        return chunk;
    }
}
