using System.Buffers;
using System.Runtime.CompilerServices;

namespace Dl.Core;

/// <summary>
/// How the matrix product is cut: k into blocks, C into chunks, a chunk into register tiles. Everything is cut by size.
/// </summary>
/// <remarks>
/// A panel is one to three vectors of columns. B is read where it lies, or packed panel by panel, one block of k at a time,
/// when it is transposed or when enough rows use it to pay for the copy. A is always read where it lies.
/// </remarks>
internal static unsafe class Blocks<T, V, L>
    where T : unmanaged
    where V : struct
    where L : ILanes<T, V>
{
    // Measured: half of a 1 MB cache holds a packed panel and the rows of A that meet it.
    private const int Depth = 512;
    private const int PackedRows = 96;

    // Work below this is not worth waking a thread for; a chunk has at least half as much.
    private const long Grain = 1 << 18;

    private readonly struct Work(Strided<T> a, Strided<T> b, T* c, int m, int k, int n, bool packed, bool fresh, int rows)
    {
        public readonly Strided<T> A = a;
        public readonly Strided<T> B = b;
        public readonly T* C = c;
        public readonly int M = m;
        public readonly int K = k;
        public readonly int N = n;
        public readonly bool Packed = packed;
        public readonly bool Fresh = fresh;
        public readonly int Rows = rows;
        public readonly int Vectors = (n + L.Count - 1) / L.Count;

        public int Panels => (Vectors + 2) / 3;

        public int Strips => (M + Rows - 1) / Rows;

        // Threes, and at the end two twos rather than a lonely one.
        public int Edge(int panel) => panel == Panels ? Vectors : Math.Max(0, Math.Min(3 * panel, Vectors - 2));
    }

    public static void Multiply(Strided<T> a, Strided<T> b, T* c, int m, int k, int n, bool add)
    {
        var transposed = b.Column != 1;
        if (!transposed && (m < 64 || (long)k * n * sizeof(T) < 1 << 19))
        {
            Spread(new Work(a, b, c, m, k, n, false, !add, Strip(m, k)));
            return;
        }

        var width = (n + L.Count - 1) / L.Count * L.Count;
        var scratch = ArrayPool<T>.Shared.Rent(width * Math.Min(k, Depth) + 64 / sizeof(T));
        fixed (T* unaligned = scratch)
        {
            var panels = (T*)(((nint)unaligned + 63) & ~63);
            for (var p = 0; p < k; p += Depth)
            {
                var depth = Math.Min(Depth, k - p);
                var block = new Strided<T>(b.Start + p * b.Row, b.Row, b.Column);
                var packing = new Work(default, block, panels, 0, depth, n, false, true, 1);
                Share((long)depth * n * 8, packing.Panels, packing, static (work, panel) => Pack(work, panel));
                Spread(new Work(
                    new Strided<T>(a.Start + p * a.Column, a.Row, a.Column),
                    new Strided<T>(panels, 0, 1), c, m, depth, n, true, !add && p == 0, Strip(m, depth)));
            }
        }

        ArrayPool<T>.Shared.Return(scratch);
    }

    private static int Strip(int m, int k) => Math.Min(m, Math.Clamp((int)(Grain / (3 * L.Count * (long)k)) / 8 * 8, 8, PackedRows));

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

    private static void Pack(in Work work, int panel)
    {
        var from = work.Edge(panel);
        var width = (work.Edge(panel + 1) - from) * L.Count;
        var columns = Math.Min(width, work.N - from * L.Count);
        Packing<T, V, L>.Copy(
            new Strided<T>(work.B.Start + from * L.Count * work.B.Column, work.B.Row, work.B.Column),
            work.C + (nint)from * L.Count * work.K, work.K, columns, width);
    }

    private static void Chunk(in Work work, int chunk)
    {
        var (panel, strip) = (chunk / work.Strips, chunk % work.Strips);
        var from = work.Edge(panel);
        var vectors = work.Edge(panel + 1) - from;
        var column = (nint)from * L.Count;
        var lanes = work.N - (int)column - (vectors - 1) * L.Count;
        var b = work.Packed
            ? new Strided<T>(work.B.Start + column * work.K, vectors * L.Count, 1)
            : new Strided<T>(work.B.Start + column, work.B.Row, 1);
        var first = strip * work.Rows;
        var rows = Math.Min(work.Rows, work.M - first);
        if (lanes >= L.Count)
            Panel<Whole>(work, first, rows, b, column, vectors, L.Count);
        else
            Panel<Cut>(work, first, rows, b, column, vectors, lanes);
    }

    private static void Panel<E>(in Work work, int first, int rows, Strided<T> b, nint column, int vectors, int lanes) where E : IEdge
    {
        if (vectors == 3)
            Panel<Three, E>(work, first, rows, b, column, lanes);
        else if (vectors == 2)
            Panel<Two, E>(work, first, rows, b, column, lanes);
        else
            Panel<One, E>(work, first, rows, b, column, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel<N, E>(in Work work, int first, int rows, Strided<T> b, nint column, int lanes)
        where N : ISize
        where E : IEdge
    {
        var a = work.A.Start + first * work.A.Row;
        var c = work.C + first * (nint)work.N + column;
        for (int taken; rows > 0; rows -= taken, a += taken * work.A.Row, c += taken * (nint)work.N)
        {
            if (rows >= 8 && L.Rows == 8)
            {
                Tile<T, V, L, N, E>.Run<Eight>(a, work.A.Row, work.A.Column, b.Start, b.Row, c, work.N, work.K, work.Fresh, lanes);
                taken = 8;
            }
            else if (rows >= 4)
            {
                Tile<T, V, L, N, E>.Run<Four>(a, work.A.Row, work.A.Column, b.Start, b.Row, c, work.N, work.K, work.Fresh, lanes);
                taken = 4;
            }
            else if (rows >= 2)
            {
                Tile<T, V, L, N, E>.Run<Two>(a, work.A.Row, work.A.Column, b.Start, b.Row, c, work.N, work.K, work.Fresh, lanes);
                taken = 2;
            }
            else
            {
                Tile<T, V, L, N, E>.Run<One>(a, work.A.Row, work.A.Column, b.Start, b.Row, c, work.N, work.K, work.Fresh, lanes);
                taken = 1;
            }
        }
    }
}
