using Google.Protobuf;

namespace Dl.CSharp;

/// <summary>
/// A message of protocol buffers, field by field. Its size is known before a byte is written, and a payload is asked for only when it is written, so that a
/// model of gigabytes is never in memory twice. Format: protobuf.dev, "Encoding".
/// </summary>
sealed class Message
{
    readonly List<(long Size, Action<CodedOutputStream> Write)> fields = [];

    /// <summary>How many bytes it takes, without its own length.</summary>
    public long Size => fields.Sum(one => one.Size);

    public Message Number(int field, long value) => Add(field, WireFormat.WireType.Varint, CodedOutputStream.ComputeInt64Size(value), output => output.WriteInt64(value));

    public Message Real(int field, float value) => Add(field, WireFormat.WireType.Fixed32, CodedOutputStream.ComputeFloatSize(value), output => output.WriteFloat(value));

    public Message Text(int field, string value) => Add(field, WireFormat.WireType.LengthDelimited, CodedOutputStream.ComputeStringSize(value), output => output.WriteString(value));

    /// <summary>Bytes that are made when they are written.</summary>
    /// <param name="field">The number of the field.</param>
    /// <param name="length">How many there will be.</param>
    /// <param name="bytes">Makes them.</param>
    public Message Bytes(int field, long length, Func<byte[]> bytes) => Add(field, WireFormat.WireType.LengthDelimited, Delimited(length), output => output.WriteBytes(UnsafeByteOperations.UnsafeWrap(bytes())));

    public Message Part(int field, Message part) => Add(field, WireFormat.WireType.LengthDelimited, Delimited(part.Size), output =>
    {
        output.WriteLength(checked((int)part.Size));
        part.WriteTo(output);
    });

    public Message Parts(int field, IEnumerable<Message> parts) => parts.Aggregate(this, (message, part) => message.Part(field, part));

    public Message Numbers(int field, IEnumerable<long> values) => values.Aggregate(this, (message, value) => message.Number(field, value));

    public Message Texts(int field, IEnumerable<string> values) => values.Aggregate(this, (message, value) => message.Text(field, value));

    public void WriteTo(CodedOutputStream output)
    {
        foreach (var (_, write) in fields) write(output);
    }

    Message Add(int field, WireFormat.WireType type, long size, Action<CodedOutputStream> write)
    {
        fields.Add((CodedOutputStream.ComputeTagSize(field) + size, output =>
        {
            output.WriteTag(field, type);
            write(output);
        }));
        return this;
    }

    static long Delimited(long length) => CodedOutputStream.ComputeUInt64Size((ulong)length) + length;
}
