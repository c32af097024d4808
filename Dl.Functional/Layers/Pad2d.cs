namespace Dl.Functional;

/// <summary>Images continued beyond their edges, see <see cref="Images.Pad{T}(Var{T}, Padding, PaddingMode)"/>. Shapes: (height, width, channels) to
/// (top + height + bottom, left + width + right, channels).</summary>
/// <remarks>Law: the gradient of a number is the sum of those of its copies. PyTorch: <c>nn.ZeroPad2d</c>, <c>nn.ReflectionPad2d</c>, <c>nn.ReplicationPad2d</c>, <c>nn.CircularPad2d</c>, and in front of a convolution without padding its
/// <c>padding_mode</c>; Keras: <c>ZeroPadding2D</c>; Flax: <c>padding="CIRCULAR"</c>, <c>"REFLECT"</c>.</remarks>
/// <param name="Padding">How far, in numbers: same is refused, and so is more than <see cref="PaddingMode.Reflect"/> (a side less one) or <see cref="PaddingMode.Circular"/> (a side) can continue.</param>
/// <param name="Mode">What lies there.</param>
public sealed record Pad2d(Padding Padding, PaddingMode Mode = PaddingMode.Zeros) : Layer("pad2d")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        var image = Kernels.Image(Name, example);
        Images.Check(Name, image, Padding, Mode);
        return new([Padding.Top + image.Height + Padding.Bottom, Padding.Left + image.Width + Padding.Right, example[2]], Empty<T>.It, Empty<T>.It);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Images.Pad(x, Padding, Mode).Then(Activation.None, call);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        int Side(int draw) => 2 + Examples.Size(key, size, draw);
        int By(int draw) => Examples.Size(key, 3, draw) - 1;
        return new(new Pad2d(Padding.Of(By(0), By(1), By(2), By(3)), Rule.Choice<PaddingMode>(key, 4)), [Side(5), Side(6), Examples.Size(key, 2, 7)]);
    }
}
