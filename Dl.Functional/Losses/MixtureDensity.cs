namespace Dl.Functional;

/// <summary>What the covariance of a component may be.</summary>
public enum Covariance
{
    /// <summary>One variance for all directions.</summary>
    Isotropic,

    /// <summary>One variance for each number.</summary>
    Diagonal,

    /// <summary>Any, by its Cholesky factor.</summary>
    Full,
}

/// <summary>
/// Minus the logarithm of a mixture of normal densities whose weights, means and covariances are what a network says: a regression with several answers. For K components
/// and targets of d numbers, outputs are on the last axis: K logits of the weights, K d means, then K times the factor L of the covariance L L^T:
/// the logarithm of one deviation (isotropic), of d (diagonal), or the lower triangle row by row with the logarithm on its diagonal (full).
/// Stable at any distance: logarithms are added up. Source: Bishop, "Mixture density networks", 1994. PyTorch: <c>MixtureSameFamily</c>; Keras, Optax: -.
/// </summary>
/// <param name="Components">How many densities.</param>
/// <param name="Covariance">What their covariances may be.</param>
/// <param name="Reduction">Mean over the items by default.</param>
public sealed record MixtureDensity(int Components, Covariance Covariance = Covariance.Diagonal, Reduce Reduction = Reduce.Mean) : Loss("mixture density"), IReduced, ILikelihood
{
    /// <summary>Where conventions differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("factor", "Cholesky's of the covariance, exponentials on its diagonal", "scale_tril", "-", "-")];

    /// <inheritdoc/>
    public Support Support => Support.Numbers;

    /// <inheritdoc/>
    public (int Outputs, int Targets) Item => (Outputs(1), 1);

    /// <inheritdoc/>
    public double LogMass => 0;

    /// <summary>How many outputs a network needs for targets of so many numbers.</summary>
    public int Outputs(int dimensions) => Components * new MixtureForm(Components, dimensions, Covariance).Stride;

    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> output, Targets<T> targets)
    {
        if (targets is not Targets<T>.Values values) throw new DlException($"{Name} takes numbers as targets");
        MixtureForm.Of(Name, output.Shape, values.Numbers.Shape, Components, Covariance);
        return
            from each in Ops.Mixture(output, values.Numbers, Components, Covariance)
            from loss in Reduced(Reduction, each)
            select loss;
    }

    /// <inheritdoc/>
    public ILoss By(Reduce reduction) => this with { Reduction = reduction };

    /// <summary>What the outputs of a network say, for targets of so many numbers.</summary>
    /// <param name="output">Outputs of shape (batch, outputs).</param>
    /// <param name="dimensions">How many numbers a target has.</param>
    public Mixture<T> Read<T>(Tensor<T> output, int dimensions) where T : struct, IFloatingPointIeee754<T>
    {
        var form = MixtureForm.Of(Name, output.Shape, output.Shape.WithLast(dimensions), Components, Covariance);
        var (batch, size) = (output.Shape.Rows, form.Components * dimensions);
        return new(
            Ops.Softmax(Ops.Part<T>(output, -1, 0, Components).Value()).Value().Value,
            Ops.Part<T>(output, -1, Components, size).Value().Value.Reshape([batch, Components, dimensions]),
            Tensor<T>.Build([batch, Components, dimensions, dimensions], (output, form), static (into, s) =>
            {
                var (d, last) = (s.form.Dimensions, s.output.Shape.Last);
                for (var at = 0; at < into.Length / (d * d); at++)
                    s.form.Factor(s.output.Span.Slice(at / s.form.Components * last, last), at % s.form.Components, into.Slice(at * d * d, d * d));
            }));
    }

    /// <summary>What outputs that describe t become where they are to describe <c>y = deviation t + mean</c>: output i times factor i, and shift i. Law: the loss grows by the sum of the
    /// logarithms of the deviations.</summary>
    /// <param name="deviations">The deviation of each number of a target, above 0.</param>
    /// <param name="means">Its mean.</param>
    /// <exception cref="DlException">Their numbers differ, or the covariance is isotropic and the deviations are not alike.</exception>
    public (Many<double> Factors, Many<double> Shifts) Rescaled(Many<double> deviations, Many<double> means)
    {
        ArgumentNullException.ThrowIfNull(deviations);
        ArgumentNullException.ThrowIfNull(means);
        if (deviations.Count == 0 || deviations.Count != means.Count) throw new DlException($"{Name}: targets have a deviation and a mean for each of their numbers, not {deviations.Count} and {means.Count}");
        if (Covariance == Covariance.Isotropic && deviations.Any(deviation => deviation != deviations[0]))
            throw new DlException($"{Name}: with one variance for all directions the numbers of a target keep one scale; take {Covariance.Diagonal}");
        var form = new MixtureForm(Components, deviations.Count, Covariance);
        var (factors, shifts) = (Enumerable.Repeat(1.0, Outputs(deviations.Count)).ToArray(), new double[Outputs(deviations.Count)]);
        for (var k = 0; k < Components; k++)
            for (var i = 0; i < deviations.Count; i++)
            {
                (factors[form.Mean(k) + i], shifts[form.Mean(k) + i]) = (deviations[i], means[i]);
                shifts[form.Scale(k) + form.Diagonal(i)] = Math.Log(deviations[i]);
                if (Covariance == Covariance.Full)
                    for (var j = 0; j < i; j++) factors[form.Scale(k) + i * (i + 1) / 2 + j] = deviations[i];
            }
        return ([.. factors], [.. shifts]);
    }

    /// <summary>An example for the laws.</summary>
    public static LossExample Example(Key key, int size)
    {
        var drawn = MixtureOp.Example(key, size);
        var op = (MixtureOp)drawn.Op;
        return new(new MixtureDensity(op.Components, op.Covariance, (Reduce)key.Below(3, 20)), drawn.Inputs[0], drawn.Inputs[1]);
    }
}

/// <summary>A mixture of normal densities for each item.</summary>
/// <param name="Weights">Their weights, (batch, components).</param>
/// <param name="Means">Their means, (batch, components, dimensions).</param>
/// <param name="Factors">The Cholesky factors of their covariances, (batch, components, dimensions, dimensions).</param>
public sealed record Mixture<T>(Tensor<T> Weights, Tensor<T> Means, Tensor<T> Factors) where T : struct, IFloatingPointIeee754<T>;
