namespace Dl.Functional;

/// <summary>The identity. PyTorch: <c>nn.Identity</c>.</summary>
public sealed record Identity() : Activation("identity")
{
    /// <inheritdoc/>
    public override Diff<T, Var<T>> Of<T>(Var<T> x) => Diff.Return<T, Var<T>>(x);

    /// <summary>An example for the laws.</summary>
    public static LayerExample Example(Key key, int size) => new(new Identity(), Examples.Features(key, size));
}
