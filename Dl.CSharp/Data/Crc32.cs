namespace Dl.CSharp;

/// <summary>The checksum of PNG and zip files (CRC-32, ISO 3309; annex D of the PNG specification).</summary>
internal static class Crc32
{
    /// <summary>Of no bytes at all.</summary>
    public const uint Empty = 0;

    static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(b => Enumerable.Range(0, 8).Aggregate((uint)b, (crc, _) => (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320))];

    /// <summary>Of what was summed before and some bytes more.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes, uint before = Empty)
    {
        var crc = ~before;
        foreach (var b in bytes) crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }
}
