using Dl.Core;

namespace Dl.CSharp;

/// <summary>The reader of PGM and PPM files, binary (P5, P6) and plain (P2, P3), of at most 255 levels. Format: the manual pages pgm(5) and ppm(5) of Netpbm.</summary>
internal static class PortableMap
{
    /// <summary>The picture of a file whose first two bytes are read.</summary>
    /// <param name="file">The file.</param>
    /// <param name="kind">The second byte.</param>
    public static (Shape Shape, byte[] Bytes) Read(DataFile file, byte kind)
    {
        var (width, height, most) = (Number(file, "the width"), Number(file, "the height"), Number(file, "the largest level"));
        var channels = kind is (byte)'3' or (byte)'6' ? 3 : 1;
        if (most > 255) throw file.Error($"has {most + 1L} levels before byte {file.Position}, more than 8 bits, which is not read");
        if (width == 0 || height == 0 || most == 0 || (long)width * height * channels > Array.MaxLength) throw file.Error($"is {height} high and {width} wide with {most + 1L} levels before byte {file.Position}, which cannot be read");
        var count = width * height * channels;
        var bytes = kind is (byte)'5' or (byte)'6'
            ? file.Content(count, $"the picture of {height} x {width}")
            : Growing.Read<byte>(into => Plain(file, into), count);
        var end = file.Position;
        for (var i = 0; i < count; i++)
            bytes[i] = bytes[i] <= most ? (byte)((bytes[i] * 255 + most / 2) / most) : throw file.Error($"level {i} before byte {end} is {bytes[i]}, more than the largest, {most}");
        if (kind is (byte)'5' or (byte)'6') file.End("the last level");
        return (Shape.Of(1, height, width, channels), bytes);
    }

    static int Plain(DataFile file, Span<byte> into)
    {
        for (var i = 0; i < into.Length; i++)
            into[i] = Number(file, "a level") is <= 255 and var level ? (byte)level : throw file.Error($"a level before byte {file.Position} is more than 255");
        return into.Length;
    }

    // White space or a comment, digits, and one white space.
    static int Number(DataFile file, string what)
    {
        Span<byte> one = stackalloc byte[1];
        var (number, digits) = (0L, 0);
        while (true)
        {
            if (!file.TryFill(one))
                return digits > 0 ? (int)number : throw file.Error($"truncated at byte {file.Position}: {what} is missing");
            var c = (char)one[0];
            if (char.IsAsciiDigit(c))
            {
                digits++;
                number = 10 * number + c - '0';
                if (number > int.MaxValue) throw file.Error($"{what} before byte {file.Position} is more than can be read");
            }
            else if (c is ' ' or '\t' or '\r' or '\n' or '\v' or '\f')
            {
                if (digits > 0) return (int)number;
            }
            else if (c == '#' && digits == 0)
            {
                while (file.TryFill(one) && one[0] is not ((byte)'\n' or (byte)'\r'))
                {
                }
            }
            else throw file.Error($"{what} has the character {DataFile.Hex(one)} before byte {file.Position}, which is no digit");
        }
    }
}
