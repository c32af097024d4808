namespace Dl.Functional;

/// <summary>
/// A layer that goes along sequences of several lengths, padded to one. Laws: what stands in the padding changes no output and no gradient, and gets none; each sequence has the
/// outputs, and adds the gradients, that it has alone and unpadded; behind its end its outputs are 0.
/// </summary>
/// <example><code>
/// var lstm = new Lstm(128);
/// var encoded = lstm.Apply(call, words, Indices.Of(7, 3, 5));
/// </code></example>
public interface ISequenceLayer : ILayer
{
    /// <summary>The layer on padded sequences.</summary>
    /// <param name="call">Parameters, state, key and mode.</param>
    /// <param name="x">The sequences, (batch, time, features), each from time 0 on.</param>
    /// <param name="lengths">The number of times of each sequence, from 0 to that of the batch.</param>
    /// <exception cref="DlException">There are not as many lengths as sequences, or one is longer than the batch.</exception>
    Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x, Indices lengths) where T : struct, IFloatingPointIeee754<T>;
}
