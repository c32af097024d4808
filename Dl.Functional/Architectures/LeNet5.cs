namespace Dl.Functional;

/// <summary>
/// LeNet-5: two convolutions with pooling, three dense layers. Images of 28 x 28 are padded to the 32 x 32 of the paper.
/// </summary>
/// <remarks>61,706 parameters for 28 x 28 x 1 and ten classes, all connections of the second convolution counted; the paper's 60,000 leaves some out, has
/// scaled tanh, a learned scale and shift in its pooling, and radial basis functions at its end. Source: LeCun, Bottou, Bengio and Haffner,
/// "Gradient-based learning applied to document recognition", 1998.</remarks>
public static class LeNet5
{
    /// <summary>The network for images of 28 x 28.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="then">The activation; ReLU when null.</param>
    /// <param name="average">Whether windows are averaged, as in the paper, and not maximised.</param>
    public static Seq Of(int classes = 10, Activation? then = null, bool average = false)
    {
        var (a, pool) = (then ?? Activation.Relu, average ? (ILayer)new AveragePool2d(2) : new MaxPool2d(2));
        return Net.Seq(
            new Conv2d(6, 5, padding: 2, then: a), pool,
            new Conv2d(16, 5, then: a), pool,
            new Flatten(), new Dense(120, a), new Dense(84, a), new Dense(classes));
    }
}
