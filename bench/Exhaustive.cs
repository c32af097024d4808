using System.Globalization;
using System.Runtime.Intrinsics;
using Dl.Core;

namespace Dl.Bench;

/// <summary>
/// The float functions at each of the 2^32 floats, against the same functions in double precision: <c>dotnet run -c Release --project bench -- exhaustive [NAME...] [EVERY]</c>,
/// with a number N at every N-th block of 2^13 only.
/// The error is counted in units in the last place of the true value, and where that is below 2^-126 in units of 2^-149. Takes minutes on all processors.
/// </summary>
internal static class Exhaustive
{
    const int Block = 1 << 13;

    /// <summary>Measures the functions of these names, or all; false if one is less accurate than it promises.</summary>
    public static bool Run(IReadOnlyCollection<string> names)
    {
        var every = names.Select(name => long.TryParse(name, CultureInfo.InvariantCulture, out var number) ? number : 1).Append(1).Max();
        names = [.. names.Where(name => !char.IsDigit(name[0]))];
        var all = true;
        Console.WriteLine("function   promised   largest error   at              tiny values   at              refused");
        foreach (var (name, promised, measure) in new (string, double, Func<double, long, Report>)[]
        {
            ("exp", 2, Measure<Exp>), ("expm1", 4, Measure<ExpM1>), ("sigmoid", 2, Measure<Sigmoid>), ("tanh", 2, Measure<Tanh>),
            ("softplus", 2, Measure<Softplus>), ("gelu", 4, Measure<Gelu>), ("silu", 4, Measure<Silu>),
        })
        {
            if (names.Count > 0 && !names.Contains(name)) continue;
            var found = measure(promised, every);
            all &= found.Refused == 0;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-10} {promised,5} ulp   {found.Largest,9:F4} ulp   {found.At,-15:R} {found.Tiny,8:F3}      {found.TinyAt,-15:R} {found.Refused}"));
        }
        return all;
    }

    static Report Measure<F>(double promised, long every) where F : struct, IFormula1
    {
        var known = new Known();
        Workers.Run(1 << 12, (promised, every, known), static (s, part) =>
        {
            var (x, y, wide, right) = (new float[Block], new float[Block], new double[Block], new double[Block]);
            var report = s.known.Read();
            for (var block = (long)part << 7; block < (part + 1L) << 7; block++)
            {
                if (block % s.every != 0) continue;
                for (var i = 0; i < Block; i++) x[i] = BitConverter.UInt32BitsToSingle((uint)(block * Block + i));
                System.Numerics.Tensors.TensorPrimitives.ConvertTruncating<float, double>(x, wide);
                Pointwise.Map<float, F>(default, x, y);
                Pointwise.Map<double, F>(default, wide, right);
                System.Numerics.Tensors.TensorPrimitives.ConvertTruncating<float, double>(y, wide);
                // A block without a new largest error is seen by vectors alone.
                if (Quick(wide, right, Math.Min(report.Largest, s.promised), Math.Min(report.Tiny, 4))) continue;
                for (var i = 0; i < Block; i++) report.Add(x[i], y[i], right[i], s.promised);
            }
            s.known.Add(report);
        });
        return known.All;
    }

    // What all parts found so far: a part begins with its largest errors, so that it stops at larger ones only.
    sealed class Known
    {
        readonly System.Threading.Lock gate = new();
        Report all;

        public Report Read()
        {
            lock (gate) return all with { Refused = 0 };
        }

        public void Add(Report part)
        {
            lock (gate)
            {
                if (part.Largest > all.Largest) (all.Largest, all.At) = (part.Largest, part.At);
                if (part.Tiny > all.Tiny) (all.Tiny, all.TinyAt) = (part.Tiny, part.TinyAt);
                all.Refused += part.Refused;
            }
        }

        public Report All => all;
    }

    // Whether all signs are right and no error is larger than these.
    static bool Quick(double[] values, double[] right, double most, double tiny)
    {
        var good = Vector512<double>.AllBitsSet;
        var (least, beyond) = (Vector512.Create(Math.ScaleB(1, -126)), Vector512.Create(Math.ScaleB(1, 128)));
        for (var i = 0; i < Block; i += Vector512<double>.Count)
        {
            var (value, truth) = (Vector512.LoadUnsafe(ref values[i]), Vector512.LoadUnsafe(ref right[i]));
            var signs = Vector512.Equals((value.AsInt64() ^ truth.AsInt64()) >> 63, Vector512<long>.Zero).AsDouble();
            // Infinity is where the next float would be.
            (value, truth) = (Vector512.Min(Vector512.Abs(value), beyond), Vector512.Min(Vector512.Abs(truth), beyond));
            var place = (truth.AsInt64() & Vector512.Create(0x7FF0L << 48)).AsDouble() * Vector512.Create(most * Math.ScaleB(1, -23));
            var allowed = Vector512.ConditionalSelect(Vector512.LessThan(truth, least), Vector512.Create(tiny * Math.ScaleB(1, -149)), place);
            good &= Vector512.LessThanOrEqual(Vector512.Abs(value - truth), allowed) & signs;
        }
        return Vector512.EqualsAll(good.AsInt64(), Vector512<long>.AllBitsSet);
    }

    struct Report
    {
        public double Largest, Tiny;
        public float At, TinyAt;
        public long Refused;

        public void Add(float x, float y, double right, double promised)
        {
            if (double.IsNaN(right) || float.IsNaN(y))
            {
                if (double.IsNaN(right) != float.IsNaN(y)) Refused++;
                return;
            }
            if (float.IsNegative(y) != double.IsNegative(right)) Refused++;
            var size = Math.Abs(right);
            if (size < Math.ScaleB(1, -126))
            {
                var off = Math.Abs(y - right) * Math.ScaleB(1, 149);
                if (off > Tiny) (Tiny, TinyAt) = (off, x);
                if (off > 4) Refused++;
                return;
            }
            var (value, truth) = (float.IsInfinity(y) ? Math.ScaleB(1, 128) : Math.Abs((double)y), Math.Min(size, Math.ScaleB(1, 128)));
            var error = Math.Abs(value - truth) * Math.ScaleB(1, 23 - Math.Min(127, Math.ILogB(truth)));
            if (error > Largest) (Largest, At) = (error, x);
            if (error > promised) Refused++;
        }
    }

    readonly struct Exp : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => N.Exp(x);
    }

    readonly struct ExpM1 : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => N.ExpM1(x);
    }

    readonly struct Sigmoid : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => Lane.Sigmoid(x);
    }

    readonly struct Tanh : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => Lane.Tanh(x);
    }

    readonly struct Softplus : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => Lane.Softplus(x);
    }

    readonly struct Gelu : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => Lane.Gelu(x);
    }

    readonly struct Silu : IFormula1
    {
        public N At<N>(N x) where N : struct, ILane<N> => Lane.Silu(x);
    }
}
