namespace Dl.Functional;

/// <summary><c>y = sin x</c>; slope cos x. PyTorch: <c>torch.sin</c>.</summary>
public sealed record SinOp() : Op("sin")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, Sines.Of, Sines.Cosines);

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => new(new SinOp(), [Examples.Any(key, Examples.AnyShape(key.Child(0), size, 3))]);
}

/// <summary><c>y = cos x</c>; slope -sin x. PyTorch: <c>torch.cos</c>.</summary>
public sealed record CosOp() : Op("cos")
{
    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs) => this.Pointwise(inputs, Sines.Cosines, static (x, slope) =>
    {
        Sines.Of(x, slope);
        TensorPrimitives.Negate(slope, slope);
    });

    /// <summary>An example for the laws.</summary>
    public static Example Example(Key key, int size) => new(new CosOp(), [Examples.Any(key, Examples.AnyShape(key.Child(0), size, 3))]);
}

/// <summary>Sines and cosines one by one: the vector kernels of the runtime choose their formula by all numbers of a vector together, so that a bit
/// of one depends on its neighbours, and on where in memory they lie.</summary>
static class Sines
{
    public static void Of<T>(ReadOnlySpan<T> x, Span<T> y) where T : struct, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < y.Length; i++) y[i] = T.Sin(x[i]);
    }

    public static void Cosines<T>(ReadOnlySpan<T> x, Span<T> y) where T : struct, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < y.Length; i++) y[i] = T.Cos(x[i]);
    }
}

public static partial class Ops
{
    /// <summary><c>sin x</c>, see <see cref="SinOp"/>.</summary>
    public static Diff<T, Var<T>> Sin<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<SinOp>.It, [x]);

    /// <summary><c>cos x</c>, see <see cref="CosOp"/>.</summary>
    public static Diff<T, Var<T>> Cos<T>(Var<T> x) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<CosOp>.It, [x]);
}
