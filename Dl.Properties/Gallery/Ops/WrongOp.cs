namespace Dl.Properties;

/// <summary>An op that is right but for its pullback, and claims to be the right one.</summary>
abstract record WrongOp(IOp Right) : IOp, IClaims<IOp>
{
    public string Name => Right.Name;

    public IOp Claims => Right;

    public Ruled<T> Rule<T>(Few<Tensor<T>> inputs) where T : struct, IFloatingPointIeee754<T>
    {
        var ruled = Right.Rule(inputs);
        return ruled with { Pull = g => Pull(inputs, ruled, g) };
    }

    protected abstract Few<Delta<T>> Pull<T>(Few<Tensor<T>> inputs, Ruled<T> right, Tensor<T> g) where T : struct, IFloatingPointIeee754<T>;
}

/// <summary>Plain arithmetic for wrong ops.</summary>
static class Plain
{
    public static Tensor<T> Map<T>(Tensor<T> x, Func<T, T> f) where T : struct, IFloatingPointIeee754<T> => Tensor<T>.From(x.Shape, [.. x.Span.ToArray().Select(f)]);

    public static Tensor<T> Map<T>(Tensor<T> x, Tensor<T> y, Func<T, T, T> f) where T : struct, IFloatingPointIeee754<T> =>
        Tensor<T>.From(x.Shape, [.. x.Span.ToArray().Zip(y.Span.ToArray(), f)]);

    /// <summary>A tensor stretched to a shape.</summary>
    public static Tensor<T> Stretch<T>(Tensor<T> x, Shape shape) where T : struct, IFloatingPointIeee754<T> => new AddOp().Rule<T>([Tensor<T>.Zeros(shape), x]).Value;

    /// <summary>A tensor summed down to a shape that stretches to its own.</summary>
    public static Tensor<T> SumTo<T>(Tensor<T> x, Shape shape) where T : struct, IFloatingPointIeee754<T> =>
        new AddOp().Rule<T>([Tensor<T>.Zeros(x.Shape), Tensor<T>.Zeros(shape)]).Pull(x)[1].ToTensor();

    /// <summary>What an op of one input makes of it.</summary>
    public static Tensor<T> Of<T>(IOp op, Tensor<T> x) where T : struct, IFloatingPointIeee754<T> => op.Rule<T>([x]).Value;
}
