namespace Dl.Functional;

/// <summary>Blocks of transformers, composed of layers.</summary>
/// <example><code>
/// // A small vision transformer for images of 32 x 32.
/// Net.Seq(new PatchEmbedding(4, 64), new ClassToken(), new PositionalEmbedding(), new Repeat(6, Transformer.Block(64, 4, 128)), new LayerNorm(), new OneToken(), new Dense(10));
/// </code></example>
public static class Transformer
{
    /// <summary>
    /// Self attention, then a hidden dense layer with <see cref="Gelu"/>, each with a normalisation before it and a way around
    /// both. Shapes: (batch, time, features) to the same. Source: Vaswani et al., 2017; the normalisation first by Xiong et al., 2020.
    /// PyTorch: <c>nn.TransformerEncoderLayer(norm_first=True, activation="gelu")</c>.
    /// </summary>
    /// <param name="features">The features of each time.</param>
    /// <param name="heads">The heads of the attention, a divisor of the features.</param>
    /// <param name="hidden">The units of the hidden layer.</param>
    /// <param name="causal">Whether a time sees those before it and itself only.</param>
    /// <param name="dropout">The probability to drop weights of attention, hidden units, and outputs of both parts.</param>
    public static Seq Block(int features, int heads, int hidden, bool causal = false, double dropout = 0) => Net.Seq(
        Net.Residual(Net.Seq(new LayerNorm(), new MultiHeadAttention(heads, Glorot.Uniform, causal, dropout), new Dropout(dropout))),
        Net.Residual(Net.Seq(new LayerNorm(), new Dense(hidden, Activation.Gelu), new Dropout(dropout), new Dense(features), new Dropout(dropout))));
}
