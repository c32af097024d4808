namespace Dl.Functional;

/// <summary>What several architectures are made of.</summary>
static class Parts
{
    /// <summary>A convolution whose bias the normalisation behind it would take out, so that it has none; drawn by He's rule.</summary>
    public static Conv2d Conv(int filters, int size, int stride = 1) => new(filters, size, stride, Padding.Of(size / 2), weight: He.Normal, bias: false);

    /// <summary>A convolution, its normalisation and a ReLU. Source: Ioffe and Szegedy, 2015.</summary>
    public static Many<ILayer> ConvNormRelu(int filters, int size, int stride = 1) => [Conv(filters, size, stride), new BatchNorm(), Activation.Relu];

    /// <summary>The same in the order of He et al., "Identity mappings in deep residual networks", 2016: normalisation and ReLU before the convolution.</summary>
    public static Many<ILayer> NormReluConv(int filters, int size, int stride = 1) => [new BatchNorm(), Activation.Relu, Conv(filters, size, stride)];
}
