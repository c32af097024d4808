namespace Dl.Functional;

/// <summary>Gradients step by step, which need not be those of one function.</summary>
/// <param name="Name">The name in tables.</param>
public abstract record GradientStream(string Name)
{
    /// <summary>The gradient that step <paramref name="step"/>, counted from 1, is given at a point.</summary>
    public abstract Tensor<double> At(long step, Tensor<double> x);
}

/// <summary>The same gradient for ever: the line on which closed forms are known.</summary>
/// <param name="Slope">The gradient of every coordinate.</param>
public sealed record ConstantStream(double Slope) : GradientStream("constant")
{
    /// <inheritdoc/>
    public override Tensor<double> At(long step, Tensor<double> x) => x is null ? throw new ArgumentNullException(nameof(x)) : Tensor<double>.Full(x.Shape, Slope);
}

/// <summary>A small gradient, but for one step: what a rule remembers of a spike, and for how long.</summary>
/// <param name="Slope">The usual gradient.</param>
/// <param name="Spike">The gradient of the one step.</param>
/// <param name="Step">Which step, counted from 1.</param>
public sealed record SpikeStream(double Slope, double Spike, long Step) : GradientStream("spike")
{
    /// <inheritdoc/>
    public override Tensor<double> At(long step, Tensor<double> x) => x is null ? throw new ArgumentNullException(nameof(x)) : Tensor<double>.Full(x.Shape, step == Step ? Spike : Slope);
}

/// <summary>
/// C, -1, -1, C, -1, -1, ...: its sum falls towards -1 when C &gt; 2, yet Adam with a short memory of squares walks to +1 on [-1, 1].
/// Source: Reddi, Kale and Kumar 2018, theorem 1.
/// </summary>
/// <param name="C">The rare large gradient.</param>
public sealed record ReddiCycle(double C) : GradientStream("Reddi's cycle")
{
    /// <inheritdoc/>
    public override Tensor<double> At(long step, Tensor<double> x) => x is null ? throw new ArgumentNullException(nameof(x)) : Tensor<double>.Full(x.Shape, step % 3 == 1 ? C : -1);
}

/// <summary>The gradient <c>l x</c> of a quadratic along the axes, with normal noise.</summary>
/// <param name="Spectrum">The eigenvalues.</param>
/// <param name="Deviation">The standard deviation of the noise of each coordinate.</param>
/// <param name="Key">What the noise is drawn from.</param>
public sealed record NoisyQuadratic(Many<double> Spectrum, double Deviation, Key Key) : GradientStream("noisy quadratic")
{
    /// <inheritdoc/>
    public override Tensor<double> At(long step, Tensor<double> x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var noise = Key.Child(step);
        return Tensor<double>.From(x.Shape, [.. Enumerable.Range(0, Spectrum.Count).Select(i => Spectrum[i] * x[i] + Deviation * noise.Normal(i))]);
    }
}
