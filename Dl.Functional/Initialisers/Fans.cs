namespace Dl.Functional;

/// <summary>
/// How many inputs reach one output of a weight, and how many outputs one input reaches, at stride 1 and away from the edges:
/// what an initialiser scales by. Law I3: they are the connections that one counts.
/// </summary>
/// <param name="In">The inputs that reach one output.</param>
/// <param name="Out">The outputs that one input reaches.</param>
public readonly record struct Fans(int In, int Out)
{
    /// <summary>Every input reaches every output.</summary>
    public static Fans Dense(int inputs, int outputs) => new(inputs, outputs);

    /// <summary>
    /// A convolution: an output sees a field of kernel size in the channels of its group, an input reaches as many places in the filters of
    /// its group. (PyTorch counts the filters of all groups as fan out.)
    /// </summary>
    /// <param name="channels">The channels of the input.</param>
    /// <param name="filters">The channels of the output.</param>
    /// <param name="groups">The number of groups, which divides both.</param>
    /// <param name="kernel">The size of the kernel along each axis.</param>
    public static Fans Convolution(int channels, int filters, int groups, params int[] kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        if (groups < 1 || channels % groups != 0 || filters % groups != 0)
            throw new DlException($"fans: {groups} groups do not divide {channels} channels and {filters} filters; give a divisor of both");
        var field = kernel.Aggregate(1, (product, size) => product * size);
        return new(field * (channels / groups), field * (filters / groups));
    }

    /// <summary>A convolution in which each channel is a group of its own, with as many filters as the multiplier says.</summary>
    public static Fans Depthwise(int channels, int multiplier, params int[] kernel) => Convolution(channels, channels * multiplier, channels, kernel);

    /// <summary>
    /// A transposed convolution, in the direction of its own forward pass: an output sees a field of its group's input channels.
    /// (PyTorch takes fan in and fan out of the weight's layout, which exchanges them here.)
    /// </summary>
    /// <param name="channels">The channels of the input.</param>
    /// <param name="filters">The channels of the output.</param>
    /// <param name="groups">The number of groups, which divides both.</param>
    /// <param name="kernel">The size of the kernel along each axis.</param>
    public static Fans Transposed(int channels, int filters, int groups, params int[] kernel) => Convolution(channels, filters, groups, kernel);

    /// <summary>The fan that a mode names.</summary>
    /// <exception cref="DlException">There are no inputs or no outputs.</exception>
    public double By(FanMode mode) => In < 1 || Out < 1 ? throw new DlException($"fans: there is at least one input and one output, not {In} and {Out}") : mode switch
    {
        FanMode.In => In,
        FanMode.Out => Out,
        _ => (In + Out) / 2.0,
    };
}

/// <summary>Which fan keeps its variance: that of the way forward, of the way back, or a compromise.</summary>
public enum FanMode
{
    /// <summary>The inputs of an output: signals keep their variance.</summary>
    In,

    /// <summary>The outputs of an input: gradients keep their variance.</summary>
    Out,

    /// <summary>The mean of both.</summary>
    Average,
}
