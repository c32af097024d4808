namespace Dl.CSharp;

/// <summary>Reads as many bytes as a header promises without believing it: memory grows as the bytes are seen to exist.</summary>
internal static class Growing
{
    const int Piece = 1 << 24;

    /// <summary>Reads into a span and tells how many bytes there were.</summary>
    public delegate int Source(Span<byte> into);

    /// <summary>The next bytes, fewer than were asked for only where the source ends.</summary>
    public static byte[] Read(Source source, int count)
    {
        var (pieces, sum) = (new List<byte[]>(), 0);
        while (sum < count)
        {
            var piece = new byte[Math.Min(Piece, count - sum)];
            var read = source(piece);
            pieces.Add(read == piece.Length ? piece : piece[..read]);
            sum += read;
            if (read < piece.Length) break;
        }
        if (pieces.Count == 1) return pieces[0];
        var (all, at) = (new byte[sum], 0);
        for (var i = 0; i < pieces.Count; i++)
        {
            pieces[i].CopyTo(all, at);
            at += pieces[i].Length;
            pieces[i] = [];
        }
        return all;
    }
}
