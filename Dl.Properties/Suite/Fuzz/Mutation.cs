using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Dl.Core;

namespace Dl.Properties.Suite.Fuzz;

/// <summary>Damage to files: pure functions of a key and bytes.</summary>
static class Mutation
{
    static readonly long[] Extremes = [0, 1, -1, int.MaxValue, int.MinValue, 1 << 24, 1 << 30, uint.MaxValue, 1L << 40, long.MaxValue, long.MinValue, 0x7f, 0x80, 0xff, 0xffff];

    static readonly Func<Key, byte[], byte[], byte[]>[] Kinds = [Bit, Special, Cut, Without, Twice, With, Splice, Lie, Digits, Ascii, Swap];

    /// <summary>One to four kinds of damage, one after the other.</summary>
    /// <param name="key">Draws them.</param>
    /// <param name="bytes">A good file.</param>
    /// <param name="other">Another good file, for splices.</param>
    public static byte[] Of(Key key, byte[] bytes, byte[] other)
    {
        var times = 1 + key.Below(4, 0) * key.Below(2, 1);
        for (var i = 0; i < times; i++)
        {
            var own = key.Child(i);
            bytes = bytes.Length == 0 ? other : Kinds[own.Below(Kinds.Length, 0)](own.Child(0), bytes, other);
        }
        return bytes;
    }

    static byte[] Bit(Key key, byte[] bytes, byte[] _) => Written(bytes, At(key, bytes), b => (byte)(b ^ (1 << key.Below(8, 2))));

    static byte[] Special(Key key, byte[] bytes, byte[] _) => Written(bytes, At(key, bytes), b => key.Below(5, 2) switch { 0 => 0, 1 => 0xff, 2 => 0x7f, 3 => 0x80, _ => (byte)key.Below(256, 3) });

    static byte[] Cut(Key key, byte[] bytes, byte[] _) => bytes[..key.Below(bytes.Length, 0)];

    static byte[] Without(Key key, byte[] bytes, byte[] _) => Part(key, bytes) is var (from, to) ? [.. bytes[..from], .. bytes[to..]] : bytes;

    static byte[] Twice(Key key, byte[] bytes, byte[] _) => Part(key, bytes) is var (from, to) ? [.. bytes[..to], .. bytes[from..]] : bytes;

    static byte[] With(Key key, byte[] bytes, byte[] _) => At(key, bytes) is var at ? [.. bytes[..at], .. Enumerable.Range(0, 1 + key.Below(64, 2)).Select(i => (byte)key.Below(256, 10 + i)), .. bytes[at..]] : bytes;

    static byte[] Splice(Key key, byte[] bytes, byte[] other) => [.. bytes[..key.Below(bytes.Length + 1, 0)], .. other[key.Below(other.Length + 1, 1)..]];

    // A number of two, four or eight bytes, in either order, that promises something else.
    static byte[] Lie(Key key, byte[] bytes, byte[] _)
    {
        var lie = (byte[])bytes.Clone();
        var width = key.Below(3, 1) switch { 0 => 2, 1 => 4, _ => 8 };
        if (lie.Length < width) return lie;
        var at = key.Below(2, 2) == 0 ? key.Below(Math.Min(128, lie.Length - width + 1), 3) : key.Below(lie.Length - width + 1, 3);
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(word, Extremes[key.Below(Extremes.Length, 4)] + key.Below(3, 5) - 1);
        word = word[..width];
        if (key.Below(2, 6) == 0) word.Reverse();
        word.CopyTo(lie.AsSpan(at));
        return lie;
    }

    // A number that is written in digits becomes another.
    static byte[] Digits(Key key, byte[] bytes, byte[] _)
    {
        var starts = Enumerable.Range(0, bytes.Length).Where(i => char.IsAsciiDigit((char)bytes[i]) && (i == 0 || !char.IsAsciiDigit((char)bytes[i - 1]))).ToArray();
        if (starts.Length == 0) return bytes;
        var from = starts[key.Below(starts.Length, 0)];
        var to = from;
        while (to < bytes.Length && char.IsAsciiDigit((char)bytes[to])) to++;
        var number = key.Below(3, 1) == 0 ? key.Below(1000, 2) : Extremes[key.Below(Extremes.Length, 2)];
        return [.. bytes[..from], .. Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)), .. bytes[to..]];
    }

    static byte[] Ascii(Key key, byte[] bytes, byte[] _) => Written(bytes, At(key, bytes), _ => (byte)"\"'{}[](),:;.-+eE \n\r\t\\/0#"[key.Below(24, 2)]);

    static byte[] Swap(Key key, byte[] bytes, byte[] _)
    {
        var (a, b) = (At(key.Child(0), bytes), At(key.Child(1), bytes));
        var swapped = (byte[])bytes.Clone();
        (swapped[a], swapped[b]) = (swapped[b], swapped[a]);
        return swapped;
    }

    // Headers are short, and where the promises are.
    static int At(Key key, byte[] bytes) => key.Below(2, 0) == 0 ? key.Below(Math.Min(64, bytes.Length), 1) : key.Below(bytes.Length, 1);

    static (int From, int To) Part(Key key, byte[] bytes) => key.Below(bytes.Length, 0) is var from ? (from, from + 1 + key.Below(bytes.Length - from, 1)) : default;

    static byte[] Written(byte[] bytes, int at, Func<byte, byte> write)
    {
        var written = (byte[])bytes.Clone();
        written[at] = write(written[at]);
        return written;
    }
}
