namespace Dl.Functional;

/// <summary>Where the parameters of a mixture stand in a row of outputs, see <see cref="MixtureDensity"/>.</summary>
readonly record struct MixtureForm(int Components, int Dimensions, Covariance Covariance)
{
    /// <summary>The numbers of a factor.</summary>
    public int Scales => Covariance switch { Covariance.Isotropic => 1, Covariance.Diagonal => Dimensions, _ => Dimensions * (Dimensions + 1) / 2 };

    /// <summary>The outputs of one component.</summary>
    public int Stride => 1 + Dimensions + Scales;

    public static MixtureForm Of(string name, Shape outputs, Shape targets, int components, Covariance covariance)
    {
        if (components < 1) throw new DlException($"{name}: there is at least one component, not {components}");
        if (targets.Rank != 2 || targets.Last < 1) throw new DlException($"{name}: targets have the shape (batch, numbers), not {targets}");
        var form = new MixtureForm(components, targets.Last, covariance);
        return outputs == Shape.Of(targets[0], components * form.Stride) ? form : throw new DlException(
            $"{name}: {components} components of {targets.Last} numbers each need outputs of shape {Shape.Of(targets[0], components * form.Stride)} (logits, means, factors), not {outputs}");
    }

    /// <summary>Where the mean of a component begins.</summary>
    public int Mean(int component) => Components + component * Dimensions;

    /// <summary>Where the factor of a component begins.</summary>
    public int Scale(int component) => Components * (1 + Dimensions) + component * Scales;

    /// <summary>The factor of a component, as a matrix.</summary>
    public void Factor<T>(ReadOnlySpan<T> row, int component, Span<T> into) where T : struct, IFloatingPointIeee754<T>
    {
        into.Clear();
        var scales = row.Slice(Scale(component), Scales);
        for (var i = 0; i < Dimensions; i++)
        {
            into[i * Dimensions + i] = T.Exp(scales[Diagonal(i)]);
            if (Covariance == Covariance.Full)
                for (var j = 0; j < i; j++) into[i * Dimensions + j] = scales[i * (i + 1) / 2 + j];
        }
    }

    /// <summary>Where the logarithm of entry i of the diagonal stands in a factor.</summary>
    public int Diagonal(int i) => Covariance switch { Covariance.Isotropic => 0, Covariance.Diagonal => i, _ => i * (i + 1) / 2 + i };
}
