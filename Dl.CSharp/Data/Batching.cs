using Dl.Core;

namespace Dl.CSharp;

/// <summary>What becomes of the last batch of an epoch when it is not full.</summary>
public enum Partial
{
    /// <summary>It is used as it is. PyTorch: <c>drop_last=False</c>; Keras does the same.</summary>
    Keep,

    /// <summary>It is left out, so that all batches have one size. PyTorch: <c>drop_last=True</c>.</summary>
    Drop,
}

/// <summary>How an epoch is cut into mini-batches. PyTorch: <c>DataLoader(batch_size, shuffle, drop_last)</c>.</summary>
/// <param name="Size">The number of examples of a batch, at least 1.</param>
/// <param name="Last">What becomes of a last batch that is not full.</param>
public sealed record Batching(int Size, Partial Last = Partial.Keep)
{
    /// <summary>The number of examples of a batch, at least 1.</summary>
    public int Size { get; init; } = Size > 0 ? Size : throw Wrong.That($"a batch has at least 1 example, not {Size}");

    /// <summary>The number of batches of an epoch over so many examples.</summary>
    public int Count(int examples) => Last == Partial.Keep ? (int)((examples + (long)Size - 1) / Size) : examples / Size;

    /// <summary>The batches in the order of the set; they share its memory.</summary>
    /// <exception cref="DlException">The set has examples, but no full batch, and partial ones are dropped.</exception>
    public IEnumerable<DataSet> Of(DataSet data)
    {
        var count = Checked(data);
        return Enumerable.Range(0, count).Select(batch => data.Slice(batch * Size, Math.Min(Size, data.Count - batch * Size)));
    }

    /// <summary>The batches in an order drawn from a key, each gathered when it is asked for.</summary>
    /// <param name="data">The examples.</param>
    /// <param name="epochKey">Draws the order; each epoch has a key of its own.</param>
    /// <param name="from">The first batch, counted from zero: a run that goes on inside an epoch meets the batches that were left.</param>
    /// <exception cref="DlException">The set has examples, but no full batch, and partial ones are dropped.</exception>
    public IEnumerable<DataSet> Of(DataSet data, Key epochKey, int from = 0) => Places(data, epochKey, from).Select(data.At);

    /// <summary>Which examples the batches have whose order is drawn from a key: an epoch is a permutation of all of them, cut into batches.</summary>
    /// <inheritdoc cref="Of(DataSet, Key, int)"/>
    public IEnumerable<Indices> Places(DataSet data, Key epochKey, int from = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        var count = Checked(data);
        var order = epochKey.Permutation(data.Count);
        return Enumerable.Range(from, Math.Max(0, count - from)).Select(batch => order.Slice(batch * Size, Math.Min(Size, order.Count - batch * Size)));
    }

    int Checked(DataSet data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var count = Count(data.Count);
        return count > 0 || data.Count == 0
            ? count
            : throw new DlException($"{data.Name}: {data.Count} examples make no full batch of {Size}, and partial batches are dropped");
    }
}
