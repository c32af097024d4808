using System.Buffers;

namespace Dl.Core;

/// <summary>
/// How the matrix product is cut: k into blocks, C into chunks, a chunk into register tiles. Everything is cut by size.
/// </summary>
/// <remarks>
/// A panel is one to three vectors of columns, a strip some rows; a panel meets a strip in a chunk. Both are read where they lie, or from
/// a packed copy of one block of k at a time. B is packed when it is transposed, or when enough rows use it: the copy is aligned and
/// dense. A is packed when it is large, sooner if it is transposed, for then each step of k is on another page.
/// </remarks>
internal static unsafe class Blocks<T, V, L>
    where T : unmanaged
    where V : struct
    where L : ILanes<T, V>
{
    // A packed panel of float and the strip it meets take 100 + 200 kB: the cache of one core holds both.
    private const int Depth = 512;
    private const int PackedRows = 96;

    // Rows of A packed side by side: those of one tile.
    private const int Slat = 8;

    // Multiply-adds of a chunk, about; half the least that is worth waking a thread for.
    private const long Grain = 1 << 18;

    private readonly struct Work(Strided<T> a, T* packedA, Strided<T> b, T* packedB, T* c, nint row, int m, int k, int n, bool fresh)
    {
        public readonly Strided<T> A = a;
        public readonly T* PackedA = packedA;
        public readonly Strided<T> B = b;
        public readonly T* PackedB = packedB;
        public readonly T* C = c;
        public readonly nint Row = row;
        public readonly int M = m;
        public readonly int K = k;
        public readonly int N = n;
        public readonly bool Fresh = fresh;
        public readonly int Rows = Math.Clamp((int)(Grain / (3 * L.Count * (long)k)) / 16 * 16, 16, PackedRows);
        public readonly int Vectors = (n + L.Count - 1) / L.Count;

        public int Panels => (Vectors + 2) / 3;

        public int Strips => (M + Rows - 1) / Rows;

        // Threes, and at the end two twos rather than a lonely one.
        public int Edge(int panel) => panel == Panels ? Vectors : Math.Max(0, Math.Min(3 * panel, Vectors - 2));
    }

    public static void Multiply(Strided<T> a, Strided<T> b, T* c, nint row, int m, int k, int n, bool add)
    {
        var (sizeA, sizeB) = ((long)m * k * sizeof(T), (long)k * n * sizeof(T));
        var packA = n >= 128 && sizeA >= (a.Column == 1 ? 1 << 20 : 1 << 18);
        var packB = b.Column != 1 || (m >= 64 && sizeB >= 1 << 15);
        if (!packA && !packB)
        {
            Spread(new Work(a, null, b, null, c, row, m, k, n, !add));
            return;
        }

        var depth = Math.Min(k, Depth);
        var scratchA = ArrayPool<T>.Shared.Rent(packA ? (m + PackedRows) * depth + Line : 0);
        var scratchB = ArrayPool<T>.Shared.Rent(packB ? (n + L.Count) * depth + Line : 0);
        fixed (T* spaceA = scratchA, spaceB = scratchB)
        {
            for (var p = 0; p < k; p += depth)
            {
                var work = new Work(
                    new Strided<T>(a.Start + p * a.Column, a.Row, a.Column), packA ? Align(spaceA) : null,
                    new Strided<T>(b.Start + p * b.Row, b.Row, b.Column), packB ? Align(spaceB) : null,
                    c, row, m, Math.Min(depth, k - p), n, !add && p == 0);
                if (packA)
                    Share((long)work.K * m * 8, work.Strips, work, static (work, strip) => PackStrip(work, strip));
                if (packB)
                    Share((long)work.K * n * 8, work.Panels, work, static (work, panel) => PackPanel(work, panel));
                Spread(work);
            }
        }

        ArrayPool<T>.Shared.Return(scratchA);
        ArrayPool<T>.Shared.Return(scratchB);
    }

    // A vector that straddles two cache lines costs two loads.
    private static int Line => 64 / sizeof(T);

    private static T* Align(T* space) => (T*)(((nint)space + 63) & ~63);

    private static void Spread(in Work work) =>
        Share((long)work.M * work.N * work.K, work.Panels * work.Strips, work, static (work, chunk) => Chunk(work, chunk));

    private static void Share(long cost, int chunks, in Work work, Action<Work, int> body)
    {
        if (cost >= 2 * Grain)
        {
            Workers.Run(chunks, work, body);
            return;
        }

        for (var i = 0; i < chunks; i++)
            body(work, i);
    }

    // Sixteen steps of k at a time, so that each line and page of A is read while it is at hand.
    private static void PackStrip(in Work work, int strip)
    {
        var end = Math.Min((strip + 1) * work.Rows, work.M);
        for (var p = 0; p < work.K; p += 16)
            for (var i = strip * work.Rows; i < end; i += Slat)
                Packing<T, V, L>.Copy(
                    new Strided<T>(work.A.Start + i * work.A.Row + p * work.A.Column, work.A.Column, work.A.Row),
                    work.PackedA + (nint)i * work.K + p * Slat, Math.Min(16, work.K - p), Math.Min(Slat, end - i), Slat);
    }

    private static void PackPanel(in Work work, int panel)
    {
        var column = work.Edge(panel) * L.Count;
        var width = work.Edge(panel + 1) * L.Count - column;
        Packing<T, V, L>.Copy(
            new Strided<T>(work.B.Start + column * work.B.Column, work.B.Row, work.B.Column),
            work.PackedB + (nint)column * work.K, work.K, Math.Min(width, work.N - column), width);
    }

    private static void Chunk(in Work work, int chunk)
    {
        var (panel, strip) = (chunk / work.Strips, chunk % work.Strips);
        var column = work.Edge(panel) * L.Count;
        var vectors = work.Edge(panel + 1) - work.Edge(panel);
        var lanes = work.N - column - (vectors - 1) * L.Count;
        var first = strip * work.Rows;
        var rows = Math.Min(work.Rows, work.M - first);
        var b = work.PackedB == null
            ? new Strided<T>(work.B.Start + column, work.B.Row, 1)
            : new Strided<T>(work.PackedB + (nint)column * work.K, vectors * L.Count, 1);
        var c = work.C + first * work.Row + column;
        if (lanes >= L.Count)
            Panel<Whole>(b, c, first, rows, work, vectors, L.Count);
        else
            Panel<Cut>(b, c, first, rows, work, vectors, lanes);
    }

    private static void Panel<E>(Strided<T> b, T* c, int first, int rows, in Work work, int vectors, int lanes) where E : IEdge
    {
        if (vectors == 3)
            Panel<Three, E>(b, c, first, rows, work, lanes);
        else if (vectors == 2)
            Panel<Two, E>(b, c, first, rows, work, lanes);
        else
            Panel<One, E>(b, c, first, rows, work, lanes);
    }

    private static void Panel<N, E>(Strided<T> b, T* c, int first, int rows, in Work work, int lanes)
        where N : ISize
        where E : IEdge
    {
        for (int taken; rows > 0; rows -= taken, first += taken, c += taken * work.Row)
        {
            var a = work.PackedA == null
                ? new Strided<T>(work.A.Start + first * work.A.Row, work.A.Row, work.A.Column)
                : new Strided<T>(work.PackedA + (nint)(first / Slat * Slat) * work.K + first % Slat, 1, Slat);
            taken = rows >= 8 && L.Rows == 8 ? 8 : rows >= 4 ? 4 : rows >= 2 ? 2 : 1;
            if (taken == 8)
                Tile<T, V, L, N, E>.Run<Eight>(a.Start, a.Row, a.Column, b.Start, b.Row, c, work.Row, work.K, work.Fresh, lanes);
            else if (taken == 4)
                Tile<T, V, L, N, E>.Run<Four>(a.Start, a.Row, a.Column, b.Start, b.Row, c, work.Row, work.K, work.Fresh, lanes);
            else if (taken == 2)
                Tile<T, V, L, N, E>.Run<Two>(a.Start, a.Row, a.Column, b.Start, b.Row, c, work.Row, work.K, work.Fresh, lanes);
            else
                Tile<T, V, L, N, E>.Run<One>(a.Start, a.Row, a.Column, b.Start, b.Row, c, work.Row, work.K, work.Fresh, lanes);
        }
    }
}
