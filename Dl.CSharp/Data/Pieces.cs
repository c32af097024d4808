namespace Dl.CSharp;

/// <summary>A list whose length nobody knows before it ends, in pieces: growing copies nothing.</summary>
internal sealed class Pieces<A>
{
    const int Size = 1 << 14;

    readonly List<A[]> pieces = [];

    public long Count { get; private set; }

    public void Add(A item)
    {
        var at = (int)(Count % Size);
        if (at == 0) pieces.Add(new A[pieces.Count == 0 ? 64 : Size]);
        else if (at == pieces[^1].Length)
        {
            var larger = new A[Math.Min(Size, 4 * at)];
            pieces[^1].CopyTo(larger, 0);
            pieces[^1] = larger;
        }
        pieces[^1][at] = item;
        Count++;
    }

    public void CopyTo(Span<A> into)
    {
        for (var i = 0; i < pieces.Count; i++)
        {
            var from = (long)i * Size;
            pieces[i].AsSpan(0, (int)Math.Min(Size, Count - from)).CopyTo(into[(int)from..]);
        }
    }

    public A[] ToArray()
    {
        var all = new A[Count];
        CopyTo(all);
        return all;
    }
}
