namespace Dl.Functional;

/// <summary>Scale and shift of a normalisation, one number a channel. PyTorch: weight and bias; Keras: gamma and beta.</summary>
public sealed record NormParams<T>(Var<T> Scale, Var<T> Shift) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk) => new NormParams<T>(walk.Leaf("scale", Role.Scale, Scale), walk.Leaf("shift", Role.Shift, Shift));
}

/// <summary>The scale of a normalisation that does not shift.</summary>
public sealed record ScaleParams<T>(Var<T> Scale) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk) => new ScaleParams<T>(walk.Leaf("scale", Role.Scale, Scale));
}

/// <summary>The shift of a normalisation that does not scale.</summary>
public sealed record ShiftParams<T>(Var<T> Shift) : ITree<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public ITree<T> Walk(Walk<T> walk) => new ShiftParams<T>(walk.Leaf("shift", Role.Shift, Shift));
}

/// <summary>What normalisations share: which parameters they have, and checks of their settings.</summary>
static class Norm
{
    /// <summary>The scale at its start, one, and shift zero, those of them that there are.</summary>
    public static ITree<T> Start<T>(Shape channels, bool scale, bool shift, double start = 1) where T : struct, IFloatingPointIeee754<T>
    {
        var (scales, zeros) = (Tensor<T>.Full(channels, T.CreateChecked(start)), Tensor<T>.Zeros(channels));
        return (scale, shift) switch
        {
            (true, true) => new NormParams<T>(scales, zeros),
            (true, false) => new ScaleParams<T>(scales),
            (false, true) => new ShiftParams<T>(zeros),
            _ => Empty<T>.It,
        };
    }

    /// <summary>Scale and shift; the constants one and zero where there are none.</summary>
    public static NormParams<T> Params<T>(this Call<T> call, ILayer layer, Shape channels, bool scale, bool shift) where T : struct, IFloatingPointIeee754<T> => (scale, shift) switch
    {
        (true, true) => call.ParamsAs<NormParams<T>>(layer),
        (true, false) => new(call.ParamsAs<ScaleParams<T>>(layer).Scale, Tensor<T>.Zeros(channels)),
        (false, true) => new(Tensor<T>.Ones(channels), call.ParamsAs<ShiftParams<T>>(layer).Shift),
        _ => new(Tensor<T>.Ones(channels), Tensor<T>.Zeros(channels)),
    };

    /// <summary>The last axes of a shape.</summary>
    public static Shape Tail(this Shape shape, int axes) => [.. shape.Skip(shape.Rank - axes)];

    public static void CheckEpsilon(ILayer layer, double epsilon) => Setting.AtLeast(layer.Name, "epsilon", epsilon);

    /// <summary>Axes of examples that are normalised together.</summary>
    public static void CheckAxes(ILayer layer, int axes, Shape example)
    {
        Demand.Features(layer.Name, example);
        if (axes < 1 || axes > example.Rank) throw new DlException($"{layer.Name}: the last {axes} axes cannot be normalised where examples {example} have {example.Rank}; give a number from 1 to {example.Rank}");
    }

    /// <summary>How many numbers have a mean together.</summary>
    public static void CheckMembers(ILayer layer, int members, Shape example)
    {
        if (members == 1) throw new DlException($"{layer.Name} would take the mean of single numbers in examples {example} and make all of them zero; a group has at least two");
    }
}
