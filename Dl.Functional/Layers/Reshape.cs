namespace Dl.Functional;

/// <summary>The numbers of an example under another shape, row-major. See <see cref="ReshapeOp"/>. Keras: <c>Reshape</c>; PyTorch: <c>nn.Unflatten</c>.</summary>
/// <param name="Output">The shape of an example that comes out.</param>
public sealed record Reshape(Shape Output) : Layer("reshape")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example) => example.Size == Output.Size
        ? new(Output, Empty<T>.It, Empty<T>.It)
        : throw new DlException($"{Name}: examples {example} have {example.Size} numbers and cannot take the shape {Output} of {Output.Size}");

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
        from y in Ops.Reshape(x, [x.Shape[0], .. Output]) select new Result<T>(y, call.State);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var (rows, columns) = (Examples.Size(key, Math.Min(size, 4), 0), Examples.Size(key, Math.Min(size, 4), 1));
        return new(new Reshape([columns, 1, rows]), [rows, columns]);
    }
}
