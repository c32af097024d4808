namespace Dl.Functional;

/// <summary>The middle of images: rows and columns at the edges go, see <see cref="Images.Crop{T}(Var{T}, Padding)"/>. Shapes: (height, width, channels) to
/// (height - top - bottom, width - left - right, channels).</summary>
/// <remarks>Law: behind a <see cref="Pad2d"/> by the same border it gives the image back, and its gradient is that padding by zeros. Keras: <c>Cropping2D</c>; PyTorch: <c>nn.ZeroPad2d</c> by
/// negative numbers.</remarks>
/// <param name="Border">How many rows and columns go on each side, in numbers: same is refused, and so is a border that leaves nothing.</param>
public sealed record Crop2d(Padding Border) : Layer("crop2d")
{
    /// <inheritdoc/>
    public override Initial<T> Init<T>(Key key, Shape example)
    {
        var inside = Images.Inside(Name, Kernels.Image(Name, example), Border);
        return new([inside.Height, inside.Width, example[2]], Empty<T>.It, Empty<T>.It);
    }

    /// <inheritdoc/>
    public override Diff<T, Result<T>> Apply<T>(Call<T> call, Var<T> x) => Images.Crop(x, Border).Then(Activation.None, call);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size)
    {
        int Cut(int draw) => Examples.Size(key, 3, draw) - 1;
        var border = Padding.Of(Cut(0), Cut(1), Cut(2), Cut(3));
        return new(new Crop2d(border), [border.Top + border.Bottom + Examples.Size(key, size, 4), border.Left + border.Right + Examples.Size(key, size, 5), Examples.Size(key, 2, 6)]);
    }
}
