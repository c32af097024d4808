namespace Dl.Functional;

/// <summary>
/// A tensor read as (items, positions, channels), with the channels in equal groups: how the passes of a normalisation go
/// through memory. Where there are few channels several positions form one block, so that inner loops are long: what is
/// known by channel is repeated to the width of a block, what is summed by channel is folded from it.
/// </summary>
readonly record struct NormalForm(int Items, int Positions, int Channels, int Groups)
{
    const int Long = 256;

    int Repeats => Math.Clamp(Long / Math.Max(1, Channels), 1, Positions);

    /// <summary>The numbers in a block.</summary>
    public int Width => Channels * Repeats;

    int Members => Channels / Groups;

    /// <summary>The blocks of an item.</summary>
    public Blocks Of(int item) => new(item * Positions * Channels, (item + 1) * Positions * Channels, Width);

    /// <summary>Numbers by channel, repeated to the width of a block.</summary>
    public Span<T> Repeated<T>(ReadOnlySpan<T> byChannel) where T : struct
    {
        var repeated = Scratch<T>.Of(Width);
        for (var start = 0; start < repeated.Length; start += Channels) byChannel.CopyTo(repeated[start..]);
        return repeated;
    }

    /// <summary>The numbers of an item's groups, repeated to the width of a block.</summary>
    public void Stretch<T>(ReadOnlySpan<T> byGroup, int item, Span<T> into)
    {
        var own = byGroup.Slice(item * Groups, Groups);
        var members = Members;
        if (members == 1) own.CopyTo(into);
        else
            for (var group = 0; group < Groups; group++) into.Slice(group * members, members).Fill(own[group]);
        for (var start = Channels; start < into.Length; start += Channels) into[..Channels].CopyTo(into[start..]);
    }

    /// <summary>Sums by place in a block, added up by channel.</summary>
    public Span<T> Folded<T>(Span<T> block) where T : struct, IFloatingPointIeee754<T>
    {
        var sums = block[..Channels];
        for (var start = Channels; start < block.Length; start += Channels) TensorPrimitives.Add(sums, block.Slice(start, Channels), sums);
        return sums;
    }

    /// <summary>The means of an item's groups, from sums by channel.</summary>
    public void Mean<T>(ReadOnlySpan<T> sums, int item, Span<T> into) where T : struct, IFloatingPointIeee754<T>
    {
        var own = into.Slice(item * Groups, Groups);
        var members = Members;
        var count = T.CreateChecked((double)members * Positions);
        if (members == 1) sums.CopyTo(own);
        else
            for (var group = 0; group < Groups; group++) own[group] = TensorPrimitives.Sum(sums.Slice(group * members, members));
        TensorPrimitives.Divide(own, count, own);
    }

    /// <summary>Goes from block to block; the last one may be shorter.</summary>
    public struct Blocks(int start, int end, int width)
    {
        int next = start;

        public (int Start, int Length) Current { get; private set; }

        public readonly Blocks GetEnumerator() => this;

        public bool MoveNext()
        {
            Current = (next, Math.Min(width, end - next));
            next += width;
            return Current.Length > 0;
        }
    }
}
