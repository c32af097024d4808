namespace Dl.Functional;

/// <summary>
/// <c>z = a^b</c>, number by number, with broadcasting. Cotangents <c>g b a^(b - 1)</c> and <c>g a^b ln a</c>. Where the base is 0 or negative the
/// exponent has the slope 0: a power of 0 stays 0, and that of a negative number is defined at whole exponents only. At a = b = 0 both slopes are 0.
/// PyTorch: <c>torch.pow</c>; JAX: <c>jnp.power</c>.
/// </summary>
public sealed record PowerOp() : Broadcasting("power")
{
    /// <summary>Where libraries differ.</summary>
    public static Many<Convention> Conventions { get; } = [new("slope by the exponent of a negative base", "0", "NaN", "0 (TensorFlow)", "NaN (JAX)")];

    /// <inheritdoc/>
    public override Ruled<T> Rule<T>(Few<Tensor<T>> inputs)
    {
        this.Expect(inputs, 2);
        var (a, b) = (inputs[0], inputs[1]);
        var shape = this.Common(a.Shape, b.Shape);
        var state = (a: a.Stretched(shape), b: b.Stretched(shape));
        var z = Tensor<T>.Build(shape, state, static (into, s) =>
        {
            ReadOnlySpan<T> a = s.a.Span, b = s.b.Span;
            for (var i = 0; i < into.Length; i++) into[i] = T.Pow(a[i], b[i]);
        });
        return new(z, g => [
            Delta<T>.Of(a.Shape, (g, state, a.Shape), static (into, add, s) => Broadcast.SumTo(Tensor<T>.Build(s.g.Shape, (s.g, s.state), static (all, s) =>
            {
                ReadOnlySpan<T> g = s.g.Span, a = s.state.a.Span, b = s.state.b.Span;
                for (var i = 0; i < all.Length; i++) all[i] = Times(g[i], T.IsZero(a[i]) && T.IsZero(b[i]) ? T.Zero : b[i] * T.Pow(a[i], b[i] - T.One));
            }), s.Shape, into, add)),
            Delta<T>.Of(b.Shape, (g, state, z, b.Shape), static (into, add, s) => Broadcast.SumTo(Tensor<T>.Build(s.g.Shape, (s.g, s.state, s.z), static (all, s) =>
            {
                ReadOnlySpan<T> g = s.g.Span, a = s.state.a.Span, z = s.z.Span;
                for (var i = 0; i < all.Length; i++) all[i] = a[i] > T.Zero ? g[i] * (z[i] * T.Log(a[i])) : T.Zero;
            }), s.Shape, into, add))]);
    }

    /// <summary>An example for the laws: positive bases with any exponent, in some negative ones with whole exponents.</summary>
    public static Example Example(Key key, int size)
    {
        var (left, right) = Examples.StretchingShapes(key, Math.Min(size, 4), 3);
        var whole = key.Bernoulli(0.2, 6);
        var exponents = Examples.Any(key.Child(4), right);
        return new(new PowerOp(), [
            whole ? Examples.AwayFromZero(key.Child(3), left) : Examples.Positive(key.Child(3), left),
            whole ? Tensor<double>.Build(right, exponents, static (into, b) => TensorPrimitives.Round(b.Span, into)) : exponents]);
    }

    // An infinite slope at 0 leaves a cotangent of 0 what it is.
    static T Times<T>(T g, T slope) where T : struct, IFloatingPointIeee754<T> => T.IsInfinity(slope) && T.IsZero(g) ? T.Zero : g * slope;
}

public static partial class Ops
{
    /// <summary><c>a^b</c>, number by number, see <see cref="PowerOp"/>.</summary>
    public static Diff<T, Var<T>> Power<T>(Var<T> a, Var<T> b) where T : struct, IFloatingPointIeee754<T> => Diff.Apply(Sole<PowerOp>.It, [a, b]);
}
