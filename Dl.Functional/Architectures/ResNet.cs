namespace Dl.Functional;

/// <summary>
/// Residual networks: blocks of convolutions with a way around them, so that a block that shall do nothing has to learn zero and not the identity.
/// </summary>
/// <remarks>11,689,512, 21,797,672, 25,557,032, 44,549,160 and 60,192,808 parameters with 18, 34, 50, 101 and 152 layers, for 224 x 224 x 3 and 1000 classes. Where a
/// block halves the image and widens it, its way around is a 1 x 1 convolution (the paper's option B). A bottleneck halves in its 3 x 3 convolution, as
/// torchvision does; the paper in the 1 x 1 before it. Source: He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2016. torchvision:
/// <c>resnet50</c>.</remarks>
public static class ResNet
{
    /// <summary>The networks of the paper for large images.</summary>
    /// <param name="depth">The number of layers with weights: 18, 34, 50, 101 or 152.</param>
    /// <param name="classes">The number of classes.</param>
    public static Seq Of(int depth, int classes = 1000)
    {
        Many<int> blocks = depth switch
        {
            18 => [2, 2, 2, 2],
            34 or 50 => [3, 4, 6, 3],
            101 => [3, 4, 23, 3],
            152 => [3, 8, 36, 3],
            _ => throw new DlException($"there are residual networks of 18, 34, 50, 101 and 152 layers, not {depth}; for small images see Small"),
        };
        return new(
        [
            .. Parts.ConvNormRelu(64, 7, 2), new MaxPool2d(3, 2, 1),
            .. depth < 50 ? Stages(blocks, 64, 1, BasicBody) : Stages(blocks, 64, 4, BottleneckBody),
            new GlobalAveragePool2d(), new Dense(classes),
        ]);
    }

    /// <summary>The networks of the paper for small images: a convolution, three stages of blocks of two convolutions, an average, a dense layer.</summary>
    /// <param name="depth">The number of layers with weights, 6 n + 2: 20, 32, 44, 56, 110.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="width">The channels of the first stage; they double from stage to stage.</param>
    /// <param name="ways">Whether there are ways around; without them it is the plain network of the same layers.</param>
    /// <param name="zero">Whether the scale at the end of each block begins at 0, so that the network begins as if its blocks were not there (Goyal et al. 2017).</param>
    /// <remarks>272,474, 855,770 and 1,730,714 parameters with 20, 56 and 110 layers, for 32 x 32 x 3: 2,752 more than with shortcuts that have none.</remarks>
    public static Seq Small(int depth, int classes = 10, int width = 16, bool ways = true, bool zero = false)
    {
        if (depth < 8 || depth % 6 != 2) throw new DlException($"a residual network for small images has 6 n + 2 layers, 8 or more, not {depth}; the nearest is {Math.Max(8, (depth + 1) / 6 * 6 + 2)}");
        var n = (depth - 2) / 6;
        if (zero && !ways) throw new DlException("a plain network whose blocks begin at zero gives zeros; leave one of them out");
        return new([.. Parts.ConvNormRelu(width, 3), .. ways ? Stages([n, n, n], width, 1, zero ? ZeroBody : BasicBody) : Plain([n, n, n], width), new GlobalAveragePool2d(), new Dense(classes)]);
    }

    /// <summary>The networks of a thousand layers: nothing but sums on the way around, normalisation and ReLU before each convolution.</summary>
    /// <param name="depth">The number of layers with weights, 6 n + 2: 1004 is one with over a thousand.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="width">The channels of the first stage.</param>
    /// <remarks>Source: He, Zhang, Ren and Sun, "Identity mappings in deep residual networks", 2016.</remarks>
    public static Seq PreActivation(int depth, int classes = 10, int width = 16)
    {
        if (depth < 8 || depth % 6 != 2) throw new DlException($"a residual network for small images has 6 n + 2 layers, 8 or more, not {depth}; the nearest is {Math.Max(8, (depth + 1) / 6 * 6 + 2)}");
        var n = (depth - 2) / 6;
        return new(
        [
            Parts.Conv(width, 3),
            .. Places([n, n, n]).Select(at => Around(new Seq([.. Parts.NormReluConv(width << at.Stage, 3, at.Stride), .. Parts.NormReluConv(width << at.Stage, 3)]), width << at.Stage, at, false)),
            new BatchNorm(), Activation.Relu, new GlobalAveragePool2d(), new Dense(classes),
        ]);
    }

    /// <summary>A network of ten layers that learns small images in minutes on a processor: three times a convolution whose image is halved by pooling at once, and behind it a block of
    /// two with a way around; so little is computed at full size. A dense layer with dropout before it ends it.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="width">The channels of the first stage; they double from stage to stage.</param>
    /// <param name="dropout">The probability to drop before the dense layer.</param>
    /// <remarks>492,394 parameters for 28 x 28 x 1. After the network of Page, "How to train your ResNet", 2018, which has its blocks in two of three stages.</remarks>
    public static Seq Pooled(int classes = 10, int width = 32, double dropout = 0.3) => new(
    [
        .. Enumerable.Range(0, 3).Select(stage => width << stage).SelectMany(filters =>
            (ILayer[])[Parts.Conv(filters, 3), new MaxPool2d(2), new BatchNorm(), Activation.Relu, new Residual(new Seq([.. Parts.ConvNormRelu(filters, 3), .. Parts.ConvNormRelu(filters, 3)]))]),
        new Flatten(), new Dropout(dropout), new Dense(classes),
    ]);

    static IEnumerable<ILayer> Stages(Many<int> blocks, int width, int widening, Func<int, int, Seq> body) => Places(blocks).SelectMany(at =>
        (ILayer[])[Around(body(width << at.Stage, at.Stride), widening * width << at.Stage, at with { Widens = at.Widens || (at.Block == 0 && widening > 1) }, true), Activation.Relu]);

    static IEnumerable<ILayer> Plain(Many<int> blocks, int width) => Places(blocks).SelectMany(at => (ILayer[])[.. BasicBody(width << at.Stage, at.Stride).Layers, Activation.Relu]);

    // Where a block stands: the first of all stages but the first halves the image and widens it.
    static IEnumerable<(int Stage, int Block, int Stride, bool Widens)> Places(Many<int> blocks) => blocks.SelectMany((count, stage) =>
        Enumerable.Range(0, count).Select(block => (stage, block, stage > 0 && block == 0 ? 2 : 1, stage > 0 && block == 0)));

    static Residual Around(Seq body, int filters, (int Stage, int Block, int Stride, bool Widens) at, bool norm) => !at.Widens ? new(body)
        : new(body, norm ? Net.Seq(Parts.Conv(filters, 1, at.Stride), new BatchNorm()) : Parts.Conv(filters, 1, at.Stride));

    static Seq BasicBody(int filters, int stride) => new([.. Parts.ConvNormRelu(filters, 3, stride), Parts.Conv(filters, 3), new BatchNorm()]);

    static Seq ZeroBody(int filters, int stride) => new([.. Parts.ConvNormRelu(filters, 3, stride), Parts.Conv(filters, 3), new BatchNorm { ScaleStart = 0 }]);

    static Seq BottleneckBody(int filters, int stride) => new([.. Parts.ConvNormRelu(filters, 1), .. Parts.ConvNormRelu(filters, 3, stride), Parts.Conv(4 * filters, 1), new BatchNorm()]);
}
