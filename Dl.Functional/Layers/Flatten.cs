namespace Dl.Functional;

/// <summary>All axes of an example as one, row-major: (height, width, channels) to (features). PyTorch: <c>nn.Flatten</c>
/// (whose order is channels, height, width).</summary>
public sealed record Flatten() : Layer("flatten")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example) => new([example.Size], Empty<T>.It, Empty<T>.It);

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
        from y in Ops.Reshape(x, x.Shape[0], x.Shape.Example.Size) select new Result<T>(y, call.State);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Flatten(), Examples.Features(key, size));
}
