using System.Buffers.Binary;
using System.Globalization;
using System.IO;
using System.Numerics;
using System.Text;

namespace Dl.CSharp;

/// <summary>
/// A file of scalars that TensorBoard shows. A record is the length of its bytes (8), a masked CRC-32C of that (4), the bytes, a masked CRC-32C of them (4); the bytes are
/// the protocol buffer <c>Event</c> { wall_time = 1, step = 2, file_version = 3, summary = 5 { value = 1 { tag = 1, simple_value = 2 } }, session_log = 7 { status = 1 } }.
/// Source: TensorFlow's <c>event.proto</c>, <c>summary.proto</c> and <c>record_writer</c>. PyTorch: <c>SummaryWriter.add_scalar</c>.
/// </summary>
public sealed class TensorBoard : IDisposable
{
    readonly FileStream file;

    /// <summary>Begins a new file in a folder.</summary>
    /// <param name="folder">The folder; it is made if it is missing.</param>
    /// <param name="from">The step that a run goes on after: what other files of the folder say of later steps is hidden. 0 for a new run.</param>
    public TensorBoard(string folder, long from = 0)
    {
        Directory.CreateDirectory(folder);
        var now = DateTimeOffset.UtcNow;
        for (var i = 0; ; i++)
        {
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{now.ToUnixTimeSeconds():D10}.dl.{i}"));
            if (File.Exists(path)) continue;
            file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            break;
        }
        Record([.. Time(now), .. Text(3, "brain.Event:2")]);
        if (from > 0) Record([.. Time(now), .. Whole(2, from + 1), .. Inner(7, Whole(1, 1))]);
    }

    /// <summary>Writes some numbers of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="scalars">Their names, by which TensorBoard groups them at slashes, and the numbers.</param>
    public void Write(long step, params (string Tag, double Value)[] scalars)
    {
        ArgumentNullException.ThrowIfNull(scalars);
        Record([.. Time(DateTimeOffset.UtcNow), .. Whole(2, step), .. Inner(5, [.. scalars.SelectMany(one => Inner(1, [.. Text(1, one.Tag), .. Single(2, (float)one.Value)]))])]);
    }

    /// <summary>Makes what was written readable for others.</summary>
    public void Flush() => file.Flush();

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    void Record(byte[] bytes)
    {
        var record = new byte[16 + bytes.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)bytes.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), Masked(record.AsSpan(0, 8)));
        bytes.CopyTo(record, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + bytes.Length), Masked(bytes));
        file.Write(record);
    }

    // CRC-32C, turned right by 15 bits, plus a constant: check sums of data that hold check sums would else be weak.
    static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes) crc = BitOperations.Crc32C(crc, one);
        return BitOperations.RotateRight(~crc, 15) + 0xa282ead8;
    }

    static byte[] Time(DateTimeOffset now) => [1 << 3 | 1, .. BitConverter.GetBytes(now.ToUnixTimeMilliseconds() / 1000.0)];

    static byte[] Single(int field, float value) => [(byte)(field << 3 | 5), .. BitConverter.GetBytes(value)];

    static byte[] Whole(int field, long value) => [(byte)(field << 3), .. Varint((ulong)value)];

    static byte[] Text(int field, string text) => Inner(field, Encoding.UTF8.GetBytes(text));

    static byte[] Inner(int field, byte[] bytes) => [(byte)(field << 3 | 2), .. Varint((ulong)bytes.Length), .. bytes];

    static IEnumerable<byte> Varint(ulong value)
    {
        for (; value > 127; value >>= 7) yield return (byte)(value | 128);
        yield return (byte)value;
    }
}
