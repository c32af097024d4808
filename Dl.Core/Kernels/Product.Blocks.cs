using System.Buffers;
using System.Runtime.Intrinsics.X86;

namespace Dl.Core;

/// <summary>
/// How the matrix product is cut: k into blocks, C into chunks, a chunk into register tiles. Everything is cut by size.
/// </summary>
/// <remarks>
/// The rule, with what it wins on one core of a busy Cascade Lake (1 MiB of L2 a core), as parts of the FMA peak:
/// <list type="bullet">
/// <item>B of up to 16 kB, or met by fewer than 16 rows, is read where it lies: a copy makes 48 x 48 floats fall from 81 to 77 %.</item>
/// <item>A larger B is copied on the way: the first tile of a panel reads it where it lies and leaves it aligned and dense for the tiles
/// below. 128 floats 70 to 85 %, 256 floats 66 to 88 %, 384 floats 59 to 84 %; half of that is alignment, for a vector that straddles two
/// lines is loaded twice. A transposed B is copied panel by panel in front of the tiles.</item>
/// <item>B beyond 1 MB with 256 rows or more is packed once in front of all chunks, for each strip reads it anew.</item>
/// <item>A is packed where it is transposed and beyond 256 kB, for then each step of k is on another page (784 x 128 x 1024 floats 42 to 54 %). Otherwise it is read
/// where it lies: on a Zen 5 a copy beyond 2 MB costs 3 to 7 % of the time of 1024 and 2048 rows, and a fifth of that of 4096 x 4096 x 128.</item>
/// <item>k is cut every 4 kB of a row of A, 1024 floats, so that C is read and written again half as often as with 512: 2048 floats 90 to 93 % on a Zen 5. Packed it is cut every 512 numbers: 4096 x 4096 x 128,
/// transposed, takes 35 ms otherwise, and 25 so.</item>
/// <item>C beyond 1 MB is called for when a tile starts, and is there when it ends: 512 floats 65 to 68 %; not below k = 128, where
/// the calls cost more than they bring (784 x 32 x 128: 70 to 63 %).</item>
/// <item>A single column of C is the single row of its transpose.</item>
/// </list>
/// </remarks>
internal static unsafe class Blocks<T, V, L>
    where T : unmanaged
    where V : struct
    where L : ILanes<T, V>
{
    // With so many rows a panel of B takes at most 196 kB, whichever the type, and with a strip of A it fills the cache of one core by two thirds.
    private const int DepthBytes = 4096, PackedDepth = 512;
    // Rows of A that stay in that cache while panels of B pass by: fewer where B was packed in front and a panel costs nothing but its reading (2048 doubles 85 to 87 %).
    private const int StripBytes = 1 << 19, PackedStripBytes = 1 << 18;

    // Multiply-adds of float that are worth a second thread. With it a step of the perceptron 784-128-10 with 32 examples, whose products have 3 million, takes 53 us
    // on a Zen 5, and 70 with these products on one thread.
    private const long Grain = 1 << 20;

    // Numbers to be packed that are.
    private const long Packed = 1 << 16;

    // Rows of A packed side by side: those of one tile.
    private static int Slat => L.Rows;

    private static int Line => 64 / sizeof(T);

    /// <summary>One block of k. A chunk of it is a panel of one to three vectors of columns, met by a strip of rows.</summary>
    private readonly struct Work
    {
        public readonly Strided<T> A, B;
        public readonly T* PackedA, PackedB, C;
        public readonly nint Row;
        public readonly int M, K, N, Rows, Vectors, Strips, Panels;
        public readonly bool Copies, Fresh, Calls;

        public Work(Strided<T> a, T* packedA, Strided<T> b, T* packedB, bool copies, T* c, nint row, int m, int k, int n, bool fresh)
        {
            PackedA = packedA;
            PackedB = packedB;
            C = c;
            (A, B, Row) = (a, b, row);
            (M, K, N, Copies, Fresh) = (m, k, n, copies, fresh);
            Calls = Sse.IsSupported && k >= 128 && (long)m * n * sizeof(T) >= 1 << 20;
            Vectors = (n + L.Count - 1) / L.Count;
            Panels = (Vectors + 2) / 3;
            (Rows, Strips) = (m, 1);
            var least = b.Column == 1 ? 64 : 128;
            if (m <= least)
                return;
            var most = (int)Math.Clamp((long)m * Panels / 8, least, Math.Max(least, (packedB == null ? StripBytes : PackedStripBytes) / (k * sizeof(T))));
            Strips = (m + most - 1) / most;
            Rows = ((m + Strips - 1) / Strips + 7) & ~7;
            Strips = (m + Rows - 1) / Rows;
        }

        // Threes, and at the end two twos rather than a lonely one.
        public int Edge(int panel) => panel == Panels ? Vectors : Math.Max(0, Math.Min(3 * panel, Vectors - 2));

        public long Cost => (long)M * N * K;
    }

    public static void Multiply(Strided<T> a, Strided<T> b, T* c, nint row, int m, int k, int n, bool add)
    {
        if (n == 1 && row == 1 && m > 1)
        {
            Multiply(new Strided<T>(b.Start, 0, b.Row), new Strided<T>(a.Start, a.Column, a.Row), c, m, 1, k, m, add);
            return;
        }

        var (sizeA, sizeB) = ((long)m * k * sizeof(T), (long)k * n * sizeof(T));
        var packA = n >= 128 && a.Column != 1 && sizeA > 1 << 18;
        var packB = m >= 256 && sizeB > 1 << 20;
        var copies = b.Column != 1 || (m >= 16 && sizeB > 1 << 14);
        var most = packA ? PackedDepth : DepthBytes / sizeof(T);
        if (!packA && !packB && k <= most)
        {
            Spread(new Work(a, null, b, null, copies, c, row, m, k, n, !add));
            return;
        }

        var blocks = (k + most - 1) / most;
        var depth = (k + blocks - 1) / blocks;
        var scratchA = packA ? ArrayPool<T>.Shared.Rent((m + Slat) * depth + Line) : [];
        var scratchB = packB ? ArrayPool<T>.Shared.Rent((n + L.Count) * depth + Line) : [];
        fixed (T* spaceA = scratchA, spaceB = scratchB)
        {
            for (var p = 0; p < k; p += depth)
            {
                var work = new Work(
                    new Strided<T>(a.Start + p * a.Column, a.Row, a.Column), packA ? Align(spaceA) : null,
                    new Strided<T>(b.Start + p * b.Row, b.Row, b.Column), packB ? Align(spaceB) : null, copies,
                    c, row, m, Math.Min(depth, k - p), n, !add && p == 0);
                if (packA)
                    Share((long)work.K * m, work.Strips, work, static (work, strip) => PackStrip(work, strip));
                if (packB && b.Column == 1)
                    Share((long)work.K * n, (work.K + 31) / 32, work, static (work, block) => PackRows(work, 32 * block));
                else if (packB)
                    Share((long)work.K * n, work.Panels, work, static (work, panel) => PackPanel(work, panel, 0, work.K));
                Spread(work);
            }
        }

        if (packA)
            ArrayPool<T>.Shared.Return(scratchA);
        if (packB)
            ArrayPool<T>.Shared.Return(scratchB);
    }

    // A vector that straddles two cache lines costs two loads.
    private static T* Align(T* space) => (T*)(((nint)space + 63) & ~63);

    private static void Spread(in Work work)
    {
        if (work.Strips * work.Panels > 1 && work.Cost >= Grain * sizeof(float) / sizeof(T))
            Workers.Run(work.Strips * work.Panels, work, static (work, chunk) => Chunk(work, chunk / work.Panels, chunk % work.Panels));
        else
            for (var strip = 0; strip < work.Strips; strip++)
                for (var panel = 0; panel < work.Panels; panel++)
                    Chunk(work, strip, panel);
    }

    private static void Share(long numbers, int pieces, in Work work, Action<Work, int> body)
    {
        if (numbers >= Packed)
            Workers.Run(pieces, work, body);
        else
            for (var i = 0; i < pieces; i++)
                body(work, i);
    }

    // Rows of A are read along; columns sixteen at a time, so that each line and page is read while it is at hand.
    private static void PackStrip(in Work work, int strip)
    {
        var end = Math.Min((strip + 1) * work.Rows, work.M);
        var along = work.A.Column == 1 ? work.K : 16;
        for (var p = 0; p < work.K; p += along)
            for (var i = strip * work.Rows; i < end; i += Slat)
                Packing<T, V, L>.Copy(
                    new Strided<T>(work.A.Start + i * work.A.Row + p * work.A.Column, work.A.Column, work.A.Row),
                    work.PackedA + (nint)i * work.K + p * Slat, Math.Min(along, work.K - p), Math.Min(Slat, end - i), Slat);
    }

    private static void PackRows(in Work work, int first)
    {
        for (var panel = 0; panel < work.Panels; panel++)
            PackPanel(work, panel, first, Math.Min(32, work.K - first));
    }

    private static void PackPanel(in Work work, int panel, int first, int rows)
    {
        var column = work.Edge(panel) * L.Count;
        var width = work.Edge(panel + 1) * L.Count - column;
        Packing<T, V, L>.Copy(
            new Strided<T>(work.B.Start + column * work.B.Column + first * work.B.Row, work.B.Row, work.B.Column),
            work.PackedB + (nint)column * work.K + first * width, rows, Math.Min(width, work.N - column), width);
    }

    private static void Chunk(in Work work, int strip, int panel)
    {
        var column = work.Edge(panel) * L.Count;
        var vectors = work.Edge(panel + 1) - work.Edge(panel);
        var width = vectors * L.Count;
        if (work.PackedB != null)
        {
            Panel(new Strided<T>(work.PackedB + (nint)column * work.K, width, 1), null, work, strip, column, vectors);
            return;
        }

        var b = new Strided<T>(work.B.Start + column * work.B.Column, work.B.Row, work.B.Column);
        if (!work.Copies)
        {
            Panel(b, null, work, strip, column, vectors);
            return;
        }

        var scratch = ArrayPool<T>.Shared.Rent(work.K * width + Line);
        fixed (T* space = scratch)
        {
            var copy = Align(space);
            if (b.Column == 1 && work.M - strip * work.Rows >= L.Rows)
                Panel(b, copy, work, strip, column, vectors);
            else
            {
                Packing<T, V, L>.Copy(b, copy, work.K, Math.Min(width, work.N - column), width);
                Panel(new Strided<T>(copy, width, 1), null, work, strip, column, vectors);
            }
        }

        ArrayPool<T>.Shared.Return(scratch);
    }

    private static void Panel(Strided<T> b, T* copy, in Work work, int strip, int column, int vectors)
    {
        var lanes = work.N - column - (vectors - 1) * L.Count;
        if (lanes >= L.Count)
            Panel<No>(b, copy, work, strip, column, vectors, L.Count);
        else
            Panel<Yes>(b, copy, work, strip, column, vectors, lanes);
    }

    private static void Panel<Cut>(Strided<T> b, T* copy, in Work work, int strip, int column, int vectors, int lanes) where Cut : IChoice
    {
        if (vectors == 3)
            Panel<Three, Cut>(b, copy, work, strip, column, lanes);
        else if (vectors == 2)
            Panel<Two, Cut>(b, copy, work, strip, column, lanes);
        else
            Panel<One, Cut>(b, copy, work, strip, column, lanes);
    }

    // With a copy, the first tile makes it and the others read it.
    private static void Panel<N, Cut>(Strided<T> b, T* copy, in Work work, int strip, int column, int lanes)
        where N : ISize
        where Cut : IChoice
    {
        var first = strip * work.Rows;
        var end = Math.Min(first + work.Rows, work.M);
        var most = work.PackedA != null || N.Value == 3 ? L.Rows : N.Value == 2 ? L.Rows / 2 * 3 : 2 * L.Rows;
        for (int taken; first < end; first += taken)
        {
            var a = work.PackedA == null
                ? new Strided<T>(work.A.Start + first * work.A.Row, work.A.Row, work.A.Column)
                : new Strided<T>(work.PackedA + (nint)(first / Slat * Slat) * work.K + first % Slat, 1, Slat);
            var c = work.C + first * work.Row + column;
            taken = Math.Min(end - first, copy != null ? L.Rows : most);
            taken = taken >= 16 ? 16 : taken >= 12 ? 12 : taken >= 8 ? 8 : taken >= 4 ? 4 : taken >= 2 ? 2 : 1;
            if (work.Calls)
                Call(c, taken, work.Row, N.Value * L.Count);
            if (taken == 8 && copy != null)
                Tile<T, V, L, N, Cut, Yes>.Run<Eight>(a, b, copy, c, work.Row, work.K, work.Fresh, lanes);
            else if (taken == 4 && copy != null)
                Tile<T, V, L, N, Cut, Yes>.Run<Four>(a, b, copy, c, work.Row, work.K, work.Fresh, lanes);
            else if (taken == 8)
                Tile<T, V, L, N, Cut, No>.Run<Eight>(a, b, null, c, work.Row, work.K, work.Fresh, lanes);
            else if (taken == 16)
                Tile<T, V, L, N, Cut, No>.Run<Sixteen>(a, b, null, c, work.Row, work.K, work.Fresh, lanes);
            else if (taken == 12)
                Tile<T, V, L, N, Cut, No>.Run<Twelve>(a, b, null, c, work.Row, work.K, work.Fresh, lanes);
            else if (taken == 4)
                Tile<T, V, L, N, Cut, No>.Run<Four>(a, b, null, c, work.Row, work.K, work.Fresh, lanes);
            else if (taken == 2)
                Tile<T, V, L, N, Cut, No>.Run<Two>(a, b, null, c, work.Row, work.K, work.Fresh, lanes);
            else
                Tile<T, V, L, N, Cut, No>.Run<One>(a, b, null, c, work.Row, work.K, work.Fresh, lanes);
            if (copy != null)
                b = new Strided<T>(copy, N.Value * L.Count, 1);
            copy = null;
        }
    }

    private static void Call(T* c, int rows, nint row, int columns)
    {
        for (var end = c + rows * row; c != end; c += row)
        {
            for (var j = 0; j < columns; j += Line)
                Sse.Prefetch0(c + j);
            Sse.Prefetch0(c + columns - 1);
        }
    }
}
