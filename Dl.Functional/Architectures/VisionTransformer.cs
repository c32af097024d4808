namespace Dl.Functional;

/// <summary>
/// A vision transformer: patches as tokens, a token for the class, learned positions, blocks of attention, and a dense layer on the token.
/// </summary>
/// <remarks>ViT-Ti/16 has 5,717,416 parameters for 224 x 224 x 3 and 1000 classes. Source: Dosovitskiy et al., "An image is worth 16 x 16 words", 2021;
/// the size Ti by Touvron et al., "Training data-efficient image transformers", 2021. timm: <c>vit_tiny_patch16_224</c>.</remarks>
public static class VisionTransformer
{
    /// <summary>The network.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="patch">The side of a patch; divides those of the image.</param>
    /// <param name="features">The features of a token.</param>
    /// <param name="blocks">The number of blocks.</param>
    /// <param name="heads">The heads of each attention, a divisor of the features.</param>
    /// <param name="dropout">The probability to drop, in each block.</param>
    public static Seq Of(int classes, int patch, int features, int blocks, int heads, double dropout = 0) => Net.Seq(
        new PatchEmbedding(patch, features), new ClassToken(), new PositionalEmbedding(),
        new Repeat(blocks, Transformer.Block(features, heads, 4 * features, dropout: dropout)),
        new LayerNorm(), new OneToken(), new Dense(classes));

    /// <summary>ViT-Ti: 12 blocks of 192 features and 3 heads.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="patch">The side of a patch.</param>
    public static Seq Tiny(int classes = 1000, int patch = 16) => Of(classes, patch, 192, 12, 3);
}
