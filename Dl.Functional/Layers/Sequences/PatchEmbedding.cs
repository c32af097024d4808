namespace Dl.Functional;

/// <summary>
/// An image as a sequence: square patches without overlap, row by row, each through the same dense layer. It is the
/// convolution whose stride is its kernel. Shapes: (batch, height, width, channels) to (batch, patches, units).
/// Source: Dosovitskiy et al., "An image is worth 16x16 words", 2021. timm: <c>PatchEmbed</c>.
/// </summary>
/// <param name="Patch">Height and width of a patch; divides those of the image.</param>
/// <param name="Units">The features of each token.</param>
/// <param name="Weight">How the weight (patch x patch x channels, units) is drawn; the bias begins at zero.</param>
public sealed record PatchEmbedding(int Patch, int Units, IInitialiser Weight) : Layer("patches")
{
    /// <summary>Drawn by Glorot's rule.</summary>
    public PatchEmbedding(int patch, int units) : this(patch, units, Glorot.Uniform) { }

    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        if (example.Rank != 3) throw new DlException($"{Name}: they are cut of images (height, width, channels), not of {example}");
        if (Patch < 1 || Demand.Numbers(Name, example)[0] % Patch != 0 || example[1] % Patch != 0) throw new DlException($"{Name}: squares of {Patch} x {Patch} do not tile images of {example[0]} x {example[1]}; give a divisor of both");
        Demand.One(Name, "unit", Units);
        return Tokens.Init<T>(key, [example[0] / Patch * (example[1] / Patch), Patch * Patch * example[2]]);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x)
    {
        if (x.Shape.Rank != 4) throw new DlException($"{Name}: they are cut of images (batch, height, width, channels), not of {x.Shape}");
        var (items, height, width, channels) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        return
            from cut in Ops.Reshape(x, items, height / Patch, Patch, width / Patch, Patch, channels)
            from patches in Ops.Transpose(cut, 0, 1, 3, 2, 4, 5)
            from rows in Ops.Reshape(patches, items, height / Patch * (width / Patch), Patch * Patch * channels)
            from y in Tokens.Apply(call, rows)
            select y;
    }

    Dense Tokens => new(Units, Activation.None, Weight);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var patch = Examples.Size(key, Math.Min(size, 2), 0);
        return new(new PatchEmbedding(patch, Examples.Size(key, Math.Min(size, 3), 1)),
            [patch * Examples.Size(key, Math.Min(size, 2), 2), patch * Examples.Size(key, Math.Min(size, 2), 3), Examples.Size(key, 2, 4)]);
    }
}
