namespace Dl.Functional;

/// <summary>Axes of an example as one, row-major: (height, width, channels) to (features), or from axis 1 on to (height, features): the rows of an image as a
/// sequence. PyTorch: <c>nn.Flatten(start_dim=1 + from)</c> (whose order is channels, height, width).</summary>
/// <param name="From">The first axis of an example that is joined with those behind it.</param>
public sealed record Flatten(int From = 0) : Layer("flatten")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example) => new(Joined(example), Empty<T>.It, Empty<T>.It);

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) =>
        from y in Ops.Reshape(x, [x.Shape[0], .. Joined(x.Shape.Example)]) select new Result<T>(y, call.State);

    Shape Joined(Shape example) => From == 0 || (From > 0 && From < example.Rank)
        ? [.. example.Take(From), example.Skip(From).Aggregate(1, (size, axis) => size * axis)]
        : throw new DlException($"{Name}: there is no axis {From} in examples {example} to join with those behind it{(example.Rank > 0 ? $"; they are 0 to {example.Rank - 1}" : "")}");

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        var example = Examples.Features(key, size);
        return new(new Flatten(key.Below(example.Rank, 20)), example);
    }
}
