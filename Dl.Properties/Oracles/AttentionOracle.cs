namespace Dl.Properties;

/// <summary>Self attention as loops over single numbers, written from the paper.</summary>
/// <param name="heads">The number of heads.</param>
/// <param name="causal">Whether the future is hidden.</param>
/// <param name="leaf">The parameters, by the path of the leaf; null for one that is not there.</param>
sealed class AttentionOracle(int heads, bool causal, Func<string, Tensor<double>?> leaf)
{
    /// <summary>The output at each time for the features of each time of one item.</summary>
    public Rounded[][] Run(IReadOnlyList<double[]> x)
    {
        var inward = x.Select(row => Dense("inward", [.. row.Select(feature => new Rounded(feature, 0))])).ToArray();
        var features = x[0].Length;
        return [.. x.Select((_, time) => Dense("outward", [.. Enumerable.Range(0, features).Select(feature => Met(inward, features, time, feature))]))];
    }

    // What the head of a feature makes of it: columns are queries, keys and values, in each of these the heads side by side.
    Rounded Met(Rounded[][] inward, int features, int time, int feature)
    {
        var size = features / heads;
        var first = feature / size * size;
        var keys = Enumerable.Range(0, causal ? time + 1 : inward.Length).ToArray();
        var scores = keys.Select(other => Rounded.Sum([.. Enumerable.Range(first, size).Select(i => inward[time][i] * inward[other][features + i])]) * (1 / Math.Sqrt(size)));
        return Rounded.Weighted([.. scores], [.. keys.Select(other => inward[other][2 * features + feature])]);
    }

    Rounded[] Dense(string layer, Rounded[] row)
    {
        var (weight, bias) = (leaf($"{layer}.weight")!, leaf($"{layer}.bias"));
        var columns = weight.Shape[1];
        return [.. Enumerable.Range(0, columns).Select(column => Rounded.Sum([.. row.Select((number, i) => number * weight[i * columns + column]), bias?[column] ?? 0]))];
    }
}
