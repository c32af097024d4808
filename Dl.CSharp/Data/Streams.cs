using System.IO;

namespace Dl.CSharp;

/// <summary>A stream that can only be read, from its beginning to its end.</summary>
internal abstract class Reading : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public abstract override int Read(Span<byte> buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>One stream and then another.</summary>
internal sealed class Joined(Stream first, Stream second) : Reading
{
    public override int Read(Span<byte> buffer) => first.Read(buffer) is > 0 and var read ? read : second.Read(buffer);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            first.Dispose();
            second.Dispose();
        }
        base.Dispose(disposing);
    }
}

/// <summary>A stream without the seal at its end: whoever reads to the end knows that it was whole.</summary>
/// <exception cref="InvalidDataException">The stream ends, and not with the seal.</exception>
internal sealed class Unsealed(Stream inner, byte[] seal) : Reading
{
    // The last bytes that were read: they may be the seal.
    readonly byte[] held = new byte[seal.Length];
    bool isFilled;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length == 0) return 0;
        if (!isFilled && inner.ReadAtLeast(held, held.Length, throwOnEndOfStream: false) < held.Length) throw new InvalidDataException("it ends early");
        isFilled = true;
        var read = inner.Read(buffer);
        if (read == 0) return held.AsSpan().SequenceEqual(seal) ? 0 : throw new InvalidDataException("it ends early, or something else follows it");
        byte[] both = [.. held, .. buffer[..read]];
        both.AsSpan(0, read).CopyTo(buffer);
        both.AsSpan(read).CopyTo(held);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
