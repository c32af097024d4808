namespace Dl.Properties;

/// <summary>
/// G4: an op that broadcasts is the op on single numbers, for each number of the stretched shape; the cotangent of an input is the sum of those of
/// all places where it was read. The oracle counts through the indices and asks the op about one pair at a time. Silent for other ops.
/// </summary>
public static class BroadcastLaw
{
    const double UnitRoundOff = 1.0 / (1L << 53);

    /// <summary>The law.</summary>
    public static Law<OpCase> Of { get; } = new("broadcast", "broadcasting is the op on each pair of numbers, and sums back (G4)", asked =>
    {
        if (Claimed.By(asked.Op) is not Broadcasting) return Verdict.Silent;
        var (x, y) = (asked.Inputs[0], asked.Inputs[1]);
        var ruled = asked.Op.Rule(asked.Inputs);
        var shape = x.Shape.Broadcast(y.Shape);
        if (ruled.Value.Shape != shape) return Verdict.Broken($"{x.Shape} and {y.Shape} give {ruled.Value.Shape}, not {shape}");
        var (left, right) = (new Total(x.Shape), new Total(y.Shape));
        var all = Verdict.Holds;
        for (var i = 0; i < shape.Size; i++)
        {
            var (at, xi, yi) = (i, Read(i, shape, x.Shape), Read(i, shape, y.Shape));
            var pair = asked.Op.Rule<double>([Tensor<double>.Scalar(x[xi]), Tensor<double>.Scalar(y[yi])]);
            all = all.And(() => Verdict.Close(ruled.Value[at], pair.Value[0], 4 * UnitRoundOff * Math.Abs(pair.Value[0]), () => $"value {at}"));
            var pulled = pair.Pull(Tensor<double>.Scalar(asked.Cotangent[i]));
            left.Add(xi, pulled[0].ToTensor()[0]);
            right.Add(yi, pulled[1].ToTensor()[0]);
        }
        var cotangents = ruled.Pull(asked.Cotangent);
        return all.And(() => left.Against(cotangents[0].ToTensor(), 0)).And(() => right.Against(cotangents[1].ToTensor(), 1));
    });

    // Where number i of the stretched shape is read in one that stretches to it.
    static int Read(int i, Shape shape, Shape from)
    {
        var (at, stride) = (0, 1);
        for (var back = 1; back <= from.Rank; back++)
        {
            var axis = from.Rank - back;
            at += from[axis] == 1 ? 0 : i % shape[shape.Rank - back] * stride;
            (stride, i) = (stride * from[axis], i / shape[shape.Rank - back]);
        }
        return at;
    }

    // Sums, their numbers of terms and the magnitudes of these.
    sealed class Total(Shape shape)
    {
        readonly (double Sum, double Terms, int Count)[] at = new (double, double, int)[shape.Size];

        public void Add(int i, double term) => at[i] = (at[i].Sum + term, at[i].Terms + Math.Abs(term), at[i].Count + 1);

        public Verdict Against(Tensor<double> claimed, int input)
        {
            if (claimed.Shape != shape) return Verdict.Broken($"input {input} has shape {shape}, its gradient {claimed.Shape}");
            var all = Verdict.Holds;
            for (var i = 0; i < at.Length; i++)
            {
                var (entry, (sum, terms, count)) = (i, at[i]);
                all = all.And(() => Verdict.Close(claimed[entry], sum, (count + 4) * UnitRoundOff * terms, () => $"input {input}, entry {entry}, read {count} times"));
            }
            return all;
        }
    }
}
