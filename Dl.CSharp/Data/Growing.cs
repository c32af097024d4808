namespace Dl.CSharp;

/// <summary>Reads as much as a header promises without believing it: memory grows as the content is seen to exist.</summary>
internal static class Growing
{
    const int First = 1 << 16, Most = 1 << 24;

    /// <summary>Reads into a span and tells how many items there were.</summary>
    public delegate int Source<A>(Span<A> into);

    /// <summary>The next items, fewer than were asked for only where the source ends.</summary>
    public static A[] Read<A>(Source<A> source, int count)
    {
        var (pieces, sum) = (new List<A[]>(), 0);
        for (var size = First; sum < count; size = Math.Min(2 * size, Most))
        {
            var piece = new A[Math.Min(size, count - sum)];
            var read = source(piece);
            pieces.Add(read == piece.Length ? piece : piece[..read]);
            sum += read;
            if (read < piece.Length) break;
        }
        if (pieces.Count == 1) return pieces[0];
        var (all, at) = (new A[sum], 0);
        for (var i = 0; i < pieces.Count; i++)
        {
            pieces[i].CopyTo(all, at);
            at += pieces[i].Length;
            pieces[i] = [];
        }
        return all;
    }
}
