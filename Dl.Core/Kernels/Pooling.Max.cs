using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>Max pooling and its gradient in whole vectors of channels, the last of which is cut. A row of windows is a piece of the work, unless rows share inputs.</summary>
internal static unsafe class MaxPooling<T, V, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct
    where L : ILanes<T, V>
{
    // Inputs of a part, about: what is worth waking a thread for.
    const int Grain = 1 << 14;

    sealed record Work(PoolShape Shape, (int First, int Count)[] Down, (int First, int Count)[] Across, nint X, nint Y, nint G, nint Into, bool Add)
    {
        public int InputRow => Shape.Columns.Input * Shape.Channels;

        public int OutputRow => Shape.Columns.Output * Shape.Channels;

        public nint Input(int item, int row) => (nint)(item * Shape.Rows.Input + row) * InputRow;

        public nint Output(int item, int row) => (nint)(item * Shape.Rows.Output + row) * OutputRow;
    }

    // A window: its first number of x, and in each direction its inputs and the numbers from one to the next.
    readonly struct Window(nint first, int high, nint down, int wide, nint across)
    {
        public readonly nint First = first;
        public readonly int High = high;
        public readonly nint Down = down;
        public readonly int Wide = wide;
        public readonly nint Across = across;
    }

    /// <summary>The largest of each window.</summary>
    public static void Forward(PoolShape shape, T* x, T* y)
    {
        var work = new Work(shape, Of(shape.Rows), Of(shape.Columns), (nint)x, (nint)y, 0, 0, false);
        Share(shape.Items * shape.Rows.Output, work.InputRow * Math.Max(1, shape.Rows.Input / Math.Max(1, shape.Rows.Output)), work, static (work, piece) =>
        {
            var (item, row) = Math.DivRem(piece, work.Shape.Rows.Output);
            ForwardRow(work, item, row);
        });
    }

    /// <summary>Each cotangent to the first input of its window that is the largest.</summary>
    public static void Backward(PoolShape shape, T* x, T* y, T* g, T* into, bool add)
    {
        var work = new Work(shape, Of(shape.Rows), Of(shape.Columns), (nint)x, (nint)y, (nint)g, (nint)into, add);
        var (rows, columns) = (Tiles(shape.Rows), Tiles(shape.Columns));
        if (rows && columns)
            Share(shape.Items * shape.Rows.Output, work.InputRow * Math.Max(1, shape.Rows.Input / Math.Max(1, shape.Rows.Output)), work, static (work, piece) =>
            {
                var (item, row) = Math.DivRem(piece, work.Shape.Rows.Output);
                BackwardRow(work, item, row, !work.Add);
            });
        else
            Share(shape.Items, work.InputRow * shape.Rows.Input, work, static (work, item) =>
            {
                if (!work.Add) new Span<T>((T*)work.Into + work.Input(item, 0), work.InputRow * work.Shape.Rows.Input).Clear();
                for (var row = 0; row < work.Shape.Rows.Output; row++) BackwardRow(work, item, row, false);
            });
    }

    static void Share(int pieces, int cost, Work work, Action<Work, int> piece)
    {
        var each = Math.Clamp(Grain / Math.Max(1, cost), 1, Math.Max(1, pieces));
        Workers.Run((pieces + each - 1) / each, (pieces, each, work, piece), static (s, part) =>
        {
            for (var i = part * s.each; i < Math.Min(s.pieces, (part + 1) * s.each); i++) s.piece(s.work, i);
        });
    }

    static (int, int)[] Of(Sights sights) => [.. Enumerable.Range(0, sights.Output).Select(o => (sights.All[o].First, sights.Seen(o)))];

    // Whether each input is seen by one output and by no other.
    static bool Tiles(Sights sights)
    {
        if (sights.Step > 1) return false;
        var next = 0;
        foreach (var (first, end) in sights.All)
        {
            if (first != next) return false;
            next = end;
        }
        return next == sights.Input;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void ForwardRow(Work work, int item, int row)
    {
        var channels = work.Shape.Channels;
        var (top, high) = work.Down[row];
        var (down, across) = ((nint)work.Shape.Rows.Step * work.InputRow, (nint)work.Shape.Columns.Step * channels);
        var x = (T*)work.X + work.Input(item, top);
        var y = (T*)work.Y + work.Output(item, row);
        var (whole, mask) = (channels / L.Count * L.Count, L.First(channels % L.Count));
        foreach (ref readonly var at in work.Across.AsSpan())
        {
            var window = new Window(at.First * channels, high, down, at.Count, across);
            var c = 0;
            for (; c < whole; c += L.Count) L.Store(Largest<Whole>(x + c, window, mask), y + c);
            if (c < channels) L.Store(Largest<Cut>(x + c, window, mask), y + c, mask);
            y += channels;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Largest<E>(T* x, in Window window, V mask) where E : IEdge
    {
        var from = x + window.First;
        var best = Load<E>(from, mask);
        if (window is { High: 2, Wide: 2 })
        {
            best = Comparison<T, V>.Larger(Load<E>(from + window.Across, mask), best);
            best = Comparison<T, V>.Larger(Load<E>(from + window.Down, mask), best);
            return Comparison<T, V>.Larger(Load<E>(from + window.Down + window.Across, mask), best);
        }
        for (var h = window.High; h > 0; h--, from += window.Down)
        {
            var at = from;
            for (var w = window.Wide; w > 0; w--, at += window.Across) best = Comparison<T, V>.Larger(Load<E>(at, mask), best);
        }
        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void BackwardRow(Work work, int item, int row, bool put)
    {
        var channels = work.Shape.Channels;
        var (top, high) = work.Down[row];
        var (down, across) = ((nint)work.Shape.Rows.Step * work.InputRow, (nint)work.Shape.Columns.Step * channels);
        var x = (T*)work.X + work.Input(item, top);
        var into = (T*)work.Into + work.Input(item, top);
        var y = (T*)work.Y + work.Output(item, row);
        var g = (T*)work.G + work.Output(item, row);
        var (whole, mask) = (channels / L.Count * L.Count, L.First(channels % L.Count));
        foreach (ref readonly var at in work.Across.AsSpan())
        {
            var window = new Window(at.First * channels, high, down, at.Count, across);
            var c = 0;
            for (; c < whole; c += L.Count) Give<Whole>(x + c, into + c, L.Load(y + c), L.Load(g + c), window, mask, put);
            if (c < channels) Give<Cut>(x + c, into + c, L.Load(y + c, mask), L.Load(g + c, mask), window, mask, put);
            y += channels;
            g += channels;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Give<E>(T* x, T* into, V best, V left, in Window window, V mask, bool put) where E : IEdge
    {
        var at = window.First;
        for (var h = window.High; h > 0; h--, at += window.Down)
            for (var (w, to) = (window.Wide, at); w > 0; w--, to += window.Across)
            {
                var taken = Comparison<T, V>.Take(Load<E>(x + to, mask), best, ref left);
                if (!put) taken = Arithmetic<T, V>.Add(Load<E>(into + to, mask), taken);
                if (E.Cut) L.Store(taken, into + to, mask);
                else L.Store(taken, into + to);
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Load<E>(T* from, V mask) where E : IEdge => E.Cut ? L.Load(from, mask) : L.Load(from);
}
